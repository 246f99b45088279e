"""CSV in batches: a row's values by column as far as they are plain; any other row as the record it makes."""

from __future__ import annotations

import re
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from harvester.formats.batch import BATCH, Batch, place_name
from harvester.formats.csv_sheet import as_written, year
from harvester.formats.doubts import LONG_TITLE, MANY_AUTHORS, doubts_about
from harvester.formats.parsed import Entry
from harvester.formats.plain import clean_all
from harvester.formats.values import (
    is_placeholder,
    is_plain_range,
    may_be_cut,
    page_range,
    people_in,
    stated,
    verbatim,
)
from harvester.model import identifier as ids
from harvester.model.columns import ABSTRACT_HEAD, Columns
from harvester.model.name import is_organisation
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
_LONGEST_PLACEHOLDER = 4
#: Rows that are searched at once for what hardly any row holds.
_FEW = 64
# "Morris, Sara; Attree, P.; O'Hara-Bell, J-M K.; Größe, Ü.": nothing here is a suffix, an organisation or a cut list.
_LETTER, _CAPITAL = r"A-Za-zÀ-ÖØ-öø-\u024f'", r"A-ZÀ-ÖØ-ÞĀ-\u024f"
_FAMILY = f"[{_CAPITAL}][{_LETTER}]{{0,30}}(?:-[{_CAPITAL}][{_LETTER}]{{0,30}}){{0,2}}"
_GIVEN = (
    r"(?!(?:[JjSs][Nn]?[Rr]|[Ii]{2,3}|[Ii][Vv])\.*(?:;|$))"
    f"[{_CAPITAL}][{_LETTER}.-]{{0,30}}(?: [{_CAPITAL}][{_LETTER}.-]{{0,30}}){{0,3}}"
)
_INVERTED = re.compile(f"{_FAMILY}, {_GIVEN}(?:; {_FAMILY}, {_GIVEN})*")
# "van der Berg, A; de la Cruz, B": of two words a family name can be an organisation.
_WORDS = f"(?!(?i:the|for|on) )[{_LETTER}][{_LETTER}-]{{0,30}}(?: [{_LETTER}][{_LETTER}-]{{0,30}}){{0,3}}"
_INVERTED_WORDS = re.compile(f"{_WORDS}, {_GIVEN}(?:; {_WORDS}, {_GIVEN})*")
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
        self._stated = _Memo(stated)
        self._pages = _Memo(page_range)
        self._years = self._strict(lambda entry, cell: getattr(year(stated(cell), entry), "year", 0))
        self._types = self._strict(lambda entry, cell: entry.type(stated(cell)) or "")
        self._languages = self._strict(lambda entry, cell: entry.language(stated(cell)) or "")
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
        wanted, unique = self._gathering.claim([cell.strip() for cell in table.get("id", empty)])
        sources = [self._stated[cell] or self._source for cell in table.get("source", empty)]
        columns, careful = self._columns(table, empty)
        width = len(self._sheet.columns)
        if {*map(len, cells)} != {width}:
            careful |= {row for row, one in enumerate(cells) if len(one) != width}
        if unique is not wanted:
            careful |= {row for row, one in enumerate(unique) if one != wanted[row]}
        records: dict[int, Record] = {}
        doubts: list[Issue] = []
        for row in sorted(careful):
            where = place_name(lines[row])
            entry = self._gathering.known(unique[row], wanted[row], where)
            records[row] = self._sheet.record(cells[row], entry)
            doubts += doubts_about(records[row], where)
        return Batch(unique, sources, lines, columns, records, self._gathering.take_issues(), doubts)

    def _table(self, rows: Sequence[Sequence[str]]) -> Table:
        """The cells by column, the first that is filled of two of one name."""
        width = len(self._sheet.columns)
        if {*map(len, rows)} != {width}:
            rows = [[*row, *[""] * width][:width] for row in rows]
        table: dict[str, list[str]] = {}
        flat = list(chain.from_iterable(rows))
        for place, name in enumerate(self._sheet.columns):
            cells = flat[place::width]
            if _has_marks(cells):
                cells = [as_written(cell) for cell in cells]
            first = table.get(name)
            table[name] = [one or other for one, other in zip(first, cells, strict=True)] if first else cells
        return table

    def _columns(self, table: Table, empty: list[str]) -> tuple[Columns, set[int]]:
        """The columns, and the rows of which they do not hold everything."""
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
            return [meaning[""]] * len(empty) if cells is None else [meaning[cell] for cell in cells]

        titles = clean_all(column("title"))
        if "" in titles or max(map(len, titles)) > LONG_TITLE:
            careful.update(row for row, title in enumerate(titles) if not 0 < len(title) <= LONG_TITLE)
        authors = _stated_all(column("authors"))
        careful.update(_crowded(authors))
        sure(read("language", self._languages), "")
        issns, more = (sure(read(name, self._serials[name]), ((), ())) for name in ("issn", "isbn"))
        columns = Columns(
            title=titles,
            authors=authors,
            inverted=[_is_inverted(text) for text in authors],
            names=_names,
            year=sure(read("year", self._years), 0),
            container_title=read("container", self._stated),
            publisher=read("publisher", self._stated),
            volume=read("volume", self._stated),
            issue=read("issue", self._stated),
            page=[cell if is_plain_range(cell) else self._pages[cell] for cell in column("pages")],
            type=sure(read("type", self._types), ""),
            doi=sure([_doi(cell) if cell else "" for cell in column("doi")], ""),
            pmid=[ids.pmid(self._stated[cell]) or "" if cell else "" for cell in column("pmid")],
            issn=[one[0] + other[0] if other[0] else one[0] for one, other in zip(issns, more, strict=True)],
            abstract=_abstracts(column("abstract")),
        )
        return columns, careful


def _serials(claimed: str, entry: Entry, cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return entry.serials(stated(cell), claimed=claimed)


def _has_marks(cells: Sequence[str]) -> bool:
    return "'" in "".join(cells) and any(cell[:1] == "'" for cell in cells)


def _stated_all(cells: Sequence[str]) -> list[str]:
    return [
        "" if len(cell) <= _LONGEST_PLACEHOLDER and is_placeholder(cell) else cell
        for cell in clean_all(cells)
    ]


def _crowded(authors: Sequence[str]) -> Iterator[int]:
    """The rows whose list of authors is cut, or may be longer than lists are."""
    # A name takes a letter and what sets it apart from the next.
    rows = [row for row, text in enumerate(authors) if len(text) >= 2 * MANY_AUTHORS]
    yield from rows
    for start in range(0, len(authors), _FEW):
        few = authors[start : start + _FEW]
        if may_be_cut("\n".join(few)):
            yield from (row for row, text in enumerate(few, start=start) if may_be_cut(text))


def _is_inverted(authors: str) -> bool:
    if _INVERTED.fullmatch(authors):
        return True
    return _INVERTED_WORDS.fullmatch(authors) is not None and not is_organisation(authors)


def _names(piece: str) -> Sequence[Name]:
    return people_in(piece)[0]


def _doi(cell: str) -> str | None:
    """The DOI that a cell plainly is, "" for a placeholder, None for anything else."""
    match = _PLAIN_DOI.fullmatch(cell)
    if match and (doi := match[1]) not in ids.PLACEHOLDER_DOIS:
        return doi.lower()
    return None if verbatim(cell) else ""


def _abstracts(cells: Sequence[str]) -> list[str]:
    return [
        "" if len(head) <= _LONGEST_PLACEHOLDER and is_placeholder(head) else head
        for head in [clean_head(cell, ABSTRACT_HEAD) if cell else "" for cell in cells]
    ]
