"""habanero over our session, against a loopback server that answers like Crossref."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote

import habanero.request
import pytest

from harvester.config import Contact, CrossrefConfig, HttpConfig
from harvester.enrich import Crossref
from harvester.errors import BadBody, FetchError, HarvesterError, HttpStatus
from harvester.fetch import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOSTILE = [
    "10.1002/(sici)1097-0142(19960915)78:6<1234::aid-cncr1>3.0.co;2-6",
    "10.1000/100%",
    "10.1000/a?x=1",
    "10.1000/a#frag",
    "10.1000/../../members/98",
    "10.1000/with blank",
    "10.1000/accentué",
    "10.1000/slash/",
    "10.1000/a+b",
    "10.1000/a%2fb",
]

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def crossref(answer: Callable[[str], Answer]) -> Iterator[tuple[Crossref, list[str]]]:
    """A client, and the raw paths that its server sees."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append(self.path)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = CrossrefConfig(url=f"http://127.0.0.1:{server.server_port}")
    contact = Contact(mail="library@example.org")
    try:
        with Web(
            HttpConfig(pace=0, deadline=5), contact, private_hosts={"127.0.0.1"}, sleep=lambda _: None
        ) as web:
            yield Crossref(web, config, contact), seen
    finally:
        server.shutdown()
        server.server_close()


def work(doi: str) -> bytes:
    return json.dumps(
        {"status": "ok", "message-type": "work", "message": {"DOI": doi, "title": ["T"]}}
    ).encode()


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("doi", HOSTILE)
def test_hostile_dois_go_through_byte_exact(doi: str) -> None:
    def echo(path: str) -> Answer:
        return 200, JSON, work(unquote(path.partition("?")[0].removeprefix("/works/")))

    with crossref(echo) as (client, seen):
        answer = client.work(doi)
    assert answer.message is not None
    assert answer.message["DOI"] == doi
    assert len(seen) == 1
    assert "mailto=library%40example.org" in seen[0]


def test_unknown_doi_is_no_error() -> None:
    with crossref(lambda _: (404, {"Content-Type": "text/plain"}, b"Resource not found.")) as (client, _):
        assert client.work("10.1000/none").message is None


def test_alias_is_followed_and_named() -> None:
    def alias(path: str) -> Answer:
        if "old" in path:
            return 301, {"Location": "/works/10.1000/prime.v5"}, b""
        return 200, JSON, work("10.1000/Prime.v5")

    with crossref(alias) as (client, _):
        answer = client.work("10.1000/old")
    assert answer.prime == "10.1000/prime.v5"


@pytest.mark.parametrize("location", ["/works/10.1000/a", "https://evil.example/works/10.1000/a"])
def test_alias_in_a_circle_or_to_another_host_is_refused(location: str) -> None:
    with crossref(lambda _: (301, {"Location": location}, b"")) as (client, _), pytest.raises(BadBody):
        client.work("10.1000/a")


def test_another_work_than_asked_for_is_refused() -> None:
    with (
        crossref(lambda _: (200, JSON, work("10.1000/other"))) as (client, _),
        pytest.raises(BadBody, match="other"),
    ):
        client.work("10.1000/mine")


@pytest.mark.parametrize(
    "answer",
    [
        (200, {"Content-Type": "text/html"}, b"<html>maintenance</html>"),
        (200, JSON, b'{"status": "ok", "mess'),
        (200, {}, b"{}"),
        (200, JSON, b'{"status": "ok", "message": null}'),
        (200, JSON, b"[]"),
        (400, JSON, b'{"status": "failed", "message": [{"type": "x", "message": "no"}]}'),
        (403, {}, b"blocked"),
        (500, JSON, b'{"message": {"name": "x"}}'),
    ],
)
def test_every_other_answer_is_an_error_and_no_work(answer: Answer) -> None:
    with crossref(lambda _: answer) as (client, _), pytest.raises(FetchError):
        client.work("10.1000/a")
    with crossref(lambda _: answer) as (client, _), pytest.raises(FetchError):
        client.works(["10.1000/a", "10.1000/b"])


def test_one_list_call_answers_a_batch() -> None:
    def listing(path: str) -> Answer:
        items = [{"DOI": "10.1000/A", "title": ["A"]}]
        assert "reference" not in unquote(path)
        message = {"total-results": 2, "items": items}
        return 200, JSON, json.dumps({"status": "ok", "message": message}).encode()

    with crossref(listing) as (client, seen):
        found = client.works(["10.1000/a", "10.1000/b"])
    assert found.keys() == {"10.1000/a"}
    assert "filter=doi%3A10.1000%2Fa%2Cdoi%3A10.1000%2Fb" in seen[0]


def test_a_list_about_other_works_is_refused() -> None:
    items = [{"DOI": "10.1000/A", "title": ["A"]}, {"DOI": "10.1000/unasked", "title": ["?"]}]
    body = json.dumps({"status": "ok", "message": {"total-results": 2, "items": items}}).encode()
    with (
        crossref(lambda _: (200, JSON, body)) as (client, _),
        pytest.raises(BadBody, match=r"10\.1000/unasked"),
    ):
        client.works(["10.1000/a", "10.1000/b"])


def test_batches_are_short_enough_and_a_comma_stands_alone() -> None:
    dois = [f"10.1000/{'x' * 150}{number}" for number in range(60)] + ["10.1000/a,b"]
    with crossref(lambda _: (500, {}, b"")) as (client, _):
        batches = client.batches(dois)
    assert sorted(doi for batch in batches for doi in batch) == sorted(dois)
    assert ["10.1000/a,b"] in batches
    assert max(sum(len(doi) for doi in batch) for batch in batches) < 4_000


def test_habaneros_own_http_library_is_put_back() -> None:
    theirs = habanero.request.httpx2
    with crossref(lambda _: (404, {}, b"")) as (client, _):
        client.work("10.1000/a")
    assert habanero.request.httpx2 is theirs


def test_a_moved_inside_of_habanero_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(habanero.request, "httpx2")
    with pytest.raises(HarvesterError, match=r"constraints\.txt"), crossref(lambda _: (404, {}, b"")):
        pytest.fail("the client was made all the same")


def test_403_is_told_apart() -> None:
    with crossref(lambda _: (403, {}, b"blocked")) as (client, _), pytest.raises(HttpStatus) as caught:
        client.work("10.1000/a")
    assert caught.value.status == 403
