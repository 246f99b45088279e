"""When the next request to a host may go out: one at a time, with a gap, across threads and processes."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from harvester.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_DELAY = 60.0
"""Seconds; a longer Crawl-delay or Retry-After is taken as this."""

_STALE = 900.0
"""Seconds; a slot further ahead than this was written by a clock that has since been set back."""


class Pace:
    """Gives out the slots in which requests to a host are sent.

    The file ``state/<sha256 of host>.pace`` holds the time of the last slot given out, and is the truth for
    all processes; a slot is taken under its lock and then waited for without it.
    """

    def __init__(
        self,
        gap: float,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        state: Path | None = None,
    ) -> None:
        self._gap = gap
        self._gaps: dict[str, float] = {}
        self._clock = clock
        self._sleep = sleep
        self._state = state
        self._last: dict[str, float] = {}
        self._mutex = threading.Lock()

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds between requests to ``host`` (its Crawl-delay)."""
        self._gaps[host] = max(self._gap, min(delay, LONGEST_DELAY))

    def wait(self, host: str) -> None:
        """Sleep until a request to ``host`` may be sent."""
        gap = self._gaps.get(host, self._gap)
        with self._mutex:
            now = self._clock()
            slot = self._advance(host, lambda last: max(now, last + gap))
        if slot > now:
            self._sleep(slot - now)

    def hold(self, host: str, delay: float) -> None:
        """Let nobody ask ``host`` for ``delay`` seconds from now."""
        gap = self._gaps.get(host, self._gap)
        with self._mutex:
            free = self._clock() + delay - gap
            self._advance(host, lambda last: max(last, free))

    def _advance(self, host: str, step: Callable[[float], float]) -> float:
        if self._state is None:
            slot = self._last[host] = step(self._last.get(host, float("-inf")))
            return slot
        path = self._state / f"{hashlib.sha256(host.encode()).hexdigest()}.pace"
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            with FileLock(path.with_suffix(".lock"), timeout=30):
                slot = step(self._read(path))
                path.write_text(f"{slot:.6f}\n", encoding="ascii")
                return slot
        except (OSError, Timeout) as error:
            raise StoreError(
                f"{path}: the pace of requests cannot be kept there ({error}); free or fix it"
            ) from error

    def _read(self, path: Path) -> float:
        try:
            last = float(path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):  # never asked, or a kill left half a line
            return float("-inf")
        return last if last < self._clock() + _STALE else float("-inf")
