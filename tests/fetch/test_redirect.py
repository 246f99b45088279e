from __future__ import annotations

import pytest

from harvester.errors import ForbiddenAddress, HttpStatus, RobotsDisallow, Unreachable
from tests.hostile import Hostile, hostile, web

OK = (200, {"Content-Type": "text/html"}, b"here")


def to(url: str, status: int = 302) -> tuple[int, dict[str, str], bytes]:
    return status, {"Location": url}, b""


def test_redirects_are_followed_and_told(server: Hostile) -> None:
    first = server.on("/a", to("/b", 301))
    server.on("/b", to("c?x=1#part", 308))
    last = server.on("/c?x=1", OK)
    response = web().get(first)
    assert (response.url, response.redirects, response.permanent) == (last, (first, server.url("/b")), True)


def test_one_passing_redirect_makes_the_move_passing(server: Hostile) -> None:
    server.on("/b", to("/c", 301))
    server.on("/c", OK)
    assert not web().get(server.on("/a", to("/b", 303))).permanent
    assert not web().get(server.url("/c")).permanent


def test_a_circle_is_noticed(server: Hostile) -> None:
    server.on("/b", to("/a"))
    with pytest.raises(HttpStatus, match="in a circle"):
        web().get(server.on("/a", to("/b")), robots=False)
    assert len(server.log) == 2


def test_the_sixth_redirect_is_refused(server: Hostile) -> None:
    for number in range(9):
        server.on(f"/{number}", to(f"/{number + 1}"))
    with pytest.raises(HttpStatus, match="too often"):
        web().get(server.url("/0"), robots=False)
    assert len(server.log) == 6


def test_a_redirect_to_a_private_address_is_refused_and_never_asked(server: Hostile) -> None:
    with hostile("127.0.0.2") as inner:
        url = server.on("/a", to(inner.on("/secret", OK)))
        with pytest.raises(ForbiddenAddress, match=r"127.0.0.2, a loopback address"):
            web().get(url)
        assert inner.log == []


def test_a_redirect_between_two_private_hosts_is_followed(server: Hostile) -> None:
    with hostile("127.0.0.2") as inner:
        url = server.on("/a", to(inner.on("/b", OK)))
        assert web(private=("127.0.0.1", "127.0.0.2")).get(url).body == b"here"


def test_a_public_site_cannot_use_our_right_to_a_private_one(server: Hostile) -> None:
    with hostile("127.0.0.2") as public:
        public.on("/robots.txt", to(server.on("/robots.txt", OK)))
        url = public.on("/a", to(server.on("/secret", OK)))
        our = web(connect={"site.example": f"127.0.0.2:{public.port}"})
        site = url.replace(f"127.0.0.2:{public.port}", "site.example")
        with pytest.raises(ForbiddenAddress):
            our.get(site, robots=False)
        with pytest.raises(ForbiddenAddress):
            our.get(site)
        with pytest.raises(ForbiddenAddress):
            our.session.get(site)
        assert server.log == []


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)"])
def test_only_http_is_followed(server: Hostile, place: str) -> None:
    with pytest.raises(ForbiddenAddress, match="only http and https"):
        web().get(server.on("/a", to(place)), robots=False)


def test_every_hop_obeys_robots(server: Hostile) -> None:
    server.on("/robots.txt", (200, {}, b"User-agent: harvester\nDisallow: /hidden"))
    server.on("/hidden", OK)
    with pytest.raises(RobotsDisallow, match="/hidden"):
        web().get(server.on("/a", to("/hidden")))
    assert server.hits("/hidden") == 0


def test_a_location_in_raw_utf_8_is_understood(server: Hostile) -> None:
    server.on("/caf%C3%A9", OK)
    place = "/café".encode().decode("latin-1")
    assert web().get(server.on("/a", to(place)), robots=False).url.endswith("/caf%C3%A9")


@pytest.mark.parametrize(
    ("host", "kind"),
    [("127.0.0.1", "loopback"), ("localhost", "loopback"), ("[::1]", "loopback"), ("127.1", "loopback"),
     ("2130706433", "loopback"), ("10.0.0.1", "private"), ("169.254.169.254", "link-local"),
     ("[::ffff:192.168.0.1]", "private"), ("0", "reserved"), ("224.0.0.1", "multicast")],
)  # fmt: skip
def test_addresses_of_the_inside_are_refused(host: str, kind: str) -> None:
    with pytest.raises(ForbiddenAddress, match=f"a {kind} address.*allow_private"):
        web(private=()).get(f"http://{host}:9/")


def test_a_refused_address_names_the_key_of_a_source_and_the_option_of_init() -> None:
    with pytest.raises(
        ForbiddenAddress, match=r"`allow_private = true`.*--allow-private to `harvester init`"
    ):
        web(private=()).get("http://127.0.0.1:9/")


def test_the_same_is_refused_where_a_proxy_would_look_it_up() -> None:
    with pytest.raises(ForbiddenAddress, match="a loopback address"):
        web(private=(), proxy="http://127.0.0.1:9").get("http://127.1/")


def test_what_is_no_url_is_said_to_be_none() -> None:
    with pytest.raises(Unreachable, match="no URL"):
        web().get("http://:80/")
