"""How the work relates to other works: what the page states of their DOIs, and what the DOIs' own letters tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.doi_class import is_figure, relation
from harvester.extract.vote import ranked
from harvester.model import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

#: What a reference is, is no relation of the works: they stay among the identifiers.
_CITATIONS = frozenset({"References", "IsReferencedBy", "Cites", "IsCitedBy"})
#: What a deposit without a DOI of its own says of the published work whose manuscript it is: they are one work.
_COPIES = frozenset({"IsVersionOf", "HasVersion", "IsVariantFormOf", "IsOriginalFormOf"})
#: What is not stated anywhere, but told by the letters of two DOIs.
_BY_LETTERS = frozenset({"IsVersionOf", "HasVersion", "IsPartOf", "HasPart"})
BY_LETTERS = "harvester"
"""Who says so where the DOIs' letters do."""


def choose_relations(
    dois: Sequence[Candidate], others: Sequence[Candidate], own: str | None, weigh: Weigh
) -> tuple[Relation, ...]:
    """One relation for each DOI of another work, as the heaviest carrier states it; sorted by that carrier's weight.

    Args:
        dois: what was said of the field "doi".
        others: what was said of the field "identifier", some with a relation.
        own: the work's own DOI, or None.
        weigh: how far each carrier is trusted.
    """
    stated = [
        (found.target, found._replace(asserted_by=one.carrier))
        for one in ranked(others, weigh)
        for found in stated_relations(one)
    ]
    told = [
        (doi, Relation(kind, doi, BY_LETTERS))
        for doi in dict.fromkeys(str(one.value) for one in dois)
        if own and not is_figure(doi) and (kind := relation(doi, own)) in _BY_LETTERS
    ]
    # The first that speaks of a DOI is heard: statements before letters.
    by_target = dict(reversed([*stated, *told]))
    kept = (by_target[target] for target in dict.fromkeys(target for target, _ in (*stated, *told)))
    return tuple(one for one in kept if one.target != own and (own or one.kind not in _COPIES))


def stated_relations(candidate: Candidate) -> list[Relation]:
    """The relations to other works that a candidate for the identifiers states, by nobody yet."""
    return [
        Relation(one.relation, one.value, "")
        for one in candidate.identifiers
        if one.scheme == "doi" and one.relation != "self" and one.relation not in _CITATIONS
    ]
