"""The simulator's routes but that of lists, and what holds for all, over real sockets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import requests

from tests.crossref import Simulator, read_works
from tests.crossref.conftest import NOON, Asking, Clock
from tests.crossref.routes import MAX_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterator

REEF, KNIT, SICI = (
    "10.5555/reef.2019.0101",
    "10.5555/knit.2016.7",
    "10.5555/(sici)2999-0017(19990301)12:2<101::aid-aru3>3.0.co;2-k",
)
HOSTILE = ["10.5555/100%", "10.5555/a?x=1", "10.5555/a#b", "10.5555/../../x", "10.5555/a b", "10.5555/é", "10.5555/a/",
           "10.5555/a+b", "10.5555/a%2fb", "10.5555/agency/agency", SICI]  # fmt: skip
CSL = {"Accept": "application/vnd.citationstyles.csl+json"}
REAL = Path(__file__).parents[3] / "shared/data/crossref/works.jsonl.gz"


@pytest.mark.parametrize("base", ["", "/v1"])
def test_a_work_is_told(ask: Asking, crossref: Simulator, base: str) -> None:
    answer = ask(f"{base}/works/{REEF.upper()}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert rb"10.5555\/reef" in answer.content
    assert answer.json() == {
        "status": "ok",
        "message-type": "work",
        "message-version": "1.0.0",
        "message": {**crossref.work(REEF), "score": 1},
    }


def test_what_crossref_never_sends_is_absent(ask: Asking) -> None:
    answer = ask(f"/works/{REEF}")
    assert not {"ETag", "Last-Modified", "Cache-Control", "Retry-After"} & set(answer.headers)
    assert answer.headers["Date"] == "Mon, 23 Nov 2026 12:00:00 GMT"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Server" in answer.headers


def test_plain_text_is_sent_to_who_accepts_no_gzip(ask: Asking) -> None:
    assert "Content-Encoding" not in ask(f"/works/{REEF}", headers={"Accept-Encoding": "identity"}).headers


def test_head_is_get_without_a_body(ask: Asking, session: requests.Session) -> None:
    answer = session.head(f"{ask.base}/works/{REEF}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers == ask(f"/works/{REEF}").headers
    assert session.head(f"{ask.base}/works/10.5555/none").status_code == 404


def test_nothing_can_be_posted(ask: Asking, session: requests.Session) -> None:
    assert session.post(f"{ask.base}/works", json={"a": 1}).status_code == 405


@pytest.mark.parametrize("doi", HOSTILE)
def test_a_hostile_doi_finds_its_work(ask: Asking, crossref: Simulator, doi: str) -> None:
    crossref.put({**crossref.work(REEF), "DOI": doi})
    assert ask(f"/works/{quote(doi, safe='')}").json()["message"]["DOI"] == doi
    assert ask(f"/works/{quote(doi, safe='')}/agency").json()["message"]["DOI"] == doi
    assert ask.dois(filter=f"doi:{doi}") == [doi]
    assert crossref.log[0].dois == [doi]


@pytest.mark.parametrize(
    "path", ["/works/10.5555/none", "/works/10.999101/shed.1", "/members/98", "/works/", "/"]
)
def test_the_unknown_is_not_found(ask: Asking, path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain")
    assert answer.text == "Resource not found."


@pytest.mark.parametrize("base", ["", "/v1"])
def test_an_alias_moves_on_with_a_raw_relative_location(ask: Asking, base: str) -> None:
    answer = ask(f"{base}/works/10.55555%2Fprime.9")
    assert (answer.status_code, answer.content) == (301, b"")
    assert answer.headers["Location"] == f"{base}/works/10.55555/prime.9.v5"
    assert answer.headers["x-api-pool"] == "public-single"
    assert ask(answer.headers["Location"]).status_code == 200


def test_a_work_can_become_an_alias_and_back(ask: Asking, crossref: Simulator) -> None:
    work = crossref.work(KNIT)
    crossref.alias(KNIT, REEF)
    assert ask(f"/works/{KNIT}").headers["Location"] == f"/works/{REEF}"
    assert ask.dois(filter=f"doi:{KNIT},doi:{REEF}") == [REEF]
    crossref.put(work)
    assert ask(f"/works/{KNIT}").status_code == 200


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("select=DOI", "select"),
        ("filter=type:x", "filter"),
        ("query.title=x", "query.*"),
        ("query=x", "query"),
    ],
)
def test_what_only_lists_support_is_refused_for_one_work(ask: Asking, query: str, value: str) -> None:
    answer = ask(f"/works/{REEF}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json;charset=utf-8"
    assert answer.json()["message-type"] == "validation-failure"
    assert [(one["type"], one["value"]) for one in answer.json()["message"]] == [
        ("parameter-not-allowed", value)
    ]


@pytest.mark.parametrize(
    ("doi", "label"),
    [
        (REEF, "Crossref"),
        ("10.55555/prime.9", "Crossref"),
        ("10.999101/any", "DataCite"),
        ("10.999102/campanile.7", "mEDRA"),
        ("10.999103/x", "JaLC"),
    ],
)
def test_the_agency_is_told(ask: Asking, doi: str, label: str) -> None:
    answer = ask(f"/works/{quote(doi, safe='')}/agency").json()
    assert answer["message-type"] == "work-agency"
    assert answer["message"] == {"DOI": doi, "agency": {"id": label.lower(), "label": label}}


def test_the_404_of_an_agency_says_that_it_is_json(ask: Asking) -> None:
    answer = ask("/works/10.5555/none/agency")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert answer.text == "Resource not found."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (REEF, {"RA": "Crossref"}), ("10.55555", {"RA": "Crossref"}), ("10.999101", {"RA": "DataCite"}),
        ("10.999105/ops.1", {"RA": "OP"}), ("10.999101/none", {"status": "DOI does not exist"}),
        ("10.987654", {"status": "DOI does not exist"}), ("foo", {"status": "DOI does not exist"}),
    ],
)  # fmt: skip
def test_doi_org_tells_who_registered_it(ask: Asking, asked: str, said: dict[str, str]) -> None:
    answer = ask(f"/ra/{asked}")
    assert answer.status_code == 200
    assert answer.json() == [{"DOI": asked, **said}]
    assert "x-api-pool" not in answer.headers


def test_datacite_answers_unless_nothing_changed(ask: Asking) -> None:
    answer = ask("/dois/10.999101/shed.1")
    assert answer.json()["data"]["attributes"]["creators"][0]["familyName"] == "Strand"
    again = ask("/dois/10.999101/shed.1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask("/dois/10.999101/shed.1", headers={"If-None-Match": '"old"'}).status_code == 200
    missing = ask(f"/dois/{REEF}")
    assert missing.status_code == 404
    assert missing.json()["errors"][0]["status"] == "404"


def test_doi_org_leads_a_machine_to_the_transform_route(ask: Asking, session: requests.Session) -> None:
    answer = ask(f"/{quote(SICI, safe='')}", headers=CSL)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{ask.base}/v1/works/{quote(SICI, safe='')}/transform"
    csl = session.get(answer.headers["Location"], headers=CSL).json()
    assert (csl["title"], csl["type"]) == ("A ladder from the last century", "article-journal")
    assert ask("/10.55555/prime.9", headers=CSL).status_code == 302
    moved = session.get(f"{ask.base}/10.55555/prime.9", headers=CSL)
    assert moved.json()["DOI"] == "10.55555/prime.9.v5"


def test_other_agencies_answer_a_machine_themselves(ask: Asking) -> None:
    answer = ask("/10.999103/shio.2008.18", headers=CSL)
    assert answer.headers["Content-Type"] == CSL["Accept"]
    assert answer.json()["title"] == "架空の潮位計"


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/10.5555/none", 404, "Error: DOI Not Found"),
        ("/foo", 400, "Error: Not a DOI"),
        ("/10.5/x", 400, "Error: Not a DOI"),
    ],
)
def test_doi_org_has_pages_for_errors(ask: Asking, path: str, status: int, title: str) -> None:
    answer = ask(path, headers=CSL)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert f"<title>{title}</title>" in answer.text


@pytest.mark.parametrize(
    ("accept", "starts"),
    [("*/*", " @article{Quillfeather_2019"), ("application/x-research-info-systems", "TY  - JOUR")],
)
def test_a_work_is_transformed(ask: Asking, accept: str, starts: str) -> None:
    assert ask(f"/works/{REEF}/transform", headers={"Accept": accept}).text.startswith(starts)
    assert (
        ask(f"/works/{REEF}/transform/{CSL['Accept']}").json()["container-title"] == "Annals of Reef Upkeep"
    )
    assert ask("/works/10.5555/none/transform").status_code == 404
    assert ask(f"/works/{REEF}/transform/text/turtle").status_code == 406


def test_a_url_can_be_too_long(ask: Asking) -> None:
    fits = "/works?query=" + "x" * (MAX_TARGET - len("/works?query="))
    assert ask(fits).status_code == 200
    answer = ask(fits + "x")
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (414, "text/html")


def test_the_log_tells_who_asked_what_and_how(ask: Asking, crossref: Simulator) -> None:
    ask(f"/works/{quote(REEF, safe='')}?mailto=a%40b.org", headers={"User-Agent": "us"})
    ask.works(filter=f"doi:{KNIT},doi:{REEF}")
    requests.get(crossref.base_url + "/ra/10.5555", timeout=5)
    first, second, third = crossref.log
    assert (first.method, first.path, first.query) == (
        "GET",
        f"/works/{quote(REEF, safe='')}",
        "mailto=a%40b.org",
    )
    assert (first.headers["user-agent"], first.params, first.pool) == (
        "us",
        {"mailto": "a@b.org"},
        "polite-single",
    )
    assert (first.time, first.status, first.connection, first.in_flight) == (1_000.0, 200, 1, 1)
    assert (second.route, second.dois, second.connection) == ("works", [KNIT, REEF], 1)
    assert (third.route, third.pool, third.connection) == ("ra", "", 2)
    assert crossref.log.asked()[REEF] == 2
    assert crossref.log.of("works") == [second]


def _conversation(simulator: Simulator) -> list[tuple[int, dict[str, str], bytes]]:
    paths = [
        "/works?sample=9",
        "/works?cursor=*&rows=3",
        "/works?query=harbour+lantern",
        f"/works/{REEF}",
        "/nothing",
    ]
    answers = [requests.get(simulator.base_url + path, timeout=5) for path in paths]
    return [(answer.status_code, dict(answer.headers), answer.content) for answer in answers]


def test_the_same_seed_and_clock_answer_the_same(clock: Clock) -> None:
    def run(seed: int) -> list[tuple[int, dict[str, str], bytes]]:
        with Simulator(clock=clock, seed=seed, limits=False, began=NOON) as simulator:
            return _conversation(simulator)

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_a_mistake_of_the_simulator_is_raised_at_its_end() -> None:
    simulator = Simulator([])
    simulator.corpus._works["10.5555/broken"] = {"DOI": "10.5555/broken", "issued": 7}
    with pytest.raises(AttributeError), simulator, pytest.raises(requests.ConnectionError):
        requests.get(f"{simulator.base_url}/works?filter=from-pub-date:2019", timeout=5)


@pytest.fixture(scope="module")
def real() -> Iterator[Simulator]:
    if not REAL.is_file():
        pytest.skip("no real works beside the checkout")
    with Simulator(REAL, limits=False) as simulator:
        yield simulator


def test_real_works_are_found_by_doi_and_title(real: Simulator, session: requests.Session) -> None:
    works = [work for work in read_works(REAL) if len((work.get("title") or [""])[0]) > 40][::40]
    ask = Asking(real.base_url, session)
    assert [ask(f"/works/{quote(one['DOI'], safe='')}").json()["message"]["title"] for one in works] == [
        one["title"] for one in works
    ]
    hits = [one["DOI"] in ask.dois(query__bibliographic=one["title"][0], rows=5) for one in works]
    assert len(works) > 20
    assert sum(hits) >= 0.95 * len(hits)


def test_it_runs_by_hand(tmp_path: Path) -> None:
    works = tmp_path / "works.jsonl"
    works.write_text(json.dumps({"DOI": "10.5555/by.hand", "title": ["By hand"]}) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "tests.crossref", "--works", str(works), "--besides"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        statuses = [
            requests.get(f"{base}/works/{doi}", timeout=5).status_code for doi in ("10.5555/by.hand", REEF)
        ]
        process.terminate()
    assert statuses == [200, 200]
