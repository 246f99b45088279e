"""`harvester dedupe` on files, as a process: every record comes out exactly once, and nothing it said is lost."""

from __future__ import annotations

import csv
import json
import resource
from typing import TYPE_CHECKING, Any

import pytest

from harvester.formats import read_file
from tests.cli.test_cli import run as run_harvester

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

HEARD = '"How users of cancer services are heard","Attree, Pamela; Morris, Sara",2011,Health Expectations,14,48-58'
FISH = '"Where the cod went in winter","Young, Jo",1999,Sea Letters,3,7-19'
SNOW = '"Snow on the northern fells","Lee, Ann",2004,Weather,9,101-110'
HEADER = "id,title,authors,year,container,volume,pages\n"


def run(*words: str | Path, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    return run_harvester("dedupe", *words, cwd=cwd, code=code)


def report(*words: str | Path, cwd: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json", cwd=cwd).stdout)
    return found


def members(path: Path) -> list[str]:
    """The ids of all records in a CSL-JSON output, sorted."""
    items = json.loads(path.read_text(encoding="utf-8"))
    return sorted(one for item in items for one in item["custom"]["harvester"]["records"])


def save(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("no title", "x,,Lee,2001,,,", "line 3: the record has no title"),
        ("impossible year", "x,Fish,Lee,20111,,,", "line 3: '20111' is no date"),
        ("equal ids", "1,Fish,Lee,2001,,,", "line 3: the id '1' was used before; this one is '1#2'"),
        ("too few cells", "x,Fish", "line 3: 2 cells for 7 columns"),
        ("too many cells", "x,Fish,Lee,2001,,,,more", "line 3: 8 cells for 7 columns"),
        (
            "many authors",
            f'x,Fish,"{"; ".join(f"Lee{i}, A" for i in range(5000))}",2001,,,',
            "line 3: 5,000 authors",
        ),
        ("long title", f"x,{'fish and ' * 230_000},Lee,2001,,,", "line 3: a title of 2,0"),
    ],
)
def test_a_bad_row_is_named_and_everything_is_kept(tmp_path: Path, name: str, row: str, message: str) -> None:
    save(tmp_path / "in.csv", f"1,{HEARD}", row, f"3,{FISH}")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("in.csv", "--output", "out.json", "--clusters", "c.csv", cwd=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert f"in.csv: {message}" in done.stderr, name
    assert len(members(tmp_path / "out.json")) == len(set(members(tmp_path / "out.json"))) == 3
    assert after.ru_utime - before.ru_utime < 6.0
    run("in.csv", "--strict", cwd=tmp_path, code=1)


@pytest.mark.parametrize("suffix", ["csv", "ris", "bib", "json", "jsonl"])
def test_an_id_with_a_comma_stays_one_id(tmp_path: Path, suffix: str) -> None:
    save(tmp_path / "in.csv", f'"Attree, 2011",{HEARD}', f'"b;2",{HEARD}')
    found = report("in.csv", "--output", f"out.{suffix}", "--clusters", "c.csv", cwd=tmp_path)
    assert (found["records"], found["kept"]) == (2, 1)
    with (tmp_path / "c.csv").open(encoding="utf-8") as lines:
        assert {row["id"] for row in csv.DictReader(lines)} == {"Attree, 2011", "b;2"}
    text = (tmp_path / f"out.{suffix}").read_text(encoding="utf-8").replace('""', '"')
    assert '"Attree, 2011"' in text
    assert '"b;2"' in text


def test_mixed_encodings_are_read_line_by_line(tmp_path: Path) -> None:
    rows = [
        HEADER.encode(),
        "1,Größe der Fische,Lee,2001,,,\n".encode(),
        "2,Öl im Meer,Lee,2002,,,\n".encode("cp1252"),
    ]
    (tmp_path / "in.csv").write_bytes(b"\xef\xbb\xbf" + b"".join(rows))
    done = run("in.csv", "--output", "out.json", cwd=tmp_path)
    assert "in.csv: line 3: not UTF-8; read as Windows-1252" in done.stderr
    titles = {item["title"] for item in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))}
    assert titles == {"Größe der Fische", "Öl im Meer"}


def test_missing_columns_are_named_and_the_rows_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,authors,doi\n1,Lee,10.5555/a\n2,Lee,10.5555/b\n")
    done = run("in.csv", "--output", "out.json", cwd=tmp_path)
    assert "in.csv: line 1: no column title, year among 'id, authors, doi'" in done.stderr
    assert members(tmp_path / "out.json") == ["1", "2"]


def test_equal_ids_in_two_files_are_named_with_both_places(tmp_path: Path) -> None:
    save(tmp_path / "a.csv", f"1,{HEARD}")
    save(tmp_path / "b.csv", f"1,{FISH}")
    done = run("a.csv", "b.csv", "--output", "out.json", cwd=tmp_path)
    assert "b.csv: line 2: the id '1' is that of a.csv, line 2 too; here it is '1#2'" in done.stderr
    assert members(tmp_path / "out.json") == ["1", "1#2"]


def test_what_a_ris_file_says_beyond_our_fields_comes_out_again(tmp_path: Path) -> None:
    body = (
        "TI  - Where the cod went\nAU  - Young, Jo\nPY  - 20111\nSN  - 1369-6513\nSN  - bad\n"
        "N1  - mine\nN1  - too\nZZ  - x\n"
    )
    (tmp_path / "in.ris").write_text(
        f"TY  - JOUR\nID  - 1\n{body}TY  - XXXX\nID  - 2\nTI  - Snow\nER  - \nTI  - Rain\n"
    )
    assert report("in.ris", "--output", "out.ris", cwd=tmp_path)["records"] == 3
    lines = (tmp_path / "out.ris").read_text(encoding="utf-8").splitlines()
    for line in (*body.splitlines(), "TY  - XXXX", "TI  - Snow", "TI  - Rain"):
        assert lines.count(line) == 1
    assert lines.count("ER  - ") == 3


def test_what_a_csv_says_beyond_our_columns_comes_out_again(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        'id,title,authors,year,Mood,Notes\n1,Fish,"Young, Jo",20111,glad,=1\n2,Fish,"Young, Jo",,sad,\n'
    )
    report("in.csv", "--output", "out.csv", cwd=tmp_path)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {word for row in rows for word in row["mood"].split("; ")} == {"glad", "sad"}
    assert {row["year (as given)"] for row in rows} - {""} == {"20111"}
    assert {row["notes"] for row in rows} - {""} == {"'=1"}


def test_what_a_bibtex_file_says_beyond_our_fields_comes_out_again(tmp_path: Path) -> None:
    (tmp_path / "in.bib").write_text(
        "@patentish{k, title={Fish}, file={:a/b.pdf:PDF}, note={See {\\'E}mile}, year={20111}, eprint={2101.00001},"
        " archiveprefix={arXiv}, publisher={A}, publisher={B}}"
    )
    report("in.bib", "--output", "out.bib", cwd=tmp_path)
    text = (tmp_path / "out.bib").read_text(encoding="utf-8")
    for part in ("@patentish{", "file = {:a/b.pdf:PDF}", "{See {\\'E}mile. Work k; ", "year = {20111}",
                 "eprint = {2101.00001}", "publisher = {A}", "x-publisher = {B}"):  # fmt: skip
        assert part in text
    assert read_file(tmp_path / "out.bib").records[0].title == "Fish"


def test_what_csl_json_says_beyond_our_fields_comes_out_again(tmp_path: Path) -> None:
    item = {
        "id": 1,
        "title": "Fish",
        "call-number": "QA 76",
        "note": "mine",
        "custom": {"tag": [1]},
        "type": "book",
    }
    (tmp_path / "in.json").write_text(json.dumps([item]))
    report("in.json", "--output", "out.json", cwd=tmp_path)
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]
    assert (found["call-number"], found["note"], found["custom"]["tag"]) == ("QA 76", "mine", [1])


def test_what_pubmed_and_endnote_say_beyond_our_fields_is_kept_by_json(tmp_path: Path) -> None:
    (tmp_path / "a.nbib").write_text("PMID- 1\nTI  - Fish\nSTAT- MEDLINE\n")
    (tmp_path / "b.xml").write_text(
        "<xml><records><record><titles><title>Snow</title></titles><custom1>mine</custom1></record></records></xml>"
    )
    words = ["a.nbib", "b.xml", "--output"]
    report(*words, "out.json", cwd=tmp_path)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert '["nbib", "STAT", "MEDLINE"]' in text
    assert '["endnote-xml", "record/custom1", "mine"]' in text
    assert (
        "out.ris: 2 values of other formats have no place in ris"
        in run(*words, "out.ris", cwd=tmp_path).stderr
    )
    again = report("out.json", "--output", "again.json", cwd=tmp_path)
    assert again["records"] == 2
    assert '["nbib", "STAT", "MEDLINE"]' in (tmp_path / "again.json").read_text(encoding="utf-8")


def test_against_writes_only_what_the_old_files_lack(tmp_path: Path) -> None:
    save(tmp_path / "old.csv", f"1,{HEARD}", f"2,{SNOW}")
    save(tmp_path / "more.csv", "1,Something only the old have,Ng,1987,,,")
    save(tmp_path / "new.csv", f"1,{FISH}", f"2,{HEARD}", f"3,{FISH}", f"4,{HEARD}")
    words = ["new.csv", "--against", "old.csv", "--against", "more.csv", "--output", "out.json"]
    found = report(*words, cwd=tmp_path)
    assert members(tmp_path / "out.json") == ["1", "3"]
    prisma = found["prisma"]
    assert (found["records"], found["exact"], found["fuzzy"], found["kept"]) == (4, 2, 0, 1)
    assert (prisma["identified"], prisma["duplicates_removed"], prisma["already_in_old"]) == (4, 2, 1)
    assert prisma["screened"] == 1
    assert found["by_source"] == {"new": {"records": 4, "kept": 1}}
    assert "1 work in the old files already" in run(*words, cwd=tmp_path).stdout


def test_a_file_against_itself_leaves_nothing(tmp_path: Path) -> None:
    save(tmp_path / "a.csv", f"1,{HEARD}", f"2,{FISH}")
    found = report("a.csv", "--against", "a.csv", "--output", "out.ris", cwd=tmp_path)
    assert (found["records"], found["kept"], (tmp_path / "out.ris").read_text()) == (2, 0, "")


def test_the_preferred_source_survives_and_its_values_win(tmp_path: Path) -> None:
    save(tmp_path / "medline.csv", f"m,{HEARD}")
    save(
        tmp_path / "embase.csv",
        f"e,{HEARD.replace('How', 'HOW').replace('Pamela', 'P').replace('14', '(14)')}",
    )
    files = ["medline.csv", "embase.csv", "--output", "out.json"]
    for prefer, title, given in (("embase,medline", "HOW users", "P"), ("medline", "How users", "Pamela")):
        found = report(*files, "--prefer", prefer, cwd=tmp_path)
        item = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))[0]
        first = prefer.split(",")[0]
        assert (item["id"], found["by_source"][first]["kept"]) == (first[0], 1)
        assert item["title"].startswith(title)
        assert item["author"][0]["given"] == given
        assert item["custom"]["harvester"]["records"] == ["e", "m"]


def test_records_of_a_distinct_source_are_merged_with_those_of_others_alone(tmp_path: Path) -> None:
    save(tmp_path / "medline.csv", f"m1,{HEARD}", f"m2,{HEARD}")
    save(tmp_path / "embase.csv", f"e,{HEARD}")
    files = ["medline.csv", "embase.csv"]
    assert report(*files, cwd=tmp_path)["kept"] == 1
    found = report(*files, "--distinct", "medline", "--pairs", "pairs.csv", cwd=tmp_path)
    assert (found["records"], found["kept"]) == (3, 2)
    rows = (tmp_path / "pairs.csv").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row.startswith("m1,m2,different") and "one-source" in row]
    assert "--distinct nowhere" in run(*files, "--distinct", "nowhere", cwd=tmp_path, code=2).stderr


def test_an_unknown_preference_is_a_usage_error_that_names_the_sources(tmp_path: Path) -> None:
    save(tmp_path / "medline.csv", f"m,{HEARD}")
    done = run("medline.csv", "--prefer", "embase", cwd=tmp_path, code=2)
    assert "no record is of that source; there are: medline" in done.stderr


def test_the_order_of_files_changes_no_count(tmp_path: Path) -> None:
    save(tmp_path / "a.csv", f"a1,{HEARD}", f"a2,{FISH}")
    save(tmp_path / "b.csv", f"b1,{HEARD}", f"b2,{SNOW}")
    one, other = (report(*files, cwd=tmp_path) for files in (("a.csv", "b.csv"), ("b.csv", "a.csv")))
    assert one["prisma"] == other["prisma"]
    assert (one["records"], one["kept"], one["exact"]) == (4, 3, 1)


def test_stored_forms_change_nothing_but_the_time(tmp_path: Path) -> None:
    save(tmp_path / "old.csv", f"1,{HEARD}", f"2,{SNOW}")
    save(tmp_path / "new.csv", f"1,{FISH}", f"1,{HEARD}", "3,,Lee,x,,,", f"4,{FISH}")
    words = [
        "new.csv",
        "--against",
        "old.csv",
        "--clusters",
        "c.csv",
        "--pairs",
        "p.csv",
        "--output",
        "o.json",
    ]
    written = []
    for more in ((), ("--forms", "forms.npz"), ("--forms", "forms.npz")):
        done = run(*words, *more, "--json", cwd=tmp_path)
        files = [(tmp_path / name).read_text(encoding="utf-8") for name in ("c.csv", "p.csv", "o.json")]
        written.append((done.stdout, done.stderr, files))
    assert written[0] == written[1] == written[2]
    assert "new.csv: line 4: 'x' is no date" in written[2][1]
    assert "c.csv: holds no stored forms" in run("new.csv", "--forms", "c.csv", cwd=tmp_path, code=2).stderr
