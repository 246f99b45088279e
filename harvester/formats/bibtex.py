"""BibTeX: files of it, the block on a Pure page, and the export of works."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bibtexparser import model as blocks
from bibtexparser.entrypoint import parse_string

from harvester.formats import latex
from harvester.formats.bibtex_names import read_names
from harvester.formats.bibtex_value import expand, repair
from harvester.formats.extra import left_over
from harvester.formats.offices import LABELS, split, with_texts
from harvester.formats.parsed import Entry, Gathering, Parsed, first
from harvester.formats.values import keywords, page_range, stated, tidy
from harvester.model import Extra, Identifier, PartialDate, Record
from harvester.model import identifier as ids
from harvester.model.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.model import Name

# Every block that it fails on becomes an Issue; it would also write each to stderr.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

#: Entry types of BibTeX and biblatex whose word means something else elsewhere, or nothing.
_TYPES = {
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "proceedings": "book",
    "mvproceedings": "book",
    "collection": "book",
    "mvcollection": "book",
    "mvbook": "book",
    "booklet": "book",
    "manual": "report",
    "conference": "paper-conference",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "inreference": "chapter",
    "periodical": "document",
}
#: The extra that holds the type of an entry, where that is no type we know.
ENTRY_TYPE = "entrytype"
#: Fields of which a record keeps everything, and those of which it keeps one of several that mean the same.
_WHOLE = frozenset(
    (
        "title subtitle author editor date year month day volume pages doi url issn isbn abstract keywords "
        "language langid"
    ).split()
)
_READ = frozenset(
    "journal journaltitle booktitle fjournal series eventtitle number issue eid articleno edition publisher school "
    "institution organization address location type keyword eprint pmid archiveprefix eprinttype pdf".split()
)
_JOINED = frozenset({"author", "editor"})
_NO_KEY = re.compile(
    r"^([ \t]*@(?!string|preamble|comment)\w+[ \t]*[{(][ \t]*(?:[^\s,={}()\"]+[ \t]*\n)?)(?=\s*\w+\s*=)",
    re.MULTILINE | re.IGNORECASE,
)


class _Fields:
    """The fields of one entry by lower-case name, as LaTeX; asked for one by one as text."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw

    def text(self, *names: str) -> str:
        """The first of the fields ``names`` that says something, decoded and tidied."""
        return first([stated(latex.decode(self.raw.get(name, ""))) for name in names])

    def verbatim(self, name: str) -> str:
        """A field that BibTeX does not typeset, such as a URL; what exporters escaped in it is undone."""
        raw = self.raw.get(name, "")
        if "\\text" in raw:
            return latex.decode(raw).strip()
        return re.sub(r"\\([_%&#$~{}])", r"\1", re.sub(r"\{(\\?.)?\}", r"\1", raw)).strip(" {}\n\t\r")


def parse(text: str, source: str = "") -> Parsed:
    """The entries of a BibTeX text; a block that cannot be read becomes an Issue, its neighbours are kept.

    Args:
        text: a file, or the block embedded in a page.
        source: the `Record.source` of the records; an entry without a key is named after it.

    >>> parse('@article{k, title = "A -- B", year = 2011, month = mar}').records[0].issued
    PartialDate(year=2011, month=3, day=None)
    """
    gathering = Gathering(source, "bibtex")
    library = parse_string(_NO_KEY.sub(r"\1,", text), parse_stack=[])
    macros = {string.key.lower(): expand(string.value, {}) for string in library.strings}
    for block in library.blocks:
        where = f"line {(block.start_line or 0) + 1}"
        found = block.ignore_error_block if isinstance(block, blocks.ParsingFailedBlock) else block
        if isinstance(found, blocks.Entry):
            entry = gathering.entry(tidy(found.key), where)
            table, again = _table(found, entry, macros)
            record, unread = _with_offices(table, _record(found.entry_type, _Fields(table), entry))
            extra = (*_extra(unread, record, entry), *(Extra("bibtex", *pair) for pair in again))
            if record.type is None:
                extra += (Extra("bibtex", ENTRY_TYPE, found.entry_type),)
            gathering.records.append(replace(record, extra=extra))
        elif isinstance(block, blocks.ParsingFailedBlock) and found is None:
            start = shorten(tidy(block.raw), 60)
            reason = getattr(block.error, "abort_reason", str(block.error))
            gathering.note("unreadable-entry", f"{where}: {start!r} cannot be read: {reason}", "error")
    return gathering.done()


def _with_offices(table: Mapping[str, str], record: Record) -> tuple[Record, dict[str, str]]:
    """``record`` with what the fields named as our labels say, and ``table`` without those of them that were read."""
    texts = {label: split(label, stated(latex.decode(table[label]))) for label in LABELS if table.get(label)}
    record, left = with_texts(record, texts)
    return record, {name: raw for name, raw in table.items() if name not in texts or name in left}


def _extra(table: Mapping[str, str], record: Record, entry: Entry) -> tuple[Extra, ...]:
    """The fields that ``record`` does not say, as LaTeX."""
    known = _READ | _WHOLE if entry.refused else _READ
    pairs = [(name, latex.decode(raw)) for name, raw in table.items() if name in known]
    kept = {extra.name for extra in left_over(pairs, record, entry, read=_READ, whole=_WHOLE)}
    if any(other.scheme == "doi" for other in record.identifier):
        kept |= {"doi", "url"}
    if any(other.scheme in ("arxiv", "pmid") for other in record.identifier):
        kept -= {"archiveprefix", "eprinttype"}
    return tuple(
        Extra("bibtex", name, raw)
        for name, raw in table.items()
        if raw and (name in kept or name not in _READ | _WHOLE)
    )


def _table(
    block: blocks.Entry, entry: Entry, macros: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The fields of ``block`` with macros expanded, and those whose name stood before; names are joined."""
    table: dict[str, str] = {}
    again: list[tuple[str, str]] = []
    for field in block.fields:
        pairs = repair(field.key, str(field.value))
        if len(pairs) > 1:
            entry.note(
                "missing-comma", f"a comma is missing after the field {field.key!r}; read as if it were there"
            )
        for key, raw in pairs:
            name, value = key.lower(), expand(raw, macros)
            if not table.get(name):
                table[name] = value
            elif name in _JOINED:
                table[name] += f" and {value}"
            elif value and value != table[name]:
                entry.note("duplicate-field", f"the field {name!r} is there twice; the first is read")
                again.append((name, value))
    return table, again


def _record(word: str, fields: _Fields, entry: Entry) -> Record:
    kind = entry.type(_TYPES.get(word, word))
    issns, isbns = entry.serials(fields.text("issn"))
    more_issns, more_isbns = entry.serials(fields.text("isbn"), claimed="isbn")
    url = fields.verbatim("url")
    doi, others = entry.dois(fields.verbatim("doi"), *([url] if ids.doi(url) else []))
    numbered = kind in ("report", "thesis", "book", "standard", "patent")
    number = fields.text("number")
    return Record(
        id=entry.id,
        source=entry.source,
        url=url,
        type=kind,
        genre=fields.text("type"),
        title=_title(fields),
        author=_people(fields, entry, "author"),
        editor=_people(fields, entry, "editor"),
        issued=_issued(fields, entry),
        container_title=fields.text("journal", "journaltitle", "booktitle", "fjournal"),
        collection_title=fields.text("series"),
        event_title=fields.text("eventtitle"),
        volume=fields.text("volume"),
        issue=fields.text("issue") if numbered else number or fields.text("issue"),
        page=page_range(fields.text("pages")),
        number=(number if numbered else "") or fields.text("eid", "articleno"),
        edition=fields.text("edition"),
        publisher=fields.text("publisher", "school", "institution", "organization"),
        publisher_place=fields.text("address", "location"),
        issn=tuple(dict.fromkeys(issns + more_issns)),
        isbn=tuple(dict.fromkeys(isbns + more_isbns)),
        doi=doi,
        identifier=others + _identifiers(fields, url),
        language=entry.language(fields.text("language", "langid")),
        abstract=fields.text("abstract"),
        keyword=keywords([fields.text("keywords", "keyword")]),
        full_text=fields.verbatim("pdf"),
    )


def _title(fields: _Fields) -> str:
    title, subtitle = tidy(latex.decode(fields.raw.get("title", ""))), fields.text("subtitle")
    if not title or not subtitle:
        return title or subtitle
    return f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"


def _people(fields: _Fields, entry: Entry, role: str) -> tuple[Name, ...]:
    names, cut = read_names(fields.raw.get(role, ""))
    if cut:
        entry.note("names-cut", f"the list of {role}s ends in 'and others'", "info")
    return names


def _issued(fields: _Fields, entry: Entry) -> PartialDate | None:
    """The date from ``date``, or from ``year``, ``month`` (a macro, a word or a number) and ``day``."""
    year, month, day = fields.text("year"), fields.text("month"), fields.text("day")
    # biblatex states a range as 2011-03-01/2011-04-30.
    date = re.sub(r"^(\d{4}(?:-\d\d){0,2})/\d{4}.*$", r"\1", fields.text("date"))
    if month.isdigit() and year.isdigit():
        return entry.date(
            date, "-".join(part for part in (year, month, day if day.isdigit() else "") if part)
        )
    return entry.date(date, " ".join(part for part in (day, month, year) if part) if year else "")


def _identifiers(fields: _Fields, url: str) -> tuple[Identifier, ...]:
    """Identifiers of the work other than DOI, ISSN and ISBN."""
    archive = fields.text("archiveprefix", "eprinttype").lower()
    eprint = fields.verbatim("eprint")
    found = (
        ("arxiv", ids.arxiv(eprint) if archive == "arxiv" or eprint.lower().startswith("arxiv") else None),
        ("pmid", ids.pmid(fields.text("pmid") or (eprint if archive == "pubmed" else ""))),
        ("handle", ids.handle(url) if "handle" in url else None),
    )
    return tuple(Identifier(scheme, value) for scheme, value in found if value)
