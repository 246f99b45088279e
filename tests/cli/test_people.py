"""People overrule the machine from the command line: what is said, what it prints, and what stays."""

from __future__ import annotations

import getpass
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from harvester.store import Store
from harvester.store.store import locked
from tests.cli.test_cli import HARVESTER, run, write_config
from tests.syncing import dump

if TYPE_CHECKING:
    from pathlib import Path

DOI = "10.1111/j.1369-7625.2010.00620.x"
ARTICLE, NOTICE = "westbrook:171", "westbrook:172"
EDITORIALS = (
    "lancaster:442dfca1-923d-53d1-a77a-1cdf39d085ca",
    "lancaster:681a8e86-1fbd-55d0-93a0-8eb45ace92b3",
)


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    """A folder with the config and a synced catalogue."""
    write_config(tmp_path)
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    return tmp_path


def whole(home: Path) -> str:
    return run("export", "--format", "jsonl", "--all", cwd=home).stdout


def ask(*words: str, home: Path) -> Any:
    return json.loads(run(*words, "--json", cwd=home).stdout)


def test_merge_says_what_changed_and_undo_takes_it_back_to_the_byte(home: Path) -> None:
    before = whole(home)
    done = run("merge", ARTICLE, NOTICE, "--why", "one thing", "--as", "anna", cwd=home)
    first, second = done.stdout.splitlines()
    assert first.startswith("choice 1: a person (anna, 20")
    assert "leads to" in second
    assert json.loads(whole(home).splitlines()[-1]) == {
        "kind": "choice", "choice": "merge", "records": [ARTICLE, NOTICE], "others": [], "field": "", "value": "",
        "who": "anna", "why": "one thing",
    }  # fmt: skip
    assert "undone" in run("undo", cwd=home).stdout
    assert whole(home) == before


def test_machines_get_the_outcome_as_json(home: Path) -> None:
    outcome = ask("split", DOI, "westbrook:118", home=home)
    assert outcome.keys() == {"choice", "changed", "begun", "ended", "conflicts"}
    assert outcome["choice"]["who"] == f"{getpass.getuser()}@{socket.gethostname()}"
    assert ask("show", "westbrook:118", home=home)["id"] == outcome["begun"][0]
    assert ask("undo", "1", home=home)["ended"] == {outcome["begun"][0]: ask("show", DOI, home=home)["id"]}


def test_show_and_why_mention_what_people_said(home: Path) -> None:
    run("merge", ARTICLE, NOTICE, "--why", "one thing", "--as", "anna", cwd=home)
    shown = run("show", NOTICE, cwd=home).stdout
    assert "a person (anna, 20" in shown
    assert "are one work: one thing." in shown
    asked = run("why", ARTICLE, NOTICE, cwd=home).stdout
    assert "the same work" in asked.splitlines()[0]
    assert "are one work: one thing." in asked


def test_set_field_is_shown_with_its_reason_and_unset_takes_it_back(home: Path) -> None:
    before = ask("show", DOI, home=home)
    run(
        "set", DOI, "container-title", "A journal", "--why", "I held it in my hands", "--as", "anna", cwd=home
    )
    shown = ask("show", DOI, home=home)
    assert shown["work"]["container-title"] == "A journal"
    assert shown["fields"]["container_title"]["rule"] == "set by anna: I held it in my hands"
    assert "a person" in run("show", DOI, cwd=home).stdout
    run("unset", DOI, "container-title", cwd=home)
    assert ask("show", DOI, home=home)["work"] == before["work"]


def test_a_field_is_not_set_without_a_reason(home: Path) -> None:
    assert "--why" in run("set", DOI, "volume", "9", cwd=home, code=2).stderr
    assert "can be set" in run("set", DOI, "colour", "red", "--why", "x", cwd=home, code=2).stderr


def test_review_lists_shows_and_settles_the_pairs_that_wait(home: Path) -> None:
    assert "2 pairs to review" in run("review", "list", cwd=home).stdout
    shown = run("review", "show", *EDITORIALS, cwd=home).stdout
    assert "a person should look" in shown
    assert "EDITORIAL" in shown
    run("review", "reject", *EDITORIALS, "--why", "two volumes", cwd=home)
    (left,) = ask("review", "list", home=home)
    assert (left["a"], left["b"]) != EDITORIALS
    run("review", "accept", left["a"], left["b"], cwd=home)
    assert "0 pairs to review" in run("review", "list", cwd=home).stdout
    run("sync", "--fail-on-review", cwd=home)
    run("review", "accept", *EDITORIALS, cwd=home, code=2)


def test_contradiction_warns_names_the_choices_and_exits_1(home: Path) -> None:
    before = ask("show", DOI, home=home)["records"]
    run("split", DOI, "westbrook:118", cwd=home)
    done = run("merge", "westbrook:118", "eastvale:20.500.12345/4", cwd=home, code=1)
    assert "choice 1: " in done.stderr
    assert "choice 2: " in done.stderr
    assert "conflicting-choices" in run("issues", cwd=home).stdout
    assert ask("show", DOI, home=home)["records"] == before
    assert "neither is followed" in run("why", "westbrook:118", "eastvale:20.500.12345/4", cwd=home).stdout
    run("undo", "2", cwd=home)
    assert "conflicting-choices" not in run("issues", cwd=home).stdout


def test_status_and_history_tell_of_the_sync_alone(home: Path) -> None:
    before = ask("status", home=home)
    run("merge", ARTICLE, NOTICE, cwd=home)
    after = ask("status", home=home)
    assert (after["run"], after["sources"]) == (before["run"], before["sources"])
    assert after["works"] == before["works"] - 1
    report = ask("sync", home=home)
    assert [(one["status"], one["new"], one["changed"], one["gone"]) for one in report["sources"]] == [
        ("ok", 0, 0, 0)
    ] * 4
    assert report["dedupe"]["changed"] == 0


def test_works_changed_by_a_choice_are_exported_since_its_run(home: Path) -> None:
    latest = ask("status", home=home)["run"]["id"]
    run("merge", ARTICLE, NOTICE, cwd=home)
    changed = json.loads(run("export", "--since", str(latest + 1), cwd=home).stdout)
    assert [one["id"] for one in changed] == [ask("show", ARTICLE, home=home)["id"]]


def test_choice_waits_for_nobody_and_needs_a_catalogue(home: Path) -> None:
    with locked(home / "catalogue.sqlite"):
        run("merge", ARTICLE, NOTICE, cwd=home, code=75)
    (home / "catalogue.sqlite").unlink()
    assert "harvester sync" in run("undo", cwd=home, code=74).stderr


def test_words_of_people_never_command_the_terminal(home: Path) -> None:
    done = run("set", DOI, "title", "\x1b]0;owned\x07Title", "--why", "\x1b[2J", "--as", "\x1b[31m", cwd=home)
    shown = run("show", DOI, cwd=home)
    assert "\x1b" not in done.stdout + done.stderr + shown.stdout


@pytest.mark.parametrize("seed", range(6))
def test_killed_choice_leaves_the_old_state_or_the_new(home: Path, seed: int) -> None:
    store = home / "catalogue.sqlite"
    before = dump(store)
    words = [*HARVESTER, "merge", ARTICLE, NOTICE, "--as", "anna"]
    process = subprocess.Popen(words, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not store.with_name("catalogue.sqlite.lock").exists() and process.poll() is None:
        time.sleep(0.005)
    time.sleep(random.Random(seed).uniform(0, 0.5))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Store(store) as opened:
        made = opened.choices.in_force()
        runs = opened._db.rows("SELECT kind FROM runs WHERE finished IS NULL")
        merged = len({opened.works.members()[name] for name in (ARTICLE, NOTICE)}) == 1
    assert merged == bool(made)
    assert not runs
    if made:
        run("undo", cwd=home)
    assert dump(store) == before
