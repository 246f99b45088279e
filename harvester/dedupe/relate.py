"""Relate: what two records that are not one work are to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.dedupe.veto import Pair

#: Stated relation -> (its kind seen from the other end, key of the policy or "" where none may merge it).
STATED: Mapping[str, tuple[str, str]] = {
    "IsPreprintOf": ("HasPreprint", "preprint"),
    "HasPreprint": ("IsPreprintOf", "preprint"),
    "IsVersionOf": ("HasVersion", "version"),
    "HasVersion": ("IsVersionOf", "version"),
    "IsNewVersionOf": ("IsPreviousVersionOf", "version"),
    "IsPreviousVersionOf": ("IsNewVersionOf", "version"),
    "IsTranslationOf": ("HasTranslation", "translation"),
    "HasTranslation": ("IsTranslationOf", "translation"),
    "IsCorrectionOf": ("HasCorrection", "erratum"),
    "HasCorrection": ("IsCorrectionOf", "erratum"),
    "Retracts": ("IsRetractedBy", "erratum"),
    "IsRetractedBy": ("Retracts", "erratum"),
    "IsPartOf": ("HasPart", "part"),
    "HasPart": ("IsPartOf", "part"),
    "Continues": ("IsContinuedBy", "part"),
    "IsContinuedBy": ("Continues", "part"),
    "IsSupplementTo": ("IsSupplementedBy", "part"),
    "IsSupplementedBy": ("IsSupplementTo", "part"),
    "IsVariantFormOf": ("IsOriginalFormOf", "version"),
    "IsOriginalFormOf": ("IsVariantFormOf", "version"),
    "Reviews": ("IsReviewedBy", "erratum"),
    "IsReviewedBy": ("Reviews", "erratum"),
}
_VERSION_TAIL = re.compile(r"(?:\.pub\d+|\.v\d+|/v\d+|v\d+)$")
#: Kinds of notices -> how the notice relates to the article it is about.
_NOTICES = {"erratum": "IsCorrectionOf", "retraction": "Retracts", "reply": "reply", "comment": "comment",
            "review": "Reviews", "editorial": "editorial", "protocol": "protocol"}  # fmt: skip


class Relationship(NamedTuple):
    """What a is to b.

    Attributes:
        kind: a DataCite relation type, or a short word.
        policy: the policy's key that decides about it, "" where none may merge it.
        stated: whether a record says so, rather than the comparison.
    """

    kind: str
    policy: str
    stated: bool = False


def stated(pair: Pair) -> Relationship | None:
    """The relation that one of the two records states, or None."""
    table = pair.table
    for one, other, flip in ((pair.a, pair.b, False), (pair.b, pair.a, True)):
        target = table.dois[other] or table.ids[other].lower()
        kind = table.relations[one].get(target) or table.relations[one].get(table.ids[other].lower())
        if kind in STATED:
            return Relationship(STATED[kind][0] if flip else kind, STATED[kind][1], stated=True)
    return None


def related(pair: Pair, veto: str) -> Relationship | None:
    """What a vetoed pair's records are to each other, or None where they merely look alike."""
    table = pair.table
    if not pair.same_team:
        return None
    if veto == "preprint":
        return Relationship("IsPreprintOf" if table.preprint[pair.a] else "HasPreprint", "preprint")
    if veto == "conference":
        early = table.venue[pair.a].kind == "meeting"
        return Relationship("IsPreviousVersionOf" if early else "IsNewVersionOf", "conference")
    if veto == "notice":
        kind_a, kind_b = table.title[pair.a].kind, table.title[pair.b].kind
        kind = _NOTICES.get(kind_a) or STATED.get(_NOTICES[kind_b], (f"has {kind_b}", ""))[0]
        return Relationship(kind, "erratum")
    if veto == "part-number":
        part_a, part_b = table.title[pair.a].part or "0", table.title[pair.b].part or "0"
        return Relationship("IsContinuedBy" if part_a < part_b else "Continues", "part")
    if veto == "chapter-and-book":
        return Relationship("IsPartOf" if table.type[pair.a] == "chapter" else "HasPart", "part")
    if veto == "data-and-article":
        data = table.type[pair.a] in ("dataset", "software")
        return Relationship("IsSupplementTo" if data else "IsSupplementedBy", "part")
    return _version(pair, veto)


def _version(pair: Pair, veto: str) -> Relationship | None:
    """Editions, and DOIs that count versions: 10.1002/...pub2 and .pub3."""
    table = pair.table
    if veto == "other-edition":
        older = table.edition[pair.a] < table.edition[pair.b]
        return Relationship("IsPreviousVersionOf" if older else "IsNewVersionOf", "version")
    doi_a, doi_b = table.dois[pair.a], table.dois[pair.b]
    if veto == "other-doi" and _VERSION_TAIL.sub("", doi_a) == _VERSION_TAIL.sub("", doi_b):
        return Relationship("IsPreviousVersionOf" if doi_a < doi_b else "IsNewVersionOf", "version")
    if veto == "other-doi" and pair.value("title") >= 0.9:
        return Relationship("IsVersionOf", "version")
    return None
