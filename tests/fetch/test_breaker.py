from __future__ import annotations

import pytest

from harvester.errors import HostDown, HttpStatus, Throttled, Unreachable
from harvester.fetch import Api, Web
from tests.hostile import Clock, Hostile, web

OK = (200, {}, b"here")
BUSY = (503, {}, b"")


def fail(our: Web, url: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises((HttpStatus, Unreachable)) as caught:
            our.get(url, robots=False)
        assert not isinstance(caught.value, HostDown)


def an_api(server: Hostile, clock: Clock) -> Web:
    our = web(clock)
    our.api(Api(server.url(""), pool_of=lambda _: "all"))
    return our


def test_an_api_that_fails_three_times_is_left_alone_for_a_while(server: Hostile, clock: Clock) -> None:
    our, url = an_api(server, clock), server.on("/a", BUSY)
    fail(our, url, 3)
    asked = len(server.log)
    for _ in range(5):
        with pytest.raises(HostDown, match=r"/b: not asked, since the last 3 requests .* run again later"):
            our.get(server.on("/b", OK), robots=False)
    assert len(server.log) == asked == 12
    clock.now += 121
    assert our.get(server.url("/b"), robots=False).status == 200


def test_one_exchange_tells_whether_it_is_up_again(server: Hostile, clock: Clock) -> None:
    our, url = an_api(server, clock), server.on("/a", BUSY)
    fail(our, url, 3)
    clock.now += 121
    fail(our, url, 1)
    with pytest.raises(HostDown):
        our.get(url, robots=False)
    assert server.hits("/a") == 16


def test_an_answer_between_them_makes_failures_harmless(server: Hostile, clock: Clock) -> None:
    our, url = an_api(server, clock), server.on("/a", BUSY)
    for _ in range(3):
        fail(our, url, 2)
        our.get(server.on("/b", OK), robots=False)


def test_pages_that_always_fail_do_not_shut_their_host(server: Hostile, clock: Clock) -> None:
    our, url = an_api(server, clock), server.on("/a", (500, {}, b""))
    fail(our, url, 5)
    assert server.hits("/a") == 20


def test_a_short_outage_of_a_site_costs_only_the_pages_in_it(server: Hostile, clock: Clock) -> None:
    our, url = web(clock), server.on("/a", BUSY)
    fail(our, url, 6)  # 7 s each
    assert our.get(server.on("/b", OK), robots=False).status == 200


def test_a_site_that_stays_down_is_left_alone(clock: Clock) -> None:
    our = web(clock)
    fail(our, "http://127.0.0.1:9/a", 10)  # the tenth fails 63 s after the first
    with pytest.raises(HostDown):
        our.get("http://127.0.0.1:9/a", robots=False)


def test_other_hosts_are_asked_all_the_same(server: Hostile, clock: Clock) -> None:
    our = web(clock)
    fail(our, "http://127.0.0.1:9/a", 10)
    assert our.get(server.on("/b", OK), robots=False).status == 200


def test_a_late_answer_does_not_end_a_rest(server: Hostile, clock: Clock) -> None:
    our, url = web(clock), server.on("/a", (503, {"Retry-After": "3600"}, b""))
    with pytest.raises(Throttled):
        our.get(url, robots=False)
    our._transport.breaker.passed(url)
    with pytest.raises(Throttled, match="not asked"):
        our.get(url, robots=False)
