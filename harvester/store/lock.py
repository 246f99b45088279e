"""The lock of a catalogue: one run at a time writes to it, and a process that dies holds nothing."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from harvester.errors import Locked, StoreError
from harvester.store.connection import Connection
from harvester.store.place import MOUNTS, check_place
from harvester.store.runs import Runs
from harvester.store.schema import must_be_current

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(path: Path, *, wait: float = 0.0, mounts: Path = MOUNTS) -> Iterator[None]:
    """Hold the catalogue at ``path`` for one run; the kernel lets go of it when the process dies.

    Whoever holds it already in the same thread may take it again.

    Raises:
        Locked: another run still holds it after ``wait`` seconds.
        StoreError: the lock file cannot be made, or no catalogue may be there (see `check_place`).
    """
    check_place(path, mounts=mounts)
    # The one object of this process for the file counts how often it is held.
    lock = FileLock(f"{path}.lock", is_singleton=True)
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


def _holder(path: Path) -> str:
    try:
        with closing(Connection(path, read_only=True)) as connection:
            must_be_current(connection)
            run = Runs(connection).latest()
    except StoreError:
        # It is being made at this moment, or brought up to date.
        return "another run holds it"
    if run is None or run["finished"]:
        return "another run holds it"
    return f"run {run['id']} (pid {run['pid']}, since {run['started']}) holds it: {run['progress'] or 'starting'}"
