"""When the next request to a host may go out: one at a time, with a gap, across threads and processes."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.fetch.board import Board

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.fetch.reply import Reply

LONGEST_DELAY = 60.0
"""Seconds; a longer Crawl-delay is taken as this."""

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
        self._board = Board(state)

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds between requests to ``host`` (its Crawl-delay)."""
        self._gaps[host] = max(self._gap, min(delay, LONGEST_DELAY))

    def wait(self, host: str) -> None:
        """Sleep until a request to ``host`` may be sent."""
        gap = self._gaps.get(host, self._gap)
        now = self._clock()
        slot = self._advance(host, lambda last: max(now, last + gap))
        if slot > now:
            self._sleep(slot - now)

    def hold(self, host: str, delay: float) -> None:
        """Let nobody ask ``host`` for ``delay`` seconds from now."""
        gap = self._gaps.get(host, self._gap)
        free = self._clock() + delay - gap
        self._advance(host, lambda last: max(last, free))

    def _advance(self, host: str, step: Callable[[float], float]) -> float:
        slot = 0.0

        def change(line: str) -> str:
            nonlocal slot
            slot = step(self._read(line))
            return f"{slot:.6f}"

        self._board.change(f"{hashlib.sha256(host.encode()).hexdigest()}.pace", change)
        return slot

    def _read(self, line: str) -> float:
        try:
            last = float(line)
        except ValueError:  # never asked, or damaged
            return float("-inf")
        return last if last < self._clock() + _STALE else float("-inf")


@dataclass(frozen=True, slots=True)
class Lane:
    """The way to one host that states no limits: nothing but its pace, and the rest that it asks for."""

    pace: Pace
    host: str

    @contextmanager
    def turn(self, _url: str) -> Iterator[None]:
        """Wait until the host may be asked."""
        self.pace.wait(self.host)
        yield

    def learn(self, _url: str, _reply: Reply) -> None:
        """Nothing: what the headers say beside Retry-After is not about us."""

    def hold(self, seconds: float) -> None:
        """Let nobody ask the host for ``seconds`` from now."""
        self.pace.hold(self.host, seconds)
