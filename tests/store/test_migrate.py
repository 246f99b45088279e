"""An older catalogue becomes today's: with a backup, under the lock, and whole or not at all."""

from __future__ import annotations

import logging
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from harvester.errors import Locked, SchemaTooNew, StoreError
from harvester.store import Store
from harvester.store.lock import locked
from harvester.store.schema import VERSION, migrations

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-23T12:00:00Z"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalogue of schema 8 with a run, two works and a registration, as its harvester left it."""
    path = tmp_path / "c.sqlite"
    database = Database(path)
    migrations.apply(database, stop_before="m009_agencies")
    database.enable_wal()
    words = "authors container_title volume issue page publisher abstract keywords status".split()
    database.table("runs").insert({"id": 1, "round": 1, "started": NOW, "pid": 1, "finished": NOW})
    database.table("works").insert_all(
        {"id": name, "title": name, "first_run": 1, "changed_run": 1, **dict.fromkeys(words, ""),
         "content": '{"content": {}, "members": [], "provenance": []}'}
        for name in ("wone", "wtwo")
    )  # fmt: skip
    database.table("registrations").insert({"doi": "10.1000/x", "state": "found", "asked": NOW, "due": NOW})
    database.conn.execute("PRAGMA user_version = 8")
    database.close()
    return path


def content(path: Path) -> tuple[int, list[str], list[tuple[str, ...]]]:
    """The schema number, SQLite's verdict, and the works."""
    with closing(sqlite3.connect(path)) as raw:
        return (
            raw.execute("PRAGMA user_version").fetchone()[0],
            [row[0] for row in raw.execute("PRAGMA integrity_check")],
            raw.execute("SELECT id, title FROM works ORDER BY id").fetchall(),
        )


BEFORE = (8, ["ok"], [("wone", "wone"), ("wtwo", "wtwo")])
AFTER = (VERSION, *BEFORE[1:])


def copies(path: Path) -> list[str]:
    return sorted(
        file.name for file in path.parent.iterdir() if "before" in file.name or file.suffix == ".part"
    )


def test_what_was_there_is_kept_and_said(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "harvester"), Store(old):
        pass
    assert content(old) == AFTER
    assert copies(old) == [f"c.sqlite.before-schema-{VERSION}"]
    assert content(old.with_name(f"c.sqlite.before-schema-{VERSION}")) == BEFORE
    assert f"schema 8 becomes {VERSION}" in caplog.text
    assert "2 works" in caplog.text


def test_a_new_or_current_or_disposable_file_needs_no_copy(old: Path, tmp_path: Path) -> None:
    Store(old, disposable=True).close()
    Store(old).close()
    Store(tmp_path / "new.sqlite").close()
    (tmp_path / "empty.sqlite").touch()
    Store(tmp_path / "empty.sqlite").close()
    assert copies(old) == []


def test_who_only_looks_changes_nothing_and_says_which_command_does(old: Path) -> None:
    before = old.read_bytes()
    with pytest.raises(StoreError, match=r"schema 8, here \d+\); `harvester sync`") as refusal:
        Store(old, read_only=True)
    assert refusal.value.exit_code == 74
    assert old.read_bytes() == before
    assert copies(old) == []


def test_another_run_keeps_the_schema_as_it_is(old: Path) -> None:
    with ThreadPoolExecutor(1) as pool, locked(old), pytest.raises(Locked):
        pool.submit(Store, old).result()
    assert content(old) == BEFORE
    with locked(old), Store(old):
        pass
    assert content(old) == AFTER


def test_a_newer_schema_is_refused_and_not_copied(old: Path) -> None:
    with closing(sqlite3.connect(old)) as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(SchemaTooNew) as refusal:
        Store(old)
    assert refusal.value.exit_code == 78
    assert copies(old) == []


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from harvester.store.connection import Connection
    from harvester.store.migrate import migrate

    left = int(sys.argv[2])

    def count(statement):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    connection = Connection(Path(sys.argv[1]))
    connection.raw.set_trace_callback(count)
    migrate(connection)
    print(int(sys.argv[2]) - left)
"""


def migrate_in_a_process(path: Path, killed_at: int) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(killed_at)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_killed_at_any_statement_it_is_as_before_and_the_next_run_finishes(old: Path, tmp_path: Path) -> None:
    whole = shutil.copy2(old, tmp_path / "whole.sqlite")
    statements = int(migrate_in_a_process(whole, 1_000_000).stdout)
    assert statements > 20
    for killed_at in (5, statements // 3, statements // 2, statements - 2, statements):
        path = shutil.copy2(old, tmp_path / f"{killed_at}.sqlite")
        assert migrate_in_a_process(path, killed_at).returncode == -signal.SIGKILL
        assert content(path) == BEFORE
        Store(path).close()
        assert content(path) == AFTER
        assert content(path.with_name(f"{path.name}.before-schema-{VERSION}")) == BEFORE


def test_a_draft_of_a_killed_backup_is_swept(old: Path) -> None:
    draft = old.with_name(f".c.sqlite.before-schema-{VERSION}.part")
    draft.write_bytes(b"half of it")
    Store(old).close()
    assert not draft.exists()
    assert content(old) == AFTER


def test_without_room_for_the_copy_nothing_changes(old: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from harvester.store import Store; Store(Path(sys.argv[1]))"
    )

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-c", script, str(old)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files,
    )
    assert "StoreError" in done.stderr
    assert "stays at schema 8" in done.stderr
    assert "free some space" in done.stderr
    assert content(old) == BEFORE
    assert copies(old) == []


def test_a_damaged_catalogue_is_not_migrated(old: Path) -> None:
    with closing(sqlite3.connect(old)) as raw:
        raw.execute("CREATE TABLE extra (x TEXT)")
        raw.executemany("INSERT INTO extra VALUES (?)", [("x" * 500,)] * 200)
        raw.commit()
        raw.execute("PRAGMA journal_mode = DELETE")
    size = old.stat().st_size
    with old.open("r+b") as file:
        file.seek(size - 12_288)
        file.write(b"\xff" * 8_192)
    with pytest.raises(StoreError, match="does not pass SQLite's check"):
        Store(old)
    assert copies(old) == []
