"""A file on disk to its records: which encoding, which format, and what to say when it is neither."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.errors import FormatError
from harvester.formats import bibtex, csl_json, csv_file, endnote_xml, jsonl, nbib, ris
from harvester.formats.doubts import doubts
from harvester.formats.parsed import Parsed
from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Callable
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
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}; check the name and its permissions") from error
    text, encoding = _decode(data, path)
    if not text.strip():
        return _about(path, Parsed([], [_issue(path, "empty-file", "the file holds nothing")]))
    name = format_of(path) or _READ_ONLY.get(_suffix(path)) or sniff(text)
    if name is None:
        raise FormatError(
            f"{path}: line 1: no CSV, RIS, BibTeX, CSL-JSON, JSON lines, PubMed or EndNote XML can be recognised"
        )
    try:
        parsed = PARSERS[name](text, path.stem)
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from error
    if not parsed.records and not parsed.issues and not _is_empty_list(text, name):
        raise FormatError(f"{path}: line 1: there is no {name} record in it; is the suffix right?")
    if not parsed.records:
        parsed.issues.append(_issue(path, "empty-file", "no record could be read from it"))
    parsed.issues.extend(doubts(parsed))
    if encoding:
        message = f"{encoding}: look at the accents, or save it as UTF-8"
        parsed.issues.insert(0, _issue(path, "encoding", message))
    return _about(path, parsed)


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
    return "csv" if csv_file.header_delimiter(re.split(r"[\r\n]", head)[0].replace('"', "")) else None


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


def _issue(path: Path, kind: str, message: str) -> Issue:
    return Issue(kind=kind, message=message, source=path.stem)


def _about(path: Path, parsed: Parsed) -> Parsed:
    """The same with the file's name before every message."""
    return parsed._replace(
        issues=[replace(issue, message=f"{path.name}: {issue.message}") for issue in parsed.issues]
    )
