"""Works as RIS: one line a value, two blanks before every hyphen, an ER for every TY."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.formats.extra import of_format
from harvester.formats.offices import texts_of
from harvester.formats.values import one_line, remark
from harvester.model import parse_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from harvester.model import Name, PartialDate, Record, Work

_TYPES = {
    "article-journal": "JOUR",
    "review-book": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "paper-conference": "CPAPER",
    "chapter": "CHAP",
    "book": "BOOK",
    "thesis": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "software": "COMP",
    "article": "UNPB",
    "manuscript": "MANSCPT",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "patent": "PAT",
    "standard": "STAND",
    "map": "MAP",
    "graphic": "FIGURE",
    "motion_picture": "VIDEO",
    "song": "SOUND",
    "speech": "SLIDE",
}


def write(works: Iterable[Work], stream: TextIO) -> None:
    """Write ``works`` to ``stream`` in the order given; ids and a retraction stand in ``N1``, other tags as read."""
    for work in works:
        extra = list(of_format(work.content, "ris"))
        unknown = next((one_line(value) for tag, value in extra if tag == "TY"), "GEN")
        lines = [f"TY  - {_TYPES.get(work.content.type or '', unknown)}"]
        lines += [f"{tag}  - {value}" for tag, text in _values(work) if (value := one_line(text))]
        more = [f"{tag}  - {one_line(text)}" for tag, text in extra if tag not in ("TY", "ER", "ID")]
        stream.write("\n".join((*lines, *(line for line in more if line not in lines), "ER  - ", "", "")))


def _values(work: Work) -> Iterator[tuple[str, str]]:
    record = work.content
    start, end = _pages(record.page)
    yield "ID", work.id
    yield "TI", record.title
    yield from (("AU", _name(name)) for name in record.author)
    yield from (("TT", title) for title in record.title_alternative)
    yield from (("A2", _name(name)) for name in record.editor)
    yield from _dates(record.issued)
    yield from _containers(record)
    yield "VL", record.volume
    yield "IS", record.issue
    yield "SP", start
    yield "EP", end
    yield "C7", record.number
    yield "ET", record.edition
    yield "PB", record.publisher
    yield "CY", record.publisher_place
    yield from (("SN", number) for number in (*record.issn, *record.isbn))
    yield from _addresses(record)
    yield "L1", record.full_text
    yield from _offices(record)
    yield "LA", record.language or ""
    yield "M3", record.genre
    yield from (("KW", word) for word in record.keyword)
    yield "AB", record.abstract
    yield "N1", remark(work)


def _addresses(record: Record) -> Iterator[tuple[str, str]]:
    yield "DO", record.doi or ""
    yield "UR", record.url
    for other in record.identifier:
        if other.scheme == "doi":
            yield "UR", f"https://doi.org/{other.value}"
        elif other.scheme == "pmid":
            yield "AN", f"PMID:{other.value}"


def _offices(record: Record) -> Iterator[tuple[str, str]]:
    """Affiliations, each behind its people in brackets, and what RIS has no tag for in ``C1``, behind its name."""
    for label, texts in texts_of(record).items():
        tag, word = ("AD", "") if label == "affiliation" else ("C1", f"{label}: ")
        yield from ((tag, word + text) for text in texts)


def _containers(record: Record) -> Iterator[tuple[str, str]]:
    """``JF`` for readers that look for a journal there, ``T2`` for all others."""
    if record.type == "book":
        yield "T2", record.collection_title
        return
    if record.type in ("article-journal", "review-book"):
        yield "JF", record.container_title
    if record.type == "paper-conference" and record.event_title and record.container_title:
        yield "C3", record.container_title
        yield "T2", record.event_title
    else:
        yield "T2", record.container_title
    yield "T3", record.collection_title


def _dates(date: PartialDate | None) -> Iterator[tuple[str, str]]:
    if date:
        yield "PY", str(date.year)
        if date.month:
            yield "DA", f"{date.year:04d}/{date.month:02d}/{f'{date.day:02d}' if date.day else ''}/"


def _pages(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([^\s-]+)-([^\s-]+)", text)
    return (match[1], match[2]) if match else (text, "")


def _name(name: Name) -> str:
    """The name as "Family, Given"; a comma after an organisation that would be read as a person, as EndNote does it."""
    if name.literal:
        text = name.literal.replace(",", " ").replace(";", " ")
        read = parse_name(text)
        return text if read and read.literal else f"{text},"
    return str(name).replace(";", " ")
