"""Bringing a catalogue to today's schema: under its lock, in one transaction, and never without a copy from before."""

from __future__ import annotations

import logging
import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Database

from harvester.errors import HarvesterError, StoreError
from harvester.store.backup import back_up
from harvester.store.lock import locked
from harvester.store.schema import VERSION, migrations, version_of
from harvester.store.views import VIEWS

if TYPE_CHECKING:
    from harvester.store.connection import Connection

log = logging.getLogger(__name__)


def migrate(connection: Connection, *, copy: bool = True) -> None:
    """Bring the file to today's schema and put the views in place; no-op where it is there already.

    A kill leaves the file as it was. What was in it before is kept beside it, in a file that says for which schema it
    was made; the copy of an earlier try is replaced.

    Args:
        connection: open for writing.
        copy: whether to keep what was there before.

    Raises:
        SchemaTooNew: a newer harvester wrote the file; nothing is changed.
        Locked: another run holds it.
        StoreError: the file is no catalogue or cannot be written, or the copy cannot; nothing is changed.
    """
    if version_of(connection) == VERSION:
        return
    with locked(connection.path):
        version = version_of(connection)  # another run may just have done it
        if version == VERSION:
            return
        if version and copy:
            _keep(connection, version)
        try:
            with connection.write():
                migrations.apply(Database(connection.raw))
                for name, sql in VIEWS.items():
                    connection.run(f"DROP VIEW IF EXISTS {name}")
                    connection.run(f"CREATE VIEW {name} AS {sql}")
                connection.run(f"PRAGMA user_version = {VERSION}")
        except sqlite3.Error as error:
            raise connection.explain(error) from error


def _keep(connection: Connection, version: int) -> None:
    path = connection.path
    before = path.with_name(f"{path.name}.before-schema-{VERSION}")
    try:
        kept = back_up(path, before, replace=True)
    except HarvesterError as error:
        raise StoreError(
            f"{path}: stays at schema {version}, since no copy of it could be made before it becomes {VERSION}; "
            f"nothing was changed, and the next run tries again. {error}"
        ) from error
    log.warning(
        "%s: schema %d becomes %d; as it was before: %s (%d works, %.1f MB)",
        path, version, VERSION, kept.path, kept.works, kept.size / 1e6,
    )  # fmt: skip
