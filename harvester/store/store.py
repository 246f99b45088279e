"""Store: the open catalogue, with one gateway for each thing it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from harvester.errors import StoreError
from harvester.model import identifier
from harvester.store.agreements import Agreements
from harvester.store.choices import Choices
from harvester.store.connection import Connection
from harvester.store.decisions import Decisions
from harvester.store.epochs import Epochs
from harvester.store.finds import Finds
from harvester.store.history import History
from harvester.store.index import Index
from harvester.store.issues import Issues
from harvester.store.lock import locked
from harvester.store.machine import MachineWorks
from harvester.store.migrate import migrate
from harvester.store.oai import OaiLists
from harvester.store.organisations import Organisations
from harvester.store.pages import Pages
from harvester.store.place import MOUNTS, check_place
from harvester.store.readings import Readings
from harvester.store.records import Records
from harvester.store.registry import Registry
from harvester.store.room import Freed, vacuum
from harvester.store.runs import Runs
from harvester.store.schema import must_be_current
from harvester.store.works import Works

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["Store", "locked"]


class Store:
    """The catalogue in one SQLite file; a context manager.

    A catalogue of an older harvester is brought up to date, under its lock and with a backup; not by who only looks.

    Args:
        path: the file.
        create: whether it may be made.
        read_only: only look; also where another run holds it, or the folder may not be written to.
        disposable: a copy that is thrown away, of which no backup is needed.
        mounts: what this process sees mounted.

    Raises:
        StoreError: the file cannot be opened, is damaged, another program's, on a network file system, or, where it is
            only looked at, an older harvester's.
        Locked: it must be brought up to date, and another run holds it.
        SchemaTooNew: a newer harvester wrote it.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = True,
        read_only: bool = False,
        disposable: bool = False,
        mounts: Path = MOUNTS,
    ) -> None:
        check_place(path, read_only=read_only, mounts=mounts)
        if (read_only or not create) and not path.is_file():
            raise StoreError(f"{path}: there is no catalogue yet; run `harvester sync` first")
        self.path = path
        self._db = Connection(path, read_only=read_only)
        try:
            if read_only:
                must_be_current(self._db)
            else:
                migrate(self._db, copy=not disposable)
        except StoreError:
            self._db.close()
            raise
        self.runs = Runs(self._db)
        self.pages = Pages(self._db)
        self.readings = Readings(self._db)
        self.oai = OaiLists(self._db)
        self.records = Records(self._db)
        self.registry = Registry(self._db)
        self.agreements = Agreements(self._db)
        self.finds = Finds(self._db)
        self.organisations = Organisations(self._db)
        self.works = Works(self._db, self.organisations)
        self.machine = MachineWorks(self._db)
        self.decisions = Decisions(self._db)
        self.choices = Choices(self._db)
        self.epochs = Epochs(self._db)
        self.index = Index(self._db)
        self.issues = Issues(self._db)
        self.history = History(self._db, self.runs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def write(self) -> AbstractContextManager[None]:
        """One transaction for everything inside; nesting joins the outer one."""
        return self._db.write()

    def part(self) -> AbstractContextManager[None]:
        """A part of a transaction; where it fails, it alone is undone."""
        return self._db.part()

    def vacuum(self) -> Freed:
        """Give back to the disk what the file no longer needs; the caller holds the lock.

        Raises:
            StoreError: there is no room for it, or the file is damaged; nothing was lost.
        """
        return vacuum(self._db)

    @property
    def state(self) -> Path:
        """The folder beside the file for what processes share: pace and limits."""
        return self.path.with_name(self.path.name + ".state")

    def resolve(self, reference: str) -> list[str]:
        """The ids of the records that ``reference`` means: a record id, work id, DOI or URL."""
        work_id = self.works.redirected(reference.lower())
        doi = identifier.doi(reference)
        queries = (
            ("SELECT id FROM records WHERE id = ?", (reference,)),
            ("SELECT id FROM records WHERE work_id = ? ORDER BY id", (work_id,)),
            (
                """SELECT id FROM records WHERE doi = ? UNION SELECT record_id FROM identifiers
                WHERE scheme = 'doi' AND value = ? AND relation = 'IsIdenticalTo' ORDER BY 1""",
                (doi, doi),
            ),
            (
                """SELECT id FROM records WHERE url = ? UNION SELECT record_id FROM pages
                WHERE (url = ? OR final_url = ?) AND record_id IS NOT NULL ORDER BY 1""",
                (reference, reference, reference),
            ),
        )
        for sql, values in queries:
            if values[0] and (rows := self._db.rows(sql, values)):
                return [row["id"] for row in rows]
        return []
