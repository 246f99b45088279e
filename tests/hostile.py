"""A server on the loopback that misbehaves as told, and a web that knows its address."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from harvester.config import Contact, HttpConfig
from harvester.fetch import Web

Answer = tuple[int, dict[str, str], bytes]
Script = Answer | Callable[[BaseHTTPRequestHandler], None]


def raw(
    *pieces: bytes, pause: Callable[[], object] = lambda: None
) -> Callable[[BaseHTTPRequestHandler], None]:
    """A script that sends ``pieces`` as they are, calls ``pause`` after each, and hangs up."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        with contextlib.suppress(OSError):
            for piece in pieces:
                handler.wfile.write(piece)
                pause()

    return play


@dataclass
class Hostile:
    """Scripts by path (the last one of a list is repeated) the log of what was asked, and the bodies that came."""

    scripts: dict[str, list[Script]] = field(default_factory=dict)
    log: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0
    address: str = "127.0.0.1"
    stop: threading.Event = field(default_factory=threading.Event)

    def on(self, path: str, *scripts: Script) -> str:
        """The URL of ``path``, which answers with ``scripts`` in turn."""
        self.scripts[path] = list(scripts)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://{self.address}:{self.port}{path}"

    def hits(self, path: str) -> int:
        return sum(asked == path for _, asked, _ in self.log)

    def play(self, handler: BaseHTTPRequestHandler) -> None:
        self.log.append((handler.command, handler.path, dict(handler.headers.items())))
        waiting = self.scripts.get(handler.path, [(404, {}, b"")])
        script = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if callable(script):
            script(handler)
            return
        status, headers, body = script
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)


@contextlib.contextmanager
def hostile(address: str = "127.0.0.1") -> Iterator[Hostile]:
    """A `Hostile` that serves meanwhile."""
    told = Hostile(address=address)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def _play(self) -> None:
            if self.command == "POST":
                told.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            told.play(self)

        do_GET = do_HEAD = do_POST = _play  # noqa: N815  (the names that http.server looks for)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # clients of these tests hang up on purpose

    with Server((address, 0), Handler) as server:
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield told
        finally:
            told.stop.set()
            server.shutdown()
            thread.join()


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 1_000.0
    sleeps: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(round(seconds, 3))
        self.now += seconds


def web(clock: Clock | None = None, *, private: tuple[str, ...] = ("127.0.0.1",), **http: Any) -> Web:
    """A `Web` without pace, allowed to ask 127.0.0.1, whose pauses take no time."""
    clock = clock or Clock()
    state = http.pop("state", None)
    config = HttpConfig(**{"pace": 0, "deadline": 5} | http)
    return Web(
        config,
        Contact(mail="us@example.org", url="https://example.org"),
        state=state,
        private_hosts=private,
        monotonic=clock.time,
        sleep=clock.sleep,
        random=lambda: 0.5,
    )
