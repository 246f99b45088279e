"""Ragged: a list of 64-bit hashes for each record, as one column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Keys = NDArray[np.uint64]

#: Hashes that are looked for at a time, and the first bits of a hash that tell where it may stand.
_MANY, _FIRST_BITS = 1 << 16, 18
_BEHIND = np.uint64(64 - _FIRST_BITS)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Ragged(NamedTuple):
    """The lists of n records, end to end.

    Attributes:
        offsets: where each record's list begins, and one end; length n + 1.
        values: the hashes of all records.
    """

    offsets: Places
    values: Keys

    @classmethod
    def of(cls, rows: Places, values: Keys, size: int) -> Ragged:
        """The lists of ``size`` records from (row, value) in ascending order of rows."""
        counts = np.bincount(rows, minlength=size)
        return cls(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), values)

    def slice(self, start: int, stop: int) -> Ragged:
        """The lists of the records from ``start`` to ``stop``."""
        offsets = self.offsets[start : stop + 1]
        return Ragged(offsets - offsets[0], self.values[offsets[0] : offsets[-1]])

    def take(self, rows: Places) -> tuple[Places, Keys]:
        """The values of ``rows``, each with the place in ``rows`` that it belongs to."""
        places, at = self.places(rows)
        return places, self.values[at]

    def places(self, rows: Places) -> tuple[Places, Places]:
        """Where the values of ``rows`` stand in ``values``, each with the place in ``rows`` that it belongs to."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        ends = np.cumsum(lengths)
        places = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        shifts = self.offsets[rows] - ends + lengths
        return places, np.arange(len(places), dtype=np.int64) + np.repeat(shifts, lengths)

    def where(self, kept: NDArray[np.bool_]) -> Ragged:
        """The lists with only those values that are ``kept``."""
        before = np.concatenate(([0], np.cumsum(kept)))
        return Ragged(before[self.offsets], self.values[kept])

    def rows(self) -> Places:
        """The row of every value."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int64), self.lengths())

    def lengths(self) -> Places:
        """How many values each record has."""
        return self.offsets[1:] - self.offsets[:-1]


def among(values: NDArray[Any], ascending: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of ``values`` stand in the ``ascending`` column."""
    if not len(ascending):
        return np.zeros(len(values), dtype=bool)
    places = np.minimum(ascending.searchsorted(values), len(ascending) - 1)
    return np.asarray(ascending[places] == values)


def different(values: NDArray[Any]) -> NDArray[Any]:
    """The values, ascending, each once; of whole numbers far quicker than `numpy.unique`."""
    ascending: NDArray[Any] = np.sort(values)
    first = np.concatenate((np.ones(min(len(ascending), 1), dtype=bool), ascending[1:] != ascending[:-1]))
    return np.asarray(ascending[first])


def find(hashes: Keys, ascending: Keys) -> Places:
    """Where each of ``hashes`` stands in the ``ascending`` column of different hashes, -1 where it does not."""
    if len(hashes) < _MANY or not len(ascending):
        if not len(ascending):
            return np.full(len(hashes), -1, dtype=np.int64)
        places = ascending.searchsorted(hashes)
        there = ascending[np.minimum(places, len(ascending) - 1)] == hashes
        return np.where(there, places, -1)
    # Hashes are spread evenly, so that their first bits nearly tell the place, and most are there at the first look.
    before = np.bincount((ascending >> _BEHIND).astype(np.int64), minlength=1 << _FIRST_BITS)
    first = np.cumsum(before) - before
    ending = np.append(ascending, np.uint64(0))
    found = np.full(len(hashes), -1, dtype=np.int64)
    for start in range(0, len(hashes), _MANY):
        wanted = hashes[start : start + _MANY]
        places, at = np.arange(start, start + len(wanted)), first[(wanted >> _BEHIND).astype(np.int64)]
        while len(at):
            there = ending[at]
            hit, further = there == wanted, (there < wanted) & (at < len(ascending))
            found[places[hit]] = at[hit]
            places, wanted, at = places[further], wanted[further], at[further] + 1
    return found


def mix(first: Keys, *others: Keys) -> Keys:
    """One 64-bit hash of several columns; the order of the columns counts."""
    mixed = _stirred(first)
    for other in others:
        mixed = _stirred(mixed ^ other)
    return mixed


def _stirred(column: Keys) -> Keys:
    stirred = column * _GOLDEN
    stirred ^= stirred >> np.uint64(29)
    return stirred
