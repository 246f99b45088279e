"""COinS: an OpenURL context in the title of an empty ``<span class="Z3988">``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from harvester.extract.candidate import read_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate

CARRIER = "coins"
#: Key -> field. ``rft.date`` may hold the moment of deposit, too; a timestamp is none of publication.
_FIELDS = {
    "rft.title": "title",
    "rft.atitle": "title",
    "rft.btitle": "title",
    "rft.jtitle": "container_title",
    "rft.volume": "volume",
    "rft.issue": "issue",
    "rft.pages": "page",
    "rft.publisher": "publisher",
    "rft.issn": "issn",
    "rft.isbn": "isbn",
    "rft.language": "language",
    "rft.type": "type",
}


def read_context(query: str) -> Iterator[Candidate]:
    """What the OpenURL context ``query`` says.

    >>> said = read_context("rft.title=Care&rft.creator=Lee%2C+Ann&rft_id=http%3A%2F%2Fhdl.handle.net%2F1%2F2")
    >>> [(one.field, one.raw) for one in said]
    [('title', 'Care'), ('author', 'Lee, Ann'), ('identifier', 'http://hdl.handle.net/1/2')]
    """
    table = parse_qs(query[:20_000], max_num_fields=2_000)
    for key, field in _FIELDS.items():
        yield from read_field(field, CARRIER, table.get(key, []))
    authors = table.get("rft.au") or table.get("rft.author") or table.get("rft.creator") or []
    yield from read_field("author", CARRIER, authors)
    yield from read_field("issued", CARRIER, [date for date in table.get("rft.date", []) if "T" not in date])
    for identifier in table.get("rft_id", []):
        yield from read_field("doi", CARRIER, identifier)
        yield from read_field("identifier", CARRIER, identifier)
