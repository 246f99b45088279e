"""Connections whose address was checked and whose every read counts against one total time."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from typing import ClassVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from harvester.fetch.address import refusal

PATIENCE = 2 / 3
"""Share of the time left that one silence may take; the rest is for another try."""


class Refused(Exception):
    """The host's address is not open to us; the message says which address of which kind."""


class _Timed(socket.socket):
    """A socket whose timeout runs from the moment it is set, not anew for every byte that drips in."""

    _until: float | None = None
    _silence = 0.0

    def settimeout(self, value: float | None, /) -> None:
        self._until = None if value is None else time.monotonic() + value
        self._silence = (value or 0.0) * PATIENCE
        super().settimeout(value)

    def recv_into(self, *args: object, **kwargs: object) -> int:
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError(errno.ETIMEDOUT, "the total time is used up")
            super().settimeout(min(left, self._silence))
        return super().recv_into(*args, **kwargs)  # type: ignore[arg-type]  # handed through as given


class _TimedSocket(_Timed):
    pass


class _TimedSSLSocket(_Timed, ssl.SSLSocket):
    pass


def ssl_context(ca_file: str) -> ssl.SSLContext:
    """A verifying TLS context that trusts the authorities in ``ca_file`` alone.

    Raises:
        OSError: ``ca_file`` cannot be read or holds no certificates.
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.sslsocket_class = _TimedSSLSocket
    return context


def _dial(connection: HTTPConnection, host: str, *, guarded: bool) -> socket.socket:
    """A socket to ``host`` for ``connection``; the address that was checked is the one that is used."""
    port, timeout = connection.port, connection.timeout
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise NameResolutionError(host, connection, error) from error
    except UnicodeError as error:
        raise NameResolutionError(host, connection, socket.gaierror(socket.EAI_NONAME, str(error))) from error
    for *_, address in found:
        kind = refusal(str(address[0])) if guarded else ""
        if kind:
            raise Refused(f"its host {host} is at {address[0]}, a {kind} address")
    failure: OSError = OSError(f"no address is known for {host}")
    until = None if not isinstance(timeout, int | float) else time.monotonic() + timeout
    for family, kind_of_socket, protocol, _, address in found:
        sock = _TimedSocket(family, kind_of_socket, protocol)
        try:
            sock.settimeout(None if until is None else max(until - time.monotonic(), 0.001))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"no connection to {host} within {timeout} s") from failure
    raise NewConnectionError(connection, str(failure)) from failure


class _OpenConnection(HTTPConnection):
    guarded: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        return _dial(self, self._dns_host, guarded=self.guarded)


class _OpenTLSConnection(HTTPSConnection):
    guarded: ClassVar[bool] = False

    def _new_conn(self) -> socket.socket:
        return _dial(self, self._dns_host, guarded=self.guarded)


class _GuardedConnection(_OpenConnection):
    guarded = True


class _GuardedTLSConnection(_OpenTLSConnection):
    guarded = True


class OpenPool(HTTPConnectionPool):
    """Plain HTTP to any address."""

    ConnectionCls = _OpenConnection


class OpenTLSPool(HTTPSConnectionPool):
    """HTTPS to any address."""

    ConnectionCls = _OpenTLSConnection


class GuardedPool(HTTPConnectionPool):
    """Plain HTTP to public addresses only."""

    ConnectionCls = _GuardedConnection


class GuardedTLSPool(HTTPSConnectionPool):
    """HTTPS to public addresses only."""

    ConnectionCls = _GuardedTLSConnection
