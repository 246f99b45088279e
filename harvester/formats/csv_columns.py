"""CSV in batches: a row's values by column as far as they are plain; any other row as the record it makes."""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from harvester.formats.batch import BATCH, Batch, place_name
from harvester.formats.csv_names import read_lists
from harvester.formats.csv_sheet import as_written, note_cut, year
from harvester.formats.doubts import LONG_TITLE, doubts_about
from harvester.formats.parsed import Entry
from harvester.formats.plain import LONGEST_PLACEHOLDER, clean_all, stated_all
from harvester.formats.values import (
    is_placeholder,
    page_range,
    people_in,
    stated,
    verbatim,
)
from harvester.model import identifier as ids
from harvester.model.columns import ABSTRACT_HEAD, Columns
from harvester.model.lines import Lines
from harvester.model.pages import plain_ranges
from harvester.model.text import clean_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harvester.formats.csv_sheet import Sheet
    from harvester.formats.parsed import Gathering
    from harvester.model import Issue, Name, Record

    Table = Mapping[str, list[str]]

Value = TypeVar("Value")

#: Values of one column that are remembered.
REMEMBERED = 1 << 13
# A DOI, bare or as an address, that needs neither trimming nor unescaping: none of "&%?#" is in it.
_PLAIN_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: ?)?(10\.[0-9]{4,9}/[!\"$'->@-~]*[A-Za-z0-9])")


class _Memo(dict[str, Value], Generic[Value]):
    """What a column's values mean, each read once."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> Value:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def batches(sheet: Sheet, gathering: Gathering, source: str) -> Iterator[Batch]:
    """The rows of ``sheet``; exactly what `csv_file.parse` makes of them.

    Args:
        sheet: its rows are taken.
        gathering: which ids were given, and the issues so far.
        source: the source of rows that state none.
    """
    reader = _Reader(sheet, gathering, source)
    for chunk in sheet.chunks:
        for start in range(0, len(chunk.rows), BATCH):
            part = slice(start, start + BATCH)
            yield reader.batch(chunk.lines[part], chunk.rows[part])
    sheet.close(gathering)
    yield Batch(issues=gathering.take_issues())


class _Reader:
    """Reads batches of one sheet; ``None`` among the values of a column stands for a row to be read with care."""

    def __init__(self, sheet: Sheet, gathering: Gathering, source: str) -> None:
        self._sheet = sheet
        self._gathering = gathering
        self._source = source
        self._stated = _Memo(_stated)
        self._pages = _Memo(page_range)
        self._years = self._strict(lambda entry, cell: getattr(year(_stated(cell), entry), "year", 0))
        self._types = self._strict(lambda entry, cell: entry.type(_stated(cell)) or "")
        self._languages = self._strict(lambda entry, cell: entry.language(_stated(cell)) or "")
        self._serials = {name: self._strict(partial(_serials, name)) for name in ("issn", "isbn")}

    def _strict(self, read: Callable[[Entry, str], Value]) -> _Memo[Value | None]:
        """What ``read`` makes of a value, or None where there is anything to tell about it."""

        def tried(cell: str) -> Value | None:
            told: list[Issue] = []
            entry = Entry("", source="", format="csv", where="", issues=told)
            value = read(entry, cell)
            return None if told or entry.refused else value

        return _Memo(tried)

    def batch(self, lines: Sequence[int], cells: Sequence[list[str]]) -> Batch:
        """The next rows of the sheet, and the line where each begins."""
        table = self._table(cells)
        empty = [""] * len(cells)
        wanted, unique = self._gathering.claim([*map(str.strip, _written(table.get("id", empty)))])
        stated_sources = map(self._stated.__getitem__, table.get("source", empty))
        sources = [source or self._source for source in stated_sources]
        columns, careful, cut = self._columns(table, empty)
        width = len(self._sheet.columns)
        if {*map(len, cells)} != {width}:
            careful |= {row for row, one in enumerate(cells) if len(one) != width}
        if unique is not wanted:
            careful |= {row for row, one in enumerate(unique) if one != wanted[row]}
        records: dict[int, Record] = {}
        doubts: list[Issue] = []
        for row in sorted(careful | cut):
            where = place_name(lines[row])
            entry = self._gathering.known(unique[row], wanted[row], where)
            if row not in careful:
                note_cut(entry)
                continue
            records[row] = self._sheet.record(cells[row], entry)
            doubts += doubts_about(records[row], where)
        return Batch(unique, sources, lines, columns, records, self._gathering.take_issues(), doubts)

    def _table(self, rows: Sequence[Sequence[str]]) -> Table:
        """The cells by column as they are in the file, the first that is filled of two of one name."""
        width = len(self._sheet.columns)
        if {*map(len, rows)} != {width}:
            rows = [[*row, *[""] * width][:width] for row in rows]
        table: dict[str, list[str]] = {}
        flat = list(chain.from_iterable(rows))
        for place, name in enumerate(self._sheet.columns):
            cells = flat[place::width]
            first = table.get(name)
            table[name] = [one or other for one, other in zip(first, cells, strict=True)] if first else cells
        return table

    def _columns(self, table: Table, empty: list[str]) -> tuple[Columns, set[int], set[int]]:
        """The columns, the rows of which they do not hold everything, and those whose list of authors is cut."""
        careful: set[int] = set()

        def sure(values: list[Value | None], instead: Value) -> list[Value]:
            if None not in values:
                return values  # type: ignore[return-value]  # looked just now
            careful.update(row for row, value in enumerate(values) if value is None)
            return [instead if value is None else value for value in values]

        def column(name: str) -> list[str]:
            return table.get(name, empty)

        def read(name: str, meaning: Mapping[str, Value]) -> list[Value]:
            cells = table.get(name)
            return [meaning[""]] * len(empty) if cells is None else [*map(meaning.__getitem__, cells)]

        titles = clean_all(_lines(column("title")))
        careful.update(_unlikely(titles))
        authors = read_lists(stated_all(_lines(column("authors"))))
        careful |= authors.careful
        sure(read("language", self._languages), "")
        issns, more = (sure(read(name, self._serials[name]), ((), ())) for name in ("issn", "isbn"))
        columns = Columns(
            title=titles,
            authors=authors.texts,
            inverted=authors.inverted,
            names=_names,
            year=sure(read("year", self._years), 0),
            container_title=read("container", self._stated),
            publisher=read("publisher", self._stated),
            volume=read("volume", self._stated),
            issue=read("issue", self._stated),
            page=self._page_ranges(_lines(column("pages"))),
            type=sure(read("type", self._types), ""),
            doi=sure([_doi(cell) if cell else "" for cell in column("doi")], ""),
            pmid=[ids.pmid(self._stated[cell]) or "" if cell else "" for cell in column("pmid")],
            issn=[one[0] + other[0] if other[0] else one[0] for one, other in zip(issns, more, strict=True)],
            abstract=_abstracts(_written(column("abstract"))),
        )
        return columns, careful, authors.cut

    def _page_ranges(self, lines: Lines) -> Lines:
        rows, _, _ = plain_ranges(lines)
        is_odd = np.ones(lines.size, dtype=np.bool_)
        is_odd[rows] = False
        odd = np.flatnonzero(is_odd).tolist()
        return lines.replaced(dict(zip(odd, map(self._pages.__getitem__, lines.take(odd)), strict=True)))


def _serials(claimed: str, entry: Entry, cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return entry.serials(_stated(cell), claimed=claimed)


def _stated(cell: str) -> str:
    return stated(as_written(cell))


def _written(cells: Sequence[str]) -> Sequence[str]:
    return [as_written(cell) for cell in cells] if "\n'" in "\n".join(("", *cells)) else cells


def _lines(cells: Sequence[str]) -> Lines:
    lines = Lines.of(cells)
    return Lines.of([as_written(cell) for cell in cells]) if b"\n'" in lines.data else lines


def _unlikely(titles: Lines) -> Iterator[int]:
    """The rows of titles that are none, or too long to be one."""
    lengths = titles.lengths()
    for row in np.flatnonzero((lengths == 0) | (lengths > LONG_TITLE)).tolist():
        if not 0 < len(titles.at(row)) <= LONG_TITLE:
            yield row


def _names(piece: str) -> Sequence[Name]:
    return people_in(piece)[0]


def _doi(cell: str) -> str | None:
    """The DOI that a cell plainly is, "" for a placeholder, None for anything else."""
    match = _PLAIN_DOI.fullmatch(cell)
    if match and (doi := match[1]) not in ids.PLACEHOLDER_DOIS:
        return doi.lower()
    return None if verbatim(as_written(cell)) else ""


def _abstracts(cells: Sequence[str]) -> list[str]:
    return [
        "" if len(head) <= LONGEST_PLACEHOLDER and is_placeholder(head) else head
        for head in [clean_head(cell, ABSTRACT_HEAD) if cell else "" for cell in cells]
    ]
