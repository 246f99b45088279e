"""Near: which records may have to do with certain others, by the keys that all of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.block import paired, ramp, sharing, sharing_few
from harvester.dedupe.evidence import log_odds
from harvester.dedupe.forms import FEW
from harvester.dedupe.narrow import Least, narrow
from harvester.dedupe.table import tabulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.forms import Forms
    from harvester.dedupe.keys import Keyed

    Rows = NDArray[np.int64]


def candidates(keyed: Keyed, asked: Rows) -> tuple[Rows, Rows]:
    """The pairs of rows that share a strong key or two others, and of which one at least is ``asked``.

    Args:
        keyed: every row that has a key of the asked ones.
        asked: rows.
    """
    if len(asked) <= FEW:
        return sharing_few([keyed], {*asked.tolist()})
    rows, place = np.unique(keyed.rows, return_inverse=True)
    order = np.argsort(keyed.keys)
    keys, place = keyed.keys[order], place[order]
    is_asked = np.isin(rows, asked)[place]
    of = np.flatnonzero(is_asked)
    starts, ends = (np.searchsorted(keys, keys[of], side) for side in ("left", "right"))
    sizes = ends - starts
    left, right = np.repeat(of, sizes), np.repeat(starts, sizes) + ramp(sizes)
    # Of two rows that are asked about the first one finds the pair.
    once = (place[left] < place[right]) | (~is_asked[right] & (place[left] != place[right]))
    left, right = left[once], right[once]
    low, high = sharing(place[left], place[right], keys[left])
    return rows[low], rows[high]


def promising(forms: Forms, low: Rows, high: Rows, *, auto: float = 0.95, review: float = 0.5) -> set[str]:
    """The ids of the records of those pairs on which matching may have a judgement.

    No pair is left out that `dedupe_table` judges, but for those that only complete a group.

    Args:
        forms: the records.
        low: candidates, by their places in ``forms``.
        high: the other record of each.
        auto: probability from which a pair is merged unattended.
        review: probability from which a pair is the best guess.
    """
    table = tabulate(forms)
    least = Least(min(0.0, log_odds(min(auto, review))), log_odds(auto))
    pairs = narrow(table, paired(table, low, high), least)
    return {forms.ids[row] for row in {*pairs.a.tolist(), *pairs.b.tolist()}}
