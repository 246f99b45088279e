"""Every kind of fault, set in every way."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from tests.crossref import KINDS, Simulator
from tests.crossref.faults import LISTS_ONLY
from tests.crossref.spoil import HUGE

if TYPE_CHECKING:
    from collections.abc import Callable

REEF, KNIT = "10.5555/reef.2019.0101", "10.5555/knit.2016.7"

Outcome = requests.Response | requests.RequestException


def get(url: str, session: requests.Session, seconds: float = 10) -> Outcome:
    try:
        return session.get(url, timeout=seconds, allow_redirects=False)
    except requests.RequestException as error:
        return error


def answers(status: int, text: str = "", kind: str = "") -> Callable[[Outcome], bool]:
    return lambda seen: (
        isinstance(seen, requests.Response)
        and (seen.status_code, seen.headers.get("Content-Type", "").startswith(kind)) == (status, True)
        and (text in seen.text if text else True)
        and ("x-api-pool" in seen.headers) is (status in {200, 429} and text != "maintenance")
    )


def raises(kind: type[Exception], words: str = "") -> Callable[[Outcome], bool]:
    return lambda seen: isinstance(seen, kind) and words in str(seen)


def message(test: Callable[[dict[str, object]], bool]) -> Callable[[Outcome], bool]:
    return lambda seen: isinstance(seen, requests.Response) and test(seen.json()["message"])


def body(test: Callable[[requests.Response], bool]) -> Callable[[Outcome], bool]:
    return lambda seen: isinstance(seen, requests.Response) and seen.status_code == 200 and test(seen)


def broken(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def location(start: str) -> Callable[[Outcome], bool]:
    return lambda seen: (
        isinstance(seen, requests.Response)
        and seen.status_code == 301
        and (start + seen.request.path_url) == seen.headers["Location"]
    )


#: kind with its argument -> what a client sees.
SEEN: dict[str, Callable[[Outcome], bool]] = {
    "403": answers(403, "Forbidden", "text/html"),
    "429": answers(429, "too many", "text/html"),
    "500json": answers(500, '"message":{"name":"class', "application/json"),
    "500empty": lambda seen: answers(500)(seen) and not seen.content,  # type: ignore[union-attr]
    "502": answers(502, "Bad Gateway", "text/html"),
    "503html": answers(503, "<html>", "text/html"),
    "504": answers(504, "Gateway Time-out", "text/html"),
    "slow:150ms": body(lambda seen: seen.elapsed.total_seconds() >= 0.15),
    "drip:1ms": body(lambda seen: not broken(seen.content)),
    "reset": raises(requests.ConnectionError, "reset"),
    "reset-mid": raises(requests.exceptions.ChunkedEncodingError, "reset"),
    "truncate": raises(requests.exceptions.ChunkedEncodingError, "100 more expected"),
    "badjson": body(lambda seen: broken(seen.content) and seen.content.startswith(b"{")),
    "html200": answers(200, "maintenance", "text/html"),
    "nocontenttype": body(lambda seen: "Content-Type" not in seen.headers),
    "wrongcharset": body(lambda seen: seen.encoding == "iso-8859-1" and not broken(seen.content)),
    "gzipbad": raises(requests.exceptions.ContentDecodingError),
    "emptybody": body(lambda seen: seen.content == b"" and seen.headers["Content-Length"] == "0"),
    "null-message": body(lambda seen: seen.json()["message"] is None and seen.json()["status"] == "ok"),
    "huge:1000000": body(lambda seen: len(seen.content) == 1_000_000 and not broken(seen.content)),
    "wrongdoi": message(lambda seen: "sim." not in str(seen["DOI"]) and seen["DOI"] != KNIT and bool(seen["title"])),
    "missing-total": message(lambda seen: set(seen) == {"facets", "items", "items-per-page", "query"}),
    "dup-items": message(lambda seen: seen["total-results"] == 1 and len(seen["items"]) == 2),  # type: ignore[arg-type]
    "items-null": message(lambda seen: seen["items"] is None),
    "redirect-loop": location(""),
    "redirect-offsite": location("http://offsite.invalid"),
}  # fmt: skip


def test_every_kind_is_tried() -> None:
    assert [kind.partition(":")[0] for kind in SEEN] == list(KINDS)


def route(kind: str, doi: str) -> str:
    return f"/works?filter=doi:{doi}" if kind in LISTS_ONLY else f"/works/{doi}"


@pytest.mark.parametrize("kind", SEEN)
@pytest.mark.parametrize("way", ["add", "control", "reserved"])
def test_a_fault_is_met_once_and_then_served(
    crossref: Simulator, session: requests.Session, kind: str, way: str
) -> None:
    doi = f"10.5555/sim.{kind}.1" if way == "reserved" else KNIT
    if way == "add":
        crossref.faults.add(kind, nth=1)
    elif way == "control":
        rule = {"kind": kind, "doi": KNIT, "count": 1}
        assert session.post(f"{crossref.base_url}/__sim/faults", json=rule).status_code == 200
    url = crossref.base_url + route(kind, doi)
    seen = get(url, session)
    assert SEEN[kind](seen), seen
    good = get(url, session)
    assert isinstance(good, requests.Response)
    told = good.json()["message"]
    assert [item["DOI"] for item in told.get("items", [told])] == [doi]
    assert [entry.fault for entry in crossref.log] == [kind.partition(":")[0], ""]
    assert crossref.log[0].status == (0 if kind == "reset" else getattr(seen, "status_code", 200))


def test_a_reserved_doi_fails_as_often_as_it_says(crossref: Simulator, session: requests.Session) -> None:
    def statuses(path: str) -> list[int]:
        return [session.get(crossref.base_url + path).status_code for _ in range(4)]

    assert statuses("/works/10.5555/SIM.503html.2") == [503, 503, 200, 200]
    assert statuses("/works/10.5555/sim.502") == [502] * 4
    assert statuses(f"/works?filter=doi:{REEF},doi:10.5555/sim.504.1") == [504, 200, 200, 200]
    assert statuses("/works/10.5555/sim.429:date.1/agency") == [429, 200, 200, 200]
    assert statuses("/works/10.5555/sim.unheard-of") == [404] * 4
    assert statuses("/works/10.5555/sim.dup-items") == [200] * 4
    assert statuses("/ra/10.5555/sim.502.1") == [502, 200, 200, 200]


def test_rules_count_what_they_match(crossref: Simulator, session: requests.Session) -> None:
    third = crossref.faults.add("503html", route="work", nth=3)
    crossref.faults.add("502", route="works", doi=REEF.upper(), nth=2, count=2)
    ask = [f"/works/{KNIT}", f"/works?filter=doi:{KNIT},doi:{REEF}"] * 4
    assert [session.get(crossref.base_url + path).status_code for path in ask] == [
        200,
        200,
        200,
        502,
        503,
        502,
        200,
        200,
    ]
    assert (third.seen, third.fired) == (4, 1)
    crossref.faults.add("500empty")
    assert session.get(f"{crossref.base_url}/ra/10.5555").status_code == 500
    crossref.faults.clear()
    assert session.get(f"{crossref.base_url}/ra/10.5555").status_code == 200


def test_an_unknown_kind_is_refused(crossref: Simulator, session: requests.Session) -> None:
    with pytest.raises(ValueError, match="one of 403, 429"):
        crossref.faults.add("cake")
    with pytest.raises(ValueError, match="banana"):
        crossref.faults.add("429:cake")
    with pytest.raises(ValueError, match="nothing"):
        crossref.faults.add("502:x")
    assert session.get(f"{crossref.base_url}/works/10.5555/sim.slow:ages").status_code == 404
    answer = session.post(f"{crossref.base_url}/__sim/faults", json={"kind": "cake"})
    assert answer.status_code == 400
    assert "cake" in answer.text
    assert (
        session.post(f"{crossref.base_url}/__sim/faults", json={"kind": "429", "when": 1}).status_code == 400
    )
    assert session.post(f"{crossref.base_url}/__sim/cake").status_code == 404


def test_other_processes_can_steer(crossref: Simulator, session: requests.Session) -> None:
    sim = f"{crossref.base_url}/__sim"
    work = {**crossref.work(KNIT), "title": ["Put from afar"]}
    assert session.post(f"{sim}/works", json=work).status_code == 200
    assert session.post(f"{sim}/touch", json={"doi": REEF, "indexed": "2030-01-01"}).status_code == 200
    assert session.post(f"{sim}/limits", json={"pool": "public-single", "rate": 2}).status_code == 200
    answer = session.get(f"{crossref.base_url}/works/{KNIT}")
    assert answer.json()["message"]["title"] == ["Put from afar"]
    assert answer.headers["x-rate-limit-limit"] == "2"
    assert crossref.work(REEF)["indexed"]["date-parts"] == [[2030, 1, 1]]
    session.post(f"{sim}/faults", json=[{"kind": "502"}, {"kind": "504"}])
    assert [rule["kind"] for rule in session.get(f"{sim}/faults").json()] == ["502", "504"]
    assert session.delete(f"{sim}/faults").status_code == 200
    assert [entry["path"] for entry in session.get(f"{sim}/log").json()] == [f"/works/{KNIT}"]
    session.post(f"{sim}/reset")
    assert session.get(f"{sim}/log").json() == []
    assert crossref.work(KNIT)["title"] == ["Stitch counts of spring tides in walled harbours"]


def test_huge_is_huge(crossref: Simulator, session: requests.Session) -> None:
    answer = session.head(f"{crossref.base_url}/works/10.5555/sim.huge")
    assert int(answer.headers["Content-Length"]) == HUGE == 50_000_000


def test_drip_sends_byte_by_byte(crossref: Simulator) -> None:
    crossref.faults.add("drip:0.05")
    with socket.create_connection(("127.0.0.1", urlsplit(crossref.base_url).port or 0)) as connection:
        connection.sendall(b"GET /works/10.5555/none HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(4_096).endswith(b"\r\n\r\n")
        began = time.monotonic()
        assert [connection.recv(4_096) for _ in range(4)] == [b"R", b"e", b"s", b"o"]
        assert time.monotonic() - began > 0.15


def test_the_end_waits_for_no_slow_answer(session: requests.Session) -> None:
    with Simulator() as simulator:
        simulator.faults.add("slow:60")
        assert isinstance(get(f"{simulator.base_url}/works/{KNIT}", session, 0.05), requests.ReadTimeout)
        began = time.monotonic()
    assert time.monotonic() - began < 5


def test_a_redirect_can_lead_to_a_host_of_the_test(crossref: Simulator, session: requests.Session) -> None:
    crossref.faults.add("redirect-offsite:127.0.0.1:9")
    answer = session.get(f"{crossref.base_url}/works/{KNIT}", allow_redirects=False)
    assert answer.headers["Location"] == f"http://127.0.0.1:9/works/{KNIT}"
