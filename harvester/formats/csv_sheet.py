"""A CSV text as a sheet: which column is which, and what one row of it says as a record."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from harvester.errors import FormatError
from harvester.formats.offices import LABELS, SINGLE, split, with_texts
from harvester.formats.values import keywords, page_range, people, stated, tidy, verbatim
from harvester.model import Extra, Identifier, Name, PartialDate, Record
from harvester.model import identifier as ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from harvester.formats.parsed import Entry, Gathering

COLUMNS = (
    *(
        "id",
        "title",
        "authors",
        "year",
        "container",
        "volume",
        "issue",
        "pages",
        "doi",
        "pmid",
        "issn",
        "isbn",
    ),
    *("abstract", "type", "source", "url", "language", "publisher", "keywords", "status"),
    *("affiliations", "orcids", "organisations", "access", "license", "full_text", "funders", "records"),
)
#: What other programs call our columns.
_ALIASES = {
    "author": "authors",
    "journal": "container",
    "journal title": "container",
    "source title": "container",
    "container_title": "container",
    "publication year": "year",
    "publication_year": "year",
    "number": "issue",
    "page": "pages",
    "document type": "type",
    "keyword": "keywords",
    "licence": "license",
}
#: Columns that `harvester.formats.offices` reads.
OFFICES = {label: label if label in SINGLE else f"{label}s" for label in LABELS}
#: Columns that a record has a place for, and those of them that may hold what is none of their values.
_READ = frozenset(COLUMNS) - {"records"}
_REFUSABLE = frozenset({"year", "doi", "issn", "isbn", "language"})
#: Columns without which matching has little to go by; mostly they are there under a name of their own.
_WANTED = ("title", "authors", "year")
_DELIMITERS = ",;\t"
# "Morris, Sara" and "Attree, P." can be nothing but family and given name; all other cells are read with care.
_PLAIN_NAME = re.compile(r" *[A-Z][a-z]{2,20}, (?![JS]nr\b)[A-Z](?:[a-z]{2,20}|\.)? *")
_PLAIN_YEAR = re.compile("(?:19|20)[0-9]{2}")
# What a spreadsheet takes for a formula, the full-width forms in Japanese ones; `'` makes it text.
FORMULA = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")

# Abstracts and author lists exceed the 128 kB at which the csv module stops by default.
csv.field_size_limit(2**31 - 1)

Row = tuple[int, list[str]]
#: Rows that are taken from a file at a time.
CHUNK = 10_000


class Text(NamedTuple):
    r"""A CSV text that need not be in memory.

    Attributes:
        stream: its lines, all ends of lines "\n": the csv module refuses a bare carriage return.
        first: everything before the first line feed.
        quotes, feeds: how many quotation marks and line feeds are in it.
    """

    stream: TextIO
    first: str
    quotes: int
    feeds: int

    @classmethod
    def of(cls, text: str) -> Text:
        """The text ``text``."""
        text = text.removeprefix("\ufeff")
        stream = io.StringIO(text, newline=None)
        return cls(stream, text.split("\n", 1)[0], text.count('"'), text.count("\n"))


class Chunk(NamedTuple):
    """Rows, and the number of each one's first line; at least one."""

    lines: Sequence[int]
    rows: Sequence[list[str]]


class Sheet:
    """A CSV text whose header is read.

    Attributes:
        columns: their names, in order.
        chunks: the rows that are no blank lines, some at a time; they can be taken once.
    """

    def __init__(self, text: Text, columns: list[str], chunks: Iterator[Chunk]) -> None:
        self.columns = columns
        self.chunks = self._watched(chunks)
        self._text = text
        self._last = 0

    def rows(self) -> Iterator[Row]:
        """The rows of all chunks, each with the number of its first line."""
        for chunk in self.chunks:
            yield from zip(chunk.lines, chunk.rows, strict=True)

    def table(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells of a row by column; of two columns the first that is filled."""
        table: dict[str, str] = {}
        for column, cell in zip(self.columns, cells, strict=False):
            table[column] = table.get(column) or as_written(cell)
        return table

    def record(self, cells: Sequence[str], entry: Entry) -> Record:
        """What a row says, whatever is wrong with it."""
        table = self.table(cells)
        if len(cells) != len(self.columns):
            rest = (
                "the last ones are carried along" if len(cells) > len(self.columns) else "the rest is empty"
            )
            entry.note("bad-row", f"{len(cells)} cells for {len(self.columns)} columns; {rest}")
        record, unread = _with_offices(table, _record(table, entry))
        extra = unread + _extra(table, cells[len(self.columns) :], record, entry)
        return replace(record, extra=extra) if extra else record

    def close(self, gathering: Gathering) -> None:
        """Tell of what can be known only when all rows were taken."""
        if self._text.quotes % 2 and 0 < self._last < self._text.feeds:
            message = f"line {self._last}: a quotation mark is not closed; the row runs to the end"
            gathering.note("bad-row", message)

    def _watched(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        for chunk in chunks:
            self._last = chunk.lines[-1]
            yield chunk


def open_sheet(text: Text, gathering: Gathering) -> Sheet:
    """The sheet that ``text`` holds, and what is odd about its header.

    Raises:
        FormatError: of the columns that say what a work is there is none.
    """
    chunks = _chunks(text)
    first = next(chunks, Chunk((1,), ([],)))
    line, header = first.lines[0], first.rows[0]
    columns = _columns(header)
    if not header:
        return Sheet(text, [], chunks)
    there = ", ".join(header)[:200]
    if not {"title", "doi", "pmid", "authors", "abstract"} & set(columns):
        raise FormatError(f"line {line}: not a single column that says what a work is among {there!r}")
    if missing := [column for column in _WANTED if column not in columns]:
        gathering.note("missing-column", f"line {line}: no column {', '.join(missing)} among {there!r}")
    if unknown := sorted(set(columns) - set(COLUMNS)):
        gathering.note(
            "unknown-column",
            f"line {line}: columns without a meaning here, carried along: {', '.join(unknown)}",
            "info",
        )
    return Sheet(text, columns, chunks)


def header_delimiter(line: str) -> str:
    """What sets the columns of a header line apart: the mark that gives most known columns, "" where none does.

    >>> header_delimiter("Title;Year;Mood"), header_delimiter("to be, or not")
    (';', '')
    """
    known = {mark: len({*_columns(line.split(mark))} & {*COLUMNS}) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: known[mark])
    return best if known[best] else ""


def _chunks(text: Text) -> Iterator[Chunk]:
    """The rows of ``text``; the first of them, its header, alone."""
    delimiter = header_delimiter(text.first.replace('"', "").strip()) or ","
    reader = csv.reader(text.stream, delimiter=delimiter)
    before, size = 0, 1
    while rows := list(islice(reader, size)):
        lines: Sequence[int] = range(before + 1, reader.line_num + 1)
        if len(lines) != len(rows):
            heights = [1 + sum([cell.count("\n") for cell in cells]) for cells in rows]
            lines = [*accumulate(heights[:-1], initial=before + 1)]
        before = reader.line_num
        if not all(rows):
            lines = [line for line, cells in zip(lines, rows, strict=True) if cells]
            rows = [cells for cells in rows if cells]
        if rows:
            yield Chunk(lines, rows)
            size = CHUNK


def _columns(header: Sequence[str]) -> list[str]:
    names = [" ".join(name.replace("\ufeff", "").casefold().split()) for name in header]
    return [_ALIASES.get(name, name) for name in names]


def as_written(cell: str) -> str:
    """``cell`` without the mark that makes a formula text."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell[1:]) else cell


def _record(table: Mapping[str, str], entry: Entry) -> Record:
    def value(column: str) -> str:
        text = table.get(column)
        return stated(text) if text else ""

    authors, cut = _people(table.get("authors", ""))
    if cut:
        note_cut(entry)
    issns, isbns = entry.serials(value("issn"))
    more_issns, more_isbns = entry.serials(value("isbn"), claimed="isbn")
    doi, others = entry.dois(verbatim(table.get("doi")))
    kind = entry.type(value("type"))
    pmid = ids.pmid(value("pmid"))
    return Record(
        id=entry.id,
        source=value("source") or entry.source,
        url=verbatim(table.get("url")),
        type=kind,
        genre="" if kind else value("type"),
        title=tidy(table.get("title")),
        author=authors,
        issued=year(value("year"), entry),
        container_title=value("container"),
        volume=value("volume"),
        issue=value("issue"),
        page=page_range(table.get("pages", "")),
        publisher=value("publisher"),
        issn=tuple(dict.fromkeys(issns + more_issns)),
        isbn=tuple(dict.fromkeys(isbns + more_isbns)),
        doi=doi,
        identifier=others + ((Identifier("pmid", pmid),) if pmid else ()),
        language=entry.language(value("language")),
        abstract=value("abstract"),
        keyword=keywords([value("keywords")]),
        full_text=verbatim(table.get("full_text")),
    )


def _with_offices(table: Mapping[str, str], record: Record) -> tuple[Record, tuple[Extra, ...]]:
    """``record`` with what its row says in the columns of `OFFICES`, and the cells that say nothing so."""
    texts = {
        label: split(label, said)
        for label, column in OFFICES.items()
        if table.get(column) and (said := stated(table[column]))
    }
    if not texts:
        return record, ()
    record, left = with_texts(record, texts)
    return record, tuple(Extra("csv", OFFICES[label], table[OFFICES[label]]) for label in left)


def note_cut(entry: Entry) -> None:
    """Tell that not all authors of an entry are there."""
    entry.note("names-cut", "the list of authors ends in 'et al.'", "info")


def _extra(
    table: Mapping[str, str], surplus: Sequence[str], record: Record, entry: Entry
) -> tuple[Extra, ...]:
    """The cells of columns that mean nothing here, cells without a column, and values that were refused."""
    extra = [
        Extra("csv", column, cell)
        for column, cell in table.items()
        if cell
        and (column not in _READ or (column in _REFUSABLE and any(text in cell for text in entry.refused)))
    ]
    if any(other.scheme == "doi" for other in record.identifier):
        extra.append(Extra("csv", "doi", table["doi"]))
    if table.get("pmid") and not any(other.scheme == "pmid" for other in record.identifier):
        extra.append(Extra("csv", "pmid", table["pmid"]))
    return (*extra, *(Extra("csv", "(no column)", cell) for cell in surplus if cell))


def _people(text: str) -> tuple[tuple[Name, ...], bool]:
    """The names of one cell, and whether the list says that it is cut; a plain name is read once for all rows."""
    pieces = text.split(";")
    if not all(map(_PLAIN_NAME.fullmatch, pieces)):
        return people([text])
    return tuple([_plain_name(*piece.split(",")) for piece in pieces]), False


@lru_cache(maxsize=1 << 13)
def _plain_name(family: str, given: str) -> Name:
    return Name(family=family.strip(), given=given.strip())


def year(text: str, entry: Entry) -> PartialDate | None:
    """The date, whether a data frame made a decimal number of it ("2011.0") or not."""
    if _PLAIN_YEAR.fullmatch(text):
        return PartialDate(int(text))
    return entry.date(re.sub(r"\.0+$", "", text))
