"""CSV: the columns that `harvester dedupe` reads and `harvester export` writes, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from harvester.formats.csv_sheet import COLUMNS, FORMULA, OFFICES, Text, open_sheet
from harvester.formats.extra import by_name
from harvester.formats.offices import joined, texts_of
from harvester.formats.parsed import Gathering, Parsed
from harvester.formats.values import id_list, keyword_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from harvester.model import Name, Record, Work


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
    sheet = open_sheet(Text.of(text), gathering)
    for line, cells in sheet.rows():
        table = sheet.table(cells)
        entry = gathering.entry(table.get("id", "").strip(), f"line {line}")
        gathering.records.append(sheet.record(cells, entry))
    sheet.close(gathering)
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


def _own(record: Record) -> dict[str, str]:
    """The cells of further columns; what no column of ours could take stands beside it "as given"."""
    return {
        f"{column} (as given)" if column in COLUMNS else column: cell
        for column, cell in by_name(record, "csv").items()
    }


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
        **{OFFICES[label]: joined(said) for label, said in texts_of(record).items()},
        "full_text": record.full_text,
        "records": id_list(work.members, "; "),
    }


def _name(name: Name) -> str:
    return str(name).replace(";", ",")


def _as_text(cell: str) -> str:
    """``cell`` so that no spreadsheet computes it.

    >>> _as_text(" =1+1"), _as_text("A = B"), _as_text("'=1")
    ("' =1+1", 'A = B', "''=1")
    """
    return f"'{cell}" if FORMULA.match(cell) else cell
