"""BibTeX and RIS that a page holds for people to copy: cite tabs, text areas, scripts, attributes, hidden inputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names
from harvester.extract.carriers.blocks import MAX_BLOCK, block_text, cite_blocks
from harvester.extract.carriers.own import own_titles
from harvester.formats import bibtex, ris
from harvester.model import Identifier, Issue, PartialDate, Record
from harvester.model.record import CONTENT_FIELDS
from harvester.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.document import Document

MAX_BLOCKS = 30
"""Blocks that are parsed; a page with more is a list of publications."""

_ENTRY = r"\s*@(?!media|page|import|charset|layer|supports|container|viewport|font)[a-zA-Z]{3,20}\s*\{"
_BIBTEX = re.compile(_ENTRY)
# Pure writes one blank before the hyphen, the standard two.
_RIS = re.compile(r"\s*TY\s{1,2}-\s")
# One by one: a search that knows its first letter is ten times as fast.
_HINTS = (re.compile(rb"TY(?:\s{1,2}-|&)"), re.compile(rb"@[a-zA-Z]{3,20}\s*(?:\{|&)"))
_ELEMENTS = (
    "pre, textarea, code, [class*=bibtex], [class*=BibTeX], [class*=bibTex], [id*=bibtex], [id*=BibTeX], "
    "[class*=ris-], [id*=ris-], script[type^='text/plain'], script[type*=bibtex], script[type*=research-info], template"
)
_ATTRIBUTES = (
    "data-bibtex",
    "data-ris",
    "data-citation",
    "data-clipboard-text",
    "data-content",
    "data-text",
    "value",
)
_HOLDERS = ", ".join(f"[{name}]" for name in _ATTRIBUTES[:-1]) + ", input[value]"


def read(document: Document) -> Iterator[Candidate | Issue]:
    """What the page's BibTeX and RIS say of its item: the only record in the format, or the one with its title."""
    if not any(hint.search(document.page.body) for hint in _HINTS):
        return
    found: dict[str, list[str]] = {}
    for text in _blocks(document):
        kind = kind_of(text)
        if kind and text not in found.setdefault(kind, []) and len(found[kind]) < MAX_BLOCKS:
            found[kind].append(text)
    for kind, texts in sorted(found.items()):
        parse = bibtex.parse if kind == "bibtex" else ris.parse
        parsed = [parse(text) for text in texts]
        yield from (issue for one in parsed[:1] for issue in one.issues)
        record = own_record([record for one in parsed for record in one.records], document)
        if record:
            yield from from_record(record, kind)


def own_record(records: Sequence[Record], document: Document) -> Record | None:
    """The one that all agree on, or the one whose title is the page's; None where nothing tells them apart."""
    if len({squeeze(record.title) for record in records}) < 2:
        return records[0] if records else None
    own = own_titles(document)
    return next((record for record in records if record.title in own), None)


def kind_of(text: str) -> str:
    """Which format ``text`` is in: "bibtex", "ris", or "" for any other.

    >>> kind_of("  @article{abc,"), kind_of("TY - JOUR"), kind_of("Type - JOUR"), kind_of("@page {margin: 0}")
    ('bibtex', 'ris', '', '')
    """
    if _BIBTEX.match(text):
        return "bibtex"
    return "ris" if _RIS.match(text) else ""


def from_record(record: Record, carrier: str) -> Iterator[Candidate]:
    """One candidate for each field of a record that a format was read into."""
    for field in CONTENT_FIELDS:
        value = getattr(record, field)
        if value in (None, "", ()) or field == "relation":
            continue
        if field in ("author", "editor", "contributor"):
            yield from names(field, carrier, value, map(str, value))
        else:
            yield Candidate(field, carrier, value, _said(record, field, value))


def _said(record: Record, field: str, value: object) -> str:
    """The field as the block wrote it, where the format kept that; else as it was read."""
    for witness in record.witness:
        if witness.field == field:
            return witness.value
    if isinstance(value, tuple) and not isinstance(value, PartialDate):
        return "; ".join(one.value if isinstance(one, Identifier) else str(one) for one in value)
    return str(value)


def _blocks(document: Document) -> Iterator[str]:
    yield from cite_blocks(document.tree).values()
    for node in document.tree.css(_ELEMENTS):
        yield block_text(node) if node.tag != "script" else node.text()[:MAX_BLOCK]
    for node in document.tree.css(_HOLDERS):
        attributes = node.attributes
        for name in _ATTRIBUTES:
            yield (attributes.get(name) or "")[:MAX_BLOCK]
