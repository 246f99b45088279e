"""Ragged: a list of 64-bit hashes for each record, as one column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Keys = NDArray[np.uint64]

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

    def take(self, rows: Places) -> tuple[Places, Keys]:
        """The values of ``rows``, each with the place in ``rows`` that it belongs to."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        places = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        within = np.arange(len(places), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return places, self.values[self.offsets[rows][places] + within]

    def rows(self) -> Places:
        """The row of every value."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int64), self.lengths())

    def lengths(self) -> Places:
        """How many values each record has."""
        return np.diff(self.offsets)


def distinct(rows: Places, values: Keys, size: int) -> Ragged:
    """The lists of ``size`` records from (row, value) in ascending order of rows, each value of a row once."""
    code = mix(rows.astype(np.uint64), values)
    order = np.argsort(code)
    again = np.zeros(len(rows), dtype=bool)
    again[order[1:]] = code[order[1:]] == code[order[:-1]]
    return Ragged.of(rows[~again], values[~again], size)


def count_shared(lists: Ragged, others: Ragged, a: Places, b: Places) -> NDArray[np.float64]:
    """How many values of the list ``a`` stand in the list ``b`` of ``others`` too, for every two rows."""
    place_a, value_a = lists.take(a)
    place_b, value_b = others.take(b)
    found = np.isin(mix(place_a.astype(np.uint64), value_a), mix(place_b.astype(np.uint64), value_b))
    return np.bincount(place_a[found], minlength=len(a)).astype(np.float64)


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
