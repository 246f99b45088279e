"""Overlap: which values of two lists stand in both, for many pairs of lists at once.

The lists of some hundred pairs are laid out side by side, one pair a column, so that each step compares whole lines.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.ragged import Keys, Places, Ragged

    Flags = NDArray[np.bool_]

#: Lists are laid out with those of about their length: more than one of these, and at most the next.
_LENGTHS = (0, 2, 4, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1 << 10, 1 << 12, 1 << 31)
#: So few lists are laid out together, whatever their lengths.
_FEW = 64
#: So few are not laid out at all.
_SINGLE = 16
#: Values that are laid out at a time: few enough to stay in the processor's cache.
_CELLS = 1 << 16
#: Stands for no value where a list is shorter than those beside it.
NOWHERE = -1


def laid_out(lists: Ragged, rows: Places) -> Iterator[tuple[Places, Places]]:
    """Some of ``rows`` at a time, as their places in ``rows``, and where their values stand; shape (longest, some).

    Rows with empty lists are left out.
    """
    starts, ends = lists.offsets[rows], lists.offsets[rows + 1]
    lengths = ends - starts
    longest = int(lengths.max()) if len(rows) else 0
    for least, most in pairwise(_LENGTHS if len(rows) > _FEW else (0, longest)):
        if least >= longest:
            return
        alike = np.flatnonzero((lengths > least) & (lengths <= most))
        size = min(most, longest)
        line = np.arange(size, dtype=np.int64)[:, None]
        step = max(_CELLS // size, 1)
        for start in range(0, len(alike), step):
            places = alike[start : start + step]
            at = starts[places] + line
            at[line >= lengths[places]] = NOWHERE
            yield places, at


def values_at(lists: Ragged, at: Places) -> Keys:
    """The values that stand ``at`` some places, 0 where there is none."""
    values = lists.values[at]
    values[at == NOWHERE] = 0
    return values


def added_up(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum of each column, line after line: numpy would pair the numbers of a column that is alone."""
    alone = weights.shape[1] == 1 and len(weights) > 0
    return np.asarray(weights.cumsum(axis=0)[-1] if alone else weights.sum(axis=0))


def inside(values: Keys, lists: Ragged, rows: Places) -> Flags:
    """Which of ``values`` stand in the list of the row that belongs to their column; never a 0.

    Args:
        values: shape (any, n).
        lists: where they are looked for.
        rows: n rows of ``lists``.
    """
    found = np.zeros(values.shape, dtype=bool)
    for places, at in laid_out(lists, rows):
        whole = len(places) == len(rows)
        wanted = values if whole else values[:, places]
        hits, hit = np.zeros((2, *wanted.shape), dtype=bool)
        for line in values_at(lists, at):
            hits |= np.equal(wanted, line, out=hit)
        hits &= wanted != 0
        found[:, places] = hits
    return found


def once(lists: Ragged) -> Flags:
    """For each value whether it is the first of its kind in its list."""
    first = np.ones(len(lists.values), dtype=bool)
    for _, at in laid_out(lists, np.arange(len(lists.offsets) - 1)):
        values = values_at(lists, at)
        for line in range(1, len(values)):
            again = (values[:line] == values[line]).any(axis=0) & (at[line] != NOWHERE)
            first[at[line][again]] = False
    return first


def distinct(lists: Ragged) -> Ragged:
    """The lists with each of their values once."""
    return lists.where(once(lists))


def count_shared(lists: Ragged, others: Ragged, a: Places, b: Places) -> NDArray[np.float64]:
    """How many values of the list ``a`` stand in the list ``b`` of ``others`` too, for every two rows."""
    if len(a) <= _SINGLE:
        rows = zip(a.tolist(), b.tolist(), strict=True)
        return np.array(
            [_shared(lists.of_row(one), others.of_row(other)) for one, other in rows], dtype=float
        )
    found = np.zeros(len(a))
    for places, at in laid_out(lists, a):
        found[places] = inside(values_at(lists, at), others, b[places]).sum(axis=0)
    return found


def _shared(values: Keys, others: Keys) -> int:
    wanted = {*others.tolist()}
    return sum(value in wanted and value != 0 for value in values.tolist())
