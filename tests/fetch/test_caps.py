from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest

from harvester.errors import BadBody, DeadlineExceeded, TooLarge, Unreachable
from tests.hostile import Hostile, raw, web

GZIP = {"Content-Encoding": "gzip"}


def test_a_dripping_body_does_not_outlive_the_deadline(server: Hostile) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    drip = raw(head, *[b"x"] * 400, pause=lambda: server.stop.wait(0.05))
    url = server.on("/x", _flushing(drip))
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match=r"within 0.4 s"):
        web(deadline=0.4).get(url, robots=False)
    assert time.monotonic() - began < 8
    assert server.hits("/x") == 1


def test_a_dripping_header_does_not_outlive_the_deadline(server: Hostile) -> None:
    pieces = [b"HTTP/1.1 200 OK\r\nX-Slow: ", *[b"x"] * 400]
    url = server.on("/x", _flushing(raw(*pieces, pause=lambda: server.stop.wait(0.05))))
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        web(deadline=0.4).get(url, robots=False)
    assert time.monotonic() - began < 8


def test_a_silent_server_is_asked_again_within_the_same_deadline(server: Hostile) -> None:
    url = server.on("/x", raw(b"", pause=lambda: server.stop.wait(20)))
    began = time.monotonic()
    with pytest.raises((Unreachable, DeadlineExceeded), match=r"silent|no complete answer"):
        web(deadline=0.5).get(url, robots=False)
    assert time.monotonic() - began < 8
    assert server.hits("/x") > 1


def test_a_page_above_the_cap_is_refused_before_it_is_read(server: Hostile) -> None:
    url = server.on("/x", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\nx"))
    with pytest.raises(TooLarge, match=r"more than 5,000 bytes; if that is right, raise http.max_bytes"):
        web(max_bytes=5_000).get(url, robots=False)
    assert server.hits("/x") == 1


def test_a_stream_without_length_is_cut_at_the_cap(server: Hostile) -> None:
    url = server.on("/x", raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 10_000] * 50))
    with pytest.raises(TooLarge):
        web(max_bytes=100_000).get(url, robots=False)


def test_a_request_may_have_its_own_cap(server: Hostile) -> None:
    url = server.on("/x", (200, {}, b"x" * 3_000))
    assert len(web(max_bytes=2_000).get(url, robots=False, max_bytes=3_000).body) == 3_000
    with pytest.raises(TooLarge):
        web().get(url, robots=False, max_bytes=2_999)


def test_a_gzip_bomb_is_cut_at_the_cap(server: Hostile) -> None:
    url = server.on("/x", (200, GZIP, gzip.compress(b"\0" * 50_000_000)))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        web(max_bytes=1_000_000).get(url, robots=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_gzip_of_several_members_is_decoded(server: Hostile) -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"
    assert web().get(server.on("/x", (200, GZIP, body)), robots=False).body == b"one two"


def test_an_empty_body_may_call_itself_gzip(server: Hostile) -> None:
    assert web().get(server.on("/x", (200, GZIP, b"")), robots=False).body == b""


def test_truncated_gzip_is_asked_for_again_and_is_never_a_page(server: Hostile) -> None:
    url = server.on("/x", (200, GZIP, gzip.compress(b"a long text " * 50)[:-12]))
    with pytest.raises(BadBody, match="cut off"):
        web().get(url, robots=False)
    assert server.hits("/x") == 4


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "zstd"])
def test_an_encoding_that_was_not_asked_for_is_refused(server: Hostile, encoding: str) -> None:
    url = server.on("/x", (200, {"Content-Encoding": encoding}, zlib.compress(b"x")))
    with pytest.raises(BadBody, match="only gzip was asked for"):
        web().get(url, robots=False)
    assert server.log[0][2]["Accept-Encoding"] == "gzip"


def test_a_body_that_only_says_it_is_gzip_is_refused(server: Hostile) -> None:
    with pytest.raises(BadBody, match="says it is gzip and is not"):
        web().get(server.on("/x", (200, GZIP, b"<html>plain")), robots=False)


def _flushing(script):  # noqa: ANN001, ANN202  (a script around a script)
    def play(handler) -> None:  # noqa: ANN001
        handler.wfile = handler.connection.makefile("wb", buffering=0)
        script(handler)

    return play
