"""What processes tell each other through small files: lines by name, and seats that one at a time may hold."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE = 30.0  # seconds; a line is locked for well under a millisecond
_PAUSE = 0.001
_ROOM = 65_536  # bytes; a line is a few hundred


class Board:
    """The board in ``folder``, or one of this process alone where that is None.

    A file is its own lock (flock), which the system frees when its holder dies. That costs a tenth of what
    a lock file beside it does, and a board is looked at for every request. A line is written over the old
    one in place, and all behind it is passed over, so a kill never leaves half a line.

    Raises:
        StoreError: a file of the folder cannot be used, from any method.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lines: dict[str, str] = {}
        self._taken: set[str] = set()
        self._mutex = threading.Lock()

    def read(self, name: str) -> str:
        """The line called ``name``, without its end; "" where nobody has written it."""
        if self._folder is None:
            with self._mutex:
                return self._lines.get(name, "")
        with _told(path := f"{self._folder}/{name}"):
            try:
                file = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                return ""
            with _locked(file, fcntl.LOCK_SH):
                return _line(file)

    def change(self, name: str, step: Callable[[str], str]) -> None:
        """Put ``step(line)`` in the place of the line called ``name``, while nobody else reads or changes it."""
        if self._folder is None:
            with self._mutex:
                self._lines[name] = step(self._lines.get(name, ""))
            return
        with _told(path := f"{self._folder}/{name}"), _locked(_open(path), fcntl.LOCK_EX) as file:
            before = _line(file)
            after = step(before)
            if after != before:
                written = os.pwrite(file, f"{after}\n".encode(), 0)
                os.ftruncate(file, written)

    def seat(self, name: str) -> Callable[[], None] | None:
        """What gives the seat called ``name`` back, or None where another thread or process has it."""
        if self._folder is None:
            with self._mutex:
                if name in self._taken:
                    return None
                self._taken.add(name)
            return lambda: self._taken.discard(name)
        with _told(path := f"{self._folder}/{name}"):
            file = _open(path)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                return None
            except OSError:
                os.close(file)
                raise
        return lambda: _let_go(file)


def _open(path: str) -> int:
    flags = os.O_RDWR | os.O_CREAT
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666)


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path}: the pace of requests cannot be kept there ({error}); free or fix it"
        ) from error


@contextmanager
def _locked(file: int, kind: int) -> Iterator[int]:
    """``file`` while it is locked; closed afterwards."""
    until = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
        yield file
    finally:
        _let_go(file)


def _let_go(file: int) -> None:
    # Closing alone would leave the lock to a child that was forked meanwhile.
    fcntl.flock(file, fcntl.LOCK_UN)
    os.close(file)


def _line(file: int) -> str:
    return os.pread(file, _ROOM, 0).partition(b"\n")[0].decode("utf-8", "replace")
