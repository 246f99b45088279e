"""`harvester status`: what monitoring hears, and what the runs before did."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from harvester.health import Health, judge_health
from harvester.store import SourceRun, Store
from harvester.store.store import locked
from tests.cli.test_cli import run, write_config

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = 86_400.0


def gone_pid() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def add_run(store: Store, started: str, finished: str = "", *, status: str = "ok", **sources: str) -> int:
    """Another sync, in which each of ``sources`` fared so."""
    with store.write():
        begun = store.runs.begin(started)
        for name, state in sources.items():
            store.runs.put_source(
                begun, SourceRun(name=name, status=state, reason="why" * (state != "ok"), seen=5)
            )
        if finished:
            store.runs.finish(begun, finished=finished, status=status, complete=True, exit_code=0, summary={})
    return begun.id


def health(path: Path, *sources: str, pid: int | None = None) -> Health:
    with Store(path, read_only=True) as store:
        return judge_health(
            store, sources, now=NOW, max_age=DAY, alive=lambda asked: pid is None or asked != pid
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A new catalogue."""
    Store(tmp_path / "catalogue.sqlite").close()
    return tmp_path / "catalogue.sqlite"


def test_a_good_run_is_ok_and_says_figures(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-23T02:00:00Z", "2026-11-23T02:30:00Z", a="ok", b="ok")
    found = health(path, "a", "b")
    assert (found.state, found.exit_code) == ("ok", 0)
    assert str(found) == (
        "harvester ok: run 1 ok 10 h ago, 2/2 sources, 10 seen, 0 new, 0 changed, 0 gone, 0 failed"
        " | age=34200s seen=10 new=0 changed=0 gone=0 failed=0 works=0 issues=0 review=0"
    )


def test_never_synced_is_critical(path: Path) -> None:
    assert health(path, "a").exit_code == 2


@pytest.mark.parametrize(("status", "state", "code"), [("partial", "suspect", 1), ("failed", "failed", 2)])
def test_what_is_wrong_with_the_last_run_is_told(path: Path, status: str, state: str, code: int) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-18T02:00:00Z", "2026-11-18T02:30:00Z", a="ok")
        add_run(store, "2026-11-23T02:00:00Z", "2026-11-23T02:30:00Z", status=status, a=state)
    found = health(path, "a")
    assert found.exit_code == code
    assert f"a {state} (last ok 5 d ago): why" in str(found)


def test_an_old_run_is_critical(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-20T02:00:00Z", "2026-11-20T02:30:00Z", a="ok")
    assert "the last sync ended 3 d ago" in health(path, "a").critical[0]


def test_a_killed_run_is_critical_and_one_under_way_is_not(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-23T02:00:00Z", "2026-11-23T02:30:00Z", a="ok")
        add_run(store, "2026-11-23T11:00:00Z")
        pid = store.runs.latest()["pid"]  # type: ignore[index]
    assert health(path, "a").exit_code == 0
    killed = health(path, "a", pid=pid)
    assert killed.exit_code == 2
    assert "run 2, begun 60 min ago, was killed" in killed.critical[0]


def test_a_run_that_does_not_end_is_critical(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-21T02:00:00Z")
    assert "run 1 has not ended for 2 d" in health(path, "a").critical[0]


def test_the_first_sync_under_way_is_a_warning(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-23T11:00:00Z")
    assert health(path, "a").exit_code == 1


def test_a_source_that_a_narrow_run_left_out_still_counts(path: Path) -> None:
    with Store(path) as store:
        add_run(store, "2026-11-20T02:00:00Z", "2026-11-20T02:30:00Z", status="partial", a="ok", b="failed")
        add_run(store, "2026-11-23T02:00:00Z", "2026-11-23T02:30:00Z", a="ok")
    found = health(path, "a", "b", "c")
    assert found.exit_code == 1
    assert found.warnings == ("b failed (never ok): why", "c was never looked at")


def test_a_bar_in_a_reason_does_not_pass_for_figures(path: Path) -> None:
    with Store(path) as store:
        begun = store.runs.begin("2026-11-23T02:00:00Z")
        with store.write():
            store.runs.put_source(begun, SourceRun(name="a", status="failed", reason="x | age=0s\ny"))
            store.runs.finish(
                begun,
                finished="2026-11-23T02:30:00Z",
                status="failed",
                complete=True,
                exit_code=3,
                summary={},
            )
    said = str(health(path, "a"))
    assert said.count("|") == 1
    assert "\n" not in said


def test_the_command_exits_with_the_state(synced: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    missing = run("status", "--check", cwd=tmp_path, code=2)
    assert missing.stdout.startswith("harvester critical: ")
    assert missing.stdout.count("\n") == 1
    (tmp_path / "catalogue.sqlite").write_bytes(synced.read_bytes())
    with locked(tmp_path / "catalogue.sqlite"):
        good = run("status", "--check", cwd=tmp_path)
    assert good.stdout.startswith("harvester ok: run 1 ok ")
    old = json.loads(run("status", "--check", "--max-age", "0s", "--json", cwd=tmp_path, code=2).stdout)
    assert old["state"] == "critical"
    assert old["figures"]["seen"] == 63
    assert "duration" in run("status", "--check", "--max-age", "soon", cwd=tmp_path, code=2).stderr


def test_a_run_whose_process_is_gone_was_killed(synced: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    (tmp_path / "catalogue.sqlite").write_bytes(synced.read_bytes())
    with Store(tmp_path / "catalogue.sqlite") as store:
        begun = store.runs.begin("2026-11-23T02:00:00Z")
        with store.write():
            store._db.run("UPDATE runs SET pid = ? WHERE id = ?", (gone_pid(), begun.id))
    assert "was killed" in run("status", "--check", cwd=tmp_path, code=2).stdout
    listed = run("status", "--runs", "5", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[:1] for line in listed] == [["run"], ["2"], ["1"]]
    assert "killed" in listed[1]
    as_json = json.loads(run("status", "--runs", "1", "--json", cwd=tmp_path).stdout)
    assert [(one["status"], one["seconds"], one["sources"]) for one in as_json] == [("killed", None, [])]
