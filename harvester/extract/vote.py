"""Voting: candidates that agree stand together, and the heaviest group of independent carriers wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

Agree = Callable[["Candidate", "Candidate"], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that say the same, the heaviest first.

    Attributes:
        members: never empty.
        score: the sum of the weights, each carrier counted once: U2 and DO of one RIS block,
            or two tags of one set, are one witness and not two.
    """

    members: tuple[Candidate, ...]
    score: float


def groups(candidates: Sequence[Candidate], weigh: Weigh, agree: Agree) -> list[Group]:
    """The groups of agreeing candidates, the winner first.

    A candidate joins the first group whose heaviest member it agrees with; of equal scores, the
    group that was stated first wins.
    """
    ordered = sorted(candidates, key=weigh, reverse=True)
    lots: list[list[Candidate]] = []
    for candidate in ordered:
        for lot in lots:
            if agree(lot[0], candidate):
                lot.append(candidate)
                break
        else:
            lots.append([candidate])
    found = [Group(tuple(lot), _score(lot, weigh)) for lot in lots]
    return sorted(found, key=lambda group: group.score, reverse=True)


def _score(lot: Sequence[Candidate], weigh: Weigh) -> float:
    best: dict[str, float] = {}
    for candidate in lot:
        best[candidate.carrier] = max(best.get(candidate.carrier, 0.0), weigh(candidate))
    return sum(best.values())
