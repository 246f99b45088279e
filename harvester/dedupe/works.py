"""Works: which records the decided pairs bring together, from one threshold or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.cluster import Link, connected, groups_of, split
from harvester.dedupe.decide import UNVETOED
from harvester.dedupe.evidence import PARTS
from harvester.dedupe.ragged import different

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.decide import Decided
    from harvester.dedupe.scoring import Scored

    Rows = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Works:
    """The clusters of a table's records.

    Args:
        scored: all pairs.
        picked, decided: those of them that were decided, and how.
        looked: the places of these in ``scored``.
    """

    def __init__(self, scored: Scored, picked: Scored, decided: Decided, looked: Rows) -> None:
        self._table = scored.table
        self._a, self._b = np.minimum(*scored.pairs), np.maximum(*scored.pairs)
        self._chance, self._joins, self._looked = picked.chance[:, 0], decided.joins, looked
        self._kinds = np.zeros(len(looked), dtype=bool)
        self._kinds[list(decided.kind)] = True
        self._weight = (scored.worth / PARTS).sum(axis=1)
        self._barred = np.zeros(len(self._weight), dtype=bool)
        self._barred[looked[(decided.veto != UNVETOED) & ~decided.joins]] = True

    def labels(self, least: float, *, like: tuple[float, Rows] | None = None) -> Rows:
        """The row whose id is the smallest of each record's work, joining pairs of at least the probability ``least``.

        Args:
            least: what a pair needs that no policy joins.
            like: a lower threshold, and the labels that it gave; what it joins in the same way is taken from there.
        """
        weight, joining = self._said(least)
        a, b = self._a, self._b
        if like is None:
            return self._joined(
                np.arange(len(self._table), dtype=np.int64), a, b, weight, joining, self._barred
            )
        before, label = self._said(like[0])[1], like[1].copy()
        if not (before & ~joining).any():
            return label
        together = connected(len(self._table), a[before], b[before])
        moved = np.zeros(len(self._table), dtype=bool)
        moved[together[a[before & ~joining]]] = True
        apart = moved[together]
        label[apart] = np.flatnonzero(apart)
        some = apart[a] & apart[b]
        return self._joined(label, a[some], b[some], weight[some], joining[some], self._barred[some])

    def _said(self, least: float) -> tuple[NDArray[np.float64], Flags]:
        """The weight of every pair when groups are joined, and whether it joins.

        Policy speaks as loud as evidence, doubt is silent.
        """
        joins = self._joins & ((self._chance >= least) | self._kinds)
        weight, joining = self._weight.copy(), np.zeros(len(self._weight), dtype=bool)
        loud = self._looked[joins & self._kinds]
        weight[loud] = np.abs(weight[loud])
        weight[self._looked[self._joins & ~joins]] = 0.0
        joining[self._looked[joins]] = True
        return weight, joining

    def _joined(
        self, label: Rows, a: Rows, b: Rows, weight: NDArray[np.float64], joining: Flags, barred: Flags
    ) -> Rows:
        """``label`` with what the pairs of rows ``a`` and ``b`` join."""
        table = self._table
        rows = np.arange(len(table), dtype=np.int64)
        together = connected(len(table), a[joining], b[joining])
        # Where nothing inside a group speaks against it, as in most, all of it is one work.
        against = (together[a] == together[b]) & (barred | (weight < 0) | (joining & (weight <= 0)))
        doubtful = np.zeros(len(table), dtype=bool)
        doubtful[together[a[against]]] = True
        whole = np.flatnonzero(~doubtful[together] & (together != rows))
        whole = np.concatenate((whole, different(together[whole])))
        smallest = table.rank.copy()
        np.minimum.at(smallest, together[whole], table.rank[whole])
        label[whole] = np.argsort(table.rank)[smallest[together[whole]]]
        together = np.where(doubtful[together], together, rows)
        for group, inside in _grouped(together, a, b):
            links = [
                Link(*link)
                for link in zip(
                    *(column[inside].tolist() for column in (a, b, weight, joining, barred)), strict=True
                )
            ]
            for part in split(group, links, table.digest[group].tolist()):
                label[part] = min(part, key=lambda row: table.rank[row])
        return label


def _grouped(together: Rows, a: Rows, b: Rows) -> Iterator[tuple[list[int], Rows]]:
    """Each group of three rows or more that have one label, with the places of all pairs inside it."""
    groups = groups_of(together, 3)
    number = np.full(len(together), -1, dtype=np.int64)
    for place, group in enumerate(groups):
        number[group] = place
    inside = np.flatnonzero((number[a] == number[b]) & (number[a] >= 0))
    inside = inside[np.argsort(number[a[inside]], kind="stable")]
    bounds = np.searchsorted(number[a[inside]], np.arange(len(groups) + 1)).tolist()
    for place, group in enumerate(groups):
        yield group, inside[bounds[place] : bounds[place + 1]]
