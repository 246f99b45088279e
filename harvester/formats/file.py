"""A file on disk to its records: which encoding, which format, and what to say when it is neither."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.errors import FormatError
from harvester.formats import (
    bibtex,
    csl_json,
    csv_columns,
    csv_file,
    csv_sheet,
    endnote_xml,
    jsonl,
    nbib,
    ris,
)
from harvester.formats.batch import Batch, of_parsed
from harvester.formats.doubts import doubts
from harvester.formats.parsed import Gathering, Parsed
from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

#: Format names, as `harvester export --format` has those it can write -> the parser of that format.
PARSERS: dict[str, Callable[[str, str], Parsed]] = {
    "csl-json": csl_json.parse,
    "bibtex": bibtex.parse,
    "ris": ris.parse,
    "csv": csv_file.parse,
    "jsonl": jsonl.parse,
    "nbib": nbib.parse,
    "endnote-xml": endnote_xml.parse,
}
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".ris": "ris",
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".json": "csl-json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
#: Suffixes of formats that are only read.
_READ_ONLY = {".nbib": "nbib", ".medline": "nbib", ".xml": "endnote-xml"}
_NOTHING, _NO_RECORD = "the file holds nothing", "no record could be read from it"
#: Bytes that are read at a time.
_CHUNK = 1 << 20
# UTF-32 stands first: its little-endian mark starts with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def format_of(path: Path | str) -> str | None:
    """The name of the format that can be written and that the suffix of ``path`` stands for, or None.

    >>> format_of("works.BIB"), format_of("works.xml")
    ('bibtex', None)
    """
    return _SUFFIXES.get(_suffix(path))


def read_file(path: Path) -> Parsed:
    """The records of the file at ``path``, in the format of its suffix or else of its content.

    Raises:
        FormatError: it cannot be read as any format; the message names the file, and the line where one is at fault.
    """
    text, encoding = _text(path)
    if not text.strip():
        return _about(path, Parsed([], [_issue(path, "empty-file", _NOTHING)]))
    name = _name(path, text)
    try:
        parsed = PARSERS[name](text, path.stem)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
    if not parsed.records and not parsed.issues and not _is_empty_list(text, name):
        raise FormatError(f"{path}: line 1: there is no {name} record in it; is the suffix right?")
    if not parsed.records:
        parsed.issues.append(_issue(path, "empty-file", _NO_RECORD))
    parsed.issues.extend(doubts(parsed))
    if encoding:
        parsed.issues.insert(0, _guessed(path, encoding))
    return _about(path, parsed)


def read_batches(path: Path) -> Iterator[Batch]:
    """What `read_file` reads, as batches; a CSV file is never in memory as a whole or as records.

    Raises:
        FormatError: as `read_file`.
    """
    text, encoding = _csv_text(path)
    if text is None:
        yield from of_parsed(read_file(path))
        return
    if encoding:
        yield _told(path, Batch(issues=[_guessed(path, encoding)]))
    gathering = Gathering(path.stem, "csv")
    size = 0
    with text.stream:
        try:
            sheet = csv_sheet.open_sheet(text, gathering)
        except FormatError as error:
            raise FormatError(f"{path}: {error}") from error
        for batch in csv_columns.batches(sheet, gathering, path.stem):
            size += len(batch.ids)
            yield _told(path, batch)
    if not size:
        yield _told(path, Batch(issues=[_issue(path, "empty-file", _NO_RECORD)]))


def sniff(text: str) -> str | None:
    r"""The format that ``text`` starts as, or None.

    >>> [sniff(t) for t in ("@book{a,", "TY  - JOUR", '[{"id": 1}]', "id,title", '{"a": 1}\n{"a": 2}', "Dear Sir,")]
    ['bibtex', 'ris', 'csl-json', 'csv', 'jsonl', None]
    >>> sniff("PMID- 1"), sniff("<?xml version='1.0'?><xml><records/></xml>")
    ('nbib', 'endnote-xml')
    """
    head = text.lstrip("\ufeff \t\r\n")[:100_000]
    if head[:1] in ("{", "["):
        return "jsonl" if re.match(r"\{.*\}[ \t]*[\r\n]+\s*\{", head) else "csl-json"
    if head.startswith("<") and re.search(r"<(?:xml|records?)\b[^>]*>", head):
        return "endnote-xml"
    if re.search(r"^PMID ?- ?\d", head, re.MULTILINE):
        return "nbib"
    if re.search(r"^[ \t]*TY {1,2}- ?\w*[ \t\r]*$", head, re.MULTILINE | re.IGNORECASE):
        return "ris"
    if re.search(r"^[ \t]*@\w+[ \t]*[{(]", head, re.MULTILINE):
        return "bibtex"
    return "csv" if csv_sheet.header_delimiter(re.split(r"[\r\n]", head)[0].replace('"', "")) else None


def _text(path: Path) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}; check the name and its permissions") from error
    return _decode(data, path)


def _name(path: Path, text: str) -> str:
    """The format of ``text``, which ``path`` holds."""
    name = format_of(path) or _READ_ONLY.get(_suffix(path)) or sniff(text)
    if name is None:
        raise FormatError(
            f"{path}: line 1: no CSV, RIS, BibTeX, CSL-JSON, JSON lines, PubMed or EndNote XML can be recognised"
        )
    return name


def _csv_text(path: Path) -> tuple[csv_sheet.Text | None, str]:
    """The CSV text in the file at ``path``, as `_text` has it; None where it is empty or another format."""
    if format_of(path) == "csv" and path.is_file() and (text := _plain_text(path)):
        return text, ""
    whole, encoding = _text(path)
    if not whole.strip() or _name(path, whole) != "csv":
        return None, ""
    return csv_sheet.Text.of(whole), encoding


def _plain_text(path: Path) -> csv_sheet.Text | None:
    """The text in a file that is all UTF-8, not read into memory; None where any closer look is called for."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, marked, quotes, feeds = None, False, 0, 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                text = decoder.decode(chunk)
                if first is None:
                    first, marked = text.removeprefix("\ufeff"), text.startswith("\ufeff")
                quotes += chunk.count(b'"')
                feeds += chunk.count(b"\n")
        decoder.decode(b"", final=True)
        if not first or not first.strip() or "\n" not in first or first.startswith("\ufeff"):
            return None
        # The decoder that takes a mark off is slow; it is for files that have one.
        lines = path.open(encoding="utf-8-sig" if marked else "utf-8")
    except (OSError, UnicodeDecodeError):
        return None  # the closer look tells what is wrong
    return csv_sheet.Text(lines, first.split("\n", 1)[0], quotes, feeds)


def _decode(data: bytes, path: Path) -> tuple[str, str]:
    """The text of ``data``, and what had to be guessed of its encoding ("" where it is certain)."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding).removeprefix("\ufeff"), ""
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
            raise FormatError(
                f"{path}: its byte order mark says {encoding}, but byte {error.start} is not"
            ) from error
    if b"\x00" in data:
        raise FormatError(f"{path}: a binary file, not text; export it as CSV, RIS, BibTeX or CSL-JSON")
    return _decode_lines(data.removeprefix(codecs.BOM_UTF8))


def _decode_lines(data: bytes) -> tuple[str, str]:
    """The text of ``data``, each line in UTF-8 or else in what Windows writes, and which lines are no UTF-8."""
    texts: list[str] = []
    guessed: dict[str, list[int]] = {}
    for number, line in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data), start=1):
        text, encoding = _decode_line(line)
        texts.append(text)
        if encoding:
            guessed.setdefault(encoding, []).append(number)
    found = []
    for encoding, lines in guessed.items():
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        found.append(f"line {lines[0]}{more}: not UTF-8; read as {encoding}")
    return "".join(texts), ", ".join(found)


def _decode_line(line: bytes) -> tuple[str, str]:
    for encoding, name in (("utf-8", ""), ("cp1252", "Windows-1252")):
        try:
            return line.decode(encoding), name
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), "Latin-1"


def _suffix(path: Path | str) -> str:
    match = re.search(r"\.[^./\\]+$", str(path))
    return match[0].lower() if match else ""


def _is_empty_list(text: str, name: str) -> bool:
    """Whether a text without records is a whole file all the same: `[]`, or a header line alone."""
    return name == "csv" or (name == "csl-json" and bool(re.fullmatch(r"\s*\[\s*\]\s*", text)))


def _guessed(path: Path, encoding: str) -> Issue:
    return _issue(path, "encoding", f"{encoding}: look at the accents, or save it as UTF-8")


def _issue(path: Path, kind: str, message: str) -> Issue:
    return Issue(kind=kind, message=message, source=path.stem)


def _about(path: Path, parsed: Parsed) -> Parsed:
    """The same with the file's name before every message."""
    return parsed._replace(issues=_named(path, parsed.issues))


def _told(path: Path, batch: Batch) -> Batch:
    return batch._replace(issues=_named(path, batch.issues), doubts=_named(path, batch.doubts))


def _named(path: Path, issues: Iterable[Issue]) -> list[Issue]:
    return [replace(issue, message=f"{path.name}: {issue.message}") for issue in issues]
