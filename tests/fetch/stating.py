"""A server that states its limits and counts whether they are kept, and a process that asks it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.config import Contact, HttpConfig
from harvester.fetch import Api, Rate, Web
from tests.hostile import Hostile, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path


def pool_of(path: str) -> str:
    return "single" if path.startswith("/works/") else "list"


def limits(requests: object, seats: object = 1, interval: str = "1s") -> dict[str, str]:
    """The headers that state these limits."""
    return {
        "x-rate-limit-limit": str(requests),
        "x-rate-limit-interval": interval,
        "x-concurrency-limit": str(seats),
    }


def api(base: str) -> Api:
    return Api(base, pool_of=pool_of, assumed={"single": Rate(5), "list": Rate(1)})


@dataclass
class Counting:
    """Answers all of ``server`` after ``seconds``, with 429 what goes over ``rate`` a second or ``seats``."""

    server: Hostile
    rate: int
    seats: int
    seconds: float = 0.0
    statuses: list[int] = field(default_factory=list)
    peak: int = 0
    _recent: deque[float] = field(default_factory=deque)
    _under_way: int = 0
    _mutex: threading.Lock = field(default_factory=threading.Lock)

    def play(self, handler: BaseHTTPRequestHandler) -> None:
        with self._mutex:
            now = time.monotonic()
            while self._recent and self._recent[0] <= now - 1:
                self._recent.popleft()
            self._under_way += 1
            self.peak = max(self.peak, self._under_way)
            within = len(self._recent) < self.rate and self._under_way <= self.seats
            self._recent.append(now)
            status = 200 if within else 429
            self.statuses.append(status)
        self.server.stop.wait(self.seconds)
        with self._mutex:  # before the answer leaves, so that the next request cannot overtake it
            self._under_way -= 1
        handler.send_response(status)
        for name, value in limits(self.rate, self.seats).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextlib.contextmanager
def counting(rate: int, seats: int, seconds: float = 0.0) -> Iterator[Counting]:
    """A `Counting` server."""
    with hostile() as server:
        told = Counting(server, rate, seats, seconds)
        server.play = told.play  # type: ignore[method-assign]
        yield told


def start(base: str, state: Path, *, requests: int, threads: int = 1) -> subprocess.Popen[bytes]:
    """A process that is ready to make so many ``requests`` in each of its threads, and waits for `go`."""
    command = [sys.executable, "-m", "tests.fetch.stating", base, str(state), str(requests), str(threads)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def go(*processes: subprocess.Popen[bytes]) -> None:
    """Let ``processes`` begin, together, once all are ready."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdout.close()
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()


def main(base: str, state: str, requests: str, threads: str) -> None:
    from pathlib import Path

    with Web(HttpConfig(deadline=30), Contact(), state=Path(state), private_hosts={"127.0.0.1"}) as web:
        web.api(api(base))

        def ask() -> None:
            for number in range(int(requests)):
                web.get(f"{base}/works/{number}", robots=False)

        running = [threading.Thread(target=ask) for _ in range(int(threads))]
        print("ready", flush=True)  # noqa: T201
        sys.stdin.read()
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
