"""A work in Crossref's JSON -> a `Record`; every quirk that real records have is met here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.dedupe.title import read_title
from harvester.enrich.relations import IDENTITY, date_of, relations_of, split_identity, updates_of
from harvester.enrich.signed import people_of
from harvester.enrich.witnessed import witnessed
from harvester.enrich.wording import abstract_of, titles_of
from harvester.model import Funder, Identifier, Record, Relation
from harvester.model import identifier as ids
from harvester.model.access import is_creative_commons, license_of
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.organisation import united_funders
from harvester.model.registry import CROSSREF
from harvester.model.standing import STATUSES, gravest, once
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Types that are never the publication that a repository holds.
NOT_PUBLICATIONS = frozenset(
    {"component", "journal", "journal-issue", "journal-volume", "peer-review", "grant"}
)

#: Versions that licences are for, the best first: of record, any, accepted manuscript, for sharing, for mining.
_VERSIONS = ("vor", "unspecified", "am", "stm-asf", "tdm")
#: What programs write where a number is missing; some publishers write it at both ends of the pages.
_NO_NUMBER = frozenset({"", "null", "none", "n/a", "na", "no", "0"})


def record_of(message: Mapping[str, Any], *, aliases: Sequence[str] = ()) -> Record:
    """What Crossref says about a work.

    Args:
        message: the ``message`` of a single answer, or one of a list's ``items``.
        aliases: other DOIs that lead to this work.
    """
    doi = str(message["DOI"]).lower()
    containers = _texts(message, "container-title")
    journal_like = "journal" in str(message.get("type", ""))
    title, alternatives = titles_of(message)
    relations, same = split_identity(_relations(message, title))
    license_ = next(iter(_licenses(message)), {})
    record = Record(
        id=f"{CROSSREF}:{doi}",
        source=CROSSREF,
        url=f"https://doi.org/{doi}",
        type=csl_type(message.get("type")),
        genre=str(message.get("type") or ""),
        title=title,
        title_alternative=alternatives,
        author=people_of(message, "author"),
        editor=people_of(message, "editor"),
        issued=date_of(message.get("published-print")) or date_of(message.get("issued")),
        available_date=date_of(message.get("published-online")),
        # A series stands before the book: ["Lecture Notes in Computer Science", "Advances in ..."].
        container_title=(containers[0] if journal_like else containers[-1]) if containers else "",
        collection_title=containers[0] if len(containers) > 1 and not journal_like else "",
        event_title=clean((message.get("event") or {}).get("name")),
        volume=_number(message.get("volume")),
        issue=_number(message.get("issue")),
        page=_pages(message.get("page")),
        number=_number(message.get("article-number")),
        publisher=clean(message.get("publisher")),
        publisher_place=clean(message.get("publisher-location")),
        issn=_each(ids.issn, _numbers(message, "ISSN")),
        isbn=_each(ids.isbn, _numbers(message, "ISBN")),
        doi=doi,
        identifier=tuple(
            dict.fromkeys((*(Identifier("doi", alias, IDENTITY) for alias in sorted(set(aliases))), *same))
        ),
        language=language(message.get("language")),
        abstract=abstract_of(message),
        license=license_of(str(license_["URL"])) if license_ else "",
        access="open" if _is_open(license_) else "",
        funder=_funders(message),
        status=gravest(STATUSES[one.kind] for one in relations if one.kind in STATUSES),
        relation=relations,
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
    date = date_of(stated.get("start"))
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


def _texts(message: Mapping[str, Any], key: str) -> list[str]:
    return [text for value in _listed(message.get(key)) if (text := clean(value))]


def _listed(value: Any) -> Sequence[Any]:  # noqa: ANN401  (JSON)
    """``value``, or one of several: where the answer was made for citation processors there is only one."""
    return [value] if isinstance(value, str) else value or ()


def _number(value: object) -> str:
    text = clean(str(value)) if value is not None else ""
    return "" if set(text.lower().split("-")) <= _NO_NUMBER else text


def _pages(value: object) -> str:
    """The pages as stated, lists too, with a hyphen in every range."""
    return _number(re.sub(r"\s*[\u2010-\u2015-]+\s*", "-", clean(str(value or ""))))


def _each(parse: Any, values: Any) -> tuple[str, ...]:  # noqa: ANN401  (one of model.identifier's functions)
    """The good ones of several numbers; old copies have them as addresses, .../issn/1234-5679."""
    found = (parse(str(value).rpartition("/")[2]) for value in _listed(values))
    return tuple(dict.fromkeys(filter(None, found)))


def _numbers(message: Mapping[str, Any], key: str) -> list[str]:
    """ISSNs or ISBNs, and those that stand only among the ones with their types."""
    typed = [str(one.get("value") or "") for one in message.get(f"{key.lower()}-type") or ()]
    return [*_listed(message.get(key)), *typed]


def _relations(message: Mapping[str, Any], title: str) -> tuple[Relation, ...]:
    """Updates in both directions, and the ``relation`` table."""
    is_notice = read_title(title).kind in {"erratum", "retraction"}
    return once((*updates_of(message, is_notice=is_notice), *relations_of(message, is_notice=is_notice)))


def _license_text(stated: Mapping[str, Any]) -> str:
    """A licence as Crossref has it: its address, the version that it is for, and the day on which it begins."""
    start = "-".join(f"{part:02d}" for part in _start(stated))
    return " ".join(filter(None, (str(stated["URL"]), str(stated.get("content-version") or ""), start)))
