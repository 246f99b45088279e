"""One connection to the catalogue, set up the same way everywhere, and its transactions."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harvester.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

BUSY_SECONDS = 60
#: Pages that the write-ahead log gathers before it is carried over; often enough to stay small, and rare enough that
#: hardly a transaction has to wait for it.
LOG_PAGES = 10_000
#: Kibibytes of the file that are held in memory.
CACHE = 64 * 1024

Row = sqlite3.Row


class Connection:
    """A connection whose writes are always inside one ``BEGIN IMMEDIATE``.

    A deferred transaction that turns writer after somebody else's commit fails at once, whatever
    the busy time-out; beginning as a writer waits instead.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        try:
            self._open("mode=ro" if read_only else "mode=rwc", read_only=read_only)
        except sqlite3.OperationalError as error:
            if not read_only:
                raise self.explain(error) from error
            # A WAL file in a folder that we may not write to can still be read, as it stands.
            try:
                self._open("immutable=1", read_only=True)
            except sqlite3.Error as again:
                raise self.explain(again) from again
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def _open(self, mode: str, *, read_only: bool) -> None:
        address = f"{self.path.resolve().as_uri()}?{mode}"
        self.raw = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self.raw.row_factory = sqlite3.Row
            self.raw.execute("PRAGMA foreign_keys = ON")
            if read_only:
                self.raw.execute("SELECT count(*) FROM sqlite_master")
            else:
                self.raw.execute("PRAGMA journal_mode = WAL")
                self.raw.execute("PRAGMA synchronous = FULL")
                self.raw.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
                self.raw.execute(f"PRAGMA cache_size = -{CACHE}")
        except sqlite3.Error:
            self.raw.close()
            raise

    def close(self) -> None:
        """Close the file; a read-only copy of it can then be moved."""
        self.raw.close()

    def bytes(self) -> int:
        """What the catalogue takes, with what its log still holds."""
        row = self.one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(row[0]) if row else 0

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: everything inside is stored, or nothing is. Nesting joins the outer one.

        Raises:
            StoreError: the disk is full, the file is read-only, damaged, or locked for a minute.
        """
        if self._in_transaction():
            yield
            return
        try:
            self.raw.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._in_transaction():
                    self.raw.execute("ROLLBACK")
                raise
            self.raw.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.explain(error) from error

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction: where it fails, it alone is undone and the rest goes on.

        Raises:
            StoreError: as `write`; anything else that goes wrong inside comes through as it is.
        """
        self._must_write()
        self.raw.execute("SAVEPOINT part")
        try:
            yield
        except BaseException as error:
            if self._in_transaction():
                self.raw.execute("ROLLBACK TO part")
                self.raw.execute("RELEASE part")
            if isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
                raise self.explain(error) from error
            raise
        self.raw.execute("RELEASE part")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Every row that a query gives."""
        return list(self.each(sql, values))

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows that a query gives, one at a time.

        Raises:
            StoreError: the file is damaged, locked, or no catalogue.
        """
        try:
            yield from self.raw.execute(sql, values)
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row that a query gives, or None."""
        return next(self.each(sql, values), None)

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Carry out one change inside `write`; the number of rows that it touched."""
        self._must_write()
        return self.raw.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Carry out one change for each of ``rows`` inside `write`."""
        self._must_write()
        self.raw.executemany(sql, rows)

    def explain(self, error: sqlite3.Error) -> StoreError:
        """``error`` in words that say which file and what to do."""
        text = str(error)
        if "unable to open" in text or "readonly" in text:
            advice = "check that the folder exists and may be written, or set [store] path elsewhere"
        elif "full" in text:
            advice = "free some space; everything stored before is intact"
        elif "locked" in text or "busy" in text:
            advice = "another program holds it; try again later"
        elif "not a database" in text or "malformed" in text:
            advice = "it is damaged or no catalogue; move it away or restore a backup"
        else:
            advice = "nothing of this step was stored"
        return StoreError(f"{self.path}: {text}; {advice}")

    def _must_write(self) -> None:
        if not self._in_transaction():
            raise StoreError(f"{self.path}: a change outside `with store.write()` was refused")

    def _in_transaction(self) -> bool:
        return self.raw.in_transaction


def listed(column: str, values: Collection[object] | None) -> tuple[str, tuple[object, ...]]:
    """The condition that ``column`` is one of ``values`` (any value where None), and what it is to be given.

    >>> listed("id", ["a", "b"]), listed("id", ["a"]), listed("id", None)
    (('id IN (SELECT value FROM json_each(?))', ('["a", "b"]',)), ('id = ?', ('a',)), ('1', ()))
    """
    if values is None:
        return "1", ()
    if len(values) == 1:
        return f"{column} = ?", tuple(values)
    return f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(list(values)),)


def one_of(words: Iterable[str]) -> str:
    """A list of words of ours in SQL, for conditions that are written once.

    >>> one_of(["a", "b"])
    "('a', 'b')"
    """
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
