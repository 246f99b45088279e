from __future__ import annotations

import pytest

from harvester.errors import RobotsDisallow, Unreachable
from tests.hostile import Clock, Hostile, hostile, raw, web

OK = (200, {"Content-Type": "text/html"}, b"here")
RULES = b"User-agent: *\nDisallow: /\n\nUser-agent: harvester\nDisallow: /search\nDisallow: /*.pdf$\n"


@pytest.mark.parametrize(
    "body", [RULES, b"\xef\xbb\xbf" + RULES, b"User-agent: harvester\r\nDisallow: /search"]
)
def test_rules_for_us_are_obeyed(server: Hostile, body: bytes) -> None:
    server.on("/robots.txt", (200, {"Content-Type": "text/plain"}, body))
    our = web()
    assert our.get(server.on("/page", OK)).status == 200
    with pytest.raises(RobotsDisallow, match=r"robots.txt forbids this URL.*ask its owner"):
        our.get(server.on("/search?q=1", OK))
    assert server.hits("/search?q=1") == 0


def test_robots_are_asked_for_once(server: Hostile) -> None:
    our = web()
    for path in ("/a", "/b", "/c"):
        our.get(server.on(path, OK))
    assert server.hits("/robots.txt") == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_means_no_rules(server: Hostile, status: int) -> None:
    server.on("/robots.txt", (status, {}, b"User-agent: *\nDisallow: /"))
    assert web().get(server.on("/a", OK)).status == 200


def test_an_html_page_is_no_rules(server: Hostile) -> None:
    server.on("/robots.txt", (200, {}, b"\n<!doctype html>\nUser-agent: *\nDisallow: /"))
    assert web().get(server.on("/a", OK)).status == 200


def test_a_failing_robots_forbids_everything(server: Hostile) -> None:
    server.on("/robots.txt", (503, {}, b""))
    our = web()
    for _ in range(2):
        with pytest.raises(RobotsDisallow, match=r"its robots.txt answers 503"):
            our.get(server.on("/a", OK))
    assert (server.hits("/robots.txt"), server.hits("/a")) == (4, 0)


def test_a_broken_robots_forbids_everything(server: Hostile) -> None:
    server.on("/robots.txt", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser"))
    with pytest.raises(RobotsDisallow, match="cannot be read"):
        web().get(server.on("/a", OK))


def test_a_host_that_is_down_is_unreachable_and_not_asked_again(clock: Clock) -> None:
    our = web(clock)
    for path in ("a", "b"):
        with pytest.raises(Unreachable, match=r"robots.txt: no connection"):
            our.get(f"http://127.0.0.1:9/{path}")
    assert our.sent["127.0.0.1"] == 4


def test_crawl_delay_sets_the_pace(server: Hostile, clock: Clock) -> None:
    server.on("/robots.txt", (200, {}, b"User-agent: *\nCrawl-delay: 2.5"))
    our = web(clock)
    for path in ("/a", "/b"):
        our.get(server.on(path, OK))
    assert clock.sleeps == [2.5, 2.5]


def test_an_absurd_crawl_delay_is_capped(server: Hostile, clock: Clock) -> None:
    server.on("/robots.txt", (200, {}, b"User-agent: *\nCrawl-delay: 86400"))
    web(clock).get(server.on("/a", OK))
    assert clock.sleeps == [60.0]


def test_sitemaps_are_listed(server: Hostile) -> None:
    server.on(
        "/robots.txt", (200, {}, b"Sitemap: https://a.org/1.xml\nUser-agent: *\nDisallow:\nSitemap: /2.xml")
    )
    assert web().robots_sitemaps(server.url("/deep/page")) == ["https://a.org/1.xml", "/2.xml"]


def test_robots_may_be_left_aside(server: Hostile) -> None:
    server.on("/robots.txt", (200, {}, RULES))
    assert web().get(server.on("/search?q=1", OK), robots=False).status == 200


def test_an_interface_for_machines_is_not_bound_but_the_site_that_it_leads_to_is(server: Hostile) -> None:
    with hostile("127.0.0.2") as site:
        for one in (server, site):
            one.on("/robots.txt", (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /"))
        page = site.on("/page", OK)
        moved = server.on("/10.5555/a", (302, {"Location": page}, b""))
        our = web(private=("127.0.0.1", "127.0.0.2"))
        assert our.get(server.on("/10.5555/b", OK), unbound={"127.0.0.1"}).status == 200
        with pytest.raises(RobotsDisallow):
            our.get(moved, unbound={"127.0.0.1"})
        assert (server.hits("/robots.txt"), site.hits("/page")) == (0, 0)
