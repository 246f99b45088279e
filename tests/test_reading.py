"""Reading files as columns: exactly the forms and issues that their records give, and the same again when stored."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.dedupe.forms import RULES, Form, Forms, read_forms
from harvester.dedupe.texts import Texts
from harvester.errors import FormatError, UsageError
from harvester.formats import batch, read_file
from harvester.reading import Reading, read_files

DATA = Path(__file__).parents[2] / "shared" / "data" / "dedup"
# An array where an archive of arrays should be: three zeros.
NPY = b"v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }".ljust(119) + b"\n" + bytes(24)
NASTY = (
    *(
        "",
        " ",
        "NA",
        "n/a",
        "-",
        "null",
        "x",
        "\u200b",
        "a\u00a0b",
        " two  blanks ",
        "line\nbreak",
        "a\r\nb",
        "\t",
        "\x1b[31m",
    ),
    *(
        "'=1+1",
        "'quoted",
        "=1",
        "a;b",
        "a,b",
        '"',
        "&amp;",
        "&lt;i&gt;x&lt;/i&gt;",
        "<i>x</i>",
        "p < 0.05",
        "Ã©tude",
        "é",
        "e\u0301",
    ),
)
TITLES = (
    *(
        "A study of lichens",
        "Erratum to: A study",
        "Reply",
        "RE: lichens",
        "The authors' reply",
        "Author's reply: x",
        "Editorial",
    ),
    *(
        "Lichens, part II",
        "Lichens: study 3",
        "Lichens III",
        "No. 4 lichens",
        "Study a of two",
        "Protocol for a trial",
    ),
    *(
        "A study. [Chinese]",
        "A study (see comment on lichens)",
        "RETRACTED: A study of lichens",
        "[Lichens]",
        "™ Reply: x",
        "Wıthdrawn: x",
    ),
    *(
        "Größe der Flechten – eine Übersicht",
        "Флора",
        "王小明的研究",
        "Acta Lichenum volume 3",
        "x" * 2001,
        "lichens " * 70,
        "Editorial 7",
    ),
    *(
        "Comment – on x",
        "Publisher correction: x",
        "Case report",
        "Book review of x",
        "Lichens i the x",
        "PART i",
        "ſtudy 2",
        "A study: Correction.",
        "A study (vol 12, pg 101, 2015)",
        "Vice chair's message",
        "O'Hara",
    ),
)
NAMES = (
    *(
        "Morris, Sara",
        "Attree, P.",
        "Bell, J-M K.",
        "O'Hara-Bell, A. A.",
        "Größe, Ü.",
        "van der Berg, A",
        "de la Cruz, Ana Maria",
    ),
    *(
        "Smith, Jr",
        "Smith, Jnr",
        "Smith, III",
        "Smith, Jr., John",
        "Lewis G. F.",
        "Gottfried Vossen",
        "et al.",
        "Lee et al",
        "others",
    ),
    *(
        "Smith, Et Al",
        "University of Bath, Library",
        "The Group, A",
        "Health Press, A",
        "World Health Organization",
        "王小明",
        "A, B, C, D",
    ),
    *(
        "a. blum, m. furst,",
        "x and y",
        "Ann & Bo",
        "?",
        "?, x",
        "[x], y",
        "Ŀl, Ŋ",
        "ŉ, Ƽ",
        "Smith, J,",
        "Ľ, İı",
        "ſmith, Ann",
        "X×Y, A",
        "Noll, K;",
    ),
)
CELLS = {
    "title": TITLES,
    "authors": (*NAMES, "; ".join(["Lee, A"] * 1001), "; ".join(["Ng, B"] * 501), "Lee, A;;Ng, B;"),
    "year": ("2011", "2011.0", "20111", "2011-03", "in press", "1399", "２０１１"),
    "container": (
        "Acta Lichenum",
        "acta lichenum",
        "bioRxiv",
        "CoRR",
        "Proc.",
        "Circulation. Conference: Days",
        "Ann &amp; Bo",
    ),
    "volume": ("3", "55 (1)", "vol. 44,", "1234567890123"),
    "issue": ("1", "Suppl. 2", "2-3", "S1", "1 MeetingAbstracts"),
    "pages": (
        "1-10",
        "221-8",
        "pp. 221-8.",
        "137960",
        "01-Oct",
        "S121--8",
        "e30",
        "62 p",
        "148156",
        "58-4",
        "t-8",
        "10–12",
    ),
    "doi": (
        "10.5555/A",
        "https://doi.org/10.5555/a.b",
        "doi:10.5555/x)",
        "10.1101/2020.01",
        "10.5555/a 10.5555/b",
        "10.1234/5678",
        "http://dx.doi.org/10.5555/a%2fb",
        "10.5555/a.",
        "none of these",
        "10.5555/x&amp;y",
        "DOI: 10.5555/z?q=1",
    ),
    "pmid": ("20550592", "PMID: 1", "PMC1", "123456789"),
    "issn": (
        "1369-6513",
        "13696513",
        "1234-5678",
        "0957-9672 (Print) 0957-9672",
        "0-306-40615-2",
        "1369-6513; 0957-9672",
    ),
    "isbn": ("978-0-306-40615-7", "978-0-306-40615-8", "1369-6513"),
    "abstract": (
        "Short.",
        "word " * 100,
        "Größe " * 90,
        "a" * 399 + " \u0301b",
        "a" * 400 + "\u0301",
        "b" * 390 + " <i>x</i>&amp; Ã©" * 9,
    ),
    "type": ("article", "preprint", "JOUR", "Thesis (PhD)", "unheard of"),
    "source": ("pubmed", "embase"),
    "language": ("en", "Klingon"),
    "publisher": ("Research Square", "Elsevier"),
    "keywords": ("a; b",),
    "mood": ("glad",),
}

MORE = {
    "authors": (
        *(
            "et al",
            "ET AL.",
            "Et. Al.",
            "brothers",
            "A.-B., C",
            "Bell-, A",
            "Émile, Zoë",
            "Hłasko, Łu. ŉ.",
            "NA",
        ),
        *("Lee", "Lee, A" + "b" * 230, "Lee,A", "Lee, sr."),
    ),
    "pages": ("123456789-123456790", "1234567890-1234567891", "12-12-12", "5-3", "-"),
}


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A CSV text with a sensible header and rows that are mostly not."""
    known = st.sampled_from([*CELLS, "id", "journal", "Year", "status"])
    header = ["title", *draw(st.lists(known, max_size=9))]
    odd = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
    rows = [
        [_cell(draw, column.lower(), odd) for column in header][: draw(st.sampled_from([99, 99, 99, 2]))]
        for _ in range(draw(st.integers(0, 6)))
    ]
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream, delimiter=draw(st.sampled_from(",;\t")), lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    writer.writerow(header)
    writer.writerows(rows)
    tail = draw(st.sampled_from(["", "", '"open', "\n\n", 'a,"b\nc']))
    return draw(st.sampled_from(["", "\ufeff", "\ufeff\ufeff"])) + stream.getvalue() + tail


def _cell(draw: st.DrawFn, column: str, odd: st.SearchStrategy[str]) -> str:
    if column == "id":
        return draw(st.sampled_from(["1", "2", "x", "x#2", "", "stem:2"]))
    plain = st.sampled_from((*CELLS.get(column, ("x",)), *MORE.get(column, ())))
    if column == "authors":
        plain = st.lists(plain, max_size=4).map("; ".join)
    return draw(st.one_of(plain, plain, odd, st.tuples(plain, odd).map("".join)))


def assert_equal(found: Forms, expected: Forms) -> None:
    assert found.ids == expected.ids
    for name in Form._fields:
        one, other = getattr(found, name), getattr(expected, name)
        if isinstance(one, Texts):
            assert one.take() == other.take(), name
        else:
            assert one.tolist() == other.tolist(), name
            assert one.dtype == other.dtype, name


def assert_read_alike(path: Path) -> Reading | None:
    """Whatever reading ``path`` as columns gives, its records give too; None where both refuse it."""
    try:
        parsed = read_file(path)
    except FormatError as error:
        with pytest.raises(FormatError, match=f"^{re.escape(str(error))}$"):
            read_files([path])
        return None
    found = read_files([path])
    assert_equal(found.forms, read_forms(parsed.records))
    assert [found.sources[code] for code in found.source.tolist()] == [one.source for one in parsed.records]
    # Messages of a reading name the whole path.
    told = [issue.message.replace(str(path), path.name) for issue in found.issues]
    assert told == [issue.message for issue in parsed.issues]
    assert [(one.kind, one.subject, one.severity, one.source) for one in found.issues] == [
        (one.kind, one.subject, one.severity, one.source) for one in parsed.issues
    ]
    return found


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=tables(), encoding=st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252"]))
def test_columns_say_what_records_say(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "stem.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    assert_read_alike(path)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_of_any_size_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    rows = ["1,A,Lee,2001", ",B,Ng; et al.,x", "1,C,,2003", "stem:2,D", "1#2,,Lee,2005,more", ',"E']
    path = tmp_path / "stem.csv"
    path.write_text("id,title,authors,year\n" + "\n".join(rows))
    monkeypatch.setattr("harvester.formats.csv_columns.BATCH", size)
    assert batch.BATCH > 3
    found = assert_read_alike(path)
    assert found
    assert found.forms.ids == ("1", "stem:2", "1#2", "stem:2#2", "1#2#2", "stem:6")


@pytest.mark.parametrize(
    "name", ["stroke", "cytology_screening", "asysd_diabetes", "dblp_acm", "dblp_scholar_valid", "cora"]
)
def test_real_files_read_alike(name: str) -> None:
    if not (DATA / name).is_dir():
        pytest.skip(f"the labelled set {name} is not at hand")
    found = assert_read_alike(DATA / name / "records.csv")
    assert found
    assert len(found.forms) > 1000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", ""),
        ("a.csv", " \n "),
        ("a.csv", "id,title\n"),
        ("a.csv", "id,title\r1,A\r2,B\r"),
        ("a.txt", "id;title\n1;A\n"),
        ("a.ris", "TY  - JOUR\nTI  - A\nPY  - x\nER  - \n"),
        ("a.json", '[{"title": "A"}, {"id": "2"}]'),
        ("a.json", "[]"),
    ],
)
def test_other_files_read_alike(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, newline="")
    assert assert_read_alike(path)


@pytest.mark.parametrize("text", ["Dear Sir", "id,name\n1,A\n"])
def test_a_file_that_is_none_is_refused_in_the_same_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert assert_read_alike(path) is None


def test_stored_forms_are_what_was_read_until_a_file_changes(tmp_path: Path) -> None:
    path, kept = tmp_path / "a.csv", tmp_path / "forms.npz"
    path.write_text('id,title,authors,year\n1,Größe,"Lee, A",2001\n1,B,et al.,x\n', encoding="utf-8")
    read = read_files([path], [path], kept)
    stamp = kept.stat().st_mtime_ns
    again = read_files([path], [path], kept)
    assert kept.stat().st_mtime_ns == stamp
    assert_equal(again.forms, read.forms)
    assert (again.sources, again.issues, again.paths) == (read.sources, read.issues, read.paths)
    for name in ("source", "exact", "is_old"):
        assert np.array_equal(getattr(again, name), getattr(read, name))
    path.write_text(path.read_text(encoding="utf-8").replace("2001", "2002"), encoding="utf-8")
    assert read_files([path], [path], kept).forms.year.tolist() == [2002, -1, 2002, -1]
    assert read_files([path], (), kept).forms.ids == ("1", "1#2")


def test_forms_stored_by_other_rules_are_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kept = tmp_path / "a.csv", tmp_path / "forms.npz"
    path.write_text("id,title\n1,A\n")
    read_files([path], (), kept)
    before = kept.read_bytes()
    monkeypatch.setattr("harvester.dedupe.stored._RULES", [0, 0])
    assert read_files([path], (), kept).forms.ids == ("1",)
    assert kept.read_bytes() != before


@pytest.mark.parametrize("content", [b"", b"id,title\n", b"PK\x03\x04 broken", b"\x93NUMPY\x01\x00" + NPY])
def test_a_file_of_another_kind_is_not_written_over(tmp_path: Path, content: bytes) -> None:
    path, kept = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("id,title\n1,A\n")
    kept.write_bytes(content)
    with pytest.raises(UsageError, match=r"b\.csv: holds no stored forms"):
        read_files([path], (), kept)
    assert kept.read_bytes() == content


def test_rules_are_counted_up_when_anything_reads_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    size = max(map(len, CELLS.values()))
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(CELLS)
        rows.writerows([cells[row % len(cells)] for cells in CELLS.values()] for row in range(size))
    forms = read_files([path]).forms
    columns = [getattr(forms, name) for name in Form._fields]
    told = repr([one.take() if isinstance(one, Texts) else one.tolist() for one in columns])
    # Where this differs, count RULES up, so that nobody's stored forms are taken for today's.
    assert (RULES, hashlib.sha256(told.encode()).hexdigest()[:16]) == (2, "33bf04d4a8a4b9b5")
