"""One request over the network and its complete answer; no second try is made here."""

from __future__ import annotations

import http.client
import socket
import time
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import requests.utils
import urllib3
from urllib3 import exceptions

from harvester.errors import BadBody, ConfigError, DeadlineExceeded, FetchError, ForbiddenAddress, Unreachable
from harvester.fetch import dial
from harvester.fetch.address import literal, refusal
from harvester.fetch.body import Truncated, read_body
from harvester.fetch.reply import Headers, Reply

if TYPE_CHECKING:
    import ssl

    from urllib3.connectionpool import HTTPConnectionPool

    from harvester.config import HttpConfig

CONNECT_SECONDS = 10.0
_OF_THE_TRANSFER = (
    "connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length", "set-cookie",
)  # fmt: skip
_POOLS = {
    False: {"http": dial.OpenPool, "https": dial.OpenTLSPool},
    True: {"http": dial.GuardedPool, "https": dial.GuardedTLSPool},
}
_ALLOW = (
    "if this host is yours to harvest, set `allow_private = true` for its source, "
    "or give --allow-private to `harvester init`"
)


class Ask(NamedTuple):
    """One request.

    Attributes:
        url: absolute and percent-encoded, without fragment.
        limit: decoded bytes that the answer may hold.
        private: whether the host may be at a private address.
    """

    method: str
    url: str
    headers: dict[str, str]
    limit: int
    private: bool = False
    body: bytes | str | None = None

    @property
    def host(self) -> str:
        """The host's name, in lower case."""
        return (urlsplit(self.url).hostname or "").rstrip(".")


class TryAgain(Exception):
    """A failure that may pass; ``error`` is what to raise when it does not."""

    def __init__(self, error: FetchError) -> None:
        super().__init__(str(error))
        self.error = error


class Wire:
    """The network side of the transport: address check, TLS, proxy and ``http.connect``."""

    def __init__(self, config: HttpConfig) -> None:
        self._config = config
        self._connect = {host.lower(): address for host, address in config.connect.items()}
        self._managers: dict[tuple[str, bool], urllib3.PoolManager] = {}

    def ask(self, ask: Ask, *, seconds: float) -> Reply:
        """The complete answer to ``ask``, which may take ``seconds`` in all.

        Raises:
            TryAgain: a failure that may pass: no connection, silence, a cut-off body.
            FetchError: any other.
        """
        until = time.monotonic() + seconds
        try:
            with closing(self._send(ask, seconds)) as response:
                body = read_body(response, url=ask.url, limit=ask.limit)
                fields = Headers(
                    (name, value)
                    for name, value in response.headers.itermerged()
                    if name.lower() not in _OF_THE_TRANSFER
                )
                return Reply(response.status, fields, body)
        except Truncated as error:
            raise TryAgain(error) from error
        except dial.Refused as error:
            raise ForbiddenAddress(f"{ask.url}: {error}; {_ALLOW}", url=ask.url) from error
        except exceptions.NewConnectionError as error:  # urllib3 counts it among the timeouts
            raise _translate(ask, error) from error
        except exceptions.TimeoutError as error:
            if time.monotonic() >= until - 0.005:
                raise DeadlineExceeded(
                    f"{ask.url}: no complete answer within {self._config.deadline:g} s; "
                    "try again later, or raise http.deadline",
                    url=ask.url,
                ) from error
            raise TryAgain(_unreachable(ask, "the server is silent; try again later")) from error
        except exceptions.HTTPError as error:
            raise _translate(ask, error) from error

    def close(self) -> None:
        """Close every kept connection."""
        for manager in self._managers.values():
            manager.clear()
        if "_proxied" in self.__dict__:
            self._proxied.clear()

    def _send(self, ask: Ask, seconds: float) -> urllib3.BaseHTTPResponse:
        """The answer with its headers read and its body still on the way."""
        parts = urlsplit(ask.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        pool = self._pool(ask)
        if pool.proxy is not None and parts.scheme == "http":
            target = ask.url
        connect = min(CONNECT_SECONDS, seconds * dial.PATIENCE)
        return pool.urlopen(
            ask.method,
            target,
            body=ask.body,
            headers=ask.headers | {"Host": parts.netloc.rpartition("@")[2]},
            retries=False,
            redirect=False,
            assert_same_host=False,
            timeout=urllib3.Timeout(total=seconds, connect=connect, read=seconds),
            preload_content=False,
            decode_content=False,
        )

    def _pool(self, ask: Ask) -> HTTPConnectionPool:
        parts = urlsplit(ask.url)
        there = self._connect.get(parts.netloc.lower()) or self._connect.get(ask.host)
        if there:
            address = urlsplit(f"//{there}")
            return self._direct("http", guarded=False).connection_from_host(
                address.hostname, address.port or 80, "http"
            )
        if self._config.proxy:
            # Names are looked up by the proxy, so only what the URL itself spells can be checked here.
            spelled = None if ask.private else literal(ask.host)
            if spelled and refusal(spelled):
                raise dial.Refused(f"its host {ask.host} is a {refusal(spelled)} address")
            manager = self._proxied
        else:
            manager = self._direct(parts.scheme, guarded=not ask.private)
        return manager.connection_from_host(ask.host, parts.port, parts.scheme)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        bundle = self._config.ca_bundle
        try:
            return dial.ssl_context(str(bundle or requests.utils.DEFAULT_CA_BUNDLE_PATH))
        except OSError as error:
            raise ConfigError(
                f"http.ca_bundle: {bundle} holds no readable certificates ({error}); name a PEM file"
            ) from error

    def _direct(self, scheme: str, *, guarded: bool) -> urllib3.PoolManager:
        """The kept connections of one kind, which start without TLS where none is needed."""
        key = (scheme, guarded)
        if key not in self._managers:
            context = self._tls if scheme == "https" else None
            self._managers[key] = urllib3.PoolManager(num_pools=32, maxsize=4, ssl_context=context)
            self._managers[key].pool_classes_by_scheme = _POOLS[guarded]
        return self._managers[key]

    @cached_property
    def _proxied(self) -> urllib3.PoolManager:
        proxy = self._config.proxy or ""
        parts = urlsplit(proxy)
        who = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        secret = urllib3.make_headers(proxy_basic_auth=who) if parts.username else None
        try:
            manager = urllib3.ProxyManager(proxy, proxy_headers=secret, maxsize=4, ssl_context=self._tls)
        except (exceptions.HTTPError, ValueError) as error:
            raise ConfigError(
                f"http.proxy: {parts.hostname or proxy} is no proxy that can be used ({error}); "
                "write it as http://host:port"
            ) from error
        manager.pool_classes_by_scheme = _POOLS[False]
        return manager


def _translate(ask: Ask, error: exceptions.HTTPError) -> Exception:
    """Our own error for urllib3's."""
    cause = error.__cause__ or next((arg for arg in error.args if isinstance(arg, Exception)), None)
    if isinstance(error, exceptions.NameResolutionError):
        unknown = _unreachable(ask, f"no address is known for the host {ask.host}; check the name")
        again = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN
        return TryAgain(unknown) if again else unknown
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return _unreachable(
            ask,
            "its TLS certificate cannot be verified; if an authority of yours signed it, set http.ca_bundle",
        )
    if isinstance(cause, http.client.IncompleteRead):
        return TryAgain(
            BadBody(f"{ask.url}: the body is shorter than announced; try again later", url=ask.url)
        )
    if isinstance(error, exceptions.LocationValueError):
        return _unreachable(ask, "this is no URL that can be asked for")
    return TryAgain(_unreachable(ask, f"no connection, or it broke off ({cause or error}); try again later"))


def _unreachable(ask: Ask, reason: str) -> Unreachable:
    return Unreachable(f"{ask.url}: {reason}", url=ask.url)
