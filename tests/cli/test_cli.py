"""The command line as people and cron call it: a process, its words, and its exit code."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from harvester.config import load_config
from harvester.store.store import locked
from tests.hostile import hostile
from tests.serve import serve
from tests.syncing import ROOT, SAMPLE, dump

if TYPE_CHECKING:
    from pathlib import Path

HARVESTER = [sys.executable, "-c", "from harvester.cli import main; main()"]


def run(*words: str | Path, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*HARVESTER, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HARVESTER_CONFIG": ""},
    )
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


def write_config(folder: Path, text: str | None = None) -> Path:
    config = text if text is not None else (ROOT / "config.toml").read_text(encoding="utf-8")
    path = folder / "config.toml"
    path.write_text(config.replace('replay = "data/sample"', f'replay = "{SAMPLE}"'), encoding="utf-8")
    return path


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    """A folder with the config and a synced catalogue."""
    write_config(tmp_path)
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    return tmp_path


def test_help_is_quick_and_lists_the_commands(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("--help", cwd=tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in (
        "sync",
        "inspect",
        "dedupe",
        "show",
        "why",
        "search",
        "status",
        "report",
        "schedule",
        "issues",
        "export",
        "init",
        "merge",
        "split",
        "set",
        "unset",
        "review",
        "undo",
    ):
        assert f"\n  {command}" in done.stdout
    assert after.ru_utime - before.ru_utime < 1.0


def test_sync_then_sync_again(tmp_path: Path) -> None:
    write_config(tmp_path)
    first = run("sync", cwd=tmp_path)
    assert first.stdout.startswith("sync ok: 4/4 sources")
    assert first.stdout.count("\n") == 1
    second = run("sync", "--json", cwd=tmp_path)
    report = json.loads(second.stdout)
    assert {"status", "started", "sources", "enrich", "dedupe", "issues"} <= report.keys()
    assert [(one["name"], one["status"]) for one in report["sources"]] == [
        ("northmoor", "ok"), ("lancaster", "ok"), ("eastvale", "ok"), ("westbrook", "ok"),
    ]  # fmt: skip
    assert report["sources"][0].keys() >= {
        "reason",
        "seen",
        "new",
        "changed",
        "unchanged",
        "gone",
        "failed",
        "requests",
    }
    third = run("sync", "--quiet", cwd=tmp_path)
    assert (third.stdout, third.stderr) == ("", "")


def test_dry_run_stores_nothing(tmp_path: Path) -> None:
    write_config(tmp_path)
    done = run("sync", "--dry-run", cwd=tmp_path)
    assert "nothing was stored" in done.stderr
    assert not (tmp_path / "catalogue.sqlite").exists()


def test_search_and_show_speak_to_people(home: Path) -> None:
    found = run("search", "cancer", cwd=home).stdout
    assert "Exploring the influence of service user involvement" in found
    work = found.split()[0]
    shown = run("show", "https://doi.org/10.1111/j.1369-7625.2010.00620.x", cwd=home).stdout
    assert shown.startswith(work)
    assert "Health Expectations" in shown
    assert "lancaster:" in shown


def test_a_retraction_is_seen_wherever_the_work_is(home: Path) -> None:
    warning = re.compile(r"RETRACTED on \d{4}-\d\d-\d\d \([a-z, -]+\), by 10\.1021/acsami\.9b11759")
    shown = run("show", "10.1021/am300292v", cwd=home).stdout
    work = shown.split()[0]
    assert warning.search(shown.splitlines()[2]), shown
    assert re.search(r"IsRetractedBy .* \d{4}-\d\d-\d\d", shown)
    words = json.loads(run("show", "10.1021/am300292v", "--json", cwd=home).stdout)["work"]["title"]
    found = run("search", *re.findall(r"\w{5,}", words)[:4], cwd=home).stdout
    assert warning.search(found), found
    for format_ in ("csl-json", "bibtex", "ris", "jsonl", "csv"):
        text = run("export", work, "--format", format_, cwd=home).stdout
        assert "retracted" in text
        assert format_ in ("jsonl", "csv") or warning.search(text), text
        assert "(harvester)" not in text


def test_why_explains_a_merged_and_a_vetoed_pair(home: Path) -> None:
    merged = run("why", "westbrook:118", "lancaster:5e2b0c5c-8a5d-4a0e-9f0b-9b4e3a1d7c62", cwd=home).stdout
    assert "the same work" in merged
    assert "log-odds" in merged
    vetoed = run("why", "eastvale:20.500.12345/15", "eastvale:20.500.12345/16", cwd=home).stdout
    assert "Merging is forbidden by the rule" in vetoed


def test_why_explains_a_pair_that_was_never_compared(home: Path) -> None:
    done = run("why", "westbrook:118", "westbrook:201", "--json", cwd=home)
    answer = json.loads(done.stdout)
    assert answer["verdict"] == "different"
    assert "never compared" in answer["sentences"][0]


def test_inspect_names_the_carriers(home: Path) -> None:
    index = (SAMPLE / "www.research.lancs.ac.uk/index.jsonl").read_text(encoding="utf-8").splitlines()
    entry = next(one for one in map(json.loads, index) if "5e2b0c5c" in one["url"])
    page = SAMPLE / "www.research.lancs.ac.uk" / entry["body"]
    answer = json.loads(run("inspect", page, "--url", entry["url"], "--json", cwd=home).stdout)
    assert answer.keys() == {
        "file", "platform", "record", "witnesses", "confidence", "issues", "reason", "kind",
    }  # fmt: skip
    assert answer["kind"] == ""
    assert answer["record"]["DOI"] == "10.1111/j.1369-7625.2010.00620.x"
    assert {"bibtex", "ris"} <= {one["carrier"] for one in answer["witnesses"]["author"]}
    people = run("inspect", page, cwd=home).stdout
    assert "bibtex" in people


def test_inspect_of_no_record_gives_the_reason(home: Path) -> None:
    (home / "challenge.html").write_text("<title>Just a moment...</title><body>Checking your browser</body>")
    answer = json.loads(run("inspect", "challenge.html", "--url", "", "--json", cwd=home).stdout)
    assert answer["record"] is None
    assert answer["reason"]
    assert answer["kind"] == "challenge"
    run("inspect", "challenge.html", "--strict", cwd=home, code=1)
    run("inspect", "nowhere.html", cwd=home, code=2)


@pytest.mark.parametrize("format_", ["csl-json", "bibtex", "ris", "csv", "jsonl"])
def test_every_export_reads_back_with_all_works(home: Path, format_: str) -> None:
    suffix = {"csl-json": "json", "bibtex": "bib"}.get(format_, format_)
    output = home / f"works.{suffix}"
    run("export", "--output", output, cwd=home)
    report = json.loads(run("dedupe", output, "--json", cwd=home).stdout)
    works = json.loads(run("status", "--json", cwd=home).stdout)["works"]
    assert report["records"] == works
    assert run("export", "--format", format_, cwd=home).stdout.lstrip("\ufeff")


def test_csl_json_is_pinned(home: Path) -> None:
    items = json.loads(run("export", "10.1111/j.1369-7625.2010.00620.x", cwd=home).stdout)
    (item,) = items
    assert item["id"].startswith("w")
    assert item["DOI"] == "10.1111/j.1369-7625.2010.00620.x"
    assert item["custom"]["harvester"].keys() == {"records", "retracted", "relations"}
    every = json.loads(run("export", cwd=home).stdout)
    assert [one["id"] for one in every] == sorted(one["id"] for one in every)
    assert sum(one["custom"]["harvester"]["retracted"] for one in every) == 1


def test_export_selects(home: Path) -> None:
    def count(*words: str) -> int:
        return len(json.loads(run("export", *words, cwd=home).stdout))

    every = count()
    assert 0 < count("--year", "2011") < count("--year", "2011-") < every
    assert 0 < count("--source", "lancaster") <= 8
    assert 0 < count("--type", "article-journal") < every
    assert count("--since", "1") == every
    assert count("--since", "2999-01-01") == 0
    assert count("--search", "cancer") == 1
    run("export", "--year", "soon", cwd=home, code=2)
    run("export", "10.1000/none", "--strict", cwd=home, code=1)


def test_export_of_one_unit(home: Path) -> None:
    def ids(*words: str) -> set[str]:
        return {one["id"] for one in json.loads(run("export", *words, cwd=home).stdout)}

    biology = ids("--org", "school of BIOLOGY")
    url = "https://research.northmoor.example/en/organisations/school-of-biology"
    assert len(biology) == 7
    assert ids("--org", "biology") == ids("--org", url) == biology
    assert ids("--org", "Biology", "--year", "2022") < biology
    assert ids("--org", "Biology", "--source", "westbrook") == biology & ids("--source", "westbrook")
    listed = run("export", "--org", "Biology", "--format", "csv", cwd=home).stdout
    assert listed.count("School of Biology <https://research.northmoor.example/") == 7


def test_a_part_of_several_names_lists_the_units(home: Path) -> None:
    told = run("export", "--org", "School", cwd=home, code=2).stderr
    assert "--org School: may mean 4 units" in told
    assert "School of Biology  https://research.northmoor.example/en/organisations/school-of-biology/" in told
    assert "Faculty of Research" not in told
    assert (
        "did you mean: School of Biology"
        in run("export", "--org", "School of Bilogy", cwd=home, code=2).stderr
    )


def test_show_says_where_a_work_is_filed_and_who_may_read_it(home: Path) -> None:
    shown = run("show", "10.1002/ece3.2314", cwd=home).stdout
    base = "https://research.northmoor.example"
    assert f"    Units: School of Biology <{base}/en/organisations/school-of-biology/>\n" in shown
    assert "    Access: open; https://creativecommons.org/licenses/by/4.0/\n" in shown
    assert "    Full text: https://dspace.eastvale.example/bitstreams/" in shown


def test_inspect_names_who_said_what_of_units_and_access(tmp_path: Path) -> None:
    page = ROOT / "tests/extract/pages/pure-units-and-files.html"
    shown = run("inspect", page, cwd=tmp_path).stdout
    assert re.search(r"^organisation +0\.\d\d  Coast Group; School of Earth & Sea$", shown, re.MULTILINE)
    assert re.search(
        r"^affiliation +\[Marsh, Hanna\] Example University; \[Marsh, Hanna\] Coast Group$",
        shown,
        re.MULTILINE,
    )
    assert re.search(r"^access +0\.\d\d  open$", shown, re.MULTILINE)


def test_dedupe_accounts_for_every_record(tmp_path: Path) -> None:
    rows = [
        "id,title,authors,year,container,volume,issue,pages,doi,issn,isbn,abstract,type,source",
        'a,"User involvement in cancer care","Attree, P; Morris, S",2011,Health Expectations,14,1,48-58,,,,,,one',
        'b,"User involvement in cancer care.","Attree P; Morris S",2011,Health Expectations,14,1,48-58,,,,,,two',
        'c,"Something else entirely about fish","Young, J",20111,,,,,not-a-doi,,,,,two',
    ]
    (tmp_path / "in.csv").write_text("\n".join(rows), encoding="utf-8")
    words = ["dedupe", "in.csv", "--clusters", "c.csv", "--pairs", "p.csv", "--output", "out.ris", "--json"]
    report = json.loads(run(*words, cwd=tmp_path).stdout)
    assert report.keys() == {"records", "exact", "fuzzy", "review", "kept", "by_source", "prisma", "issues"}
    assert report["records"] == report["exact"] + report["fuzzy"] + report["kept"] == 3
    with (tmp_path / "c.csv").open(encoding="utf-8") as lines:
        clusters = {row["id"]: row["cluster"] for row in csv.DictReader(lines)}
    assert clusters["a"] == clusters["b"] != clusters["c"]
    assert (tmp_path / "out.ris").read_text(encoding="utf-8").count("ER  -") == 2
    header = (tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("id1,id2,verdict,kind,probability,veto,")
    assert "same work" in run("dedupe", "in.csv", "--why", "a", "b", cwd=tmp_path).stdout
    run("dedupe", "in.csv", "--strict", cwd=tmp_path, code=1)


def test_unknown_key_names_line_and_nearest_key(tmp_path: Path) -> None:
    write_config(tmp_path, '[store]\npath = "c.sqlite"\n[http]\npase = 1\n')
    done = run("sync", cwd=tmp_path, code=78)
    assert "config.toml:4: http.pase: unknown key; did you mean 'pace'?" in done.stderr


def test_missing_config_and_catalogue_say_what_to_do(tmp_path: Path) -> None:
    assert "harvester init" in run("sync", cwd=tmp_path, code=78).stderr
    write_config(tmp_path)
    assert "harvester sync" in run("status", cwd=tmp_path, code=74).stderr


def test_unwritable_store_is_one_line(tmp_path: Path) -> None:
    write_config(
        tmp_path, '[store]\npath = "nowhere/c.sqlite"\n[[source]]\nname = "a"\nurl = "https://a.example/"\n'
    )
    done = run("sync", cwd=tmp_path, code=74)
    assert done.stderr.count("\n") == 1
    assert "[store] path" in done.stderr


def test_locked_catalogue_exits_75(home: Path) -> None:
    with locked(home / "catalogue.sqlite"):
        done = run("sync", cwd=home, code=75)
    assert "holds it" in done.stderr


def test_unknown_source_is_a_usage_error_in_json_too(home: Path) -> None:
    done = run("sync", "nobody", "--json", cwd=home, code=2)
    assert json.loads(done.stdout)["status"] == "failed"
    assert "northmoor" in done.stderr


def test_terminal_escapes_in_data_never_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        'id,title,year\na,"\x1b]0;owned\x07Title \u202e of evil",20111\n', encoding="utf-8"
    )
    done = run("dedupe", "in.csv", cwd=tmp_path)
    assert "\x1b" not in done.stderr + done.stdout
    assert "\u202e" not in done.stderr + done.stdout


def test_a_recording_of_a_sync_replays_to_the_same_catalogue(synced: Path, tmp_path: Path) -> None:
    with serve(SAMPLE) as port:
        connect = ", ".join(
            f'"{host.name}" = "127.0.0.1:{port}"' for host in SAMPLE.iterdir() if host.is_dir()
        )
        text = (ROOT / "config.toml").read_text(encoding="utf-8")
        text = text.replace('replay = "data/sample"', f"connect = {{ {connect} }}").replace(
            "pace = 1.0", "pace = 0"
        )
        write_config(tmp_path, text)
        run("sync", "--record", "taken", cwd=tmp_path)
    (tmp_path / "catalogue.sqlite").unlink()
    run("sync", "--replay", "taken", cwd=tmp_path)
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_the_run_and_the_next_goes_on(
    synced: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with serve(SAMPLE) as port:
        connect = ", ".join(
            f'"{host.name}" = "127.0.0.1:{port}"' for host in SAMPLE.iterdir() if host.is_dir()
        )
        text = (ROOT / "config.toml").read_text(encoding="utf-8")
        write_config(tmp_path, text.replace('replay = "data/sample"', f"connect = {{ {connect} }}"))
        process = subprocess.Popen([*HARVESTER, "sync"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        while not (tmp_path / "catalogue.sqlite").exists():
            time.sleep(0.05)
        time.sleep(1.0)
        process.send_signal(number)
        _, words = process.communicate(timeout=20)
    assert process.returncode == code
    assert "goes on from there" in words
    write_config(tmp_path)
    run("sync", cwd=tmp_path)
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


def test_init_writes_a_config_that_works(tmp_path: Path) -> None:
    with hostile() as site:
        link = '<h3 class="title"><a class="link" href="/en/publications/item-{0}/"><span>Item {0}</span></a></h3>'
        row = (
            '<li class="list-result-item"><div class="rendering rendering_researchoutput">'
            + link
            + "</div></li>"
        )
        items = "".join(row.format(number) for number in range(3))
        body = f'<ul class="list-results">{items}</ul><a href="/admin/workspace.xhtml">Log in</a>'
        start = site.on("/en/publications/", (200, {"Content-Type": "text/html"}, body.encode()))
        run("init", start, "--allow-private", "--mail", "us@example.org", "--output", "my.toml", cwd=tmp_path)
    config = load_config(tmp_path / "my.toml")
    assert [(one.url, one.platform, one.discovery) for one in config.source] == [(start, "pure", "listing")]
    assert config.contact.mail == "us@example.org"


def test_pairs_to_review_can_fail_the_run(home: Path) -> None:
    assert json.loads(run("sync", "--json", cwd=home).stdout)["dedupe"]["review"] == 2
    run("sync", "--fail-on-review", cwd=home, code=4)


def test_two_first_syncs_at_once_are_told_apart(tmp_path: Path) -> None:
    write_config(tmp_path)
    pair = [
        subprocess.Popen(
            [*HARVESTER, "sync"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    words = [process.communicate(timeout=60)[1] for process in pair]
    codes = sorted(process.returncode for process in pair)
    assert codes in ([0, 75], [0, 0]), words
    assert codes == [0, 0] or any("holds it" in text for text in words)
