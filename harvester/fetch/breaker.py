"""Hosts that are not asked for a while, since they are down or wish for a long rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.errors import HostDown, Throttled

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_FAILURES = 3
"""Exchanges that fail one after another, all tries used up, before a host counts as down."""

AT_LEAST = 60.0
"""Seconds for which a site must have failed: a short outage must not cost the pages behind it."""

COOL_DOWN = 120.0
"""Seconds for which a host that is down is not asked; one exchange then tells whether it is up again."""


@dataclass(slots=True)
class _Line:
    """How a host has fared: failures in a row, when the first of them was, and until when it is left alone."""

    failures: int = 0
    since: float = 0.0
    until: float = 0.0
    throttled: int | None = None


class Breaker:
    """What this process knows of hosts that fail; the next one asks them anew."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lines: dict[str, _Line] = {}

    def check(self, url: str) -> None:
        """Nothing where the host of ``url`` may be asked.

        Raises:
            Throttled: it wishes for a rest that is not over yet.
            HostDown: it is down.
        """
        line = self._lines.get(_origin(url))
        left = line.until - self._clock() if line else 0.0
        if line is None or left <= 0:
            return
        if line.throttled:
            raise Throttled(
                f"{url}: not asked, since its server wants {left:.0f} s more of rest; run again after that",
                url=url, status=line.throttled, wait=left,
            )  # fmt: skip
        raise HostDown(
            f"{url}: not asked, since the last {line.failures} requests to its server failed; "
            f"run again later (it is tried again in {left:.0f} s)",
            url=url,
        )

    def passed(self, url: str) -> None:
        """The host of ``url`` has answered; a rest that it asked for meanwhile is kept all the same."""
        line = self._lines.get(_origin(url))
        if line:
            line.failures = 0
            line.until = line.until if line.throttled else 0.0

    def failed(self, url: str, *, at_least: float = 0.0) -> None:
        """An exchange with the host of ``url`` failed; it may be down if that has gone on for ``at_least`` s."""
        line, now = self._lines.setdefault(_origin(url), _Line()), self._clock()
        line.since = line.since if line.failures else now
        line.failures += 1
        if line.failures >= MOST_FAILURES and now - line.since >= at_least:
            line.until, line.throttled = now + COOL_DOWN, None

    def rest(self, url: str, *, seconds: float, status: int) -> None:
        """The host of ``url`` answered ``status`` and wants to be left alone for ``seconds``."""
        line = self._lines.setdefault(_origin(url), _Line())
        line.until, line.throttled = self._clock() + seconds, status


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
