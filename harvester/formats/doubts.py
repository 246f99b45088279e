"""What of a file's records can hardly be right, and is kept all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.formats.parsed import Parsed
    from harvester.model import Record

#: More characters are no title, more people no list of authors that a search for duplicates can use as a whole.
LONG_TITLE = 2_000
MANY_AUTHORS = 1_000


def doubts(parsed: Parsed) -> Iterator[Issue]:
    """An Issue for each record without a title, and for titles and lists of authors beyond all measure."""
    for record, place in zip(parsed.records, parsed.places, strict=True):
        yield from doubts_about(record, place)


def doubts_about(record: Record, place: str) -> Iterator[Issue]:
    """The same for one record."""
    for kind, words in _doubts(record):
        yield Issue(kind=kind, message=f"{place}: {words}", source=record.source, subject=record.id)


def _doubts(record: Record) -> Iterator[tuple[str, str]]:
    if not record.title:
        yield "no-title", "the record has no title; it is kept, and matched only by what else it says"
    elif len(record.title) > LONG_TITLE:
        yield "long-title", f"a title of {len(record.title):,} characters; it is kept as it is"
    if len(record.author) > MANY_AUTHORS:
        yield "many-authors", f"{len(record.author):,} authors; all are kept, the first ones are compared"
