"""Dublin Core tags, ``<meta name="DC.title">``, and the same qualified names in a repository's full view."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.citation_line import read_locators
from harvester.model import Identifier
from harvester.model.identifier import doi, find_dois
from harvester.model.organisation import is_grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.extract.document import Document

CARRIER = "dc"

#: Name without "dc." or "dcterms." -> field. Upload, acceptance and modification dates have no place here.
FIELDS: Mapping[str, str] = {
    "title": "title",
    "title.alternative": "title_alternative",
    "alternative": "title_alternative",
    "publisher": "publisher",
    "language": "language",
    "language.iso": "language",
    "type": "type",
    "description.abstract": "abstract",
    "abstract": "abstract",
    "description": "abstract",
    "subject": "keyword",
    "relation.ispartof": "container_title",
    "ispartof": "container_title",
    "relation.ispartofseries": "collection_title",
    "source.journaltitle": "container_title",
    "source.volume": "volume",
    "source.issue": "issue",
    "citation.volume": "volume",
    "citation.issue": "issue",
    "bibliographiccitation.volume": "volume",
    "bibliographiccitation.issue": "issue",
    "identifier.issn": "issn",
    "source.issn": "issn",
    "relation.issn": "issn",
    "identifier.isbn": "isbn",
    "identifier.doi": "doi",
    "rights": "license",
    "rights.license": "license",
    "license": "license",
    "rights.uri": "license",
    "accessrights": "access",
    "rights.accessrights": "access",
    "contributor.department": "organisation",
    "description.sponsorship": "funder",
    "contributor.editor": "editor",
}
_AUTHORS = ("contributor.author", "creator.personalname", "creator")
#: The first that is there is the date of publication; "created" may be that of the manuscript.
_DATES = (("date.issued", "issued"), ("date",), ("created", "date.created"))
_LICENSE = re.compile(r"(?:https?://\S+|info:\S+|\w+ ?access|CC[ _-](?:BY|0)\S*.{0,20})", re.IGNORECASE)
#: dc.source "Nature 2021 596:7873": the journal, then year, volume and issue.
_SOURCE = re.compile(r"(?P<journal>.+?)\s+(?:1[89]|20)\d\d(?:\s+(?P<volume>\w+)(?::(?P<issue>[\w-]+))?)?")


def read(document: Document) -> Iterator[Candidate]:
    """What the DC and DCTERMS tags of the page say about the item (not about the site)."""
    pairs = [
        (meta.name, meta.content, meta.item)
        for meta in document.metas
        if meta.name.lower().startswith(("dc.", "dcterms."))
    ]
    # A theme may set its own lower-case block (site as creator, page's date) before the item's.
    if any(name.startswith(("DC.", "DCTERMS.")) for name, _, _ in pairs):
        pairs = [pair for pair in pairs if pair[0].startswith(("DC.", "DCTERMS."))]
    if any(item for *_, item in pairs):
        pairs = [pair for pair in pairs if pair[2]]
    yield from read_pairs(((name, content) for name, content, _ in pairs), CARRIER)


def read_pairs(pairs: Iterable[tuple[str, str]], carrier: str) -> Iterator[Candidate]:
    """What qualified names and their values say: ("dc.contributor.author", "Dudek, Danuce")."""
    table: dict[str, list[str]] = {}
    for name, value in pairs:
        key = re.sub(r"^(?:dc|dcterms)\.", "", name.strip().lower())
        table.setdefault(key, []).append(value)
    yield from _people(table, carrier)
    for choices in _DATES:
        dates = [date for key in choices for date in table.get(key, [])]
        if dates:
            yield from read_field("issued", carrier, dates)
            break
    for key, field in FIELDS.items():
        if field == "license":
            table[key] = [value for value in table.get(key, []) if _LICENSE.fullmatch(value.strip())]
        if field == "container_title":
            table[key] = [value for value in table.get(key, []) if not re.search(r"://|\d/\d", value)]
        yield from read_field(field, carrier, table.get(key, []))
    yield from read_field("funder", carrier, [one for one in table.get("relation", []) if is_grant(one)])
    yield from _identifiers(table, carrier)
    yield from _sources(table, carrier)


def _people(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    authors = next((table[key] for key in _AUTHORS if key in table), [])
    others = table.get("contributor", [])
    if not authors:
        # Some publishers name their authors as contributors and have no creator.
        authors, others = others, []
    yield from read_field("author", carrier, authors)
    known = set(people_in(authors))
    found = [name for name in people_in(others) if name not in known]
    for key, values in table.items():
        role = key.removeprefix("contributor.")
        if role != key and role not in ("author", "editor", "institution", "other", "department"):
            found += [replace(name, role=role) for name in people_in(values)]
    yield from names("contributor", carrier, found, map(str, found))


def _identifiers(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    values = [value for key in ("identifier", "identifier.uri", "source") for value in table.get(key, [])]
    for value in values:
        yield from read_field("doi", carrier, value)
    yield from read_field(
        "identifier", carrier, [v for key in ("identifier", "identifier.uri") for v in table.get(key, [])]
    )
    related = tuple(
        Identifier("doi", found, relation)
        for key, relation in (
            ("haspart", "HasPart"),
            ("relation", "IsRelatedTo"),
            ("bibliographiccitation", "IsRelatedTo"),
        )
        for value in table.get(key, [])
        for found in ([doi(value)] if doi(value) else find_dois(value))
        if found
    )
    if related:
        yield Candidate("identifier", carrier, related, "; ".join(one.value for one in related))
    first = (table.get("citation.spage") or table.get("citation.startpage") or [""])[0]
    last = (table.get("citation.epage") or table.get("citation.endpage") or [""])[0]
    if first:
        yield from read_field("page", carrier, f"{first}-{last}" if last else first)


def _sources(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """Journal and numbers out of a source or an identifier that is a citation in words."""
    for value in table.get("source", []):
        if match := _SOURCE.fullmatch(value.strip()[:500]):
            yield from read_field("container_title", carrier, match["journal"])
            yield from read_field("volume", carrier, match["volume"] or "")
        elif not re.search(r"://|\d", value):
            yield from read_field("container_title", carrier, value)
    for value in table.get("identifier", []):
        for field, text in read_locators(value).items():
            yield from read_field(field, carrier, text)
