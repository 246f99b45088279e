"""Open Graph tags, ``<meta property="og:title">``: made for sharing a page, so a weak witness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import read_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

FIELDS: Mapping[str, str] = {
    "og:title": "title",
    "og:description": "abstract",
    "article:published_time": "issued",
    "book:release_date": "issued",
    "book:isbn": "isbn",
}


def read(document: Document) -> Iterator[Candidate]:
    """What the Open Graph tags of the page say."""
    for name, field in FIELDS.items():
        yield from read_field(
            field, "og", [meta.content for meta in document.metas if meta.name.lower() == name]
        )
