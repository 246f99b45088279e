"""The limits that Crossref states, kept by whoever asks it through habanero."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from harvester.config import Contact, CrossrefConfig
from harvester.enrich import Crossref
from harvester.errors import HostDown, HttpStatus, Throttled
from tests.hostile import Clock, Hostile, hostile, web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

LIMITS = {"single": ("polite-single", "10"), "list": ("polite-array", "3")}


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile() as told:
        yield told


def answer(handler: BaseHTTPRequestHandler) -> None:
    """Answer for any DOI as Crossref does, headers and all."""
    single = handler.path.startswith("/works/")
    message = {"DOI": "10.1000/a"} if single else {"total-results": 1, "items": [{"DOI": "10.1000/a"}]}
    body = json.dumps({"status": "ok", "message": message}).encode()
    pool, limit = LIMITS["single" if single else "list"]
    handler.send_response(200)
    sent = {
        "x-api-pool": pool,
        "x-rate-limit-limit": limit,
        "x-rate-limit-interval": "1s",
        "x-concurrency-limit": "3",
    }
    for name, value in (
        sent | {"Content-Type": "application/json", "Content-Length": str(len(body))}
    ).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def test_lists_and_single_works_are_paced_apart_and_not_at_the_pace_of_pages(server: Hostile) -> None:
    server.play = answer  # type: ignore[method-assign]
    clock = Clock()
    with web(clock, pace=7) as our:
        crossref = Crossref(our, CrossrefConfig(url=server.url("")), Contact(mail="us@example.org"))
        for _ in range(3):
            crossref.work("10.1000/a")
        assert clock.sleeps == [0.11, 0.11]
        for _ in range(3):
            crossref.works(["10.1000/a", "10.1000/b"])
        assert clock.sleeps[2:] == [0.367, 0.367]
        assert our.pools == {"127.0.0.1": "polite-array"}


def test_before_the_first_answer_nothing_is_known_and_caution_holds(server: Hostile) -> None:
    clock = Clock()
    path = f"/works/{quote('10.1000/x', safe='')}?mailto=us%40example.org"
    server.on(path, (404, {}, b"Resource not found."))
    with web(clock, pace=1) as our:
        crossref = Crossref(our, CrossrefConfig(url=server.url("/")), Contact(mail="us@example.org"))
        for _ in range(3):
            assert crossref.work("10.1000/x").message is None
    assert clock.sleeps == [0.22, 0.22]
    assert server.hits(path) == 3


def test_a_block_is_not_asked_again_within_a_call(server: Hostile) -> None:
    server.play = lambda handler: handler.send_error(403) or handler.wfile.flush()  # type: ignore[method-assign]
    with web() as our:
        crossref = Crossref(our, CrossrefConfig(url=server.url("")), Contact())
        with pytest.raises(HttpStatus) as caught:
            crossref.work("10.1000/a")
    assert (caught.value.status, our.sent["127.0.0.1"]) == (403, 1)


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "1"}, {"Retry-After": "86400"}])
def test_a_storm_is_told_apart_from_other_failures(server: Hostile, headers: dict[str, str]) -> None:
    path = "/works/10.1000%2Fa"
    server.on(path, (429, headers, b"<html>429 Too Many Requests</html>"))
    with web(pace=1) as our:
        crossref = Crossref(our, CrossrefConfig(url=server.url("")), Contact())
        with pytest.raises(Throttled) as caught:
            crossref.work("10.1000/a")
        assert (caught.value.status, caught.value.wait) == (429, float(headers.get("Retry-After", 8)))
        for _ in range(10):
            with pytest.raises((Throttled, HostDown)):
                crossref.work("10.1000/a")
    assert server.hits(path) <= 12
