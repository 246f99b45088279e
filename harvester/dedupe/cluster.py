"""Cluster: records into works, strongest pairs first, so that no weak bridge joins two strong groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

#: One pair speaks at most this loud (log-odds) when groups are joined, so that no single tie decides alone.
LOUDEST = 6.0
#: It speaks at most this loud against: one badly damaged record disagrees with every other about everything.
LOUDEST_AGAINST = 2.0
#: A group of more records is not completed pair by pair.
LARGEST = 400


class Link(NamedTuple):
    """What one pair says about joining its two rows.

    Attributes:
        a, b: rows, ``a`` < ``b``.
        weight: log-odds; a vetoed pair has ``joins`` False whatever its weight.
        joins: whether the two may stand in one cluster.
        barred: whether a veto forbids that they do.
    """

    a: int
    b: int
    weight: float
    joins: bool
    barred: bool = False


def connected(size: int, a: Rows, b: Rows) -> Rows:
    """For each of ``size`` rows the smallest row that it is connected with by the links from ``a`` to ``b``.

    >>> connected(5, np.array([0, 4]), np.array([3, 3])).tolist()
    [0, 1, 2, 0, 0]
    """
    label = np.arange(size)
    while True:
        # The larger of two labels that a link brings together takes the smaller one, and with it all that have it.
        one, other = label[a], label[b]
        moving = one != other
        if not moving.any():
            return label
        a, b, low = a[moving], b[moving], np.minimum(one, other)[moving]
        np.minimum.at(label, np.maximum(one, other)[moving], low)
        while (label != label[label]).any():
            label = label[label]


def groups_of(label: Rows, least: int) -> list[list[int]]:
    """The groups of at least so many rows that have one ``label``, each ascending, ordered by their first row.

    >>> groups_of(np.array([0, 1, 2, 0, 0]), 2)
    [[0, 3, 4]]
    """
    rows = np.flatnonzero(np.bincount(label, minlength=len(label))[label] >= least)
    rows = rows[np.argsort(label[rows], kind="stable")]
    bounds = np.flatnonzero(np.diff(label[rows], prepend=-1))
    return [group.tolist() for group in np.split(rows, bounds[1:])] if len(rows) else []


def split(group: Sequence[int], links: Sequence[Link], ties: Sequence[int]) -> list[list[int]]:
    """The works inside a connected ``group``: joined strongest first, while the ties between two parts agree.

    Two parts are joined when no pair between them is vetoed and their pairs together speak for it.

    Args:
        group: rows.
        links: every known pair inside the group.
        ties: a key of each row's content, in the order of ``group``, that orders equal weights.
    """
    tie = dict(zip(group, ties, strict=True))
    parts: dict[int, set[int]] = {row: {row} for row in group}
    home = {row: row for row in group}
    between: dict[tuple[int, int], float] = {}
    barred: set[tuple[int, int]] = set()
    for link in links:
        between[link.a, link.b] = max(-LOUDEST_AGAINST, min(LOUDEST, link.weight))
        if link.barred:
            barred.add((link.a, link.b))
    order = sorted(
        (link for link in links if link.joins and link.weight > 0),
        key=lambda link: (-round(link.weight, 6), *sorted((tie[link.a], tie[link.b]))),
    )
    for link in order:
        one, other = home[link.a], home[link.b]
        if one == other:
            continue
        crossing = [(min(x, y), max(x, y)) for x in parts[one] for y in parts[other]]
        if any(pair in barred for pair in crossing) or sum(between.get(pair, 0.0) for pair in crossing) <= 0:
            continue
        parts[one] |= parts.pop(other)
        home.update(dict.fromkeys(parts[one], one))
    return [sorted(part) for part in parts.values()]
