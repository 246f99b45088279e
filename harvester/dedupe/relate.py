"""Relate: what two records that are not one work are to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
#: Title similarity from which two DOIs are two versions of one work.
SAME_TITLE = 0.9
_VERSION_TAIL = re.compile(r"(?:\.pub\d+|\.v\d+|/v\d+|v\d+)$")
#: Kinds of notices, gravest first -> how the notice relates to the article it is about.
_NOTICES: Mapping[str, str] = {
    "retraction": "Retracts",
    "erratum": "IsCorrectionOf",
    "reply": "reply",
    "comment": "comment",
    "review": "Reviews",
    "editorial": "editorial",
    "protocol": "protocol",
}


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
    if pair.same("doi"):
        return None
    for one, other, flip in ((pair.a, pair.b, False), (pair.b, pair.a, True)):
        names = (table.dois[other], table.ids[other].lower())
        kind = next((table.relations[one][name] for name in names if name in table.relations[one]), "")
        if kind in STATED:
            return Relationship(STATED[kind][0] if flip else kind, STATED[kind][1], stated=True)
    return None


def related(pair: Pair, veto: str) -> Relationship | None:
    """What a vetoed pair's records are to each other, or None where they merely look alike."""
    find = _BY_VETO.get(veto)
    return find(pair) if find and pair.same_team else None


def _preprint(pair: Pair) -> Relationship:
    return Relationship("IsPreprintOf" if pair.table.preprint[pair.a] else "HasPreprint", "preprint")


def _conference(pair: Pair) -> Relationship:
    early = pair.table.venue[pair.a].kind == "meeting"
    return Relationship("IsPreviousVersionOf" if early else "IsNewVersionOf", "conference")


def _report(pair: Pair) -> Relationship:
    early = pair.table.venue[pair.a].kind == "report"
    return Relationship("IsPreviousVersionOf" if early else "IsNewVersionOf", "version")


def _notice(pair: Pair) -> Relationship:
    """A notice and its article; of two notices the graver one, as `_NOTICES` lists them, leads."""
    kinds = [pair.table.title[row].kind for row in (pair.a, pair.b)]
    leading = next(kind for kind in _NOTICES if kind in kinds)
    kind = _NOTICES[leading]
    if kinds[0] == leading:
        return Relationship(kind, "erratum")
    return Relationship(STATED[kind][0] if kind in STATED else f"has {kind}", "erratum")


def _part(pair: Pair) -> Relationship:
    first, second = (int(pair.table.title[row].part or 0) for row in (pair.a, pair.b))
    return Relationship("IsContinuedBy" if first < second else "Continues", "part")


def _chapter(pair: Pair) -> Relationship:
    return Relationship("IsPartOf" if pair.table.type[pair.a] == "chapter" else "HasPart", "part")


def _data(pair: Pair) -> Relationship:
    data = pair.table.type[pair.a] in ("dataset", "software")
    return Relationship("IsSupplementTo" if data else "IsSupplementedBy", "part")


def _edition(pair: Pair) -> Relationship:
    older = pair.table.edition[pair.a] < pair.table.edition[pair.b]
    return Relationship("IsPreviousVersionOf" if older else "IsNewVersionOf", "version")


def _version(pair: Pair) -> Relationship | None:
    """DOIs that count versions (10.1002/...pub2 and .pub3), or two registrants' DOIs on the same title.

    Two DOIs of one registrant on one title are two contributions: columns, introductions, abstracts.
    """
    one, other = pair.table.dois[pair.a], pair.table.dois[pair.b]
    if _VERSION_TAIL.sub("", one) == _VERSION_TAIL.sub("", other):
        return Relationship("IsPreviousVersionOf" if one < other else "IsNewVersionOf", "version")
    if one.split("/")[0] == other.split("/")[0] or pair.value("title") < SAME_TITLE:
        return None
    return Relationship("IsVersionOf", "version")


_BY_VETO: Mapping[str, Callable[[Pair], Relationship | None]] = {
    "preprint": _preprint,
    "conference": _conference,
    "report-and-article": _report,
    "notice": _notice,
    "part-number": _part,
    "chapter-and-book": _chapter,
    "data-and-article": _data,
    "other-edition": _edition,
    "other-doi": _version,
}
