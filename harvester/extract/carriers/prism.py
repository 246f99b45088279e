"""PRISM tags of publishers, ``<meta name="prism.publicationName">``: the journal, its numbers and its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import read_field, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

CARRIER = "prism"

#: Name without "prism." or "prism:", in lower case -> field. The copyright tags are a site's phrases.
FIELDS: Mapping[str, str] = {
    "publicationdate": "issued",
    "coverdate": "issued",
    "coverdisplaydate": "issued",
    "onlinedate": "available_date",
    "publicationname": "container_title",
    "publishername": "publisher",
    "volume": "volume",
    "number": "issue",
    "issue": "issue",
    "edition": "edition",
    "doi": "doi",
    "url": "doi",
    "isbn": "isbn",
    "section": "type",
    "articletype": "type",
    "genre": "type",
    "pagerange": "page",
    "keyword": "keyword",
    "articlenumber": "number",
}


def read(document: Document) -> Iterator[Candidate]:
    """What the ``prism.*`` tags of the page say."""
    tags: dict[str, list[str]] = {}
    for meta in document.metas:
        name = meta.name.lower()
        if name.startswith(("prism.", "prism:")):
            tags.setdefault(name[len("prism.") :], []).append(meta.content)
    for name, field in FIELDS.items():
        if name in tags:
            yield from read_field(field, CARRIER, tags[name])
    yield from read_field("issn", CARRIER, [*tags.get("issn", []), *tags.get("eissn", [])])
    first, last = ((tags.get(name) or [""])[0] for name in ("startingpage", "endingpage"))
    yield from read_field("page", CARRIER, span(first, last))
