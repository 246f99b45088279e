from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from harvester.errors import BadBody, HttpStatus, RobotsDisallow, Throttled, Unreachable
from tests.hostile import Clock, Hostile, raw, web

OK = (200, {"Content-Type": "text/html"}, b"<p>here")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again_with_growing_pauses(
    server: Hostile, clock: Clock, status: int
) -> None:
    url = server.on("/x", (status, {}, b"busy"), (status, {}, b"busy"), OK)
    assert web(clock).get(url, robots=False).body == b"<p>here"
    assert clock.sleeps == [1.0, 2.0]


def test_a_failure_that_stays_ends_after_four_tries(server: Hostile, clock: Clock) -> None:
    url = server.on("/x", (503, {}, b"busy"))
    with pytest.raises(HttpStatus, match=r"/x: answers 503 Service Unavailable; try again later") as caught:
        web(clock).get(url, robots=False)
    assert (caught.value.status, server.hits("/x"), clock.sleeps) == (503, 4, [1.0, 2.0, 4.0])


@pytest.mark.parametrize(
    ("asked", "pause"),
    [("7", 7.0), ("180", 180.0), ("0", None), ("banana", 1.0), ("-5", 1.0), ("²", 1.0)],
)
def test_retry_after_is_obeyed(server: Hostile, clock: Clock, asked: str, pause: float | None) -> None:
    head = (
        f"HTTP/1.1 429 Slow\r\nConnection: close\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n".encode(
            "latin-1"
        )
    )
    url = server.on("/x", raw(head), OK)
    web(clock).get(url, robots=False)
    assert clock.sleeps == ([] if pause is None else [pause])


def test_retry_after_may_be_a_date(server: Hostile, clock: Clock) -> None:
    url = server.on("/x", (503, {"Retry-After": formatdate(time.time() + 30, usegmt=True)}, b""), OK)
    web(clock).get(url, robots=False)
    assert 27 <= clock.sleeps[0] <= 31


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "wait"),
    [("181", 181), ("86400", 86_400), ("9" * 400, 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400)],
)
def test_a_longer_wish_is_told_and_obeyed(
    server: Hostile, clock: Clock, status: int, asked: str, wait: int
) -> None:
    url = server.on("/x", (status, {"Retry-After": asked}, b""), OK)
    our = web(clock)
    with pytest.raises(
        Throttled, match=rf"/x: answers {status} .* wants {wait} s of rest; run again"
    ) as caught:
        our.get(url, robots=False)
    assert (caught.value.status, caught.value.wait, clock.sleeps) == (status, wait, [])
    clock.now += 100
    with pytest.raises(Throttled, match="/y: not asked") as later:
        our.get(server.url("/y"), robots=False)
    assert (later.value.status, later.value.wait, len(server.log)) == (status, wait - 100, 1)
    clock.now += wait
    assert our.get(url, robots=False).status == 200


def test_wishes_that_add_up_end_the_exchange_and_hold_for_the_next(server: Hostile, clock: Clock) -> None:
    our, url = web(clock), server.on("/x", (503, {"Retry-After": "100"}, b""))
    with pytest.raises(HttpStatus) as caught:
        our.get(url, robots=False)
    assert (caught.value.status, server.hits("/x"), clock.sleeps) == (503, 2, [100.0])
    assert our.get(server.on("/y", OK), robots=False).status == 200
    assert clock.sleeps == [100.0, 100.0]


def test_a_date_counts_by_the_clock_of_the_server(server: Hostile, clock: Clock) -> None:
    head = b"HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n"
    dates = b"Date: Thu, 01 Jan 1998 00:00:00 GMT\r\nRetry-After: Thu, 01 Jan 1998 00:00:09 GMT\r\n\r\n"
    web(clock).get(server.on("/x", raw(head + dates), OK), robots=False)
    assert clock.sleeps == [9.0]


def test_asking_too_often_to_the_last_try_is_throttled(server: Hostile, clock: Clock) -> None:
    url = server.on("/x", (429, {}, b""))
    with pytest.raises(Throttled, match=r"429 Too Many Requests to every try; .* raise http.pace") as caught:
        web(clock).get(url, robots=False)
    assert (caught.value.wait, clock.sleeps) == (8.0, [1.0, 2.0, 4.0])


def test_rules_that_cannot_be_asked_for_forbid(server: Hostile, clock: Clock) -> None:
    server.on("/robots.txt", (429, {"Retry-After": "3600"}, b""))
    with pytest.raises(RobotsDisallow, match=r"robots.txt answers 429"):
        web(clock).get(server.on("/x", OK))
    assert server.hits("/x") == 0


def test_a_short_body_is_asked_for_again(server: Hostile, clock: Clock) -> None:
    cut = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
    url = server.on("/x", cut, OK)
    assert web(clock).get(url, robots=False).body == b"<p>here"
    assert server.hits("/x") == 2


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n",
    ],
)
def test_a_body_that_stays_short_is_never_a_page(server: Hostile, head: bytes) -> None:
    url = server.on("/x", raw(head))
    with pytest.raises(BadBody, match="shorter than announced"):
        web().get(url, robots=False)
    assert server.hits("/x") == 4


def test_a_dropped_connection_is_asked_again(server: Hostile) -> None:
    url = server.on("/x", raw(b""), OK)
    assert web().get(url, robots=False).status == 200


def test_a_refused_connection_is_unreachable_after_four_tries(clock: Clock) -> None:
    with pytest.raises(Unreachable, match=r"127.0.0.1:9/x.*no connection"), web(clock) as our:
        our.get("http://127.0.0.1:9/x", robots=False)
    assert len(clock.sleeps) == 3


def test_an_unknown_host_is_not_asked_again(clock: Clock) -> None:
    with pytest.raises(Unreachable, match="check the name"):
        web(clock).get(f"http://{'a' * 80}.invalid/", robots=False)
    assert clock.sleeps == []


def test_other_statuses_are_asked_once(server: Hostile) -> None:
    url = server.on("/x", (403, {}, b"no"))
    with pytest.raises(HttpStatus, match="403 Forbidden; the site refuses us"):
        web().get(url, robots=False)
    assert server.hits("/x") == 1


def test_sent_counts_every_try(server: Hostile) -> None:
    url = server.on("/x", (500, {}, b""), OK)
    our = web()
    our.get(url, robots=False)
    assert our.sent == {"127.0.0.1": 2}
