"""Crossref's part: one body a DOI in the exact shape of `/works/{doi}`, and the tables of what else it knows."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from tests.portals.exchange import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.portals.exchange import Exchange
    from tests.portals.table import Author, Parts, Work

HOST = "api.crossref.org"
INDEXED: Parts = (2026, 6, 12)
# Registered elsewhere: no page of the sample has such a DOI, but pages of yours may.
AGENCIES = {
    "10.5281": "datacite",
    "10.48550": "datacite",
    "10.11582": "datacite",
    "10.1400": "medra",
    "10.15083": "jalc",
}


def resolver(dois: Iterable[str]) -> Iterator[Exchange]:
    """What doi.org answers for the prefixes of DOIs that Crossref does not know; in the sample all are Crossref's."""
    for prefix in sorted({doi.partition("/")[0] for doi in dois}):
        text = json.dumps([{"DOI": prefix, "RA": "Crossref"}])
        yield page(f"https://doi.org/ra/{prefix}", f"ra/{prefix}.json", text, media="application/json")


def envelope(work: Work) -> dict[str, Any]:
    """The whole answer of `/works/{doi}` for ``work``."""
    return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message(work)}


def file_name(doi: str) -> str:
    """The file of a DOI's body.

    >>> file_name("10.1360/n112014-00137")
    '10.1360_n112014-00137.json'
    """
    return re.sub(r"[^a-z0-9.\-]+", "_", doi.lower()) + ".json"


def tables(works: Iterable[Work], asked: Iterable[str]) -> dict[str, Any]:
    """`crossref.json`: aliases, DOIs that Crossref does not know, and agencies by prefix."""
    works = list(works)
    known = {work.doi for work in works if work.registered}
    aliases = {alias: work.doi for work in works for alias in work.aliases}
    return {
        "aliases": dict(sorted(aliases.items())),
        "missing": sorted({doi.lower() for doi in asked} - known - set(aliases)),
        "agencies": AGENCIES,
    }


def message(work: Work) -> dict[str, Any]:
    """The work itself; keys without a value are left out, or empty, as Crossref does it."""
    prefix = work.doi.partition("/")[0]
    registered = _stamp(work.created)
    issued = min((date for date in (work.print, work.online, work.posted) if date), default=())
    values: dict[str, Any] = {
        "license": [_license(text) for text in work.license],
        "funder": [_funder(text) for text in work.funder],
        "institution": [{"name": name} for name in work.institution],
        "indexed": _stamp(INDEXED) | {"version": "3.54.1"},
        "posted": _date(work.posted),
        "reference-count": 0,
        "publisher": work.publisher,
        "issue": work.issue,
        "isbn-type": [{"value": isbn, "type": "print"} for isbn in work.isbn[:1]],
        "content-domain": {"domain": [], "crossmark-restriction": False},
        "short-container-title": [work.short_container or name for name in work.container[:1]],
        "published-print": _date(work.print),
        "DOI": work.doi,
        "type": work.type,
        "created": registered,
        "approved": _date(work.approved),
        "page": work.page,
        "source": "Crossref",
        "is-referenced-by-count": 0,
        "title": [work.title],
        "prefix": prefix,
        "volume": work.volume,
        "author": _people(work.authors, "author") if work.registered_authors else [],
        "member": work.member,
        "published-online": _date(work.online),
        "updated-by": [_update(update) for update in work.updated_by],
        "update-to": [_update(update) for update in work.update_to],
        "event": {"name": work.event} if work.event else None,
        "container-title": list(work.container),
        "original-title": [],
        "language": work.language,
        "deposited": registered,
        "score": 1,
        "degree": list(work.degree),
        "resource": {"primary": {"URL": f"https://doi.org/{work.doi}"}},
        "subtitle": [work.subtitle] if work.subtitle else [],
        "editor": _people(work.editors, "editor"),
        "short-title": [],
        "issued": {"date-parts": [list(issued) or [None]]},
        "references-count": 0,
        "aliases": list(work.aliases),
        "journal-issue": {"issue": work.issue} if work.issue else None,
        "URL": f"https://doi.org/{work.doi}",
        "relation": {kind: [_related(doi) for doi in dois] for kind, dois in work.relation.items()},
        "ISSN": [text.split(" ")[0] for text in work.issn],
        "issn-type": [dict(zip(("value", "type"), text.split(" "), strict=True)) for text in work.issn],
        "ISBN": list(work.isbn),
        "article-number": work.article_number,
        "subject": [],
        "published": _date(issued),
        "subtype": work.subtype,
    }
    always = {
        "original-title",
        "subtitle",
        "short-title",
        "container-title",
        "relation",
        "subject",
        "reference-count",
    }
    counts = {"is-referenced-by-count", "references-count"}
    return {name: value for name, value in values.items() if value or name in always | counts}


def dump(value: object) -> bytes:
    """JSON for people: indented, in its own order."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _people(people: Iterable[Author], role: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for place, one in enumerate(people):
        name = (
            {"suffix": one.suffix, "given": one.given, "family": one.family}
            if one.given
            else {"name": one.family}
        )
        listed.append(
            {key: value for key, value in name.items() if value}
            | {"sequence": "additional" if place else "first", "affiliation": []}
            | ({"role": [{"role": role, "vocabulary": "crossref"}]} if role == "editor" else {})
        )
    return listed


def _license(text: str) -> dict[str, Any]:
    """ "URL version YYYY-MM-DD delay" as Crossref has it."""
    url, version, start, delay = text.split(" ")
    moment = _stamp(tuple(map(int, start.split("-"))))
    return {"start": moment, "content-version": version, "delay-in-days": int(delay), "URL": url}


def _funder(text: str) -> dict[str, Any]:
    """ "Name | DOI | award | award" as Crossref has it."""
    name, doi, *awards = text.split(" | ")
    listed: dict[str, Any] = {"name": name, "award": awards}
    return {"DOI": doi, "doi-asserted-by": "publisher"} | listed if doi else listed


def _update(update: dict[str, Any]) -> dict[str, Any]:
    return {
        "DOI": update["doi"],
        "type": update["type"],
        "label": update["type"].capitalize(),
        "source": update["source"],
        "updated": _stamp(tuple(update["date"])),
    }


def _related(doi: str) -> dict[str, str]:
    return {"id-type": "doi", "id": doi, "asserted-by": "object"}


def _date(date: Parts) -> dict[str, Any] | None:
    return {"date-parts": [list(date)]} if date else None


def _stamp(date: Parts) -> dict[str, Any]:
    """A moment in Crossref's three spellings."""
    moment = dt.datetime(date[0], date[1], date[2], tzinfo=dt.UTC)
    return {
        "date-parts": [list(date)],
        "date-time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "timestamp": int(moment.timestamp()) * 1000,
    }
