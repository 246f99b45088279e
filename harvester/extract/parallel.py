"""Extract many pages on all cores: batches of pages go to other processes, extractions come back in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from harvester.errors import Fault, isolate
from harvester.extract import Extraction, extract

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from harvester.model import Page

_AHEAD = 3
"""Batches for each process that are read from the catalogue before they are needed; they bound the memory."""


class Packed(Protocol):
    """A page on its way to another process."""

    @property
    def url(self) -> str:
        """Which page it is."""

    @property
    def day(self) -> dt.date | None:
        """The day on which it was fetched, or None where that is not known."""

    def page(self) -> Page:
        """The page itself, unpacked where it is needed."""


P = TypeVar("P", bound=Packed)


class Extractor:
    """Extracts batches of pages: in this process, or with a pool in others."""

    def __init__(self, pool: ProcessPoolExecutor | None = None, *, ahead: int = 0) -> None:
        self._pool, self._ahead = pool, ahead

    def each(
        self, batches: Iterable[list[P]], *, source: str, platform: str, language: str | None
    ) -> Iterator[tuple[list[P], list[Extraction]]]:
        """Every batch with what was extracted from its pages, in order; arguments as those of `extract`.

        Raises:
            Fault: a process died.
        """
        work = partial(extract_batch, source=source, platform=platform, language=language)
        if self._pool is None:
            yield from ((batch, work(batch)) for batch in batches)
            return
        waiting: deque[tuple[list[P], Future[list[Extraction]]]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, self._pool.submit(work, batch)))
                if len(waiting) > self._ahead:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        except BrokenProcessPool as error:
            raise Fault(
                f"{source}: a process that read stored pages died, for want of memory perhaps; what was stored before "
                "is kept; free some memory, or read them with --processes 1"
            ) from error


def extract_batch(
    pages: Iterable[Packed], *, source: str, platform: str, language: str | None
) -> list[Extraction]:
    """What each page says; a bug of ours costs its page only."""
    return [_extract_one(page, source=source, platform=platform, language=language) for page in pages]


@contextmanager
def extractor(processes: int | None, pages: int, *, few: int = 100) -> Iterator[Extractor]:
    """An `Extractor` for so many pages: this process where they are few, else ``processes`` (None: one a core)."""
    count = processes or len(os.sched_getaffinity(0))
    if count == 1 or pages <= few:
        yield Extractor()
        return
    # A fork would copy the open catalogue, and whatever lock some thread of ours holds.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin)
    try:
        yield Extractor(pool, ahead=count * _AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """A process that reads pages leaves Ctrl-C to the one that stores them, and ends when that has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()


def _end_with(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)


def _extract_one(packed: Packed, *, source: str, platform: str, language: str | None) -> Extraction:
    try:
        with isolate(packed.url):
            return extract(
                packed.page(), source=source, platform=platform, language=language, today=packed.day
            )
    except Fault as fault:
        return Extraction(record=None, reason=str(fault))
