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


def ranked(candidates: Sequence[Candidate], weigh: Weigh) -> list[Candidate]:
    """The candidates of any weight, the heaviest first; of equals, by the carrier's name, then as its page has them.

    The order among carriers therefore never matters; that within one does: its first title is its title.
    """
    weighed = [(weigh(one), one) for one in candidates]
    ordered = sorted(weighed, key=lambda pair: (-pair[0], pair[1].carrier))
    return [one for weight, one in ordered if weight > 0]


def groups(candidates: Sequence[Candidate], weigh: Weigh, agree: Agree) -> list[Group]:
    """The groups of agreeing candidates, the winner first.

    A candidate joins the first group whose heaviest member it agrees with; of equal scores, the
    group of the heavier carrier wins.
    """
    lots: list[list[Candidate]] = []
    for candidate in ranked(candidates, weigh):
        for lot in lots:
            if agree(lot[0], candidate):
                lot.append(candidate)
                break
        else:
            lots.append([candidate])
    found = [Group(tuple(lot), weight_of(lot, weigh)) for lot in lots]
    return sorted(found, key=lambda group: group.score, reverse=True)


def weight_of(lot: Sequence[Candidate], weigh: Weigh) -> float:
    """What the carriers of ``lot`` weigh together, each counted once."""
    best: dict[str, float] = {}
    for candidate in lot:
        best[candidate.carrier] = max(best.get(candidate.carrier, 0.0), weigh(candidate))
    # Summed in a fixed order, and rounded, so that no order of candidates makes a difference in the last bit.
    return round(sum(sorted(best.values())), 6)
