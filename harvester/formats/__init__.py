"""Bibliographic files and blocks to records, and works to files: CSL-JSON, BibTeX, RIS, CSV, PubMed, ..."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.formats import bibtex, bibtex_export, csl_json, csv_file, jsonl, ris, ris_export
from harvester.formats.file import format_of, read_file
from harvester.formats.parsed import Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TextIO

    from harvester.model import Work

#: The formats of `harvester export`, by name; each writes works to an open text stream.
WRITERS: dict[str, Callable[[Iterable[Work], TextIO], None]] = {
    "csl-json": csl_json.write,
    "bibtex": bibtex_export.write,
    "ris": ris_export.write,
    "csv": csv_file.write,
    "jsonl": jsonl.write,
}

__all__ = ["WRITERS", "Parsed", "bibtex", "csl_json", "csv_file", "format_of", "jsonl", "read_file", "ris"]
