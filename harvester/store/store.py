"""Store: the open catalogue, with one gateway for each thing it keeps."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from harvester.errors import Locked, StoreError
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
from harvester.store.machine import MachineWorks
from harvester.store.oai import OaiLists
from harvester.store.organisations import Organisations
from harvester.store.pages import Pages
from harvester.store.readings import Readings
from harvester.store.records import Records
from harvester.store.registry import Registry
from harvester.store.runs import Runs
from harvester.store.schema import migrate
from harvester.store.works import Works

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


class Store:
    """The catalogue in one SQLite file; a context manager.

    Args:
        path: the file.
        create: whether it may be made.
        read_only: only look; also where another run holds it, or the folder may not be written to.

    Raises:
        StoreError: the file cannot be opened, is damaged, or is another program's.
        SchemaTooNew: a newer harvester wrote it.
    """

    def __init__(self, path: Path, *, create: bool = True, read_only: bool = False) -> None:
        if path.is_dir():
            raise StoreError(f"{path}: is a folder; set [store] path to a file in it")
        if (read_only or not create) and not path.is_file():
            raise StoreError(f"{path}: there is no catalogue yet; run `harvester sync` first")
        _must_have_folder(path)
        self.path = path
        self._db = Connection(path, read_only=read_only)
        try:
            migrate(self._db, read_only=read_only)
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


@contextmanager
def locked(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the catalogue at ``path`` for one run; the kernel lets go of it when the process dies.

    Raises:
        Locked: another run still holds it after ``wait`` seconds.
        StoreError: the lock file cannot be made.
    """
    _must_have_folder(path)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise Locked(f"{path}: {_holder(path)}; try again when it has ended") from error
    except OSError as error:
        raise StoreError(
            f"{path}.lock: cannot be made: {error}; set [store] path to a folder you may write"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _must_have_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise StoreError(f"{path}: its folder does not exist; create it, or set [store] path elsewhere")


def _holder(path: Path) -> str:
    try:
        with Store(path, read_only=True) as store:
            run = store.runs.latest()
    except StoreError:
        # It is being made at this moment.
        return "another run holds it"
    if run is None or run["finished"]:
        return "another run holds it"
    return f"run {run['id']} (pid {run['pid']}, since {run['started']}) holds it: {run['progress'] or 'starting'}"
