"""Batches: a file's records some thousand at a time, so that no file need stand in memory as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.formats.parsed import Parsed
    from harvester.model import Issue, Record
    from harvester.model.columns import Columns

#: Records in a batch.
BATCH = 10_000


class Batch(NamedTuple):
    """Some records of a file, in its order.

    Attributes:
        ids: one for each record, unlike all others of the file.
        sources: `Record.source` of each.
        places: where each stands; lines by their number, other places as words.
        columns: what the records say, None where all of them are in ``records``.
        records: place in the batch -> the record, where there was more to it than columns can hold.
        issues, doubts: what was odd. A file's doubts come after the issues of all its batches.
    """

    ids: Sequence[str] = ()
    sources: Sequence[str] = ()
    places: Sequence[int | str] = ()
    columns: Columns | None = None
    records: Mapping[int, Record] = {}
    issues: Sequence[Issue] = ()
    doubts: Sequence[Issue] = ()


def place_name(place: int | str) -> str:
    """A place in words.

    >>> place_name(12), place_name("entry 3")
    ('line 12', 'entry 3')
    """
    return place if isinstance(place, str) else f"line {place}"


def of_parsed(parsed: Parsed) -> Iterator[Batch]:
    """What a whole file said, without columns."""
    yield Batch(issues=parsed.issues)
    for start in range(0, len(parsed.records), BATCH):
        records = parsed.records[start : start + BATCH]
        yield Batch(
            ids=[record.id for record in records],
            sources=[record.source for record in records],
            places=parsed.places[start : start + BATCH],
            records=dict(enumerate(records)),
        )
