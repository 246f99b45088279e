"""Reach: which records a change can touch; all others keep their works as they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.model import Choice
    from harvester.store import Store


def followed(store: Store) -> list[Choice]:
    """Every choice in force, which also speaks of what the pages of its records gave later; the oldest first."""
    choices = store.choices.in_force()
    moved = store.records.moved({record for choice in choices for record in choice.about})
    return [choice.following(moved) for choice in choices] if moved else choices


def reach(store: Store, seeds: Iterable[str], choices: Iterable[Choice], most: int) -> set[str] | None:
    """``seeds`` and all records whose works may change with theirs, or None where these are more than ``most``.

    Records hang together by whatever was decided about a pair of them, by the work that they share now, and by a
    choice in force that names them. As every pair that is likely to be one work has its decision, the judgements
    and clusters of what is reached depend on nothing else.
    """
    named = _named_together(choices)
    reached = set(seeds)
    frontier = reached
    while frontier:
        if len(reached) > most:
            return None
        found = store.decisions.partners(frontier) | store.records.companions(frontier)
        for record in frontier & named.keys():
            found |= named[record]
        frontier = found - reached
        reached = reached | frontier
    return reached


def _named_together(choices: Iterable[Choice]) -> Mapping[str, set[str]]:
    named: dict[str, set[str]] = defaultdict(set)
    for choice in choices:
        for record in choice.about:
            named[record] |= choice.about
    return named
