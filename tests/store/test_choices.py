"""Choices as rows, the runs that carry them out, ids that come back, and files of the first version."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from harvester.config import Config
from harvester.decide import Person, undo
from harvester.model import Choice, Record, Work
from harvester.model.record import work_id
from harvester.store import SourceRun, Store
from harvester.store.machine import Since
from harvester.store.schema import VERSION, migrations

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.store import Run

NOW = "2026-11-23T12:00:00Z"
CHOICE = Choice(kind="merge", records=("a:1", "ü:2"), who="anna", made=NOW, why="I asked")


@pytest.fixture
def store(tmp_path: Path):  # noqa: ANN201
    with Store(tmp_path / "c.sqlite") as opened:
        yield opened


def finish(store: Store, run: Run, *, complete: bool | None = None) -> None:
    with store.write():
        store.runs.finish(run, finished=NOW, status="ok", complete=complete, exit_code=0, summary={})


def test_choice_comes_back_as_it_went_in_and_is_never_deleted(store: Store) -> None:
    run = store.runs.begin(NOW, kind="choice")
    with store.write():
        kept = store.choices.add(run, CHOICE)
        assert store.choices.in_force() == [kept]
        store.choices.undo(run, kept.number, who="bob", when=NOW)
    assert store.choices.in_force() == []
    undone = store.choices.get(1)
    assert undone is not None
    assert (undone.records, undone.why, undone.undone, undone.undone_by) == (
        CHOICE.records,
        "I asked",
        NOW,
        "bob",
    )


def test_choice_between_two_rounds_is_a_round_of_its_own(store: Store) -> None:
    finish(store, store.runs.begin(NOW), complete=True)
    choice = store.runs.begin(NOW, kind="choice")
    assert choice.round == 2
    finish(store, choice)
    assert store.runs.begin(NOW).round == 3


def test_choice_in_an_open_round_leaves_it_open(store: Store) -> None:
    finish(store, store.runs.begin(NOW), complete=False)
    choice = store.runs.begin(NOW, kind="choice")
    assert choice.round == 1
    finish(store, choice)
    assert store.runs.begin(NOW).round == 1


def test_choice_is_not_the_latest_sync_and_no_history_of_a_source(store: Store) -> None:
    sync = store.runs.begin(NOW)
    with store.write():
        store.runs.put_source(sync, SourceRun(name="here", seen=9))
    finish(store, sync, complete=True)
    store.runs.begin(NOW, kind="choice")
    latest = store.runs.latest("sync")
    assert latest is not None
    assert latest["id"] == sync.id
    assert [one.seen for one in store.runs.of_source("here")] == [9]


def put(store: Store, run: Run, *names: str) -> None:
    with store.write():
        for name in names:
            record = Record(id=f"a:{name}", source="a", title=name)
            store.records.put(run, record)
            work = Work(id=f"w{name}", content=record, members=(record.id,))
            store.works.put(run, work, gone=False)


def hold(store: Store, run: Run, name: str, *numbers: str) -> None:
    """One work of several records."""
    members = tuple(f"a:{number}" for number in numbers)
    with store.write():
        store.works.put(
            run, Work(id=name, content=Record(id=name, source="", title=name), members=members), gone=False
        )


def test_an_ended_id_follows_its_record_through_merges_and_splits(store: Store) -> None:
    run = store.runs.begin(NOW)
    put(store, run, "1", "2", "3")
    with store.write():
        store.works.retire(run, "w3", "a:3")
    hold(store, run, "w2", "2", "3")
    assert store.works.redirected("w3") == "w2"
    with store.write():
        store.works.retire(run, "w2", "a:2")
    hold(store, run, "w1", "1", "2", "3")
    assert (store.works.redirected("w3"), store.works.redirected("w2")) == ("w1", "w1")
    hold(store, run, "w2", "2", "3")
    assert (store.works.redirected("w3"), store.works.redirected("w2")) == ("w2", "w2")


def test_a_work_that_comes_back_was_first_seen_when_it_was(store: Store) -> None:
    run = store.runs.begin(NOW)
    put(store, run, "1", "2")
    with store.write():
        store.works.retire(run, "w2", "a:2")
    finish(store, run, complete=True)
    put(store, store.runs.begin(NOW), "2")
    assert store._db.one("SELECT first_run FROM works WHERE id = 'w2'")["first_run"] == run.id


def test_a_work_of_the_machine_ends_and_comes_back(store: Store) -> None:
    first = store.runs.begin(NOW)
    put(store, first, "1", "2")
    one, two = ("a:1", Since(first.round, "w1")), ("a:2", Since(first.round, "w2"))
    with store.write():
        store.machine.put([one, two])
        store.machine.end(first, ["w2"])
    # What ends in the round in which it began has never been.
    assert store.machine.founded(["a:1", "a:2"]) == (dict([one]), {})
    finish(store, first, complete=True)
    with store.write():
        store.machine.end(store.runs.begin(NOW), ["w1"])
    assert store.machine.founded(["a:1", "a:2"]) == ({}, dict([one]))
    assert not store.machine.lives("w1")
    with store.write():
        store.machine.put([one])
    assert store.machine.founded(["a:1", "a:2"]) == (dict([one]), {})
    assert store.machine.lives("w1")


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A catalogue as version 1 wrote it: a run, a record, its work, and another one merged into that."""
    path = tmp_path / "old.sqlite"
    database = Database(sqlite3.connect(path, isolation_level=None))
    migrations.apply(database, stop_before="m002_choices")
    database.execute("INSERT INTO runs (round, started, pid, complete) VALUES (1, ?, 1, 1)", [NOW])
    database.execute(
        "INSERT INTO records (id, source, url, revision, title, authors, container_title, first_round, first_run, "
        "changed_run, work_id, content) VALUES ('a:1', 'a', '', 1, 'Trout', '', '', 1, 1, 1, 'wnew', "
        '\'{"id": "a:1", "source": "a", "title": "Trout"}\')'
    )
    database.execute(
        "INSERT INTO works (id, title, authors, container_title, volume, issue, page, publisher, abstract, keywords, "
        "status, founder, first_round, first_run, changed_run, content) "
        "VALUES ('wnew', 'Trout', '', '', '', '', '', '', '', '', '', 'a:1', 1, 1, 1, '{}')"
    )
    database.execute("INSERT INTO redirects VALUES ('wold', 'wnew', 1)")
    database.execute("PRAGMA user_version = 1")
    database.close()
    return path


def test_file_of_version_1_is_upgraded_with_its_data(version_1: Path) -> None:
    with Store(version_1) as store:
        assert store.records.get("a:1") == Record(id="a:1", source="a", title="Trout")
        assert store.works.redirected("wold") == "wnew"
        assert store.machine.founded(["a:1"]) == ({"a:1": Since(1, "wnew")}, {})
        latest = store.runs.latest("sync")
        assert latest is not None
        assert (latest["id"], store.choices.in_force()) == (1, [])
        assert store.runs.begin(NOW).round == 2
        assert store._db.rows("SELECT * FROM people_decided") == []
    with Store(version_1) as again:
        assert again._db.raw.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_a_choice_of_version_3_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    database = Database(sqlite3.connect(path, isolation_level=None))
    migrations.apply(database, stop_before="m005_machine_works")
    kept, ended = work_id("a:1"), work_id("a:2")
    database.execute(
        "INSERT INTO runs (round, started, pid, complete, kind) VALUES (1, ?, 1, 1, 'sync'), (2, ?, 1, 1, 'choice')",
        [NOW, NOW],
    )
    for name, title in (("a:1", "Brown trout in upland streams"), ("a:2", "Service users in cancer care")):
        database.execute(
            "INSERT INTO records (id, source, url, revision, title, authors, container_title, first_round, first_run, "
            "changed_run, work_id, content) VALUES (?, 'a', '', 1, ?, '', '', 1, 1, 1, ?, ?)",
            [name, title, kept, json.dumps({"id": name, "source": "a", "title": title})],
        )
    database.execute(
        "INSERT INTO works (id, title, authors, container_title, volume, issue, page, publisher, abstract, keywords, "
        "status, founder, first_round, first_run, changed_run, content) "
        "VALUES (?, '', '', '', '', '', '', '', '', '', '', 'a:1', 1, 1, 2, '{}')",
        [kept],
    )
    database.execute("INSERT INTO redirects VALUES (?, ?, 2, ?, 'a:2', 1, 1)", [ended, kept, kept])
    database.execute(
        "INSERT INTO choices (number, kind, records, others, field, value, who, made, why, run_id) "
        """VALUES (1, 'merge', '["a:1", "a:2"]', '[]', '', '', 'anna', ?, '', 2)""",
        [NOW],
    )
    database.execute("PRAGMA user_version = 3")
    database.close()
    moment = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    with Store(path) as store:
        assert store.works.redirected(ended) == kept
        undo(store, Config(), 1, Person("bob", moment), lambda: moment)
        assert store.works.members() == {"a:1": kept, "a:2": ended}


def test_upgraded_file_has_the_schema_of_a_new_one(version_1: Path, tmp_path: Path) -> None:
    with Store(version_1) as old, Store(tmp_path / "new.sqlite") as new:
        schemas = [
            {
                table["name"]: [
                    tuple(column) for column in one._db.rows(f"PRAGMA table_info({table['name']})")
                ]
                for table in one._db.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            }
            for one in (old, new)
        ]
    assert schemas[0] == schemas[1]
