"""Room: what a catalogue no longer needs, given back to the disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harvester.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.store.connection import Connection

#: Where SQLite puts what it needs for a while: the first of these that is a folder it may write to.
_TEMPORARY = ("/var/tmp", "/usr/tmp", "/tmp", ".")  # noqa: S108  (SQLite's own list, not ours)


class Freed(NamedTuple):
    """The bytes that a catalogue and its log took before and take now; ``in_use``: a reader keeps some of them."""

    before: int
    after: int
    in_use: bool


def vacuum(
    connection: Connection, free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
) -> Freed:
    """Write the catalogue anew without its gaps; a kill leaves it as it was.

    Args:
        connection: open for writing, under the lock.
        free: the bytes that are free on the disk of a folder.

    Raises:
        StoreError: there is no room for it, or the file is damaged; nothing was lost.
    """
    _need_room(connection, free)
    before = _taken(connection.path)
    try:
        connection.raw.execute("VACUUM")
        _keep_search(connection)
        (busy, *_) = connection.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise connection.explain(error) from error
    return Freed(before, _taken(connection.path), bool(busy))


def _need_room(connection: Connection, free: Callable[[Path], int]) -> None:
    """The new file is written twice: as a temporary file, then into the log beside the old one."""
    row = connection.one(
        "SELECT (page_count - freelist_count) * page_size "
        "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
    )
    size = int(row[0]) if row else 0
    needed: Counter[int] = Counter()
    folders: dict[int, Path] = {}
    for folder in (connection.path.parent, _temporary_folder()):
        disk = folder.stat().st_dev
        needed[disk] += size
        folders.setdefault(disk, folder)
    for disk, folder in folders.items():
        if free(folder) < needed[disk]:
            raise StoreError(
                f"{connection.path}: a vacuum needs {needed[disk] / 1e6:.1f} MB in {folder} for a while, and only "
                f"{free(folder) / 1e6:.1f} MB are free there; free some space, or set $SQLITE_TMPDIR to a folder on a "
                "disk with more"
            )


def _temporary_folder() -> Path:
    named = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), *_TEMPORARY)
    return next((Path(name) for name in named if name and os.access(name, os.W_OK | os.X_OK)), Path())


def _keep_search(connection: Connection) -> None:
    """The index of words names works by rowid, which a vacuum may change where no column is one."""
    try:
        connection.raw.execute("INSERT INTO works_fts (works_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        connection.raw.execute("INSERT INTO works_fts (works_fts) VALUES ('rebuild')")


def _taken(path: Path) -> int:
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())
