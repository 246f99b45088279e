"""Visible citations: the lines of Pure's cite tabs, and the one under "How to cite" on any page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.carriers.blocks import citation_texts, cite_blocks
from harvester.extract.carriers.citation_styles import MAX_LINE, Cited, parse
from harvester.extract.carriers.locators import read_locators
from harvester.extract.carriers.own import OwnTitles, own_titles
from harvester.extract.carriers.vancouver import read_vancouver
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.document import Document

CARRIER = "citation-line"

MAX_REST = 3_000
"""Characters of a Standard line that are read."""
MAX_TRIED = 20
"""Texts that are taken apart before the page is given up."""

_HAS_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# Pure writes: TITLE. / Attree, Pamela; Morris, Sara et al.
_STANDARD = re.compile(r"(?P<title>.+?)\s+/\s+(?P<authors>[^/]+?)\.?\s*(?=\bIn:\s|$)", re.DOTALL)
# Pure writes: In: Health Expectations, Vol. 14, No. 1, 03.2011, p. 48-58.
_IN = re.compile(r"\bIn:\s+(?P<journal>[^\n]+?),\s+(?=Vol\.|No\.|\d{2}\.|\d{4}\b|p\.)")


def read(document: Document) -> Iterator[Candidate]:
    """What the citations of the page's item say; one carrier, however many styles the page shows."""
    blocks = cite_blocks(document.tree)
    yield from read_vancouver(blocks.get("vancouver", ""))
    yield from read_standard(blocks.get("standard", ""))
    own = own_titles(document)
    for style in ("harvard", "apa"):
        if cited := _own_citation(blocks.get(style, ""), own):
            yield from from_cited(cited, style)
    if not blocks and own:
        yield from _under_how_to_cite(document, own)


def _under_how_to_cite(document: Document, own: OwnTitles) -> Iterator[Candidate]:
    tried: set[str] = set()
    for text in citation_texts(document.tree):
        if len(tried) == MAX_TRIED:
            return
        if (
            30 < len(text) <= MAX_LINE
            and text not in tried
            and _HAS_YEAR.search(text)
            and own.begin_at(text) > 0
        ):
            tried.add(text)
            if cited := _own_citation(text, own):
                yield from from_cited(cited, CARRIER)
                return


def _own_citation(text: str, own: OwnTitles) -> Cited | None:
    return parse(text, lambda title: title in own, own.begin_at) if text else None


def from_cited(cited: Cited, carrier: str) -> Iterator[Candidate]:
    """One candidate for each part of a citation that was taken apart."""
    field = "editor" if cited.authors.editors else "author"
    yield from names(field, carrier, cited.authors.names, [cited.authors.raw])
    if cited.editors:
        yield from names("editor", carrier, cited.editors.names, [cited.editors.raw])
    for name, text in cited.values.items():
        yield from read_field(name, carrier, text)


def read_standard(text: str, carrier: str = "standard") -> Iterator[Candidate]:
    """What a Standard line of Pure says; its authors are cut after three ("et al.").

    >>> line = "A title. / Attree, Pamela; Morris, Sara et al. In: Health, Vol. 14, No. 1, 03.2011, p. 48-58."
    >>> [str(c.value) for c in read_standard(line) if c.field != "author"]
    ['A title.', 'Health', '14', '1', '48-58', '2011-03']
    """
    text = clean(text[:MAX_REST])
    match = _STANDARD.match(text)
    if not match:
        return
    yield from read_field("title", carrier, match["title"])
    yield from read_field("author", carrier, match["authors"])
    rest = text[match.end() :]
    if inside := _IN.search(rest):
        yield from read_field("container_title", carrier, inside["journal"])
        for field, value in read_locators(rest[inside.end("journal") :]).items():
            yield from read_field(field, carrier, value)
