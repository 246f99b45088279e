"""Works as BibTeX: escaped, balanced, one entry a work, each key once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.formats import latex
from harvester.formats.bibtex_names import write_names
from harvester.formats.extra import by_name
from harvester.formats.offices import joined, texts_of
from harvester.formats.values import keyword_list, one_line, remark
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from harvester.model import PartialDate, Record, Work

_ENTRY_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "review-book": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
    "manuscript": "unpublished",
    "dataset": "dataset",
    "software": "software",
    "webpage": "online",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write(works: Iterable[Work], stream: TextIO) -> None:
    """Write ``works`` to ``stream`` in the order given; ids and a retraction stand in ``note``."""
    taken: set[str] = set()
    for work in works:
        key, turn = _key(work), 1
        while key in taken:
            turn += 1
            key = f"{_key(work)}-{turn}"
        taken.add(key)
        lines = [f"  {name} = {value}," for name, value in _with_extra(work)]
        unknown = by_name(work.content, "bibtex").get("entrytype", "misc")
        kind = _ENTRY_TYPES.get(work.content.type or "", unknown if work.content.type is None else "misc")
        stream.write("\n".join((f"@{kind}{{{key},", *lines, "}", "", "")))


def _key(work: Work) -> str:
    """Family name, year and the start of the work's id: readable, and the same whatever else is exported."""
    record = work.content
    family = record.author[0].key.replace(" ", "")[:20] if record.author else "anon"
    year = record.issued.year if record.issued else ""
    return f"{family or 'anon'}{year}-{fold(work.id).replace(' ', '')[:6]}"


def _with_extra(work: Work) -> Iterator[tuple[str, str]]:
    """The fields of one entry, and what its own files had beyond them; a name that is taken gets an ``x-``."""
    written = dict(_fields(work))
    extra = by_name(work.content, "bibtex")
    extra.pop("entrytype", None)
    if note := extra.pop("note", ""):
        written["note"] = f"{{{_balanced(note)}. {written['note'][1:]}"
    yield from written.items()
    for name, raw in extra.items():
        yield (f"x-{name}" if name in written else name), f"{{{_balanced(raw)}}}"


def _balanced(raw: str) -> str:
    """LaTeX as its file had it, or escaped where its braces would unbalance this one."""
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", raw):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    return latex.encode(raw) if depth or raw.endswith("\\") else one_line(raw)


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    """The fields of one entry in the order people read them, each value as it stands after ``=``."""
    record = work.content
    kind = _ENTRY_TYPES.get(record.type or "", "misc")
    for role, names in (("author", record.author), ("editor", record.editor)):
        if names:
            yield role, f"{{{write_names(names)}}}"
    texts = dict(_texts(record, kind), note=remark(work)) | _numbers(record)
    for name, text in texts.items():
        if value := one_line(text):
            yield name, f"{{{latex.encode(value)}}}"
    if record.issued:
        yield from _date(record.issued)
    if record.page:
        yield "pages", f"{{{_pages(record.page)}}}"
    for name, address in (("doi", record.doi or ""), ("url", record.url), ("pdf", record.full_text)):
        if address:
            yield name, f"{{{_verbatim(one_line(address))}}}"


def _date(date: PartialDate) -> Iterator[tuple[str, str]]:
    yield "year", f"{{{date.year}}}"
    if date.month:
        yield "month", _MONTHS[date.month - 1]
    if date.day:
        yield "day", f"{{{date.day}}}"


def _numbers(record: Record) -> dict[str, str]:
    """The PubMed id and the arXiv id, as biblatex has them."""
    table: dict[str, str] = {}
    for scheme, value, _ in record.identifier:
        if scheme == "pmid":
            table.setdefault("pmid", value)
        elif scheme == "arxiv":
            table |= {"eprint": value, "archiveprefix": "arXiv"}
    return table


def _texts(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    yield "title", record.title
    yield ("booktitle" if kind in ("inproceedings", "incollection") else "journal"), record.container_title
    yield "series", record.collection_title
    yield "eventtitle", record.event_title
    yield "volume", record.volume
    if kind in ("techreport", "phdthesis", "book"):
        yield "number", record.number
        yield "issue", record.issue
    else:
        yield "number", record.issue
        yield "eid", record.number
    yield "edition", record.edition
    yield {"phdthesis": "school", "techreport": "institution"}.get(kind, "publisher"), record.publisher
    yield "address", record.publisher_place
    yield "type", record.genre
    yield "issn", ", ".join(record.issn)
    yield "isbn", ", ".join(record.isbn)
    yield "language", record.language or ""
    yield "keywords", keyword_list(record.keyword)
    yield "abstract", record.abstract
    yield from ((label, joined(said)) for label, said in texts_of(record).items())


def _pages(text: str) -> str:
    """A range with BibTeX's two hyphens, anything else escaped."""
    text = one_line(text)
    return (
        text.replace("-", "--") if re.fullmatch(r"\w+-\w+", text) and "_" not in text else latex.encode(text)
    )


def _verbatim(text: str) -> str:
    """A DOI or URL, which BibTeX's styles print as it stands, unless its braces would unbalance the file."""
    return latex.encode(text) if re.search(r"[{}\\~$]", text) else text
