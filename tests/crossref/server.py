"""The server: sockets, connections and the order of things."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import json
import os
import random
import socket
import struct
import sys
import threading
import time
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from harvester.fetch import Headers, Reply
from tests.crossref.answers import text
from tests.crossref.control import control
from tests.crossref.corpus import Corpus, own_works, read_works
from tests.crossref.faults import Faults
from tests.crossref.limits import Limits
from tests.crossref.listing import Listing
from tests.crossref.log import Entry, Log
from tests.crossref.routes import Routes, question
from tests.crossref.spoil import Delivery, delivery, spoilt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.crossref.answers import Work
    from tests.crossref.corpus import Moment
    from tests.crossref.faults import Fault
    from tests.crossref.routes import Question

_FIXED = [
    ("Server", "Jetty(9.4.40.v20210413)"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Link"),
    ("Permissions-Policy", "interest-cohort=()"),
]


class Simulator:
    """Crossref, doi.org and DataCite on one port of the loopback.

    Args:
        works: a file for `read_works`, or works; by default the made-up ones of this folder.
        clock: seconds; limits, cursors and the log go by it.
        seed: of samples and cursors.
        limits: whether too much is answered with 429.
        began: seconds since 1970 when the simulator starts; by default now. Dates go on from it by ``clock``.
        port: 0 picks a free one.

    Attributes:
        base_url: without a slash at its end.
        log: every request.
        faults: what goes wrong.
        limits: what each pool may do.
    """

    def __init__(
        self,
        works: str | Path | Iterable[Work] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
        limits: bool = True,
        began: float | None = None,
        port: int = 0,
    ) -> None:
        if isinstance(works, str | Path):
            works = read_works(works)
        self._works = _own_works() if works is None else list(works)
        self._clock = clock
        self._seed = seed
        self._offset = (time.time() if began is None else began) - clock()
        self._lock = threading.RLock()
        self.log = Log()
        self.faults: Faults = Faults()
        self.limits: Limits = Limits(enforced=limits)
        self._server = _Server(self, port)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        self._load()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self.corpus.close()
        if self._server.broken:
            raise self._server.broken[0]

    def now(self) -> dt.datetime:
        """The present moment by the simulator's clock."""
        return dt.datetime.fromtimestamp(self._clock() + self._offset, dt.UTC)

    def work(self, doi: str) -> Work:
        """A copy of a work.

        Raises:
            KeyError: there is none.
        """
        with self._lock:
            work = self.corpus.get(doi)
        if work is None:
            raise KeyError(doi)
        return dict(json.loads(json.dumps(work)))

    def put(self, work: Mapping[str, Any], *, indexed: Moment = None) -> None:
        """Add a work or replace the one with its DOI; it is indexed now, or at that moment."""
        with self._lock:
            self.corpus.put(work, indexed)

    def touch(self, doi: str, *, indexed: Moment = None) -> None:
        """Index a work anew, now or at that moment, as a new citation does.

        Raises:
            KeyError: there is no such work.
        """
        with self._lock:
            self.corpus.touch(doi, indexed)

    def alias(self, doi: str, prime: str) -> None:
        """Make a DOI an alias of ``prime``, as publishers do with a second DOI of one work."""
        with self._lock:
            self.corpus.alias(doi, prime)

    def reset(self) -> None:
        """Be as at the start: works, log, faults, and what the limits have counted."""
        with self._lock:
            self.corpus.close()
            self.log.clear()
            self.faults.clear()
            self.limits.reset()
            self._load()

    def _load(self) -> None:
        self.corpus = Corpus(self._works, now=self.now)
        listing = Listing(self.corpus, clock=self._clock, random=random.Random(self._seed))
        self._routes = Routes(self.corpus, listing, self.base_url)

    def exchange(self, entry: Entry, asked: Question, headers: Headers) -> tuple[Reply, Delivery]:
        """What is answered to a request, and how it is sent; `leave` must follow."""
        with self._lock:
            entry.time = self._clock()
            passed = 200
            if asked.is_crossrefs:
                entry.pool = self.limits.pool(
                    single=asked.route != "works", headers=headers, params=asked.params
                )
                passed = self.limits.enter(entry.pool, entry.time)
                entry.in_flight = self.limits.in_flight[entry.pool]
            self.log.append(entry)
            seconds = self.now().timestamp()
            fault = None
            if passed == 200:
                fault = self.faults.due(asked.route, asked.dois)
                reply = self._reply(entry, asked, headers, fault)
            else:
                reply = self.limits.refusal(passed, seconds)
            hidden = not entry.pool or (fault is not None and fault.hides_limits)
            told = [] if hidden else self.limits.headers(entry.pool)
            date = ("Date", formatdate(seconds, usegmt=True))
            sent = Headers([*_FIXED, date, *reply.headers.items(), *told])
            how = delivery(fault)
            entry.fault = fault.kind if fault else ""
            entry.status = 0 if how.cut == "reset" else reply.status
            return reply._replace(headers=sent), how

    def _reply(self, entry: Entry, asked: Question, headers: Headers, fault: Fault | None) -> Reply:
        if entry.method not in {"GET", "HEAD"}:
            return text(405, "Method not allowed")
        if fault and fault.kind == "429":
            return self.limits.refusal(429, self.now().timestamp(), fault.argument)
        reply = self._routes.answer(asked, headers)
        if fault is None:
            return reply
        return spoilt(reply, fault, target=asked.target, other=lambda: self._other(asked.dois))

    def _other(self, dois: tuple[str, ...]) -> Work:
        return next(work for work in self.corpus.all() if str(work["DOI"]).lower() not in dois)

    def leave(self, entry: Entry) -> None:
        """The answer to a request is about to be complete."""
        if entry.pool:
            with self._lock:
                self.limits.leave(entry.pool)

    def control(self, method: str, target: str, body: bytes) -> Reply:
        """The answer to a request to ``/__sim/...``, by which other processes steer."""
        with self._lock:
            return control(self, method, target, body)


@functools.cache
def _own_works() -> list[Work]:
    """One copy for every simulator: none changes it."""
    return own_works()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, simulator: Simulator, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.simulator = simulator
        self.closing = threading.Event()
        self.broken: list[BaseException] = []
        self.connections: dict[int, socket.socket] = {}
        self.opened = 0
        self.lock = threading.Lock()

    def hang_up(self) -> None:
        """End every connection, so that no thread waits for a next request."""
        self.closing.set()
        with self.lock:
            for connection in self.connections.values():
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the client has hung up already
                    continue

    def handle_error(self, *_: object) -> None:
        """Keep what went wrong for the end of the simulation, unless a client only went away."""
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.broken.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    unanswered: Entry | None = None

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.opened += 1
            self.number = self.server.opened
            self.server.connections[self.number] = self.connection
            if self.server.closing.is_set():  # it came in between, and nobody else would end it
                self.connection.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        with self.server.lock:
            del self.server.connections[self.number]
        super().finish()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        simulator = self.server.simulator
        if self.path.startswith("/__sim/"):
            self._send(simulator.control(self.command, self.path, body), Delivery())
            return
        path, _, query = self.path.partition("?")
        headers = Headers(self.headers.items())
        asked = question(self.path)
        entry = Entry(
            method=self.command,
            path=path,
            query=query,
            headers={name.lower(): value for name, value in headers.items()},
            connection=self.number,
            route=asked.route,
            dois=list(asked.dois),
        )
        reply, how = simulator.exchange(entry, asked, headers)
        self.unanswered = entry
        self._send(reply, how)

    do_GET = do_HEAD = do_POST = do_DELETE = _answer  # noqa: N815  (the names that http.server looks for)

    def _send(self, reply: Reply, how: Delivery) -> None:
        """Head and body in one write: in two they cost 45 ms of delayed acknowledgement."""
        body, headers = reply.body, [*reply.headers.items()]
        accepted = "gzip" in self.headers.get("Accept-Encoding", "") and not how.plain
        if accepted and "Content-Encoding" not in reply.headers and len(body) > 100:
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        if reply.status != 304:
            headers.append(("Content-Length", str(len(body) + (100 if how.cut == "truncate" else 0))))
        if how.cut:
            self.close_connection = True
        lines = [
            f"HTTP/1.1 {reply.status} {_phrase(reply.status)}",
            *(f"{name}: {value}" for name, value in headers),
        ]
        head = "\r\n".join([*lines, "", ""]).encode()
        body = b"" if self.command == "HEAD" else body
        try:
            self._deliver(head, body, how)
        except ConnectionError:  # the client did not want the rest
            self.close_connection = True
            self._leave()

    def _deliver(self, head: bytes, body: bytes, how: Delivery) -> None:
        wait = self.server.closing.wait
        if how.delay:
            wait(how.delay)
        if how.pause:
            self.connection.sendall(head)
            for number in range(len(body) - 1):
                if wait(how.pause):
                    break
                self.connection.sendall(body[number : number + 1])
            head, body = b"", body[-1:]
        # A client may ask again as soon as it has the last byte, so this comes before it is sent.
        self._leave()
        if how.cut == "reset-mid":
            self.connection.sendall((head + body)[: len(head) + len(body) // 2])
        elif how.cut != "reset":
            self.connection.sendall(head + body)
        if how.cut.startswith("reset"):
            # No lingering: the kernel sends RST in place of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def _leave(self) -> None:
        entry, self.unanswered = self.unanswered, None
        if entry:
            self.server.simulator.leave(entry)

    def log_message(self, *_: object) -> None:
        """Say nothing; the log has it."""


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
