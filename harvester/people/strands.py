"""Strands: the clusters that choices entangle, each strand followed choice by choice.

The choices in force may be made again, one after the other, on what the machine found. How works part and join on the
way tells which of them keeps which id, so that the ids depend on nothing that was undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.people.links import components, overrule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.dedupe import Judgement
    from harvester.model import Choice


@dataclass(frozen=True, slots=True)
class Strand:
    """Clusters of the machine that no choice about links entangles with any other.

    Attributes:
        labels: record id -> smallest record id of its cluster, by the machine.
        choices: those that entangle them, the oldest first.
        judgements: of pairs of their records.
    """

    labels: dict[str, str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[Choice, Mapping[str, str]]]:
        """Each choice, and the labels once it and all before it were made."""
        for made, choice in enumerate(self.choices, start=1):
            yield choice, overrule(self.labels, self.choices[:made], self.judgements).labels


def strands(
    labels: Mapping[str, str], choices: Sequence[Choice], judgements: Iterable[Judgement]
) -> list[Strand]:
    """What ``choices`` entangle of the clusters ``labels``; clusters of which they do not speak are left out.

    Args:
        labels: record id -> smallest record id of its cluster, by the machine.
        choices: those in force that contradict no other, the oldest first.
        judgements: the machine's.
    """
    linking = [choice for choice in choices if not choice.field]
    touched = {labels[record] for choice in linking for record in choice.about if record in labels}
    links = [(record, label) for record, label in labels.items() if label in touched]
    links += [(choice.records[0], record) for choice in linking for record in choice.about]
    found: dict[str, Strand] = {}
    for group in components(links):
        found.update(dict.fromkeys(group, Strand()))
    for choice in linking:
        found[choice.records[0]].choices.append(choice)
    for record, label in labels.items():
        if label in touched:
            found[record].labels[record] = label
    for judgement in judgements if found else ():
        strand = found.get(judgement.a)
        if strand is not None and strand is found.get(judgement.b):
            strand.judgements.append(judgement)
    return list({id(strand): strand for strand in found.values()}.values())
