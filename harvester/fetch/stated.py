"""What the headers of an answer say about how often, how many at a time, and when to ask again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86_400.0
"""Seconds; a longer Retry-After is taken as this, and no limit is stated for longer."""

MOST_IN_FLIGHT = 8
"""Requests at a time that are made of a server that allows more."""

_VAST = 1e9
_INTERVAL = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?(ms|s|m|h|d)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": DAY}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many ``requests`` in so many ``seconds``; both are above 0."""

    requests: float
    seconds: float = 1.0


def rate(headers: Mapping[str, str]) -> Rate | None:
    """The rate that is allowed; None where none is stated, or nonsense.

    >>> rate({"x-rate-limit-limit": "50", "x-rate-limit-interval": "1m"})
    Rate(requests=50.0, seconds=60.0)
    >>> rate({"x-rate-limit-limit": "3", "x-rate-limit-interval": "2"})
    Rate(requests=3.0, seconds=2.0)
    >>> [rate({"x-rate-limit-limit": n, "x-rate-limit-interval": "1s"}) for n in ("0", "-3", "inf", "many", "3, 3")]
    [None, None, None, None, None]
    >>> [rate({"x-rate-limit-limit": "3", "x-rate-limit-interval": i}) for i in ("", "0s", "soon", "9d", "1 s s")]
    [None, None, None, None, None]
    """
    limit = _NUMBER.fullmatch(headers.get("x-rate-limit-limit", "").strip())
    interval = _INTERVAL.fullmatch(headers.get("x-rate-limit-interval", "").strip().lower())
    if not (limit and interval):
        return None
    return sound_rate(float(limit[0]), float(interval[1]) * _SECONDS[interval[2] or "s"])


def sound_rate(requests: object, seconds: object) -> Rate | None:
    """The rate of these two, or None where that would be nonsense."""
    if not isinstance(requests, int | float) or not isinstance(seconds, int | float):
        return None
    sound = 0 < requests < _VAST and 0 < seconds <= DAY
    return Rate(float(requests), float(seconds)) if sound else None


def in_flight(headers: Mapping[str, str]) -> int | None:
    """How many requests may be under way at a time, 1 to `MOST_IN_FLIGHT`; None where that is not stated.

    >>> [in_flight({"x-concurrency-limit": text}) for text in ("3", "1000", "0", "-1", "²", "a few", "")]
    [3, 8, None, None, None, None, None]
    """
    stated = headers.get("x-concurrency-limit", "").strip()
    if not (stated.isascii() and stated.isdigit() and len(stated) < 10):
        return None
    return min(int(stated), MOST_IN_FLIGHT) or None


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds that the server asks us to wait, 0 to `DAY`; None where it says nothing readable.

    >>> retry_after({"Retry-After": "7"}, now=0), retry_after({"Retry-After": "9" * 400}, now=0)
    (7.0, 86400.0)
    >>> retry_after({"Retry-After": "Thu, 01 Jan 1970 00:00:09 GMT"}, now=5.0)
    4.0
    >>> retry_after({"Retry-After": "banana"}, now=0), retry_after({"Retry-After": "-1"}, now=0)
    (None, None)
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value), DAY)
    try:
        wanted = parsedate_to_datetime(value).timestamp()
        # The server's own clock tells how long it means; ours may be wrong, or its.
        sent = parsedate_to_datetime(headers["Date"]).timestamp() if "Date" in headers else now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wanted - sent, 0.0), DAY)
