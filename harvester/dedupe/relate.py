"""Relate: what two records that are not one work are to each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from harvester.dedupe.forms import LIST_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.dedupe.table import Table
    from harvester.dedupe.veto import Sides

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
    "Withdraws": ("IsWithdrawnBy", "erratum"),
    "IsWithdrawnBy": ("Withdraws", "erratum"),
    "PartiallyRetracts": ("IsPartiallyRetractedBy", "erratum"),
    "IsPartiallyRetractedBy": ("PartiallyRetracts", "erratum"),
    "ExpressesConcernAbout": ("IsDoubtedBy", "erratum"),
    "IsDoubtedBy": ("ExpressesConcernAbout", "erratum"),
    "IsPartOf": ("HasPart", "part"),
    "HasPart": ("IsPartOf", "part"),
    "Continues": ("IsContinuedBy", "part"),
    "IsContinuedBy": ("Continues", "part"),
    "IsSupplementTo": ("IsSupplementedBy", "part"),
    "IsSupplementedBy": ("IsSupplementTo", "part"),
    "IsVariantFormOf": ("IsOriginalFormOf", "version"),
    "IsOriginalFormOf": ("IsVariantFormOf", "version"),
    "Obsoletes": ("IsObsoletedBy", "version"),
    "IsObsoletedBy": ("Obsoletes", "version"),
    "Reviews": ("IsReviewedBy", "erratum"),
    "IsReviewedBy": ("Reviews", "erratum"),
    "IsCommentOn": ("HasComment", "erratum"),
    "HasComment": ("IsCommentOn", "erratum"),
    "IsReplyTo": ("HasReply", "erratum"),
    "HasReply": ("IsReplyTo", "erratum"),
    "IsDerivedFrom": ("IsSourceOf", ""),
    "IsSourceOf": ("IsDerivedFrom", ""),
    "Describes": ("IsDescribedBy", ""),
    "IsDescribedBy": ("Describes", ""),
    "Documents": ("IsDocumentedBy", ""),
    "IsDocumentedBy": ("Documents", ""),
}
#: Title similarity from which two DOIs are two versions of one work.
SAME_TITLE = 0.9
_VERSION_TAIL = re.compile(r"(?:\.pub\d+|\.v\d+|/v\d+|v\d+)$")
#: Kinds of notices, gravest first -> how the notice relates to the article it is about.
_NOTICES: Mapping[str, str] = {
    "retraction": "Retracts",
    "erratum": "IsCorrectionOf",
    "reply": "IsReplyTo",
    "comment": "IsCommentOn",
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


class Pair(NamedTuple):
    """One of ``pairs``: rows ``a`` and ``b``, at ``place``."""

    pairs: Sides
    a: int
    b: int
    place: int

    @property
    def table(self) -> Table:
        """The columns of all records."""
        return self.pairs.table


def stated(pair: Pair) -> Relationship | None:
    """The relation that one of the two records states, or None."""
    forms, relations = pair.table.forms, pair.table.relations
    for one, other, flip in ((pair.a, pair.b, False), (pair.b, pair.a, True)):
        said = relations.get(one, {})
        names = (forms.doi.at(other), forms.ids[other].lower(), *forms.aliases.at(other).split(LIST_MARK))
        kind = next((said[name] for name in names if name in said), "")
        if kind in STATED:
            return Relationship(STATED[kind][0] if flip else kind, STATED[kind][1], stated=True)
    return None


def related(pair: Pair, veto: str) -> Relationship | None:
    """What the records of a pair with one text are to each other by its veto, or None where nothing is known."""
    find = _BY_VETO.get(veto)
    return find(pair) if find else None


def _preprint(pair: Pair) -> Relationship:
    return Relationship("IsPreprintOf" if pair.table.forms.preprint[pair.a] else "HasPreprint", "preprint")


def _early(pair: Pair, kind: str, policy: str) -> Relationship:
    """The one that stands in a venue of the ``kind`` came first."""
    early = pair.table.venues[pair.table.venue[pair.a]].kind == kind
    return Relationship("IsPreviousVersionOf" if early else "IsNewVersionOf", policy)


def _conference(pair: Pair) -> Relationship:
    return _early(pair, "meeting", "conference")


def _report(pair: Pair) -> Relationship:
    return _early(pair, "report", "version")


def _notice(pair: Pair) -> Relationship:
    """A notice and its article; of two notices the graver one, as `_NOTICES` lists them, leads."""
    kinds = [pair.table.forms.kind.at(row) for row in (pair.a, pair.b)]
    leading = next(kind for kind in _NOTICES if kind in kinds)
    kind = _NOTICES[leading]
    if kinds[0] == leading:
        return Relationship(kind, "erratum")
    return Relationship(STATED[kind][0] if kind in STATED else f"has {kind}", "erratum")


def _part(pair: Pair) -> Relationship:
    first, second = (int(pair.table.forms.part[row]) for row in (pair.a, pair.b))
    return Relationship("IsContinuedBy" if first < second else "Continues", "part")


def _chapter(pair: Pair) -> Relationship:
    chapter = pair.table.forms.type.at(pair.a) == "chapter"
    return Relationship("IsPartOf" if chapter else "HasPart", "part")


def _data(pair: Pair) -> Relationship:
    data = pair.table.forms.type.at(pair.a) in ("dataset", "software")
    return Relationship("IsSupplementTo" if data else "IsSupplementedBy", "part")


def _edition(pair: Pair) -> Relationship:
    older = pair.table.forms.edition[pair.a] < pair.table.forms.edition[pair.b]
    return Relationship("IsPreviousVersionOf" if older else "IsNewVersionOf", "version")


def _version(pair: Pair) -> Relationship | None:
    """DOIs that count versions (10.1002/...pub2 and .pub3), or two registrants' DOIs on the same title.

    Two DOIs of one registrant on one title are two contributions: columns, introductions, abstracts.
    """
    one, other = (pair.table.forms.doi.at(row) for row in (pair.a, pair.b))
    if _VERSION_TAIL.sub("", one) == _VERSION_TAIL.sub("", other):
        return Relationship("IsPreviousVersionOf" if one < other else "IsNewVersionOf", "version")
    if one.split("/")[0] == other.split("/")[0] or pair.pairs.features.titles.full[pair.place] < SAME_TITLE:
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
