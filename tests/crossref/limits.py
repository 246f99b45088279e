"""Pools and their limits: who is asked to slow down, and in which words."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TYPE_CHECKING

from harvester.fetch import Headers, Reply
from harvester.fetch.crossref_answers import _LIMITS
from tests.crossref.answers import encoded, page, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STYLES = ("html", "json", "text", "date", "absurd", "banana")
"""How a 429 looks: a page without Retry-After; JSON or text with ``Retry-After: 1``; with a date, a day, a word."""

BAN_WINDOW = 60.0
"""Seconds within which too many 429s end in a 403."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Requests in ``interval`` seconds, and at once; None sets no limit."""

    rate: int
    concurrency: int | None
    interval: float = 1.0


_PLUS = {"plus": Pool(150, None)}
#: Since autumn 2026 lists are counted apart.
AUTUMN = {name: Pool(int(rate), int(most)) for name, (rate, most) in _LIMITS.items()} | _PLUS
SPRING = {"polite": Pool(10, 3), "public": Pool(5, 1)} | _PLUS


@dataclass
class Limits:
    """What each pool may do, and what it has done.

    Attributes:
        enforced: whether too much is answered with 429.
        style: one of `STYLES`.
        pools: name -> limits; `AUTUMN` or `SPRING`.
        sends_headers: whether answers tell the limits.
        ban_after: 429s within `BAN_WINDOW` after which every answer is 403; None bans nobody.
    """

    enforced: bool = True
    style: str = "html"
    pools: dict[str, Pool] = field(default_factory=lambda: dict(AUTUMN))
    sends_headers: bool = True
    ban_after: int | None = 20
    banned: bool = False
    in_flight: dict[str, int] = field(default_factory=dict)
    _seen: int = 0
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _refusals: deque[float] = field(default_factory=deque)
    _changes: list[tuple[int, str, Pool]] = field(default_factory=list)

    def use_spring_names(self) -> None:
        """Have the pools of spring 2026: ``polite`` and ``public``, for single works and lists alike."""
        self.pools = dict(SPRING)

    def set(
        self,
        pool: str,
        *,
        rate: int | None = None,
        concurrency: int | None = None,
        after: int = 0,
    ) -> None:
        """Change the limits of a pool, now or once ``after`` more requests have come in."""
        old = next((new for _, name, new in reversed(self._changes) if name == pool), self.pools[pool])
        changed = replace(
            old,
            rate=old.rate if rate is None else rate,
            concurrency=old.concurrency if concurrency is None else concurrency,
        )
        self._changes.append((self._seen + after, pool, changed))
        self._apply_changes()

    def pool(self, *, single: bool, headers: Mapping[str, str], params: Mapping[str, str]) -> str:
        """The pool of a request, by how it says who asks."""
        if headers.get("Crossref-Plus-API-Token"):
            return "plus"
        who = "polite" if params.get("mailto") or "mailto:" in headers.get("User-Agent", "") else "public"
        split = f"{who}-{'single' if single else 'array'}"
        return split if split in self.pools else who

    def enter(self, pool: str, now: float) -> int:
        """200 where a request may pass, 429 or 403 where not; `leave` must follow in any case."""
        self._apply_changes()
        self._seen += 1
        self.in_flight[pool] = self.in_flight.get(pool, 0) + 1
        if not self.enforced:
            return 200
        if self.banned:
            return 403
        limits = self.pools[pool]
        times = self._times.setdefault(pool, deque())
        while times and times[0] <= now - limits.interval:
            times.popleft()
        crowded = limits.concurrency is not None and self.in_flight[pool] > limits.concurrency
        if not crowded and len(times) < limits.rate:
            times.append(now)
            return 200
        return self._refuse(now)

    def leave(self, pool: str) -> None:
        """The answer is about to be complete."""
        self.in_flight[pool] = max(0, self.in_flight.get(pool, 0) - 1)

    def headers(self, pool: str) -> list[tuple[str, str]]:
        """What an answer tells of the limits."""
        if not self.sends_headers:
            return []
        limits = self.pools[pool]
        told = [
            ("x-api-pool", pool),
            ("x-rate-limit-limit", str(limits.rate)),
            ("x-rate-limit-interval", f"{limits.interval:g}s"),
        ]
        return (
            told if limits.concurrency is None else [*told, ("x-concurrency-limit", str(limits.concurrency))]
        )

    def refusal(self, status: int, now: float, style: str = "") -> Reply:
        """The answer with 429 in ``style``, or the ban; ``now`` is in seconds since 1970."""
        if status == 403:
            return page(403, "403 Forbidden", "Your access has been blocked.")
        return _REFUSALS[style or self.style](now)

    def reset(self) -> None:
        """Forget all that was asked."""
        self.banned = False
        for kept in (self.in_flight, self._times, self._refusals, self._changes):
            kept.clear()
        self._seen = 0

    def _refuse(self, now: float) -> int:
        self._refusals.append(now)
        while self._refusals[0] <= now - BAN_WINDOW:
            self._refusals.popleft()
        self.banned = self.ban_after is not None and len(self._refusals) > self.ban_after
        return 403 if self.banned else 429

    def _apply_changes(self) -> None:
        for change in [change for change in self._changes if change[0] <= self._seen]:
            self._changes.remove(change)
            _, name, self.pools[name] = change


_WORDS = "You have sent too many requests in a given amount of time."


def _waiting(retry_after: str) -> Reply:
    reply = page(429, "429 Too Many Requests", _WORDS)
    return reply._replace(headers=Headers([*reply.headers.items(), ("Retry-After", retry_after)]))


_REFUSALS: dict[str, Callable[[float], Reply]] = {
    "html": lambda _: page(429, "429 Too Many Requests", _WORDS),
    "json": lambda _: encoded(
        {"status": "error", "message-type": "rate-limit", "message": _WORDS}, 429, Retry_After="1"
    ),
    "text": lambda _: text(429, _WORDS, Retry_After="1"),
    "date": lambda now: _waiting(formatdate(now + 2, usegmt=True)),
    "absurd": lambda _: _waiting("86400"),
    "banana": lambda _: _waiting("banana"),
}
