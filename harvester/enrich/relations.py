"""How a registered work relates to others: Crossref's and DataCite's words, each meaning by one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.model import Identifier, Relation
from harvester.model import identifier as ids
from harvester.model.date import make_date
from harvester.model.registry import CROSSREF
from harvester.model.standing import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.model import PartialDate

#: Type of an update -> what the notice does to the work, and what was done to the work.
_UPDATES = {
    "retraction": ("Retracts", "IsRetractedBy"),
    "withdrawal": ("Withdraws", "IsWithdrawnBy"),
    "removal": ("Withdraws", "IsWithdrawnBy"),
    "partial_retraction": ("PartiallyRetracts", "IsPartiallyRetractedBy"),
    "expression_of_concern": ("ExpressesConcernAbout", "IsDoubtedBy"),
    "correction": ("IsCorrectionOf", "HasCorrection"),
    "corrigendum": ("IsCorrectionOf", "HasCorrection"),
    "erratum": ("IsCorrectionOf", "HasCorrection"),
    "addendum": ("IsSupplementTo", "IsSupplementedBy"),
    "new_version": ("IsNewVersionOf", "IsPreviousVersionOf"),
    "new_edition": ("IsNewVersionOf", "IsPreviousVersionOf"),
}
#: Crossref's words, in CamelCase, for what goes by another name here: DataCite's, where it has one.
_NAMES = {
    "IsSameAs": "IsIdenticalTo",
    "IsReviewOf": "Reviews",
    "HasReview": "IsReviewedBy",
    "IsReplacedBy": "IsObsoletedBy",
    "Replaces": "Obsoletes",
    "IsManuscriptOf": "IsVersionOf",
    "HasManuscript": "HasVersion",
    "IsManifestationOf": "IsVariantFormOf",
    "HasManifestation": "IsOriginalFormOf",
    "IsExpressionOf": "IsVariantFormOf",
    "HasExpression": "IsOriginalFormOf",
    "IsFormatOf": "IsVariantFormOf",
    "HasFormat": "IsOriginalFormOf",
    "IsBasedOn": "IsDerivedFrom",
    "HasDerivation": "IsSourceOf",
    "IsBasisFor": "IsSourceOf",
    "IsComponentOf": "IsPartOf",
    "HasComponent": "HasPart",
}
#: Crossref's words that tell no direction -> what a notice does to the work, and what was done to the work.
_UNDIRECTED = {
    "Correction": _UPDATES["correction"],
    "Erratum": _UPDATES["erratum"],
    "Retraction": _UPDATES["retraction"],
}
#: Citations say nothing of identity.
_CITATIONS = frozenset({"Cites", "IsCitedBy", "References", "IsReferencedBy"})
IDENTITY = "IsIdenticalTo"


def updates_of(message: Mapping[str, Any], *, is_notice: bool) -> tuple[Relation, ...]:
    """What a Crossref work does to others (``update-to``) and what was done to it (``updated-by``), both with dates.

    The publisher and Retraction Watch may state one update each, and both are kept. A publisher who states it of both
    works in both directions is right about one: the one that Retraction Watch states, or else the one that fits.

    Args:
        message: the work in Crossref's shape.
        is_notice: whether its title is that of a notice; counts only where both directions are stated.
    """
    own = str(message["DOI"]).lower()
    to = [one for one in _stated(message, "update-to", 0) if one.target != own]
    by = _stated(message, "updated-by", 1)
    # A work that is its own notice may have been withdrawn under its own DOI; its new versions are itself.
    by += [one for one in _stated(message, "update-to", 1) if one.target == own]
    by = [one for one in by if one.target != own or one.kind in STATUSES]
    for target in {one.target for one in to} & {one.target for one in by}:
        watched = [any(_is_watched(one, target) for one in side) for side in (to, by)]
        keeps_to = watched[0] if any(watched) else is_notice
        keeps_by = watched[1] if any(watched) else not is_notice
        to = [one for one in to if keeps_to or one.target != target]
        by = [one for one in by if keeps_by or one.target != target]
    return (*to, *by)


def _stated(message: Mapping[str, Any], key: str, direction: int) -> list[Relation]:
    return [
        Relation(
            kinds[direction],
            target,
            str(entry.get("source") or CROSSREF),
            str(date_of(entry.get("updated")) or ""),
        )
        for entry in message.get(key) or ()
        if (kinds := _UPDATES.get(str(entry.get("type")))) and (target := ids.doi(entry.get("DOI")))
    ]


def _is_watched(relation: Relation, target: str) -> bool:
    return (relation.asserted_by, relation.target) == ("retraction-watch", target)


def date_of(stated: Mapping[str, Any] | None) -> PartialDate | None:
    """A date in Crossref's shape; None where it says none: ``{"date-parts": [[null]]}``."""
    parts = ((stated or {}).get("date-parts") or [[]])[0] or []
    numbers = [part for part in parts[:3] if isinstance(part, int)]
    return make_date(*numbers) if numbers else None


def relations_of(message: Mapping[str, Any], *, is_notice: bool) -> tuple[Relation, ...]:
    """What the ``relation`` of a Crossref work says of other DOIs; some of its lists are empty.

    Args:
        message: the work in Crossref's shape.
        is_notice: whether its title is that of a notice, where "correction" may be meant either way.
    """
    stated = (
        (_kind(key, is_notice=is_notice), ids.doi(entry.get("id")))
        for key, entries in (message.get("relation") or {}).items()
        for entry in entries or ()
        if entry.get("id-type") == "doi"
    )
    return related(stated, CROSSREF, str(message["DOI"]).lower())


def _kind(key: str, *, is_notice: bool) -> str:
    kind = "".join(word.capitalize() for word in key.split("-"))
    return _UNDIRECTED[kind][not is_notice] if kind in _UNDIRECTED else kind


def related(stated: Iterable[tuple[str, str | None]], asserted_by: str, doi: str) -> tuple[Relation, ...]:
    """The relations to other DOIs among (kind, target), each kind by our name for it; citations are left out."""
    named = ((_NAMES.get(kind, kind), target) for kind, target in stated)
    return tuple(
        Relation(kind, target, asserted_by)
        for kind, target in named
        if kind and target and target != doi and kind not in _CITATIONS
    )


def split_identity(relations: Iterable[Relation]) -> tuple[tuple[Relation, ...], tuple[Identifier, ...]]:
    """The relations to other works, and the other DOIs of this one: what is identical is no other work."""
    every = tuple(relations)
    other = tuple(one for one in every if one.kind != IDENTITY)
    return other, tuple(Identifier("doi", one.target, IDENTITY) for one in every if one.kind == IDENTITY)
