from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from harvester.errors import FormatError, NotRecorded
from harvester.fetch import Recorder, Recording, Reply
from harvester.fetch.reply import Headers
from tests.hostile import Hostile, web

if TYPE_CHECKING:
    from pathlib import Path

API = "https://api.example"
A, B, SICI = "10.5555/a.1", "10.5555/b/2", "10.5555/(SICI)1<2::AID-3>3.0.CO;2-6?x#y"


def envelope(doi: str) -> dict[str, Any]:
    message = {"DOI": doi, "title": [f"On {doi}"], "type": "journal-article", "score": 1}
    return {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": message}


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    folder = tmp_path / "api.example"
    (folder / "works").mkdir(parents=True)
    for number, doi in enumerate((A, B, SICI)):
        (folder / "works" / f"{number}.json").write_text(json.dumps(envelope(doi)))
    mark = {
        "aliases": {"10.5555/OLD": A},
        "missing": ["10.5555/None", "10.5281/zenodo.1", "10.9999/x"],
        "agencies": {"10.5281": "datacite", "10.9999": None},
    }
    (folder / "crossref.json").write_text(json.dumps(mark))
    return Recording(tmp_path)


def ask(recording: Recording, path: str, **headers: str) -> Reply:
    return recording.answer("GET", API + path, headers)


def dois(reply: Reply) -> list[str]:
    return [item["DOI"] for item in json.loads(reply.body)["message"]["items"]]


@pytest.mark.parametrize("doi", [A, B, SICI, A.upper()])
@pytest.mark.parametrize("base", ["", "/v1"])
def test_one_work_is_answered_in_its_envelope(recording: Recording, doi: str, base: str) -> None:
    reply = ask(recording, f"{base}/works/{quote(doi, safe='')}?mailto=a@b.org")
    assert json.loads(reply.body)["message"]["DOI"].lower() == doi.lower()
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")


def test_an_alias_leads_to_its_prime_doi(recording: Recording) -> None:
    reply = ask(recording, "/works/10.5555%2Fold")
    assert (reply.status, reply.headers["Location"], reply.body) == (301, f"/works/{A}", b"")


def test_a_missing_doi_is_404_in_plain_text(recording: Recording) -> None:
    reply = ask(recording, "/works/10.5555/none")
    assert (reply.status, reply.headers["Content-Type"], reply.body) == (
        404,
        "text/plain",
        b"Resource not found.",
    )


@pytest.mark.parametrize("path", ["/works/10.5555/new", "/works?filter=doi:10.5555/a.1,doi:10.5555/new"])
def test_a_doi_that_nothing_is_known_of_is_named(recording: Recording, path: str) -> None:
    with pytest.raises(NotRecorded, match=r"GET https://api.example/works.* the DOI 10.5555/new"):
        ask(recording, path)


@pytest.mark.parametrize(
    ("path", "agency"),
    [("/works/10.5281/zenodo.1/agency", "datacite"), ("/works/10.5555/a.1/agency", "crossref"),
     ("/works/10.5555/OLD/agency", "crossref"), ("/works/10.5281/other/agency", "datacite")],
)  # fmt: skip
def test_the_agency_is_told(recording: Recording, path: str, agency: str) -> None:
    assert json.loads(ask(recording, path).body)["message"]["agency"]["id"] == agency


def test_an_unknown_agency_is_404_that_calls_itself_json(recording: Recording) -> None:
    for doi in ("10.9999/x", "10.5555/none"):
        reply = ask(recording, f"/works/{doi}/agency")
        assert (reply.status, reply.headers["Content-Type"], reply.body) == (
            404,
            "application/json",
            b"Resource not found.",
        )
    with pytest.raises(NotRecorded, match=r"the agency of the DOI 10.7777/x"):
        ask(recording, "/works/10.7777/x/agency")


@pytest.mark.parametrize("separator", [",doi:", "%2Cdoi%3A"])
def test_a_list_holds_what_is_known_in_any_composition(recording: Recording, separator: str) -> None:
    asked = separator.join(
        quote(doi, safe="") for doi in (B, "10.5555/old", A.upper(), "10.5555/none", SICI, B)
    )
    assert dois(ask(recording, f"/works?rows=50&filter=doi:{asked}")) == [B, A, SICI]


def test_a_list_can_be_of_what_was_indexed_since(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "api.example" / "works" / "0.json"
    content = json.loads(path.read_text())
    content["message"]["indexed"] = {"date-time": "2026-06-12T08:00:00Z"}
    path.write_text(json.dumps(content))
    clauses = f"doi:{A},doi:{B},from-index-date:"
    assert dois(ask(recording, f"/works?filter={quote(clauses)}2026-06-12")) == [A, B]
    assert dois(ask(recording, f"/works?filter={quote(clauses)}2026-06-13")) == [B]


def test_a_list_has_crossrefs_shape(recording: Recording) -> None:
    content = json.loads(ask(recording, f"/works?filter=doi:{A},doi:{B}&rows=1&select=DOI,type").body)
    assert content["message-type"] == "work-list"
    assert content["message"] == {
        "facets": {},
        "total-results": 2,
        "items": [{"DOI": A, "type": "journal-article"}],
        "items-per-page": 1,
        "query": {"start-index": 0, "search-terms": None},
    }


def test_a_list_has_twenty_rows_unless_more_are_asked_for(recording: Recording) -> None:
    works = recording.path / "api.example" / "works"
    for number in range(10, 40):
        (works / f"{number}.json").write_text(json.dumps(envelope(f"10.5555/n{number}")))
    clauses = ",".join(f"doi:10.5555/n{number}" for number in range(10, 40))
    assert len(dois(ask(recording, f"/works?filter={clauses}"))) == 20
    assert len(dois(ask(recording, f"/works?filter={clauses}&rows=30"))) == 30
    assert len(dois(ask(recording, f"/works?filter={clauses}&rows=30&offset=25"))) == 5


@pytest.mark.parametrize(
    ("path", "kind"),
    [(f"/works/{A}?select=DOI", "parameter-not-allowed"), (f"/works/{A}?filter=doi:{A}", "parameter-not-allowed"),
     (f"/works/{A}?query.title=x", "parameter-not-allowed"),
     (f"/works?filter=doi:{A},doi:banana", "filter-not-available"),
     (f"/works?filter=doi:{A},rest", "filter-not-available"), (f"/works?filter=doi:{A}&rows=1001", "integer-not-valid"),
     (f"/works?filter=doi:{A}&rows=-1", "integer-not-valid"),
     (f"/works?filter=doi:{A}&select=DOI,language", "parameter-not-allowed")],
)  # fmt: skip
def test_what_crossref_refuses_is_refused(recording: Recording, path: str, kind: str) -> None:
    reply = ask(recording, path)
    content = json.loads(reply.body)
    assert (reply.status, content["message-type"], content["message"][0]["type"]) == (
        400,
        "validation-failure",
        kind,
    )


@pytest.mark.parametrize(
    "path", ["/works", "/works?query.bibliographic=x", "/works?filter=type:book", "/journals"]
)
def test_a_question_that_is_not_about_dois_is_named(recording: Recording, path: str) -> None:
    with pytest.raises(NotRecorded, match="says nothing about"):
        ask(recording, path)


def test_the_pool_depends_on_whether_we_say_who_we_are(recording: Recording) -> None:
    def pool(path: str, **headers: str) -> tuple[str, str, str]:
        reply = ask(recording, path, **headers)
        return tuple(
            reply.headers[f"x-{name}"] for name in ("api-pool", "rate-limit-limit", "concurrency-limit")
        )

    assert pool(f"/works/{A}") == ("public-single", "5", "1")
    assert pool(f"/works/{A}?mailto=a@b.org") == ("polite-single", "10", "3")
    assert pool(f"/works?filter=doi:{A}", **{"User-Agent": "x (mailto:a@b.org)"}) == (
        "polite-array",
        "3",
        "3",
    )


def test_half_a_character_in_a_work_is_answered_as_its_escape(recording: Recording) -> None:
    work = json.dumps(envelope("10.5555/half")).replace("On 10", "Half \\ud83d of 10")
    (recording.path / "api.example" / "works" / "half.json").write_text(work)
    body = ask(recording, "/works?filter=doi:10.5555/half").body
    assert b"Half \\ud83d of" in body
    assert json.loads(body)["message"]["items"] == [json.loads(work)["message"]]


def test_a_damaged_work_is_named(recording: Recording) -> None:
    (recording.path / "api.example" / "works" / "bad.json").write_text('{"message": {}}')
    with pytest.raises(FormatError, match=r"bad\.json: is no answer of Crossref"):
        ask(recording, f"/works/{A}")


class TestRecordingByMeaning:
    """Whatever was asked live, a replay can compose it anew."""

    def write(self, folder: Path, path: str, status: int, body: object, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        Recorder(folder).write("GET", API + path, Reply(status, Headers(headers), content))

    def listed(self, *items: dict[str, Any]) -> dict[str, Any]:
        return {
            "status": "ok",
            "message-type": "work-list",
            "message": {"items": list(items), "total-results": len(items)},
        }

    def test_a_list_can_be_asked_for_one_by_one(self, tmp_path: Path) -> None:
        items = [envelope(doi)["message"] for doi in (A, B)]
        self.write(tmp_path, f"/works?filter=doi:{A},doi:{B},doi:10.5555/c&rows=40", 200, self.listed(*items))
        recording = Recording(tmp_path)
        assert json.loads(ask(recording, f"/works/{quote(B, safe='')}").body) == envelope(B)
        assert dois(ask(recording, f"/works?filter=doi:{B}")) == [B]
        with pytest.raises(NotRecorded, match=r"the DOI 10.5555/c"):
            ask(recording, "/works/10.5555/c")

    def test_single_answers_can_be_asked_for_as_a_list(self, tmp_path: Path) -> None:
        self.write(tmp_path, f"/works/{quote(SICI, safe='')}", 200, envelope(SICI))
        self.write(tmp_path, "/works/10.5555%2Fnone?mailto=a@b.org", 404, b"Resource not found.")
        self.write(tmp_path, "/works/10.5555/Old", 301, b"", Location=f"/works/{A}")
        self.write(
            tmp_path,
            "/works/10.5281/z/agency",
            200,
            {"message-type": "work-agency", "message": {"agency": {"id": "datacite"}}},
        )
        self.write(tmp_path, "/works/10.9999/q/agency", 404, b"Resource not found.")
        recording = Recording(tmp_path)
        asked = f"{quote(SICI, safe='')},doi:10.5555/none,doi:10.5555/old"
        assert dois(ask(recording, f"/works?filter=doi:{asked}")) == [SICI]
        assert ask(recording, "/works/10.5555/OLD").headers["Location"] == f"/works/{A}"
        assert (
            json.loads(ask(recording, "/works/10.5281/other/agency").body)["message"]["agency"]["label"]
            == "DataCite"
        )
        assert ask(recording, "/works/10.9999/q/agency").status == 404

    def test_a_selection_never_replaces_a_whole_work(self, tmp_path: Path) -> None:
        self.write(tmp_path, f"/works/{A}", 200, envelope(A))
        self.write(
            tmp_path, f"/works?filter=doi:{A}&select=DOI,score", 200, self.listed({"DOI": A, "score": 7})
        )
        message = json.loads(ask(Recording(tmp_path), f"/works/{A}").body)["message"]
        assert (message["title"], message["score"]) == ([f"On {A}"], 7)

    def test_a_search_is_answered_by_its_url(self, tmp_path: Path) -> None:
        found = self.listed(envelope(A)["message"])
        self.write(tmp_path, "/works?query.bibliographic=on+a&rows=2", 200, found)
        recording = Recording(tmp_path)
        assert json.loads(ask(recording, "/works?query.bibliographic=on+a&rows=2").body) == found
        assert ask(recording, f"/works/{A}").status == 200

    @pytest.mark.parametrize("query", ["", "?filter=doi:10.5555/half"])
    def test_half_a_character_in_an_answer_is_recorded(self, tmp_path: Path, query: str) -> None:
        work = envelope("10.5555/half")
        work["message"]["title"] = ["Half \ud83d \N{GRINNING FACE}"]
        live = self.listed(work["message"]) if query else work
        self.write(tmp_path, f"/works{query or '/10.5555/half'}", 200, live)
        assert json.loads(ask(Recording(tmp_path), "/works/10.5555/half").body) == work

    def test_a_failure_is_no_knowledge(self, tmp_path: Path) -> None:
        self.write(tmp_path, f"/works/{A}", 200, envelope(A))
        self.write(tmp_path, f"/works/{B}", 503, b"busy")
        recording = Recording(tmp_path)
        assert ask(recording, f"/works/{B}").status == 503
        with pytest.raises(NotRecorded):
            ask(recording, f"/works?filter=doi:{B}")

    def test_other_sites_may_have_works_too(self, tmp_path: Path) -> None:
        self.write(tmp_path, "/works/12", 301, b"", Location="/works/12/")
        self.write(tmp_path, "/works/10.1/a", 200, b"<html>")
        assert not list(tmp_path.rglob("crossref.json"))

    def test_a_whole_run_is_recorded_and_replayed(self, server: Hostile, tmp_path: Path) -> None:
        listing = json.dumps(self.listed(envelope(A)["message"])).encode()
        url = server.on(f"/works?filter=doi:{A}", (200, {"Content-Type": "application/json"}, listing))
        web(record=tmp_path).session.get(url)
        replayed = web(replay=tmp_path).session.get(server.url(f"/works/{A}"))
        assert replayed.json() == envelope(A)
