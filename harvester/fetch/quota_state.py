"""What is known of an API and its pools, as the one line that processes share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.fetch.stated import MOST_IN_FLIGHT, Rate, sound_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR = 1 / 16
"""Share of a stated rate below which no 429 brings us."""

SKEW = 5.0
"""Seconds; a time further ahead than this was written by a clock that has since been set back."""

_VAST = 1e12


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a pool allows, and the share of its rate that we use."""

    rate: Rate | None = None
    seats: int | None = None
    share: float = 1.0


@dataclass(slots=True)
class PoolState:
    """What is known of one pool: its limits, and when it was last asked."""

    limits: Allowance = Allowance()
    last: float | None = None

    @classmethod
    def of(cls, fields: Any) -> PoolState:  # noqa: ANN401  (whatever the file holds)
        """What ``fields`` say; whatever of them makes no sense is not known."""
        if not isinstance(fields, dict):
            return cls()
        seats, share = fields.get("in_flight"), _number(fields.get("share"))
        limits = Allowance(
            rate=sound_rate(fields.get("requests"), fields.get("seconds")),
            seats=seats if isinstance(seats, int) and 0 < seats <= MOST_IN_FLIGHT else None,
            share=1.0 if share is None or not FLOOR <= share <= 1 else share,
        )
        return cls(limits, _number(fields.get("last")))

    def fields(self) -> dict[str, float | None]:
        """The same as JSON holds it."""
        rate = self.limits.rate
        requests, seconds = (rate.requests, rate.seconds) if rate else (None, None)
        return {
            "requests": requests,
            "seconds": seconds,
            "in_flight": self.limits.seats,
            "share": round(self.limits.share, 4),
            "last": self.last,
        }


@dataclass(frozen=True, slots=True)
class ApiState:
    """The line of one API: its pools, and the rest that it asked for (when, and until when)."""

    held: tuple[float, float] | None = None
    pools: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, line: str) -> ApiState:
        """What ``line`` says; a damaged one says nothing."""
        try:
            fields = json.loads(line or "{}")
        except ValueError:
            return cls()
        if not isinstance(fields, dict):
            return cls()
        held, pools = fields.get("held"), fields.get("pools")
        times = [_number(time) for time in held] if isinstance(held, list) else []
        return cls(
            held=(times[0], times[1]) if len(times) == 2 and times[0] and times[1] else None,
            pools=pools if isinstance(pools, dict) else {},
        )

    def pool(self, name: str) -> PoolState:
        """What is known of the pool of this ``name``."""
        return PoolState.of(self.pools.get(name))

    def line_with(self, name: str, pool: PoolState) -> str:
        """The same with ``pool`` as the one of this ``name``."""
        return json.dumps({"held": self.held, "pools": {**self.pools, name: pool.fields()}})

    def line_held(self, since: float, until: float) -> str:
        """The same, held from ``since`` ``until``."""
        return json.dumps({"held": (since, until), "pools": self.pools})

    def rest_asked(self, now: float) -> float:
        """Seconds for which the API as a whole is still to be left alone."""
        if self.held is None or self.held[0] > now + SKEW:
            return 0.0
        return max(self.held[1] - now, 0.0)


def _number(value: object) -> float | None:
    """``value`` where it is a number that a clock or a share may have."""
    return float(value) if isinstance(value, int | float) and -_VAST < value < _VAST else None
