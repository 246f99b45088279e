"""The adapter under the session: every request is paced, retried, capped, and recorded or replayed here."""

from __future__ import annotations

import io
import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from harvester.errors import DeadlineExceeded
from harvester.fetch.pace import LONGEST_DELAY, Pace
from harvester.fetch.reply import Headers, Reply
from harvester.fetch.wire import Ask, TryAgain, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from harvester.fetch.recorder import Recorder
    from harvester.fetch.recording import Recording

TRIES = 4
PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that may be gone a moment later."""

_REPEATABLE = frozenset({"GET", "HEAD"})
_FIRST_PAUSE = 1.0  # seconds, doubled with every try

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Limits:
    """What bounds one request.

    Attributes:
        seconds: on the network, over all tries; pauses between tries are not counted.
        max_bytes: decoded bytes of one body.
    """

    seconds: float
    max_bytes: int


@dataclass
class Transport(BaseAdapter):
    """All traffic of one `Web`.

    Attributes:
        sent: host -> requests sent (or replayed) so far, each try counted.
    """

    wire: Wire
    pace: Pace
    limits: Limits
    user_agent: str
    random: Callable[[], float]
    private_hosts: Collection[str] = frozenset()
    recording: Recording | None = None
    recorder: Recorder | None = None
    sent: Counter[str] = field(default_factory=Counter)

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        """The answer to ``request`` as requests' own class, its body read; what else requests hands over is ours.

        Raises:
            FetchError: there is no complete answer.
        """
        reply = self.exchange(request)
        response = Response()
        response.status_code = reply.status
        response.reason = reason(reply.status)
        response.headers = CaseInsensitiveDict(reply.headers)
        response.url = request.url or ""
        response.request = request
        response.encoding = _charset(reply.headers)
        response.raw = io.BytesIO(reply.body)
        log.debug("%s %s: %d, %d bytes", request.method, request.url, reply.status, len(response.content))
        return response

    def exchange(
        self, request: PreparedRequest, *, max_bytes: int | None = None, may_be_private: bool = True
    ) -> Reply:
        """The complete answer to ``request``.

        Args:
            request: an http or https request.
            max_bytes: cap on the decoded body; by default the limit of the config.
            may_be_private: whether ``private_hosts`` counts for it (not after a redirect from elsewhere).

        Raises:
            FetchError: there is none.
        """
        headers = {name: _text(value) for name, value in request.headers.items() if name.lower() != "cookie"}
        headers |= {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        ask = Ask(
            method=request.method or "GET",
            url=bare(request.url or ""),
            headers=headers,
            limit=max_bytes or self.limits.max_bytes,
            body=request.body if isinstance(request.body, bytes | str) else None,
        )
        ask = ask._replace(private=may_be_private and ask.host in self.private_hosts)
        if self.recorder:
            # A 304 would leave the recording without the page.
            ask = ask._replace(headers=dict(Headers(headers).without("if-none-match", "if-modified-since")))
        if self.recording:
            self.sent[ask.host] += 1
            reply = self.recording.answer(ask.method, ask.url, ask.headers)
        else:
            reply = self._persist(ask)
        if self.recorder and ask.method in _REPEATABLE:
            self.recorder.write(ask.method, ask.url, reply)
        return reply

    def close(self) -> None:
        """Close every kept connection."""
        self.wire.close()

    def _persist(self, ask: Ask) -> Reply:
        """The first answer that does not ask for another try, or the last one."""
        left = self.limits.seconds
        tries = TRIES if ask.method in _REPEATABLE else 1
        for attempt in range(1, tries + 1):
            self.pace.wait(ask.host)
            self.sent[ask.host] += 1
            began = time.monotonic()
            try:
                reply = self.wire.ask(ask, seconds=left)
            except TryAgain as failure:
                if attempt == tries:
                    raise failure.error from failure.__cause__
                pause, why = self._back_off(attempt), str(failure)
            else:
                if reply.status not in PASSING or attempt == tries:
                    return reply
                asked = retry_after(reply.headers, now=time.time())
                pause, why = self._back_off(attempt) if asked is None else asked, f"{ask.url}: {reply.status}"
            log.debug("try %d in %.1f s: %s", attempt + 1, pause, why)
            self.pace.hold(ask.host, pause)
            left -= time.monotonic() - began
            if left <= 0:
                break
        raise DeadlineExceeded(
            f"{ask.url}: no complete answer within {self.limits.seconds:g} s; "
            "try again later, or raise http.deadline",
            url=ask.url,
        )

    def _back_off(self, attempt: int) -> float:
        """Seconds to pause after try number ``attempt`` (from 1): doubled each time, spread by half."""
        return float(_FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + self.random()))


def bare(url: str) -> str:
    """``url`` without its fragment and without a user's name and password, which go out as a header.

    >>> bare("https://me:secret@a.org/x?y#z")
    'https://a.org/x?y'
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds that the server asks us to wait, 0 to `LONGEST_DELAY`; None where it says nothing readable.

    >>> retry_after({"Retry-After": "7"}, now=0), retry_after({"Retry-After": "86400"}, now=0)
    (7.0, 60.0)
    >>> retry_after({"Retry-After": "Thu, 01 Jan 1970 00:00:09 GMT"}, now=5.0)
    4.0
    >>> retry_after({"Retry-After": "banana"}, now=0), retry_after({"Retry-After": "-1"}, now=0)
    (None, None)
    """
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return min(float(value), LONGEST_DELAY)
    try:
        wanted = parsedate_to_datetime(value).timestamp()
        sent = parsedate_to_datetime(headers["Date"]).timestamp() if "Date" in headers else now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wanted - sent, 0.0), LONGEST_DELAY)


def reason(status: int) -> str:
    """The standard phrase of an HTTP status code.

    >>> reason(404), reason(299)
    ('Not Found', '')
    """
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _charset(headers: Mapping[str, str]) -> str | None:
    _, found, rest = headers.get("Content-Type", "").lower().partition("charset=")
    return rest.partition(";")[0].strip(" \"'") or None if found else None


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
