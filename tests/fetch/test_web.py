from __future__ import annotations

import pytest
import requests

from harvester.errors import ForbiddenAddress, HttpStatus, TooLarge, Unreachable
from harvester.fetch import Web
from tests.hostile import Hostile, hostile, web

HTML = {"Content-Type": "Text/HTML; Charset=UTF-8", "Link": '<https://doi.org/10.1/x>; rel="cite-as"'}


def test_a_response_becomes_a_page(server: Hostile) -> None:
    page = web().get(server.on("/a", (200, HTML, b"<p>here"))).page()
    assert (page.url, page.body, page.content_type) == (server.url("/a"), b"<p>here", "text/html")
    assert (page.charset, page.links) == ("utf-8", HTML["Link"])


def test_a_page_without_content_type_claims_none(server: Hostile) -> None:
    page = web().get(server.on("/a", (200, {}, b"x"))).page()
    assert (page.content_type, page.charset, page.links) == ("", None, "")


def test_we_say_who_we_are(server: Hostile) -> None:
    web().get(server.on("/a", (200, HTML, b"x")))
    assert all(headers["User-Agent"] == "harvester/0.1.0 (+https://example.org; mailto:us@example.org)"
               for _, _, headers in server.log)  # fmt: skip
    assert server.log[-1][2]["Accept"].startswith("text/html")


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_an_answer(server: Hostile, status: int) -> None:
    assert web().get(server.on("/a", (status, {}, b"gone"))).status == status


def test_an_unchanged_page_is_304(server: Hostile) -> None:
    url = server.on("/a", (304, {"ETag": '"1"'}, b""))
    response = web().get(url, etag='"1"', last_modified="Thu, 01 Jan 2026 00:00:00 GMT", robots=False)
    asked = server.log[0][2]
    assert (response.status, response.body) == (304, b"")
    assert asked["If-None-Match"] == '"1"'
    assert asked["If-Modified-Since"] == "Thu, 01 Jan 2026 00:00:00 GMT"


@pytest.mark.parametrize("status", [204, 206, 300, 304, 401, 418, 451])
def test_any_other_status_is_an_error_that_names_it(server: Hostile, status: int) -> None:
    url = server.on("/a", (status, {}, b""))
    with pytest.raises(HttpStatus, match=f"/a: answers {status} .*; ") as caught:
        web().get(url, robots=False)
    assert (caught.value.status, caught.value.url) == (status, url)


def test_connect_sends_a_host_elsewhere_and_keeps_its_name(server: Hostile) -> None:
    server.on("/a?q=1", (200, {}, b"here"))
    with web(private=(), connect={"Portal.Example": f"127.0.0.1:{server.port}"}) as our:
        assert our.get("https://portal.example/a?q=1").url == "https://portal.example/a?q=1"
    assert {headers["Host"] for _, _, headers in server.log} == {"portal.example"}


def test_a_proxy_is_asked_for_the_whole_url(server: Hostile) -> None:
    server.on("http://portal.example/a", (200, {}, b"by proxy"))
    with web(private=(), proxy=f"http://me:secret@127.0.0.1:{server.port}") as our:
        assert our.get("http://portal.example/a", robots=False).body == b"by proxy"
    assert server.log[0][2]["proxy-authorization"].startswith("Basic ")


def test_a_password_goes_out_once_and_is_never_shown(server: Hostile) -> None:
    server.on("/b", (403, {}, b""))
    url = server.on("/a", (302, {"Location": "/b"}, b"")).replace("http://", "http://me:secret@")
    with pytest.raises(HttpStatus) as caught:
        web().get(url, robots=False)
    assert "secret" not in f"{caught.value} {caught.value.url}"
    assert ["Authorization" in headers for _, _, headers in server.log] == [True, False]


def test_the_environment_is_left_aside(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert web().session.get(server.on("/a", (200, {}, b"x"))).ok


def test_cookies_are_never_sent_back(server: Hostile) -> None:
    url = server.on("/a", (200, {"Set-Cookie": "session=1; Path=/"}, b"x"))
    our = web()
    our.session.get(url)
    our.session.get(url, cookies={"a": "b"})
    our.get(url)
    assert not any("Cookie" in headers for _, _, headers in server.log)
    assert len(our.session.cookies) == 0


def test_a_connection_is_kept_between_requests(server: Hostile) -> None:
    ports = []

    def note(handler) -> None:  # noqa: ANN001
        ports.append(handler.client_address[1])
        handler.send_response(200)
        handler.send_header("Content-Length", "1")
        handler.end_headers()
        handler.wfile.write(b"x")

    url = server.on("/a", note)
    with web() as our:
        for _ in range(3):
            our.get(url, robots=False)
    assert len(set(ports)) == 1


class TestSession:
    """The session is one that any library made for requests can use."""

    def test_it_answers_like_any_other(self, server: Hostile) -> None:
        url = server.on("/a", (200, {"Content-Type": "application/json"}, b'{"a": [1]}'))
        response = web().session.get(url, params={})
        assert (response.json(), response.ok, response.reason, response.url) == ({"a": [1]}, True, "OK", url)
        assert list(response.iter_content(4)) == [b'{"a"', b": [1", b"]}"]

    def test_a_failing_status_is_an_answer(self, server: Hostile) -> None:
        response = web().session.get(server.on("/a", (503, {}, b"busy")))
        assert (response.status_code, server.hits("/a")) == (503, 4)
        with pytest.raises(requests.HTTPError, match="503 Server Error: Service Unavailable"):
            response.raise_for_status()

    def test_our_errors_pass_through_it(self, server: Hostile) -> None:
        our = web(max_bytes=1_000)
        with pytest.raises(TooLarge):
            our.session.get(server.on("/a", (200, {}, b"x" * 2_000)))
        with pytest.raises(ForbiddenAddress):
            our.session.get("http://127.0.0.2:9/")
        with pytest.raises(Unreachable):
            our.session.get("http://127.0.0.1:9/")

    def test_it_follows_redirects_within_the_rules(self, server: Hostile) -> None:
        server.on("/b", (200, {}, b"here"))
        assert web().session.get(server.on("/a", (302, {"Location": "/b"}, b""))).content == b"here"
        with hostile("127.0.0.2") as inner, pytest.raises(ForbiddenAddress):
            web().session.get(server.on("/c", (302, {"Location": inner.url("/")}, b"")))

    def test_encoded_paths_arrive_as_given(self, server: Hostile) -> None:
        path = "/works/10.1002%2F%28SICI%291%3C4%3A%3AAID-5%3E3.0.CO%3B2-6%3Fx%23y%2F..%2F%2F"
        assert web().session.get(server.on(path, (200, {}, b"x"))).status_code == 200

    def test_head_has_no_body(self, server: Hostile) -> None:
        response = web().session.head(server.on("/a", (200, HTML, b"x" * 10)))
        assert (response.status_code, response.content) == (200, b"")

    def test_what_changes_something_is_sent_once(self, server: Hostile) -> None:
        assert web().session.post(server.on("/a", (503, {}, b"")), data=b"x").status_code == 503
        assert server.hits("/a") == 1


def test_closing_is_enough(server: Hostile) -> None:
    with web() as our:
        assert isinstance(our, Web)
        our.get(server.on("/a", (200, {}, b"x")))
