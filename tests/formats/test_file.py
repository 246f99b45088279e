"""Files on disk: encodings, suffixes, contents, and what is said when nothing fits."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from harvester.errors import FormatError
from harvester.formats import WRITERS, format_of, jsonl, read_file
from harvester.formats.file import PARSERS
from harvester.model import Name, PartialDate, Record, Work

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "csv": "id,title,authors,year\n1,Größe,A. Blum,2001\n",
    "ris": "TY  - JOUR\nTI  - Größe\nER  - \n",
    "bibtex": "@book{k, title = {Größe}}\n",
    "csl-json": '[{"id": 1, "title": "Größe"}]\n',
    "jsonl": '{"id": 1, "title": "Größe"}\n{"id": 2, "title": "Größe"}\n',
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_is_known_by_its_content_in_every_unicode(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "records.txt"
    path.write_bytes(TEXTS[name].encode(encoding))
    parsed = read_file(path)
    assert {record.title for record in parsed.records} == {"Größe"}
    assert parsed.issues == []


def test_a_file_that_is_no_unicode_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("title\nGröße \u2013 klein\n".encode("cp1252"))
    parsed = read_file(path)
    assert parsed.records[0].title == "Größe \u2013 klein"
    assert parsed.issues[0].message.startswith("old.csv: line 2: not UTF-8; read as Windows-1252")


def test_issues_name_the_file_and_the_line(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_text("title,authors,year\nA,B,20111\n")
    assert [issue.message[:18] for issue in read_file(path).issues] == ["works.csv: line 2:"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("letter.txt", b"Dear Sir or Madam,\n", "letter.txt: line 1: no CSV, RIS"),
        ("works.csv", b"id,name\n1,A\n", "works.csv: line 1: not a single column"),
        ("works.json", b"[1,\n", "works.json: line 2: not JSON"),
        ("works.ris", b"id,title\n1,A\n", "works.ris: line 1: there is no ris record"),
        ("works.bib", b"hello", "works.bib: line 1: there is no bibtex record"),
        ("works.csv", b"PK\x03\x04\x00\xff\xfe", "works.csv: a binary file"),
        ("works.csv", b"\xff\xfea", "works.csv: its byte order mark says utf-16"),
        ("works.jsonl", b"no\n", "works.jsonl: line 1: no JSON object"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_file(path)
    assert message in str(caught.value)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"absent\.csv: No such file"):
        read_file(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", ""), ("b.json", "[]"), ("c.csv", "id,title,authors,year\n")]
)
def test_an_empty_file_is_told_from_a_failure(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    parsed = read_file(path)
    assert (parsed.records, [issue.kind for issue in parsed.issues]) == ([], ["empty-file"])


def test_every_writer_has_a_reader_and_every_suffix_a_format() -> None:
    assert set(WRITERS) == {"csl-json", "bibtex", "ris", "csv", "jsonl"}
    assert set(PARSERS) - set(WRITERS) == {"nbib", "endnote-xml"}
    assert [
        format_of(f"x{suffix}") for suffix in (".json", ".bib", ".ris", ".csv", ".jsonl", ".xml", "")
    ] == [
        *("csl-json", "bibtex", "ris", "csv", "jsonl"),
        *(None, None),
    ]


def test_json_lines_hold_records_exactly() -> None:
    record = Record(
        id="w1", source="s", title="A", author=(Name(family="B", orcid="x"),), issued=PartialDate(2011, 3)
    )
    stream = io.StringIO()
    WRITERS["jsonl"]([Work(id="w1", content=record, members=("s:1",))], stream)
    assert jsonl.parse(stream.getvalue()).records == [record]


def test_json_lines_of_everything_give_each_record_once() -> None:
    text = (
        jsonl.line("record", {"id": "a:1", "source": "a", "title": "A"})
        + jsonl.line("work", {"id": "w1", "title": "A"})
        + jsonl.line("decision", {"id": "d"})
        + jsonl.line("record", {"id": "a:2", "issued": 5})
        + "not json\n[1]\n"
    )
    parsed = jsonl.parse(text)
    assert [record.id for record in parsed.records] == ["a:1"]
    assert [issue.kind for issue in parsed.issues] == ["unreadable-entry"] * 2 + [
        "unused-lines",
        "unreadable-entry",
    ]
