"""When, and how many at a time, an API that states its limits may be asked; by pool, across processes."""

from __future__ import annotations

import hashlib
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.errors import DeadlineExceeded, Throttled
from harvester.fetch.quota_state import FLOOR, SKEW, Allowance, ApiState, PoolState
from harvester.fetch.stated import Rate, in_flight, rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harvester.fetch.board import Board
    from harvester.fetch.reply import Reply

LONGEST_WAIT = 180.0
"""Seconds; who has to wait longer for one turn is told so instead."""

LONGEST_TURN = 600.0
"""Seconds that a request waits in all for its turn, among others that want one too."""

_SPREAD = 1.1  # requests that leave a second apart may arrive closer together
_RECOVERY = 1 / 20  # of the rate stated, by which each good answer brings us up again
_LOOK = 0.05  # seconds between two looks for a free seat
_NOTHING = 1e-6  # seconds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Api:
    """An API that says in its headers how often it may be asked.

    Attributes:
        base: URL under which all of its routes are.
        pool_of: path of a request behind ``base``, such as "/works/10.1%2Fx" -> name of the pool that it draws on.
        assumed: pool -> its rate for as long as none was stated; one request a second where it is not named.
    """

    base: str
    pool_of: Callable[[str], str]
    assumed: Mapping[str, Rate] = field(default_factory=dict)


class Quota:
    """Gives out the turns in which an API is asked.

    The file ``state/<sha256 of base>.api`` holds what the API stated, how far we stay below it, and when each
    pool was last asked; it is the truth for all processes, and is looked at again before every request, so a
    limit that changes holds for everybody at once. A request holds one of the seats ``.api.0``, ``.api.1``, ...
    while it is under way; the system frees the seats of a process that is killed.

    Args:
        api: the API.
        board: where processes meet.
        clock: seconds, the same for all processes.
        sleep: waits for that many seconds.
        cautious: whether pools are spaced at the rate assumed while none is stated. One request at a time is
            kept even so; a 429 makes it cautious, too.
    """

    def __init__(
        self,
        api: Api,
        board: Board,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        cautious: bool = True,
    ) -> None:
        self._api = api
        self._board = board
        self._clock = clock
        self._sleep = sleep
        self._cautious = cautious
        self._seen: dict[str, Allowance] = {}  # pool -> its limits when it was last asked from here
        self._place, self._root = _split(api.base.rstrip("/"))
        self._name = f"{hashlib.sha256(repr((self._place, self._root)).encode()).hexdigest()}.api"

    def covers(self, url: str) -> bool:
        """Whether ``url`` is one of this API's."""
        place, path = _split(url)
        return place == self._place and f"{path}/".startswith(f"{self._root}/")

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait until ``url`` may be asked for, and hold a seat meanwhile.

        Raises:
            Throttled: it may not be for more than `LONGEST_WAIT`.
            DeadlineExceeded: others took every turn for `LONGEST_TURN`.
        """
        leave = self._enter(url, self._pool(url))
        try:
            yield
        finally:
            leave()

    def learn(self, url: str, reply: Reply) -> None:
        """Take over the limits that the answer to ``url`` states; slow down after a 429, speed up after others."""
        pool = self._pool(url)
        stated, seats = rate(reply.headers), in_flight(reply.headers)
        slower, faster = reply.status == 429, reply.status < 500
        seen = self._seen.get(pool)
        if seen and not slower and seen == Allowance(stated or seen.rate, seats or seen.seats):
            return  # as in nearly every answer

        def step(line: str) -> str:
            state = ApiState.of(line)
            known = state.pool(pool)
            share = known.limits.share
            if slower:
                share = max(share / 2, FLOOR)
            elif faster:
                share = min(share + _RECOVERY, 1.0)
            known.limits = Allowance(stated or known.limits.rate, seats or known.limits.seats, share)
            log.debug("%s, %s: %s", self._api.base, pool, known.limits)
            return state.line_with(pool, known)

        self._board.change(self._name, step)

    def hold(self, seconds: float) -> None:
        """Let nobody ask this API for ``seconds`` from now."""

        def step(line: str) -> str:
            state, now = ApiState.of(line), self._clock()
            return state.line_held(now, now + max(seconds, state.rest_asked(now)))

        self._board.change(self._name, step)

    def _pool(self, url: str) -> str:
        return self._api.pool_of(_split(url)[1][len(self._root) :])

    def _enter(self, url: str, pool: str) -> Callable[[], None]:
        """What gives the seat back that a request to ``pool`` may take now."""
        now = began = self._clock()
        while True:
            state = ApiState.of(self._board.read(self._name))
            known = state.pool(pool)
            rest = self._rest(state, pool, known, now)
            if rest > LONGEST_WAIT:
                raise Throttled(
                    f"{url}: not asked, since its server wants {rest:.0f} s more of rest; run again after that",
                    url=url, status=429, wait=rest,
                )  # fmt: skip
            if not rest:
                leave = self._take(pool, known.limits.seats or 1, now)
                if leave:
                    return leave
                rest = _LOOK
            if now + rest > began + LONGEST_TURN:
                raise DeadlineExceeded(
                    f"{url}: no turn within {LONGEST_TURN:g} s, since others ask this server too; "
                    "run again when they have finished",
                    url=url,
                )
            self._sleep(rest)
            # A clock that is set back meanwhile does not keep us waiting.
            now = max(self._clock(), now + rest)

    def _take(self, pool: str, seats: int, now: float) -> Callable[[], None] | None:
        """What gives the seat back, if one is free and nobody took the turn meanwhile."""
        # From the last, so that the first ones stay free for a pool that has fewer.
        for number in reversed(range(seats)):
            leave = self._board.seat(f"{self._name}.{number}")
            if leave is None:
                continue
            if self._claim(pool, number, now):
                return leave
            leave()
            break
        return None

    def _claim(self, pool: str, seat: int, now: float) -> bool:
        """Whether the pool may be asked from this seat at once; if so, that is written down."""
        claimed = False

        def step(line: str) -> str:
            nonlocal claimed
            state, at = ApiState.of(line), max(now, self._clock())
            known = state.pool(pool)
            if seat >= (known.limits.seats or 1) or self._rest(state, pool, known, at):
                return line
            self._seen[pool] = known.limits
            known.last, claimed = at, True
            return state.line_with(pool, known)

        self._board.change(self._name, step)
        return claimed

    def _rest(self, state: ApiState, pool: str, known: PoolState, now: float) -> float:
        """Seconds until ``pool`` may be asked."""
        share = known.limits.share
        assumed = self._api.assumed.get(pool, Rate(1)) if self._cautious or share < 1 else None
        allowed = known.limits.rate or assumed
        rest = state.rest_asked(now)
        if allowed and known.last is not None and known.last <= now + SKEW:
            gap = allowed.seconds / (allowed.requests * share) * _SPREAD
            rest = max(rest, known.last + gap - now)
        return rest if rest > _NOTHING else 0.0


def _split(url: str) -> tuple[tuple[str, str, int | None], str]:
    """Scheme, host and port of ``url``, and its path."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return (parts.scheme, (parts.hostname or "").rstrip("."), port), parts.path
