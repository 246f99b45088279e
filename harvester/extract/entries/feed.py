"""One entry of an RSS or Atom feed: its own elements, and the short form of the item in its description."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.errors import FormatError
from harvester.extract.candidate import read_field
from harvester.extract.choose_text import MIN_ABSTRACT
from harvester.extract.entries.entry import Entry
from harvester.extract.entries.listing import read_shown
from harvester.extract.entries.tree import Element, parse_xml, texts
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate
    from harvester.model import Page

CARRIER = "rss"
#: Local names of Dublin Core and PRISM elements -> field. pubDate, updated and published date the entry.
_FIELDS = {
    "title": "title",
    "publisher": "publisher",
    "date": "issued",
    "publicationDate": "issued",
    "publicationName": "container_title",
    "volume": "volume",
    "number": "issue",
    "issn": "issn",
    "doi": "doi",
    "identifier": "doi",
    "language": "language",
    "type": "type",
    "rights": "license",
}


def read(page: Page, platform: str = "auto") -> Entry:
    """What the entry in ``page`` says of the item at ``page.url``."""
    try:
        item = parse_xml(page.body)
    except FormatError as error:
        return Entry(reason=f"the feed's entry {error}")
    described = next(
        iter([*texts(item, "description"), *texts(item, "summary"), *texts(item, "content")]), ""
    )
    shown = replace(page, body=described.encode(), content_type="text/html", charset="utf-8")
    return read_shown(shown, platform, CARRIER, _read(item, described))


def _read(item: Element, described: str) -> Iterator[Candidate]:
    for name, field in _FIELDS.items():
        yield from read_field(field, CARRIER, [*texts(item, name)])
    people = texts(item, "creator") or texts(item, "author", "name") or texts(item, "author")
    yield from read_field("author", CARRIER, [one for one in people if "@" not in one])
    pages = [*texts(item, "startingPage")[:1], *texts(item, "endingPage")[:1]]
    yield from read_field("page", CARRIER, texts(item, "pageRange") or "-".join(pages))
    if "<" not in described and len(clean(described)) >= MIN_ABSTRACT:
        yield from read_field("abstract", CARRIER, described)
