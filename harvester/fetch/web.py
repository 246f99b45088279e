"""The one polite way to the network."""

from __future__ import annotations

import random as random_numbers
import time
from functools import partial
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

import requests

from harvester import __version__
from harvester.errors import (
    BadBody,
    FetchError,
    ForbiddenAddress,
    HttpStatus,
    RobotsDisallow,
    Throttled,
    TooLarge,
    Unreachable,
)
from harvester.fetch.board import Board
from harvester.fetch.breaker import Breaker
from harvester.fetch.pace import Pace
from harvester.fetch.quota import Api, Quota
from harvester.fetch.recorder import Recorder
from harvester.fetch.recording import Recording
from harvester.fetch.response import Response
from harvester.fetch.robots import Rules, parse_rules
from harvester.fetch.transport import Limits, Transport, bare, reason
from harvester.fetch.wire import Wire

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from harvester.config import Contact, HttpConfig
    from harvester.fetch.reply import Reply

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MAX_REDIRECTS = 5

_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ADVICE = {
    401: "it wants a login; ask its owner for access, or remove the source",
    403: "the site refuses us; ask its owner to let us in, or remove the source",
    406: "it has no such format; ask for another",
    429: "we ask too often; raise http.pace",
}


class _Session(requests.Session):
    """A session whose redirects lead to private hosts only from private hosts."""

    def __init__(self, private_hosts: Collection[str]) -> None:
        super().__init__()
        self._private_hosts = private_hosts

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        there = urljoin(resp.url, target)
        if _host(there) in self._private_hosts and not _may_follow(resp.url, there, self._private_hosts):
            raise ForbiddenAddress(
                f"{resp.url}: redirects to {there}, a private host; leave it out", url=resp.url
            )
        return target


class Web:
    """Requests under one identity, at one pace a host, shared by everything that leaves the machine.

    Args:
        http: how to behave.
        contact: who we say we are.
        state: folder of the small files through which processes share the pace; None shares nothing.
        private_hosts: names of hosts that may be at private addresses.
        monotonic: clock in seconds, with ``sleep`` and ``random`` replaced in tests.
        sleep: waits for that many seconds.
        random: a number from 0 to 1 that spreads the pauses between tries.

    Raises:
        ConfigError: ``http.replay`` names no recording.
    """

    def __init__(
        self,
        http: HttpConfig,
        contact: Contact,
        *,
        state: Path | None = None,
        private_hosts: Collection[str] = (),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_numbers.random,
    ) -> None:
        # Processes agree on the wall clock alone; whoever brings a clock shares that one instead.
        clock = time.time if state and monotonic is time.monotonic else monotonic
        self._private = frozenset(host.lower() for host in private_hosts)
        self._new_quota = partial(Quota, board=Board(state), clock=clock, sleep=sleep, cautious=http.pace > 0)
        self._transport = Transport(
            wire=Wire(http),
            pace=Pace(http.pace, clock=clock, sleep=sleep, state=state),
            breaker=Breaker(monotonic),
            limits=Limits(seconds=http.deadline, max_bytes=http.max_bytes),
            user_agent=user_agent(contact),
            random=random,
            private_hosts=self._private,
            recording=Recording(http.replay) if http.replay else None,
            recorder=Recorder(http.record) if http.record else None,
        )
        self._rules: dict[tuple[str, bool], Rules | FetchError] = {}
        self.session: requests.Session = _Session(self._private)
        self.session.trust_env = False
        self.session.max_redirects = MAX_REDIRECTS
        self.session.headers["User-Agent"] = self._transport.user_agent
        self.session.mount("http://", self._transport)
        self.session.mount("https://", self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    @property
    def sent(self) -> Counter[str]:
        """Host -> requests sent so far, each try counted."""
        return self._transport.sent

    @property
    def pools(self) -> Mapping[str, str]:
        """Host -> the pool that its last answer named in x-api-pool, such as "polite-single".

        Names have changed; compare their beginning.
        """
        return self._transport.pools

    def api(self, api: Api) -> None:
        """From now on, ask what lies under ``api.base`` as often as its headers allow, and not at ``http.pace``."""
        self._transport.quotas[api.base] = self._new_quota(api)

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = HTML,
        robots: bool = True,
        unbound: Collection[str] = (),
        max_bytes: int | None = None,
    ) -> Response:
        """The page at ``url``, or that it is unchanged (304), not there (404) or gone (410).

        Args:
            url: absolute; a fragment is dropped.
            etag: of the version that we hold; with it or ``last_modified`` the answer may be 304.
            last_modified: likewise.
            accept: value of the Accept header.
            robots: whether to obey robots.txt.
            unbound: hosts that are asked as machines' interfaces, whose robots.txt does not bind us; those that they
                lead to may be others.
            max_bytes: cap on the decoded body; by default ``http.max_bytes``.

        Raises:
            FetchError: there is no such answer; the sub-class says why.
        """
        wanted = {"Accept": accept, "If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in wanted.items() if value}
        return self._follow(url, headers, robots=robots, unbound=unbound, max_bytes=max_bytes)

    def post(self, url: str, body: bytes) -> None:
        """Tell ``url`` something, as plain text; asked once, and redirects are not followed.

        Raises:
            FetchError: it does not answer that all is well (2xx).
        """
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        reply = self._transport.exchange(_prepare(url, headers, body=body))
        if not 200 <= reply.status < 300:
            said = f"{bare(url)}: answers {reply.status} {reason(reply.status)}".rstrip()
            raise HttpStatus(f"{said}; check the address", url=url, status=reply.status)

    def robots_sitemaps(self, url: str) -> list[str]:
        """The ``Sitemap:`` lines of the robots.txt of the host of ``url``.

        Raises:
            FetchError: its robots.txt cannot be asked for.
        """
        return self.rules(url).sitemaps

    def rules(self, url: str) -> Rules:
        """What the robots.txt of the host of ``url`` says to us; asked for once.

        Raises:
            FetchError: it cannot be asked for.
        """
        return self._rules_of(url, trusted=True)

    def _follow(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        robots: bool,
        unbound: Collection[str] = (),
        max_bytes: int | None = None,
        trusted: bool = True,
    ) -> Response:
        """The answer at the end of all redirects, each hop checked like a first request."""
        asked: list[str] = []
        statuses: list[int] = []
        while True:
            request = _prepare(url, headers)
            url = bare(request.url or url)
            if url in asked or len(asked) > MAX_REDIRECTS:
                raise _endless(asked, url, statuses[-1])
            if robots and _host(url) not in unbound:
                self._obey(url, trusted=trusted)
            reply = self._transport.exchange(request, max_bytes=max_bytes, may_be_private=trusted)
            if reply.status not in _MOVED or "Location" not in reply.headers:
                break
            asked.append(url)
            statuses.append(reply.status)
            url = _next_hop(url, reply)
            trusted = trusted and _may_follow(asked[-1], url, self._private)
        _check_status(url, reply, conditional=not headers.keys().isdisjoint(_CONDITIONS))
        return Response(
            url=url,
            status=reply.status,
            headers=reply.headers,
            body=reply.body,
            redirects=tuple(asked),
            permanent=bool(statuses) and _FOR_GOOD.issuperset(statuses),
        )

    def _obey(self, url: str, *, trusted: bool) -> None:
        rules = self._rules_of(url, trusted=trusted)
        if not rules.allows(url):
            why = rules.refusal or "the site's robots.txt forbids this URL to us"
            raise RobotsDisallow(f"{url}: {why}; ask its owner, or leave the source out", url=url)

    def _rules_of(self, url: str, *, trusted: bool) -> Rules:
        """The rules of the host of ``url``, asked for once."""
        key = (urljoin(url, "/robots.txt"), trusted)
        if key not in self._rules:
            self._rules[key] = self._ask_rules(key[0], trusted=trusted)
        rules = self._rules[key]
        if isinstance(rules, FetchError):
            raise rules.with_traceback(None)
        if rules.crawl_delay:
            self._transport.pace.slow_down(_host(url), rules.crawl_delay)
        return rules

    def _ask_rules(self, url: str, *, trusted: bool) -> Rules | FetchError:
        """The rules at ``url``; the error itself where nothing can be asked there at all."""
        try:
            response = self._follow(url, {"Accept": "text/plain,*/*;q=0.5"}, robots=False, trusted=trusted)
        except HttpStatus as error:
            closed = error.status >= 500 or isinstance(error, Throttled)
            return parse_rules(b"", refusal=f"its robots.txt answers {error.status}" if closed else "")
        except (BadBody, TooLarge) as error:
            return parse_rules(b"", refusal=f"its robots.txt cannot be read ({error})")
        except FetchError as error:
            return error
        return parse_rules(response.body if response.status == 200 else b"")


def user_agent(contact: Contact) -> str:
    """Who we say we are.

    >>> from harvester.config import Contact
    >>> user_agent(Contact(mail="a@b.org", url="https://b.org"))
    'harvester/0.1.0 (+https://b.org; mailto:a@b.org)'
    """
    mail = f"; mailto:{contact.mail}" if contact.mail else ""
    return f"harvester/{__version__} (+{contact.url}{mail})"


def _prepare(url: str, headers: Mapping[str, str], *, body: bytes | None = None) -> requests.PreparedRequest:
    """The request for ``url``; with ``body`` it tells, else it asks."""
    if urlsplit(url).scheme.lower() not in {"http", "https"}:
        raise ForbiddenAddress(f"{url}: only http and https URLs are asked for; correct it", url=url)
    try:
        return requests.Request(
            "GET" if body is None else "POST", url.partition("#")[0], headers=dict(headers), data=body
        ).prepare()
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(f"{url}: is no URL that can be asked for ({error}); correct it", url=url) from error


def _endless(asked: Sequence[str], url: str, status: int) -> HttpStatus:
    how = "in a circle" if url in asked else "too often"
    return HttpStatus(
        f"{asked[0]}: redirects {how}, last to {url}; open it in a browser and configure the URL that it ends at",
        url=asked[0],
        status=status,
    )


def _next_hop(url: str, reply: Reply) -> str:
    location = reply.headers["Location"]
    try:
        # Servers send UTF-8 in a field that is read as latin-1.
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = reply.headers["Location"]
    return urljoin(url, location.strip()).partition("#")[0]


def _may_follow(before: str, after: str, private: Collection[str]) -> bool:
    """Whether a redirect may use the right to private addresses: on the same host, or between two that have it."""
    hosts = {_host(before), _host(after)}
    return len(hosts) == 1 or hosts <= set(private)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")


def _check_status(url: str, reply: Reply, *, conditional: bool) -> None:
    """Raise `HttpStatus` unless the status is one that a caller must handle."""
    if reply.status in {200, 404, 410} or (reply.status == 304 and conditional):
        return
    later = "try again later" if reply.status >= 500 else "open it in a browser and correct the URL"
    raise HttpStatus(
        f"{url}: answers {reply.status} {reason(reply.status)}".rstrip()
        + f"; {_ADVICE.get(reply.status, later)}",
        url=url,
        status=reply.status,
    )
