"""The adapter under the session: every request is paced, retried, capped, and recorded or replayed here."""

from __future__ import annotations

import io
import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from harvester.errors import DeadlineExceeded, Throttled, Unreachable
from harvester.fetch.breaker import AT_LEAST, Breaker
from harvester.fetch.pace import Lane, Pace
from harvester.fetch.quota import LONGEST_WAIT, Quota
from harvester.fetch.reply import Headers, Reply
from harvester.fetch.stated import retry_after
from harvester.fetch.wire import Ask, TryAgain, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from harvester.fetch.recorder import Recorder
    from harvester.fetch.recording import Recording

TRIES = 4
PASSING = frozenset({429, 500, 502, 503, 504})
"""Statuses that may be gone a moment later."""

_DOWN = PASSING - {500}  # which one page may answer for ever, on a host that is up

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
        quotas: base URL -> the quota of the API there; every other host is asked at its pace.
        sent: host -> requests sent (or replayed) so far, each try counted.
        pools: host -> the pool that its last answer named in x-api-pool.
    """

    wire: Wire
    pace: Pace
    breaker: Breaker
    limits: Limits
    user_agent: str
    random: Callable[[], float]
    private_hosts: Collection[str] = frozenset()
    recording: Recording | None = None
    recorder: Recorder | None = None
    quotas: dict[str, Quota] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    pools: dict[str, str] = field(default_factory=dict)

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        """The answer to ``request`` as requests' own class, its body read; what else requests hands over is ours.

        Raises:
            FetchError: there is no complete answer, or it is a 429 to the last try.
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
            self._note_pool(ask, reply)
        else:
            reply = self._persist(ask)
        if self.recorder and ask.method in _REPEATABLE:
            self.recorder.write(ask.method, ask.url, reply)
        return reply

    def close(self) -> None:
        """Close every kept connection."""
        self.wire.close()

    def _persist(self, ask: Ask) -> Reply:
        """The answer to ``ask`` after all the tries that it takes, unless its host is known to be down.

        Raises:
            Throttled: to the last try we ask too often, or a longer rest is asked for than can be waited for.
            FetchError: there is no answer.
        """
        self.breaker.check(ask.url)
        quota = next((quota for quota in self.quotas.values() if quota.covers(ask.url)), None)
        # What an API does not answer waits for the next run; pages of a site would count as failed.
        at_least = 0.0 if quota else AT_LEAST
        try:
            reply = self._try(ask, quota or Lane(self.pace, ask.host))
        except (Unreachable, DeadlineExceeded):
            self.breaker.failed(ask.url, at_least=at_least)
            raise
        if reply.status in _DOWN:
            self.breaker.failed(ask.url, at_least=at_least)
        else:
            self.breaker.passed(ask.url)
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            advice = "run again later" if quota else "run again later, or raise http.pace"
            asked = retry_after(reply.headers, now=time.time())
            wait = self._back_off(TRIES) if asked is None else asked
            raise _throttled(ask, reply, wait, f"to every try; {advice}")
        return reply

    def _try(self, ask: Ask, lane: Lane | Quota) -> Reply:
        """The first answer that does not ask for another try, or the last one.

        All pauses together take at most `LONGEST_WAIT`; the rest asked for after the last try is for the next request.
        """
        left, patience = self.limits.seconds, LONGEST_WAIT
        tries = TRIES if ask.method in _REPEATABLE else 1
        for attempt in range(1, tries + 1):
            with lane.turn(ask.url):
                self.sent[ask.host] += 1
                began = time.monotonic()
                outcome = self._once(ask, seconds=left)
            asked = None
            if isinstance(outcome, Reply):
                lane.learn(ask.url, outcome)
                self._note_pool(ask, outcome)
                if outcome.status not in PASSING:
                    return outcome
                asked = self._wish(ask, outcome)
            pause = self._back_off(attempt) if asked is None else asked
            last = attempt == tries or pause > patience
            if asked or not last:
                lane.hold(pause)
            if last:
                return _settled(outcome)
            log.debug("%s: try %d in %.1f s, after %s", ask.url, attempt + 1, pause, _said(outcome))
            patience -= pause
            left -= time.monotonic() - began
            if left <= 0:
                break
        raise DeadlineExceeded(
            f"{ask.url}: no complete answer within {self.limits.seconds:g} s; "
            "try again later, or raise http.deadline",
            url=ask.url,
        )

    def _once(self, ask: Ask, *, seconds: float) -> Reply | TryAgain:
        """The answer to ``ask``, or the failure that may pass."""
        try:
            return self.wire.ask(ask, seconds=seconds)
        except TryAgain as failure:
            return failure

    def _note_pool(self, ask: Ask, reply: Reply) -> None:
        if pool := reply.headers.get("x-api-pool"):
            self.pools[ask.host] = pool

    def _wish(self, ask: Ask, reply: Reply) -> float | None:
        """Seconds of rest that ``reply`` asks for, None where it says nothing.

        Raises:
            Throttled: it asks for more than `LONGEST_WAIT`. Until then, its host is not asked again.
        """
        asked = retry_after(reply.headers, now=time.time())
        if asked is not None and asked > LONGEST_WAIT:
            self.breaker.rest(ask.url, seconds=asked, status=reply.status)
            raise _throttled(ask, reply, asked, f"and wants {asked:.0f} s of rest; run again after that")
        return asked

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


def _settled(outcome: Reply | TryAgain) -> Reply:
    """``outcome``, which is the last one."""
    if isinstance(outcome, TryAgain):
        raise outcome.error from outcome.__cause__
    return outcome


def _said(outcome: Reply | TryAgain) -> str:
    return str(outcome.status) if isinstance(outcome, Reply) else str(outcome)


def _throttled(ask: Ask, reply: Reply, wait: float, words: str) -> Throttled:
    said = f"{ask.url}: answers {reply.status} {reason(reply.status)} {words}"
    return Throttled(said, url=ask.url, status=reply.status, wait=wait)


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
