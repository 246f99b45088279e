"""What the command line answers to words that are wrong, and to moments that are unusual."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from harvester.store import Store
from tests.cli.test_cli import HARVESTER, run, write_config
from tests.hostile import hostile
from tests.syncing import ROOT, SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

ITEM = '[[source]]\nname = "a"\nurl = "https://a.example/"\n'


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    """A folder with the config and a synced catalogue."""
    write_config(tmp_path)
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    return tmp_path


def exported(home: Path, *words: str) -> set[str]:
    return {one["id"] for one in json.loads(run("export", *words, cwd=home).stdout)}


def test_status_speaks_of_a_run_that_has_not_ended(home: Path) -> None:
    with Store(home / "catalogue.sqlite") as store:
        store.runs.begin("2026-11-23T02:30:00Z")
    done = run("status", cwd=home)
    assert "running, started 2026-11-23T02:30:00Z, not ended" in done.stdout


@pytest.mark.parametrize("file", ["nowhere/events.log", "."])
def test_a_log_file_that_cannot_be_written_stops_the_run_before_it_begins(tmp_path: Path, file: str) -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    write_config(tmp_path, text.replace("[log]", f'[log]\nfile = "{file}"'))
    done = run("sync", cwd=tmp_path, code=78)
    assert done.stderr.count("\n") == 1
    assert "[log] file" in done.stderr
    assert not (tmp_path / "catalogue.sqlite").exists()


def test_gone_works_are_found_where_they_are_asked_for(home: Path) -> None:
    (work,) = exported(home, "--search", "cancer")
    with Store(home / "catalogue.sqlite") as store:
        found = store.works.get(work)
        assert found is not None
        with store.write():
            store.works.put(store.runs.begin("2026-11-23T02:30:00Z"), found, gone=True)
    assert exported(home, "--search", "cancer") == set()
    assert exported(home, "--search", "cancer", "--include-gone") == {work}


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("--source nobody", "known are: crossref, eastvale, lancaster, northmoor, westbrook"),
        ("--type journal", "no CSL type; the catalogue has: article, article-journal"),
        ("--type jour", "did you mean 'article-journal'?"),
        ("--year 2014-2011", "give 2011-2014"),
        ("--since 2026-13-45", "a run's number or a date"),
        ("--since soon", "a run's number or a date"),
        ("--since 99999999999999999999", "no such run"),
    ],
)
def test_an_export_of_nothing_known_is_a_usage_error(home: Path, words: str, advice: str) -> None:
    done = run("export", *words.split(), cwd=home, code=2)
    assert done.stdout == ""
    assert advice in done.stderr


def test_an_export_of_what_may_come_later_is_empty(home: Path) -> None:
    with (home / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f"\n{ITEM}")
    assert exported(home, "--source", "a") == set()
    assert exported(home, "--type", "map") == set()
    assert exported(home, "--since", "2999-01") == set()
    assert exported(home, "--since", "1999-01-01T00:00:00+02:00") == exported(home)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["https://a.example/", "--name", "Bad Name"], "Bad Name: is no source name"),
        (["https://a.example/", "--name", "crossref"], "choose another"),
        (["https://a.example/", "--mail", "nomail"], "nomail: is not a mail address"),
        (["http://[::1"], "Invalid IPv6"),
        (["http://a.example:99999/"], "Port out of range"),
        (["a.example"], "https://a.example"),
    ],
)
def test_init_says_which_word_is_wrong(tmp_path: Path, words: list[str], advice: str) -> None:
    assert advice in run("init", *words, cwd=tmp_path, code=2).stderr


def test_init_names_a_source_at_a_bare_address_after_it(tmp_path: Path) -> None:
    with hostile() as site:
        start = site.on("/", (200, {"Content-Type": "text/html"}, b"<title>A site</title>"))
        done = run("init", start, "--allow-private", cwd=tmp_path)
    assert 'name = "127-0-0-1"' in done.stdout


@pytest.mark.parametrize("words", ["export --format jsonl --all", "--help", "search the"])
def test_a_reader_that_leaves_is_no_failure(home: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with closing(os.fdopen(writing, "wb")) as pipe:
        done = subprocess.run(
            [*HARVESTER, *words.split()], cwd=home, stdout=pipe, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_head_takes_one_line_of_a_pipe(home: Path) -> None:
    command = f"set -o pipefail; {shlex.join(HARVESTER)} export --format jsonl --all | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=home, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["kind"] == "work"


def test_a_failed_sync_has_the_json_keys_of_a_good_one(home: Path) -> None:
    good = json.loads(run("sync", "northmoor", "--json", cwd=home).stdout)
    bad = json.loads(run("sync", "nobody", "--json", cwd=home, code=2).stdout)
    assert bad.keys() == good.keys()
    assert (bad["exit_code"], good["exit_code"], good["reason"]) == (2, 0, "")
    assert len(bad["started"]) == len(good["started"]) == len("2026-11-23T02:30:00Z")
    assert bad["started"].endswith("Z")


def test_verbose_tells_everything_once(home: Path) -> None:
    done = run("sync", "northmoor", "-v", cwd=home)
    assert done.stderr.count("northmoor: ok, ") + done.stderr.count("northmoor  ok, ") == 1
    assert (done.stdout + done.stderr).count("sync ok: ") == 1


def test_one_of_a_thing_is_singular(tmp_path: Path) -> None:
    write_config(tmp_path)
    done = run("sync", "eastvale", "--limit", "1", cwd=tmp_path)
    assert "1/1 source, " in done.stdout
    assert "1 work, " in done.stdout
    assert "1 DOI asked for" in done.stderr
    assert "1 work written to one.ris" in run("export", "--output", "one.ris", cwd=tmp_path).stderr


def test_a_file_that_cannot_be_written_is_named_as_given(home: Path) -> None:
    done = run("export", "--output", "nowhere/x.ris", cwd=home, code=74)
    assert "nowhere/x.ris: No such file" in done.stderr


@pytest.mark.parametrize("status", [404, 410])
def test_inspect_says_that_a_page_is_not_there(tmp_path: Path, status: int) -> None:
    with hostile() as site:
        url = site.on("/lost", (status, {"Content-Type": "text/html"}, b"<title>A paper</title>"))
        write_config(
            tmp_path, f'[http]\npace = 0\n[[source]]\nname = "a"\nurl = "{url}"\nallow_private = true\n'
        )
        answer = json.loads(run("inspect", url, "--json", cwd=tmp_path).stdout)
        people = run("inspect", url, "--strict", cwd=tmp_path, code=1).stdout
    assert answer["record"] is None
    assert f"the server answers {status} " in answer["reason"]
    assert answer["kind"] == {404: "not-found", 410: "tombstone"}[status]
    assert f"no record: the server answers {status} " in people


def test_a_wrong_config_is_told_by_line(tmp_path: Path) -> None:
    write_config(tmp_path, f'{ITEM}platform = "purr"\n[http]\nconnect = {{ "a.example" = "there" }}\n')
    told = run("sync", "--replay", SAMPLE, cwd=tmp_path, code=78).stderr
    assert "config.toml:4: source.0.platform: is no platform that is known; known are: auto, " in told
    assert "config.toml:6: http.connect.a.example: is no address and port" in told
