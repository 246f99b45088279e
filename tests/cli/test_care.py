"""backup, vacuum and retention as cron calls them: processes over real files."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from harvester.errors import StoreError
from harvester.store import Store
from harvester.store.connection import Connection
from harvester.store.lock import locked
from harvester.store.room import vacuum
from tests.cli.test_cli import run, write_config

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    """A folder with the config and a synced catalogue."""
    write_config(tmp_path)
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    return tmp_path


def works(path: Path) -> int:
    with Store(path, read_only=True) as store:
        return store.works.count()


def asked(home: Path, sql: str) -> int:
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as raw:
        return int(raw.execute(sql).fetchone()[0])


def configured(home: Path, line: str) -> None:
    config = (home / "config.toml").read_text(encoding="utf-8")
    (home / "config.toml").write_text(config.replace("[store]\n", f"[store]\n{line}\n"), encoding="utf-8")


def test_backup_while_another_writes_holds_what_was_committed(home: Path) -> None:
    catalogue = home / "catalogue.sqlite"
    catalogue.chmod(0o600)
    with locked(catalogue), Store(catalogue) as store, store.write():
        store._db.run("DELETE FROM identifiers")
        done = run("backup", "--json", cwd=home)
    made = json.loads(done.stdout)
    copy = home / made["path"]
    assert copy.name.startswith("catalogue.sqlite.backup-2")
    assert made["works"] == works(copy) == works(catalogue)
    assert made["bytes"] == copy.stat().st_size
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("SELECT count(*) FROM identifiers").fetchone()[0] > 0
    assert not list(home.glob(".*.part*"))


def test_backup_replaces_only_when_it_is_told_to(home: Path) -> None:
    (home / "mine.sqlite").write_text("precious")
    refused = run("backup", "mine.sqlite", cwd=home, code=2)
    assert "--force" in refused.stderr
    assert (home / "mine.sqlite").read_text() == "precious"
    done = run("backup", "mine.sqlite", "--force", cwd=home)
    assert "works, checked" in done.stdout
    assert works(home / "mine.sqlite") == works(home / "catalogue.sqlite")


@pytest.mark.parametrize("name", ["catalogue.sqlite", "catalogue.sqlite-wal", "./catalogue.sqlite.lock"])
def test_backup_never_writes_over_the_catalogue(home: Path, name: str) -> None:
    before = (home / "catalogue.sqlite").read_bytes()
    assert "belongs to the catalogue" in run("backup", name, "--force", cwd=home, code=2).stderr
    assert (home / "catalogue.sqlite").read_bytes() == before


def test_keep_removes_only_its_own_older_backups(home: Path) -> None:
    folder = home / "copies"
    folder.mkdir()
    old = [f"catalogue.sqlite.backup-2025010{day}T020000Z" for day in (1, 2, 3)]
    others = ["catalogue.sqlite", "catalogue.sqlite.backup-mine", "other.sqlite.backup-20250101T020000Z"]
    for name in (*old, *others):
        (folder / name).write_text(name)
    done = run("backup", folder, "--keep", "2", "--json", cwd=home)
    assert [name.rpartition("/")[2] for name in json.loads(done.stdout)["removed"]] == old[:2]
    left = {file.name for file in folder.iterdir()}
    assert left == {*others, old[2], json.loads(done.stdout)["path"].rpartition("/")[2]}
    assert "give a folder" in run("backup", folder / "named", "--keep", "2", cwd=home, code=2).stderr


def test_backup_that_cannot_be_made_says_why(home: Path) -> None:
    assert "its folder does not exist" in run("backup", "nowhere/copy", cwd=home, code=74).stderr
    (home / "catalogue.sqlite").unlink()
    assert "harvester sync" in run("backup", cwd=home, code=74).stderr


def test_an_older_catalogue_is_backed_up_as_it_is_but_not_read(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as raw:
        raw.execute("PRAGMA user_version = 8")
    assert json.loads(run("backup", "--json", cwd=home).stdout)["schema"] == 8
    for words in (("status",), ("export",), ("retention", "--dry-run")):
        assert "schema 8" in run(*words, cwd=home, code=74).stderr
    assert asked(home, "PRAGMA user_version") == 8
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as raw:
        raw.execute("PRAGMA user_version = 999")
    for words in (("status",), ("backup", "new.sqlite"), ("vacuum",)):
        assert "newer harvester" in run(*words, cwd=home, code=78).stderr


def test_vacuum_gives_room_back_and_search_still_finds(home: Path) -> None:
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as raw, raw:
        raw.execute("UPDATE pages SET body = NULL")
    done = json.loads(run("vacuum", "--json", cwd=home).stdout)
    assert done["freed"] > 100_000
    assert done["after"] == (home / "catalogue.sqlite").stat().st_size < done["before"]
    assert asked(home, "SELECT count(*) FROM works_fts WHERE works_fts MATCH 'cancer'") > 0
    assert "work" in run("search", "cancer", cwd=home).stdout
    with locked(home / "catalogue.sqlite"):
        run("vacuum", cwd=home, code=75)


def test_vacuum_mends_an_index_of_words_that_names_other_rows(catalogue: Path) -> None:
    with closing(sqlite3.connect(catalogue)) as raw, raw:
        (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'works_au'").fetchone()
        raw.execute("DROP TRIGGER works_au")
        raw.execute("UPDATE works SET rowid = rowid + 100000")
        raw.execute(trigger)
    found = "SELECT count(*) FROM works_fts JOIN works ON works.rowid = works_fts.rowid WHERE works_fts MATCH 'cancer'"
    with Store(catalogue) as store:
        assert store._db.rows(found)[0][0] == 0
        store.vacuum()
        assert store._db.rows(found)[0][0] > 0


def test_vacuum_without_room_is_refused_beforehand(catalogue: Path) -> None:
    before = catalogue.read_bytes()
    with closing(Connection(catalogue)) as connection:
        with pytest.raises(StoreError, match=r"needs .* MB in .* free some space"):
            vacuum(connection, free=lambda _: 1_000)
        assert catalogue.read_bytes() == before


def test_retention_drops_at_once_what_the_config_keeps_no_longer(home: Path) -> None:
    configured(home, 'keep_messages = "none"')
    config = (home / "config.toml").read_text(encoding="utf-8")
    (home / "config.toml").write_text(config.replace('keep_messages = "all"', ""), encoding="utf-8")
    bodies = asked(home, "SELECT count(*) FROM pages WHERE body IS NOT NULL")
    messages = asked(home, "SELECT count(*) FROM registrations WHERE message IS NOT NULL")
    assert bodies
    assert messages
    dry = json.loads(run("retention", "--dry-run", "--json", cwd=home).stdout)
    assert dry == {"bodies": 0, "messages": messages, "dry_run": True}
    assert asked(home, "SELECT count(*) FROM registrations WHERE message IS NOT NULL") == messages
    done = run("retention", cwd=home)
    assert f"0 stored pages and {messages} raw answers dropped" in done.stdout
    assert asked(home, "SELECT count(*) FROM registrations WHERE message IS NOT NULL") == 0
    assert asked(home, "SELECT count(*) FROM pages WHERE body IS NOT NULL") == bodies
    assert "0 raw answers dropped" in run("retention", cwd=home).stdout
    second = run("sync", cwd=home)
    assert "nothing changed" in second.stdout
