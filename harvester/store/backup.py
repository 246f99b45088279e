"""Backups: a copy of the whole catalogue in one file that is written while a run goes on, checked, and then named."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from harvester.errors import StoreError, UsageError
from harvester.store.connection import Connection
from harvester.store.place import check_place
from harvester.store.schema import version_of

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

#: What follows the catalogue's name in the names that backups are given here.
_STAMPED = r"\.backup-\d{8}T\d{6}Z"
#: What SQLite and we keep beside a catalogue under its name.
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock")


class Backup(NamedTuple):
    """A copy that was made: where, its bytes, the works in it, and its schema."""

    path: Path
    size: int
    works: int
    schema: int


def back_up(path: Path, target: Path, *, replace: bool = False) -> Backup:
    """Copy the catalogue at ``path``, as it stands at this moment, to ``target``; a run may be writing to it.

    The copy is one file without a write-ahead log, so it can be read anywhere, also on a share. It is written under
    another name, checked by SQLite, forced to the disk and only then named; nobody may read it who may not read the
    catalogue.

    Raises:
        UsageError: there is such a file already and it is not to be replaced, or it is the catalogue itself.
        StoreError: the catalogue cannot be read or is damaged, or the copy cannot be written.
        SchemaTooNew: a newer harvester wrote the catalogue.
    """
    check_place(path, read_only=True)
    if not path.is_file():
        raise StoreError(f"{path}: there is no catalogue yet; run `harvester sync` first")
    _may_write(path, target, replace=replace)
    # Beside the target, so that naming it is one step; hidden, so that nobody takes the draft for a backup.
    draft = target.with_name(f".{target.name}.part")
    connection = Connection(path, read_only=True)
    try:
        schema = version_of(connection)
        if not schema:
            raise StoreError(f"{path}: holds no catalogue yet; run `harvester sync` first")
        _need_room(connection, target)
        _discard(draft)
        _copy(connection, draft, mode=path.stat().st_mode & 0o777)
        works = _checked(draft, path)
        _force_to_disk(draft)
        draft.replace(target)
        _force_to_disk(target.parent)
        return Backup(target, target.stat().st_size, works, schema)
    except (sqlite3.Error, OSError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise _damaged(path, str(error)) from error
        raise StoreError(
            f"{target}: the backup cannot be written: {error}; free some space there, or name another place"
        ) from error
    finally:
        connection.close()
        _discard(draft)


def stamped_name(path: Path, now: dt.datetime) -> str:
    """The name of a backup of the catalogue at ``path`` that is made ``now``, in UTC.

    >>> import datetime as dt; from pathlib import Path
    >>> stamped_name(Path("/srv/catalogue.sqlite"), dt.datetime(2026, 3, 1, 2, 45))
    'catalogue.sqlite.backup-20260301T024500Z'
    """
    return f"{path.name}.backup-{now:%Y%m%dT%H%M%S}Z"


def remove_older(path: Path, folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` backups of the catalogue at ``path`` in ``folder``; the paths of those.

    Only files with names that `stamped_name` gives are looked at.
    """
    ours = re.compile(re.escape(path.name) + _STAMPED)
    found = sorted(file for file in folder.iterdir() if ours.fullmatch(file.name) and file.is_file())
    older = found[:-keep]
    for file in older:
        file.unlink()
    return older


def _may_write(path: Path, target: Path, *, replace: bool) -> None:
    kept = [path.with_name(path.name + suffix).resolve() for suffix in _BESIDE]
    if target.resolve() in kept:
        raise UsageError(f"{target}: belongs to the catalogue itself; name another file")
    if target.is_dir():
        raise UsageError(f"{target}: is a folder; name a file")
    if target.exists() and not replace:
        raise UsageError(f"{target}: exists already; name another file, or replace it with --force")
    if not target.parent.is_dir():
        raise StoreError(f"{target}: its folder does not exist; create it, or name another place")


def _need_room(connection: Connection, target: Path) -> None:
    """Know beforehand that a copy has no room, rather than fill the disk of a run that goes on."""
    size = connection.bytes()
    free = shutil.disk_usage(target.parent).free
    if free < size:
        raise StoreError(
            f"{target}: a backup needs {size / 1e6:.1f} MB and only {free / 1e6:.1f} MB are free there; free some "
            "space, or name another place"
        )


def _copy(connection: Connection, draft: Path, *, mode: int) -> None:
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    # The draft is ours alone, so it needs no locks, which network file systems may not have.
    address = f"{draft.resolve().as_uri()}?mode=rw&vfs=unix-none"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as copy:
        copy.execute("PRAGMA locking_mode = EXCLUSIVE")
        # In one step: a copy in several begins anew whenever the run writes.
        connection.raw.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")


def _checked(draft: Path, path: Path) -> int:
    """How many works the copy has, once SQLite finds it sound."""
    with closing(sqlite3.connect(f"{draft.resolve().as_uri()}?immutable=1", uri=True)) as copy:
        found = [str(row[0]) for row in copy.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise _damaged(path, "; ".join(found))
        (works,) = copy.execute("SELECT count(*) FROM works").fetchone()
        return int(works)


def _damaged(path: Path, found: str) -> StoreError:
    return StoreError(
        f"{path}: a copy of it does not pass SQLite's check ({found}), so the catalogue is damaged or a disk fails; "
        "restore an older backup, see docs/operations.md"
    )


def _force_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        # Some network file systems cannot do this for a folder; the file itself is on the disk by then.
        if not path.is_dir():
            raise
    finally:
        os.close(handle)


def _discard(draft: Path) -> None:
    """Remove a draft that was killed, or failed."""
    for suffix in ("", "-journal"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
