"""A work in Crossref's JSON -> a `Record`; every quirk that real records have is met here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.enrich.witnessed import witnessed
from harvester.model import Funder, Identifier, Name, PartialDate, Record, Relation
from harvester.model import identifier as ids
from harvester.model.access import is_creative_commons, license_of
from harvester.model.date import make_date
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.organisation import united_funders
from harvester.model.registry import CROSSREF
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Types that are never the publication that a repository holds.
NOT_PUBLICATIONS = frozenset(
    {"component", "journal", "journal-issue", "journal-volume", "peer-review", "grant"}
)

#: update type -> (what the notice does to the work, what was done to the work, the work's status).
_UPDATES = {
    "retraction": ("Retracts", "IsRetractedBy", "retracted"),
    "removal": ("Retracts", "IsRetractedBy", "withdrawn"),
    "withdrawal": ("Retracts", "IsRetractedBy", "withdrawn"),
    "partial_retraction": ("Retracts", "IsRetractedBy", "concern"),
    "expression_of_concern": ("ExpressesConcernAbout", "IsDoubtedBy", "concern"),
    "correction": ("Corrects", "IsCorrectedBy", ""),
    "corrigendum": ("Corrects", "IsCorrectedBy", ""),
    "erratum": ("Corrects", "IsCorrectedBy", ""),
    "addendum": ("Supplements", "IsSupplementedBy", ""),
    "new_version": ("IsNewVersionOf", "IsPreviousVersionOf", ""),
    "new_edition": ("IsNewVersionOf", "IsPreviousVersionOf", ""),
}
#: Versions that licences are for, the best first: of record, any, accepted manuscript, for sharing, for mining.
_VERSIONS = ("vor", "unspecified", "am", "stm-asf", "tdm")
_GRAVITY = ("retracted", "withdrawn", "concern", "")


def record_of(message: Mapping[str, Any], *, aliases: Sequence[str] = ()) -> Record:
    """What Crossref says about a work.

    Args:
        message: the ``message`` of a single answer, or one of a list's ``items``.
        aliases: other DOIs that lead to this work.
    """
    doi = str(message["DOI"]).lower()
    containers = _texts(message, "container-title")
    journal_like = "journal" in str(message.get("type", ""))
    title, alternatives = _titles(message)
    license_ = next(iter(_licenses(message)), {})
    record = Record(
        id=f"{CROSSREF}:{doi}",
        source=CROSSREF,
        url=f"https://doi.org/{doi}",
        type=csl_type(message.get("type")),
        genre=str(message.get("type") or ""),
        title=title,
        title_alternative=alternatives,
        author=_names(message, "author"),
        editor=_names(message, "editor"),
        issued=_date(message, "published-print") or _date(message, "issued"),
        available_date=_date(message, "published-online"),
        # A series stands before the book: ["Lecture Notes in Computer Science", "Advances in ..."].
        container_title=(containers[0] if journal_like else containers[-1]) if containers else "",
        collection_title=containers[0] if len(containers) > 1 and not journal_like else "",
        event_title=clean((message.get("event") or {}).get("name")),
        volume=_number(message.get("volume")),
        issue=_number(message.get("issue")),
        page=re.sub(r"\s*[\u2010-\u2015-]+\s*", "-", _number(message.get("page"))),
        number=_number(message.get("article-number")),
        publisher=clean(message.get("publisher")),
        publisher_place=clean(message.get("publisher-location")),
        issn=_each(ids.issn, message.get("ISSN")),
        isbn=_each(ids.isbn, message.get("ISBN")),
        doi=doi,
        identifier=tuple(Identifier("doi", alias, "IsIdenticalTo") for alias in sorted(set(aliases))),
        language=language(message.get("language")),
        abstract=re.sub(
            r"^(?:abstract|summary)[\s:.]*(?=[A-Z])", "", clean(message.get("abstract")), flags=re.IGNORECASE
        ),
        license=license_of(str(license_["URL"])) if license_ else "",
        access="open" if _is_open(license_) else "",
        funder=_funders(message),
        status=_status(message),
        relation=_relations(message),
    )
    return witnessed(record, [_license_text(one) for one in _licenses(message)])


def _licenses(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The licences: that of the version of record first, then the one in force first; mining alone comes last."""
    stated = [one for one in message.get("license") or () if one.get("URL")]
    return sorted(stated, key=lambda one: (_version(one), _start(one), stated.index(one)))


def _version(stated: Mapping[str, Any]) -> int:
    word = str(stated.get("content-version") or "unspecified")
    return _VERSIONS.index(word) if word in _VERSIONS else len(_VERSIONS)


def _start(stated: Mapping[str, Any]) -> tuple[int, ...]:
    """When the licence begins, as parts of a date; one without a date has always been in force."""
    date = _date(stated, "start")
    return tuple(date.parts) if date else ()


def _is_open(stated: Mapping[str, Any]) -> bool:
    """Whether a licence lets everybody read from the day of publication."""
    return is_creative_commons(str(stated.get("URL"))) and not stated.get("delay-in-days")


def _funders(message: Mapping[str, Any]) -> tuple[Funder, ...]:
    """Who paid, once for each award."""
    return united_funders(
        Funder(name, clean(str(award)), ids.doi(one.get("DOI")) or "")
        for one in message.get("funder") or ()
        if (name := clean(one.get("name")))
        for award in one.get("award") or [""]
    )


def _titles(message: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The title with its subtitle, unless it holds it already; and the other titles."""
    titles = _texts(message, "title")
    if not titles:
        return "", ()
    title = titles[0]
    for subtitle in _texts(message, "subtitle"):
        if fold(subtitle) not in fold(title):
            title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    others = (*titles, *_texts(message, "original-title"), *_texts(message, "short-title"))
    return title, tuple(other for other in dict.fromkeys(others) if fold(other) != fold(title))


def _texts(message: Mapping[str, Any], key: str) -> list[str]:
    values = message.get(key) or []
    return [text for value in ([values] if isinstance(values, str) else values) if (text := clean(value))]


def _number(value: object) -> str:
    text = clean(str(value)) if value is not None else ""
    return "" if text.lower() in ("null", "none", "n/a", "0") else text


def _date(message: Mapping[str, Any], key: str) -> PartialDate | None:
    parts = ((message.get(key) or {}).get("date-parts") or [[]])[0] or []
    numbers = [part for part in parts[:3] if isinstance(part, int)]
    return make_date(*numbers) if numbers else None


def _names(message: Mapping[str, Any], key: str) -> tuple[Name, ...]:
    return tuple(name for person in message.get(key) or () if (name := _name(person)))


def _name(person: Mapping[str, Any]) -> Name | None:
    family, given = clean(person.get("family")), clean(person.get("given"))
    literal = clean(person.get("name"))
    if not (family or given or literal):
        return None
    return Name(
        family=family if given else "",
        given=given if family else "",
        literal=literal or (family or given if not (family and given) else ""),
        suffix=clean(person.get("suffix")),
        orcid=ids.orcid(_first(person.get("ORCID"))),
        affiliation=tuple(
            clean(place.get("name")) for place in person.get("affiliation") or () if place.get("name")
        ),
    )


def _first(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """The value, or the first of a list where Crossref has a list by mistake."""
    return next(iter(value), None) if isinstance(value, list) else value


def _each(parse: Any, values: Any) -> tuple[str, ...]:  # noqa: ANN401  (one of model.identifier's functions)
    return tuple(dict.fromkeys(good for value in values or () if (good := parse(str(value)))))


def _status(message: Mapping[str, Any]) -> str:
    """The gravest thing that an update did to the work: ``updated-by`` is about this one."""
    states = {
        _UPDATES.get(str(entry.get("type")), ("", "", ""))[2] for entry in message.get("updated-by") or ()
    }
    return next((state for state in _GRAVITY if state in states), "")


def _relations(message: Mapping[str, Any]) -> tuple[Relation, ...]:
    """Updates in both directions, and the ``relation`` table, some of whose lists are empty."""
    found = []
    for key, direction in (("update-to", 0), ("updated-by", 1)):
        for entry in message.get(key) or ():
            kinds = _UPDATES.get(str(entry.get("type")))
            if kinds and (target := ids.doi(entry.get("DOI"))):
                found.append(Relation(kinds[direction], target, str(entry.get("source") or CROSSREF)))
    for key, entries in (message.get("relation") or {}).items():
        kind = "".join(word.capitalize() for word in key.split("-"))
        targets = [ids.doi(entry.get("id")) for entry in entries or () if entry.get("id-type") == "doi"]
        found += [Relation(kind, target, CROSSREF) for target in targets if target]
    return tuple(sorted(set(found)))


def _license_text(stated: Mapping[str, Any]) -> str:
    """A licence as Crossref has it: its address, the version that it is for, and the day on which it begins."""
    start = "-".join(f"{part:02d}" for part in _start(stated))
    return " ".join(filter(None, (str(stated["URL"]), str(stated.get("content-version") or ""), start)))
