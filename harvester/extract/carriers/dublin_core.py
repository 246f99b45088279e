"""Dublin Core tags, ``<meta name="DC.title">``, and the same qualified names in a repository's full view."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field, span
from harvester.extract.carriers.citation_tail import read_tail
from harvester.extract.carriers.labels import role_of, with_roles
from harvester.extract.carriers.locators import MAX_TEXT, locate
from harvester.model import Identifier
from harvester.model.access import embargo_end
from harvester.model.identifier import doi, find_dois
from harvester.model.kind import csl_type
from harvester.model.organisation import is_grant
from harvester.model.text import clean, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.extract.document import Document, Meta

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
    "contributor.editor": "editor",
    "contributor.sponsor": "funder",
    "description.sponsorship": "funder",
    "identifier.pagenumber": "page",
    "source.pagenumber": "page",
    "source.pages": "page",
    "identifier.eissn": "issn",
    "relation.eissn": "issn",
    "degree.name": "genre",
    "degree.grantor": "publisher",
    "publisher.place": "publisher_place",
}
#: What the ``scheme`` attribute makes of an identifier; one of the publisher's own numbers says nothing.
SCHEMES: Mapping[str, str] = {
    "doi": "identifier.doi",
    "issn": "identifier.issn",
    "isbn": "identifier.isbn",
    "coden": "identifier.citation",
    "bibliographiccitation": "identifier.citation",
    "publisher-id": "",
    "pii": "",
}
#: Names of other dates -> what is kept as said. DSpace's "available" is when it showed the item.
_OTHER_DATES: Mapping[str, tuple[str, ...]] = {
    "submitted": ("datesubmitted", "date.submitted", "date.received"),
    "accepted": ("dateaccepted", "date.accepted", "date.dateaccepted"),
    "deposited": ("date.accessioned", "date.available", "available", "date.deposited"),
}
#: How the DOI under a name relates to the work: a DataCite relation type.
RELATIONS: Mapping[str, str] = {
    "haspart": "HasPart",
    "relation.haspart": "HasPart",
    "relation": "IsRelatedTo",
    "isreferencedby": "IsReferencedBy",
    "relation.isreferencedby": "IsReferencedBy",
    "isversionof": "IsVersionOf",
    "relation.isversionof": "IsVersionOf",
    "hasversion": "HasVersion",
    "relation.hasversion": "HasVersion",
    "references": "References",
    "relation.references": "References",
    "ispartof": "IsPartOf",
    "relation.ispartof": "IsPartOf",
    "relation.issupplementto": "IsSupplementTo",
    "relation.issupplementedby": "IsSupplementedBy",
    "replaces": "IsNewVersionOf",
    "relation.replaces": "IsNewVersionOf",
    "isreplacedby": "IsPreviousVersionOf",
    "relation.isreplacedby": "IsPreviousVersionOf",
    "isformatof": "IsVariantFormOf",
    "relation.isformatof": "IsVariantFormOf",
    "hasformat": "IsOriginalFormOf",
    "relation.hasformat": "IsOriginalFormOf",
}
_AUTHORS = ("contributor.author", "creator.personalname", "creator")
#: Behind "contributor.", what names no person.
_NO_ROLE = frozenset(
    "author editor institution department sponsor orcid email affiliation authoremail corporatename school".split()
)
#: The first that is there is the date of publication; "created" may be that of the manuscript.
_DATES = (("date.issued", "issued"), ("date",), ("created", "date.created"))
_CITATIONS = ("identifier.citation", "bibliographiccitation", "identifier.bibliographiccitation", "source")
_PARTS_OF = ("relation.ispartof", "ispartof")
_LICENSE = re.compile(r"(?:https?://\S+|info:\S+|\w+ ?access|CC[ _-](?:BY|0)\S*.{0,20})", re.IGNORECASE)
_ADDRESS = re.compile(r"://|\d/\d|^urn:", re.IGNORECASE)
#: dc.source "Nature 2021 596:7873": the journal, then year, volume and issue.
_SOURCE = re.compile(r"(?P<journal>.+?)\s+(?:1[89]|20)\d\d(?:\s+(?P<volume>\w+)(?::(?P<issue>[\w-]+))?)?")
# OJS ends with the pages: Birds; Vol. 3 No. 1 (2010); 4-9
_OJS_PAGES = re.compile(r";\s*(\w{1,6}(?:\s?[-\u2013]\s?\w{1,6})?)\s*$")
_TIME_OF_DAY = re.compile(r"T\d\d:\d\d")


def read(document: Document) -> Iterator[Candidate]:
    """What the DC and DCTERMS tags of the page say about the item (not about the site)."""
    metas = [
        meta
        for meta in document.metas
        if meta.name.lower().startswith(("dc.", "dcterms.", "dc:", "dcterms:"))
    ]
    # A theme may set its own lower-case block (site as creator, page's date) before the item's.
    if any(meta.name.startswith(("DC.", "DCTERMS.")) for meta in metas):
        metas = [meta for meta in metas if meta.name.startswith(("DC.", "DCTERMS."))]
    if any(meta.item for meta in metas):
        metas = [meta for meta in metas if meta.item]
    yield from read_pairs(((_name(meta), meta.content) for meta in metas), CARRIER)


def _name(meta: Meta) -> str:
    """The qualified name of a tag, its ``scheme`` taken into account."""
    name = re.sub(r"^(dc|dcterms):", r"\1.", meta.name.lower())
    scheme = meta.scheme.lower().rpartition(".")[2]
    return f"dc.{SCHEMES[scheme]}" if name == "dc.identifier" and scheme in SCHEMES else name


def read_pairs(pairs: Iterable[tuple[str, str]], carrier: str) -> Iterator[Candidate]:
    """What qualified names and their values say: ("dc.contributor.author", "Dudek, Danuce")."""
    table: dict[str, list[str]] = {}
    for name, value in pairs:
        key = re.sub(r"^(?:dc|dcterms|thesis)\.", "", name.strip().lower().rstrip(":"))
        table.setdefault(key, []).append(value)
    yield from _people(table, carrier)
    yield from _dates(table, carrier)
    for key, field in FIELDS.items():
        values = table.get(key, [])
        if field == "license":
            values = [value for value in values if _LICENSE.fullmatch(value.strip())]
        if field == "container_title":
            values = [value for value in values if not _ADDRESS.search(value)]
        yield from read_field(field, carrier, values)
    yield from read_field("funder", carrier, [one for one in table.get("relation", []) if is_grant(one)])
    yield from _identifiers(table, carrier)
    yield from _host(table, carrier)
    yield from _citations(table, carrier)


def _dates(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    for field, keys in _OTHER_DATES.items():
        yield from read_field(field, carrier, [date for key in keys for date in table.get(key, [])])
    ends = [date for date in table.get("date", []) if embargo_end(date)]
    named = [f"embargo until {date}" for key in table if "embargo" in key for date in table[key]]
    yield from read_field("access", carrier, [*ends, *named])
    for choices in _DATES:
        stated = [date for key in choices for date in table.get(key, []) if date not in ends]
        if stated:
            # Among dates, one with a time of day is the time of deposit.
            plain = [date for date in stated if not _TIME_OF_DAY.search(date)]
            yield from read_field("issued", carrier, plain or stated)
            return


def _people(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    authors = next((table[key] for key in _AUTHORS if key in table), [])
    others = with_roles([*table.get("contributor", []), *table.get("contributor.personalname", [])])
    if not authors:
        # Some publishers name their authors as contributors and have no creator.
        authors = [str(name) for name in others if name.role in (None, "author")]
        authors = authors if any(name.role for name in others) else list(table.get("contributor", []))
        others = [name for name in others if name.role not in (None, "author")]
    yield from read_field("author", carrier, authors)
    known = set(people_in(authors))
    found = [name for name in others if replace(name, role=None) not in known]
    for key, values in table.items():
        role = key.removeprefix("contributor.")
        if role != key and role not in _NO_ROLE:
            stated = role_of(role) or ("contributor" if role in ("other", "personalname") else role)
            found += [replace(name, role=stated) for name in people_in(values) if role != "personalname"]
    yield from names("contributor", carrier, found, map(str, found))


def _identifiers(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    for value in [
        value for key in ("identifier", "identifier.uri", "source") for value in table.get(key, [])
    ]:
        yield from read_field("doi", carrier, value)
    stated = [
        value for key in ("identifier", "identifier.uri", "identifier.handle") for value in table.get(key, [])
    ]
    yield from read_field("identifier", carrier, stated)
    for value in table.get("identifier", []):
        if re.match(r"(?:urn:)?(?:ISBN|ISSN)\b", value.strip(), re.IGNORECASE):
            yield from read_field("isbn" if "isbn" in value[:8].lower() else "issn", carrier, [value])
    related = [
        Identifier("doi", found, relation)
        for key, relation in RELATIONS.items()
        for value in table.get(key, [])
        for found in ([doi(value)] if doi(value) else find_dois(value))
        if found
    ]
    title = squeeze((table.get("title") or [""])[0])
    for value in table.get("bibliographiccitation", []):
        # Of a data set it may be the article's; it names this work only where it holds its title.
        if dois := find_dois(value):
            if title and title in squeeze(value) and len(dois) == 1:
                yield Candidate("doi", carrier, dois[0], dois[0])
            else:
                related += [Identifier("doi", found, "IsRelatedTo") for found in dois]
    if related:
        yield Candidate("identifier", carrier, tuple(related), "; ".join(one.value for one in related))


def _host(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """The journal or book: "isPartOf" may hold its name, its ISSN, or its name with volume and pages."""
    for value in [value for key in _PARTS_OF for value in table.get(key, [])]:
        if re.match(r"(?:urn:)?ISSN\b", value.strip(), re.IGNORECASE):
            yield from read_field("issn", carrier, [value])
        elif not _ADDRESS.search(value):
            yield from _journal(value, carrier) or read_field("container_title", carrier, value)
    first = (table.get("citation.spage") or table.get("citation.startpage") or [""])[0]
    last = (table.get("citation.epage") or table.get("citation.endpage") or [""])[0]
    yield from read_field("page", carrier, span(first, last))
    for value in table.get("source", []):
        match = _SOURCE.fullmatch(value.strip()[:500])
        if match and not locate(value).values:
            yield from read_field("container_title", carrier, match["journal"])
            yield from read_field("volume", carrier, match["volume"] or "")
        elif not re.search(r"://|\d", value):
            yield from read_field("container_title", carrier, value)


def _citations(table: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """Journal and numbers out of values that are citations in words, with the title in them or without."""
    title = clean((table.get("title") or [""])[0])
    deposits = {"dataset", "software"}.intersection(map(csl_type, table.get("type", [])))
    for value in [value for key in (*_CITATIONS, "identifier") for value in table.get(key, [])]:
        tail = _behind_title(clean(value), title)
        if tail:
            values, _ = read_tail(tail)
            for field in ("container_title", "volume", "issue", "page", "number"):
                yield from read_field(field, carrier, values.get(field, ""))
        elif not deposits:
            yield from _journal(value, carrier)


def _behind_title(citation: str, title: str) -> str:
    """What stands behind ``title`` in a citation that names it; "" for one that does not."""
    at = citation.casefold().find(title.casefold().rstrip(" .")) if len(title) > 10 else -1
    return citation[at + len(title.rstrip(" .")) :].lstrip(" .,\"'\u201d\u2019") if at >= 0 else ""


def _journal(value: str, carrier: str) -> list[Candidate]:
    """A journal with its numbers: "Molecular Physics, Vol. 111, July 2013, pp. 1-9"; "Birds; Vol 3 (2010); 4-9"."""
    text = clean(value[:MAX_TEXT])
    located = locate(text)
    found: list[Candidate] = []
    journal = re.sub(r"^\W*In:?\s+|[\s,;.:(]+$", "", text[: located.start])
    plain = len(journal.split()) <= 12 and not re.search(r"\d|\.\s|://", journal)
    if located.values and plain:
        found += read_field("container_title", carrier, journal)
    for field, said in located.values.items():
        found += read_field(field, carrier, said)
    if located.values and "page" not in located.values and (pages := _OJS_PAGES.search(text)):
        found += read_field("page", carrier, pages[1])
    return found
