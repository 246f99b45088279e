"""Serve a recording over plain HTTP on the loopback: ``python -m tests.serve data/sample --port 0``.

The host is picked by the Host header, so that ``[http] connect`` can send the requests of any host here.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.errors import HarvesterError, NotRecorded
from harvester.fetch import Headers, Recording, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator


class RecordingServer(ThreadingHTTPServer):
    """Answers from one recording."""

    daemon_threads = True

    def __init__(self, path: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.recording = Recording(path)
        self.reading = threading.Lock()

    def answer(self, method: str, target: str, headers: Headers) -> Reply:
        """The recorded answer, from the https host where there is one, else from the http host."""
        parts = urlsplit(target)
        if parts.scheme:  # a proxy is asked for the whole URL
            urls = [target]
        else:
            urls = [f"{scheme}://{headers.get('Host', '')}{target}" for scheme in ("https", "http")]
        missing = ""
        for url in urls:
            try:
                with self.reading:
                    return self.recording.answer(method, url, headers)
            except NotRecorded as error:
                missing = missing or str(error)
            except HarvesterError as error:
                missing = str(error)
                break
        return Reply(501, Headers({"Content-Type": "text/plain; charset=utf-8"}), f"{missing}\n".encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 18  # head and body leave in one write
    server: RecordingServer

    def _reply(self) -> None:
        reply = self.server.answer(self.command, self.path, Headers(self.headers.items()))
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value.encode("utf-8").decode("latin-1"))
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = _reply  # noqa: N815  (the names that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """Say nothing; whoever asks sees the answer."""


@contextlib.contextmanager
def serve(path: Path, port: int = 0) -> Iterator[int]:
    """The port on 127.0.0.1 at which the recording in ``path`` is served meanwhile."""
    with RecordingServer(path, port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.serve", description=__doc__)
    parser.add_argument("path", type=Path, metavar="DIR", help="a recording")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    given = parser.parse_args()
    with RecordingServer(given.path, given.port) as server:
        sys.stdout.write(f"serving {given.path} at 127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
