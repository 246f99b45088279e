"""CSV: the columns that `harvester dedupe` reads and `harvester export` writes, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.errors import FormatError
from harvester.formats.extra import by_name
from harvester.formats.parsed import Gathering, Parsed
from harvester.formats.values import (
    id_list,
    keyword_list,
    keywords,
    page_range,
    people,
    stated,
    tidy,
    verbatim,
)
from harvester.model import Extra, Identifier, Name, PartialDate, Record
from harvester.model import identifier as ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from harvester.formats.parsed import Entry
    from harvester.model import Work

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
    *("abstract", "type", "source", "url", "language", "publisher", "keywords", "status", "records"),
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
}
#: Columns that a record has a place for, and those of them that may hold what is none of their values.
_READ = frozenset(COLUMNS) - {"records"}
_REFUSABLE = frozenset({"year", "doi", "issn", "isbn", "language"})
#: Columns without which matching has little to go by; mostly they are there under a name of their own.
_WANTED = ("title", "authors", "year")
_DELIMITERS = ",;\t"
# "Morris, Sara" and "Attree, P." can be nothing but family and given name; all other cells are read with care.
_PLAIN_NAME = re.compile(r" *[A-Z][a-z]{2,20}, [A-Z](?:[a-z]{2,20}|\.)? *")
_PLAIN_YEAR = re.compile("(?:19|20)[0-9]{2}")
# What a spreadsheet takes for a formula, the full-width forms in Japanese ones; `'` makes it text.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")

# Abstracts and author lists exceed the 128 kB at which the csv module stops by default.
csv.field_size_limit(2**31 - 1)


def parse(text: str, source: str = "") -> Parsed:
    r"""The rows of a CSV text, every one of them as a record; values that cannot be right become Issues.

    Args:
        text: a header line with the names in `COLUMNS`, in any case and order, then the rows.
        source: the `Record.source` of rows that state none; a row without id is ``SOURCE:ROW``.

    Raises:
        FormatError: of the columns that say what a work is there is none.

    >>> parse("ID,Title,Pages\n7,A study,221-8").records[0].page
    '221-228'
    """
    gathering = Gathering(source, "csv")
    text = text.removeprefix("\ufeff")
    header, *rows = list(_rows(text)) or [(1, [])]
    if not header[1]:
        return gathering.done()
    columns = _columns(header[1])
    there = ", ".join(header[1])[:200]
    if not {"title", "doi", "pmid", "authors", "abstract"} & set(columns):
        raise FormatError(f"line {header[0]}: not a single column that says what a work is among {there!r}")
    if missing := [column for column in _WANTED if column not in columns]:
        gathering.note("missing-column", f"line {header[0]}: no column {', '.join(missing)} among {there!r}")
    if unknown := sorted(set(columns) - set(COLUMNS)):
        gathering.note(
            "unknown-column",
            f"line {header[0]}: columns without a meaning here, carried along: {', '.join(unknown)}",
            "info",
        )
    for line, cells in rows:
        table = _table(columns, cells)
        entry = gathering.entry(table.get("id", "").strip(), f"line {line}")
        if len(cells) != len(columns):
            rest = "the last ones are carried along" if len(cells) > len(columns) else "the rest is empty"
            entry.note("bad-row", f"{len(cells)} cells for {len(columns)} columns; {rest}")
        record = _record(table, entry)
        extra = _extra(table, cells[len(columns) :], record, entry)
        gathering.records.append(replace(record, extra=extra) if extra else record)
    if rows and text.count('"') % 2 and rows[-1][0] < text.count("\n"):
        gathering.note(
            "bad-row", f"line {rows[-1][0]}: a quotation mark is not closed; the row runs to the end"
        )
    return gathering.done()


def write(works: Iterable[Work], stream: TextIO) -> None:
    """Write ``works`` to ``stream`` in the order given, with a byte order mark and CRLF as Excel wants them.

    After `COLUMNS` come the columns that the works' own CSV files had beside them.

    ``stream`` must neither add a mark of its own nor translate line ends (``newline=""``).
    """
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    rows = [(_cells(work), _own(work.content)) for work in works]
    more = list(dict.fromkeys(column for _, own in rows for column in own))
    writer.writerow([*COLUMNS, *more])
    for cells, own in rows:
        table = cells | own
        writer.writerow([_as_text(table.get(column, "")) for column in (*COLUMNS, *more)])


def header_delimiter(line: str) -> str:
    """What sets the columns of a header line apart: the mark that gives most known columns, "" where none does.

    >>> header_delimiter("Title;Year;Mood"), header_delimiter("to be, or not")
    (';', '')
    """
    known = {mark: len({*_columns(line.split(mark))} & {*COLUMNS}) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: known[mark])
    return best if known[best] else ""


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line; blank lines are no rows."""
    delimiter = header_delimiter(text.split("\n", 1)[0].replace('"', "").strip()) or ","
    # Universal newlines: the csv module refuses a bare carriage return.
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    before = 0
    for cells in reader:
        if cells:
            yield before + 1, cells
        before = reader.line_num


def _columns(header: Sequence[str]) -> list[str]:
    names = [" ".join(name.replace("\ufeff", "").casefold().split()) for name in header]
    return [_ALIASES.get(name, name) for name in names]


def _table(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells by column, the mark that makes formulas text removed; of two columns the first that is filled."""
    table: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        table[column] = table.get(column) or (
            cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell
        )
    return table


def _record(table: Mapping[str, str], entry: Entry) -> Record:
    def value(column: str) -> str:
        text = table.get(column)
        return stated(text) if text else ""

    authors, cut = _people(table.get("authors", ""))
    if cut:
        entry.note("names-cut", "the list of authors ends in 'et al.'", "info")
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
        issued=_year(value("year"), entry),
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
        status=value("status"),
    )


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


def _own(record: Record) -> dict[str, str]:
    """The cells of further columns; what no column of ours could take stands beside it "as given"."""
    return {
        f"{column} (as given)" if column in COLUMNS else column: cell
        for column, cell in by_name(record, "csv").items()
    }


def _people(text: str) -> tuple[tuple[Name, ...], bool]:
    """The names of one cell, and whether the list says that it is cut; a plain name is read once for all rows."""
    pieces = text.split(";")
    if not all(map(_PLAIN_NAME.fullmatch, pieces)):
        return people([text])
    return tuple([_plain_name(*piece.split(",")) for piece in pieces]), False


@lru_cache(maxsize=1 << 17)
def _plain_name(family: str, given: str) -> Name:
    return Name(family=family.strip(), given=given.strip())


def _year(text: str, entry: Entry) -> PartialDate | None:
    """The date, whether a data frame made a decimal number of it ("2011.0") or not."""
    if _PLAIN_YEAR.fullmatch(text):
        return PartialDate(int(text))
    return entry.date(re.sub(r"\.0+$", "", text))


def _cells(work: Work) -> dict[str, str]:
    record = work.content
    return {
        "id": work.id,
        "title": record.title,
        "authors": "; ".join(map(_name, record.author)),
        "year": str(record.issued.year) if record.issued else "",
        "container": record.container_title,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.page,
        "doi": record.doi or "",
        "pmid": "; ".join(other.value for other in record.identifier if other.scheme == "pmid"),
        "issn": "; ".join(record.issn),
        "isbn": "; ".join(record.isbn),
        "abstract": record.abstract,
        # CSL's word for a preprint is what everybody else calls a journal article.
        "type": "preprint" if record.type == "article" else record.type or "",
        "source": record.source,
        "url": record.url,
        "language": record.language or "",
        "publisher": record.publisher,
        "keywords": keyword_list(record.keyword),
        "status": record.status,
        "records": id_list(work.members, "; "),
    }


def _name(name: Name) -> str:
    return str(name).replace(";", ",")


def _as_text(cell: str) -> str:
    """``cell`` so that no spreadsheet computes it.

    >>> _as_text(" =1+1"), _as_text("A = B"), _as_text("'=1")
    ("' =1+1", 'A = B', "''=1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
