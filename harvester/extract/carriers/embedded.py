"""BibTeX and RIS blocks that a page shows for people to copy: cite tabs, text areas, blocks under a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names
from harvester.extract.carriers.blocks import MAX_BLOCKS, block_text, cite_blocks
from harvester.formats import bibtex, ris
from harvester.model import Identifier, Issue, PartialDate, Record
from harvester.model.record import CONTENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.document import Document

_BIBTEX = re.compile(r"\s*@[a-zA-Z]{3,20}\s*\{")
# Pure writes one blank before the hyphen, the standard two.
_RIS = re.compile(r"\s*TY\s{1,2}-\s")


def read(document: Document) -> Iterator[Candidate | Issue]:
    """What the first BibTeX block and the first RIS block of the page say."""
    if b"TY " not in document.page.body and b"@" not in document.page.body:
        return
    found: dict[str, str] = {}
    for text in _blocks(document):
        kind = kind_of(text)
        if kind and kind not in found:
            found[kind] = text
    for kind, text in sorted(found.items()):
        parsed = bibtex.parse(text) if kind == "bibtex" else ris.parse(text)
        yield from parsed.issues
        if parsed.records:
            yield from from_record(parsed.records[0], kind)


def kind_of(text: str) -> str:
    """Which format ``text`` is in: "bibtex", "ris", or "" for any other.

    >>> kind_of("  @article{abc,"), kind_of("TY - JOUR"), kind_of("Type - JOUR")
    ('bibtex', 'ris', '')
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
    for node in document.tree.css("pre, textarea")[:MAX_BLOCKS]:
        yield block_text(node)
