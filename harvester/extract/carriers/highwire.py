"""Highwire Press tags, ``<meta name="citation_title">``: what Google Scholar asks every publisher for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import MAX_PEOPLE, Candidate, names, people_in, read_field, read_names, span
from harvester.model.identifier import orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.extract.document import Document, Meta
    from harvester.model import Name

#: Tag (without its prefix) -> field. Where several tags speak of one field, the best comes first.
FIELDS: Mapping[str, str] = {
    "title": "title",
    "publication_date": "issued",
    "date": "issued",
    "year": "issued",
    "cover_date": "issued",
    "online_date": "available_date",
    "journal_title": "container_title",
    "conference_title": "container_title",
    "conference": "container_title",
    "proceedings_title": "container_title",
    "inbook_title": "container_title",
    "book_title": "container_title",
    "series_title": "collection_title",
    "volume": "volume",
    "issue": "issue",
    "publisher": "publisher",
    "dissertation_institution": "publisher",
    "technical_report_institution": "publisher",
    "technical_report_number": "number",
    "article_number": "number",
    "elocation_id": "number",
    "issn": "issn",
    "eissn": "issn",
    "isbn": "isbn",
    "doi": "doi",
    "language": "language",
    "abstract": "abstract",
    "keywords": "keyword",
    "keyword": "keyword",
    "editor": "editor",
    "editors": "editor",
    "funder": "funder",
    "edition": "edition",
    "public_url": "identifier",
    "handle_id": "identifier",
    "type": "type",
    "article_type": "type",
    "pdf_url": "full_text",
    "fulltext_html_url": "full_text",
    "full_html_url": "full_text",
    "funding_source": "funder",
}
#: A tag that only one type of publication carries.
TYPES: Mapping[str, str] = {
    "dissertation_institution": "thesis",
    "dissertation_name": "thesis",
    "technical_report_institution": "report",
    "technical_report_number": "report",
    "conference_title": "paper-conference",
    "inbook_title": "chapter",
    "arxiv_id": "article",
    "journal_title": "article-journal",
}
#: Asked only where the tag in front of it is not there.
INSTEAD: Mapping[str, str] = {"journal_title": "journal_abbrev"}


def read(document: Document) -> Iterator[Candidate]:
    """What the ``citation_*`` tags of the page say."""
    yield from read_prefixed(document.metas, "citation_", "citation_*")
    if document.tree.css_first("meta[name=citation_fulltext_world_readable]"):  # mostly without a content
        yield Candidate("access", "citation_*", "open", "citation_fulltext_world_readable")


def read_prefixed(metas: Sequence[Meta], prefix: str, carrier: str) -> Iterator[Candidate]:
    """What the tags with ``prefix`` say; the part of the name behind it is Highwire's."""
    tags: dict[str, list[str]] = {}
    people: list[tuple[str, str]] = []
    for meta in metas:
        if not meta.name.lower().startswith(prefix):
            continue
        name = meta.name.lower().removeprefix(prefix)
        tags.setdefault(name, []).append(meta.content)
        if name.startswith("author"):
            people.append((name, meta.content))
    if people:
        yield from _authors(people, carrier)
    for name, field in FIELDS.items():
        if name in tags:
            yield from read_field(field, carrier, tags[name])
        elif INSTEAD.get(name) in tags:
            # First Monday's abbreviation is "1".
            yield from read_field(
                field, carrier, [text for text in tags[INSTEAD[name]] if not text.isdigit()]
            )
    yield from _degree(tags, carrier)
    yield from _pages(tags, carrier)
    yield from _identifiers(tags, carrier)
    if not {"type", "article_type"} & set(tags) or not read_field("type", carrier, tags.get("type", [])):
        yield from (Candidate("type", carrier, TYPES[name], prefix + name) for name in TYPES if name in tags)


def _authors(people: Sequence[tuple[str, str]], carrier: str) -> Iterator[Candidate]:
    """One tag a name, each followed by its institution and ORCID iD; or all names joined in ``citation_authors``."""
    found: list[Name] = []
    raws: list[str] = []
    named: tuple[Name, ...] = ()
    single = any(name == "author" for name, _ in people)
    for name, content in people:
        if name == "authors" and single:
            # The same list once more, joined.
            named = ()
            continue
        if len(found) >= MAX_PEOPLE:
            break
        if name in ("author", "authors"):
            # "citation_author" holds one name, whatever commas stand in it; "citation_authors" all of them.
            named = people_in([content]) if name == "author" else read_names([content])
            found.extend(named)
            raws.append(content)
        elif not named:
            continue
        elif name in ("author_institution", "author_affiliation"):
            found[-1] = replace(found[-1], affiliation=(*found[-1].affiliation, clean(content)))
        elif name == "author_orcid":
            found[-1] = replace(found[-1], orcid=orcid(content) or found[-1].orcid)
    yield from names("author", carrier, found, raws)


def _degree(tags: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """Digital Commons puts the degree into ``dissertation_name``, DSpace the title once more."""
    titles = {clean(title).casefold() for title in tags.get("title", [])}
    for name in tags.get("dissertation_name", []):
        if titles and clean(name).casefold() not in titles:
            yield from read_field("genre", carrier, name)


def _pages(tags: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    first = (tags.get("firstpage") or tags.get("first_page") or [""])[0]
    last = (tags.get("lastpage") or tags.get("last_page") or [""])[0]
    yield from read_field("page", carrier, span(first, last))


def _identifiers(tags: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    for name, prefix in (("pmid", "pmid:"), ("arxiv_id", "arXiv:")):
        yield from read_field("identifier", carrier, [prefix + value for value in tags.get(name, [])])
