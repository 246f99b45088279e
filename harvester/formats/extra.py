"""What a file says beyond the fields of a `Record`: found while reading, put back while writing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.formats.values import one_line, stated
from harvester.model import Extra, parse_date
from harvester.model import identifier as ids
from harvester.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from harvester.formats.parsed import Entry
    from harvester.model import Record

_TEXTS = (
    *("title", "container_title", "collection_title", "event_title", "volume", "issue", "page", "number"),
    *("edition", "publisher", "publisher_place", "abstract", "url", "full_text", "genre", "status"),
)
_LISTS = ("title_alternative", "keyword", "issn", "isbn", "author", "editor")


def left_over(
    pairs: Iterable[tuple[str, str]],
    record: Record,
    entry: Entry,
    *,
    read: Collection[str],
    whole: Collection[str] = (),
) -> tuple[Extra, ...]:
    """The pairs of an entry that ``record`` does not say, as extras of the entry's format.

    Args:
        pairs: name and value of everything in the entry, as written.
        record: what was read from it.
        entry: knows which values were refused; these are left over whatever their name.
        read: names whose values a record has a place for; of some it takes only the first.
        whole: names of which it takes every value.
    """
    said = _Said(record)
    return tuple(
        Extra(entry.format, name, value)
        for name, value in pairs
        if (name not in whole or any(text in value for text in entry.refused))
        and (name not in read or not said(value) or any(text in value for text in entry.refused))
        and stated(value)
    )


def of_format(record: Record, name: str) -> Iterator[tuple[str, str]]:
    """The names and values among the extras of ``record`` that a file of the format ``name`` had, each once."""
    yield from dict.fromkeys((extra.name, extra.value) for extra in record.extra if extra.format == name)


def by_name(record: Record, name: str) -> dict[str, str]:
    """The same for formats in which a name stands once: several values are joined by semicolons."""
    table: dict[str, str] = {}
    for key, value in of_format(record, name):
        table[key] = f"{table[key]}; {value}" if key in table else value
    return table


class _Said:
    """Whether a record says what a value of its file says."""

    def __init__(self, record: Record) -> None:
        self._record = record
        texts = [getattr(record, field) for field in _TEXTS]
        texts += [str(item) for field in _LISTS for item in getattr(record, field)]
        texts += re.split(r"-", record.page)
        texts += [other.value for other in record.identifier]
        self._exact = {text for text in texts if text}
        self._folded: set[str] | None = None

    def __call__(self, value: str) -> bool:
        if value in self._exact:
            return True
        text = stated(value)
        if text in self._exact or self._says_date(text) or self._says_doi(one_line(value)):
            return True
        if self._folded is None:
            self._folded = {squeeze(known) for known in self._exact}
        return squeeze(text) in self._folded

    def _says_doi(self, text: str) -> bool:
        found = ids.doi(text)
        known = {other.value for other in self._record.identifier if other.scheme == "doi"}
        return found is not None and (found == self._record.doi or found in known)

    def _says_date(self, text: str) -> bool:
        issued = self._record.issued
        date = parse_date(re.sub(r"/+$", "", text)) if issued and len(text) < 40 else None
        return bool(issued and date and issued.parts[: len(date.parts)] == date.parts)
