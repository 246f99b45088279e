"""The simulator's lists: filters, queries, order and cursors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import requests

    from tests.crossref import Simulator
    from tests.crossref.conftest import Asking, Clock

REEF, KNIT = "10.5555/reef.2019.0101", "10.5555/knit.2016.7"


def test_a_list_by_doi_leaves_out_the_unknown_and_aliases(ask: Asking) -> None:
    answer = ask.works(filter=f"doi:{REEF.upper()},doi:10.5555/none,doi:10.55555/prime.9,doi:{KNIT}").json()
    assert answer["message-type"] == "work-list"
    message = answer["message"]
    assert sorted(item["DOI"] for item in message["items"]) == sorted([REEF, KNIT])
    assert {name: message[name] for name in message if name != "items"} == {
        "facets": {}, "total-results": 2, "items-per-page": 20, "query": {"start-index": 0, "search-terms": None},
    }  # fmt: skip


def test_twenty_come_unless_more_are_asked_for(ask: Asking) -> None:
    dois = [item["DOI"] for item in ask.works(rows=30).json()["message"]["items"]]
    wanted = ",".join(f"doi:{doi}" for doi in dois)
    assert len(ask.dois(filter=wanted)) == 20
    assert sorted(ask.dois(filter=wanted, rows=30)) == sorted(dois)
    assert ask.dois(rows=5, offset=25) == dois[25:]
    assert ask.dois(rows=0) == []


@pytest.mark.parametrize(
    ("filter", "kind"),
    [
        ("doi:10.5555/a,doi:nonsense", "filter-not-available"), ("doi:10.5555/a,b", "pair-list-form-invalid"),
        ("has-cake:true", "filter-not-available"), ("from-pub-date:soon", "date-not-valid"),
        ("from-pub-date:2019-02-30", "date-not-valid"), ("has-abstract:maybe", "boolean-not-valid"),
    ],
)  # fmt: skip
def test_one_bad_clause_spoils_the_filter(ask: Asking, filter: str, kind: str) -> None:  # noqa: A002
    answer = ask.works(filter=filter)
    assert answer.status_code == 400
    assert [one["type"] for one in answer.json()["message"]] == [kind]


def test_an_unknown_filter_is_told_the_valid_ones(ask: Asking) -> None:
    assert "until-index-date" in ask.works(filter="has-cake:true").json()["message"][0]["message"]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("issn:2999-005x,type:posted-content", set()),
        ("type:posted-content", {"10.55555/preprint.300.1", "10.55555/preprint.300.2"}),
        ("type:posted-content,type:report,until-pub-date:1984", {"10.55555/10115553", "10.55555/7118251"}),
        ("isbn:978-0-00-000002-6", {"10.55555/978-0-00-000002-6", "10.55555/978-0-00-000002-6_4"}),
        ("issn:2999-0033,type:journal-article", {KNIT}),
        ("has-abstract:1,from-pub-date:2022-03-05,type:journal-article", {"10.5555/abstract.escaped"}),
        ("from-pub-date:2022-03,until-pub-date:2022-03-03", {"10.5555/abstract.sections"}),
        ("is-update:true,update-type:correction", {"10.5555/correction.1"}),
        ("updates:10.5555/RETRACTED.1", {"10.5555/retraction.1"}),
        ("has-relation:t,type:journal-article", {"10.5555/chart.2023.14", "10.5555/correction.1"}),
        ("from-index-date:2025-05-12", {"10.55555/old.1998.3", "10.55555/prime.9.v5", "10.5555/withdrawn.1"}),
        ("until-index-date:2024-01-08", {REEF}),
        ("from-update-date:2021-04,until-deposit-date:2021-04", {"10.55555/old.1998.3", "10.55555/prime.9.v5"}),
        ("from-created-date:2021-02-25,until-created-date:2021", {"10.55555/old.1998.3", "10.55555/prime.9.v5"}),
    ],
)  # fmt: skip
def test_filters_select(ask: Asking, filter: str, found: set[str]) -> None:  # noqa: A002
    assert set(ask.dois(filter=filter, rows=100)) == found


def test_what_is_indexed_anew_is_found_by_its_date(ask: Asking, crossref: Simulator, clock: Clock) -> None:
    since = f"doi:{REEF},doi:{KNIT},from-index-date:2026-11-23"
    assert ask.dois(filter=since) == []
    crossref.touch(KNIT, indexed="2026-11-22")
    assert ask.dois(filter=since) == []
    crossref.touch(KNIT)
    assert ask.dois(filter=since) == [KNIT]
    clock.seconds += 86_400
    retraction = {"DOI": "10.5555/r", "type": "retraction", "source": "retraction-watch"}
    crossref.put({**crossref.work(REEF), "title": ["Hauled nets"], "updated-by": [retraction]})
    assert ask.dois(filter=since.replace("23", "24")) == [REEF]
    assert ask(f"/works/{REEF}").json()["message"]["updated-by"] == [retraction]
    assert ask.dois(query__title="moonlight", filter=f"doi:{REEF}") == []
    assert ask.dois(query__title="hauled") == [REEF]


@pytest.mark.parametrize(
    "params",
    [
        {"query": "moonlight corals nets 2019 Quillfeather"},
        {"query__bibliographic": "Mending coral nets by moonlight, Quillfeather 2019"},
        {"query__title": "mending moonlight", "query__author": "brandt"},
        {"query__title": "coral", "query__container-title": "annals reef"},
    ],
)
def test_a_query_finds_the_work_first(ask: Asking, params: dict[str, str]) -> None:
    items = ask.works(**params).json()["message"]["items"]
    assert items[0]["DOI"] == REEF
    scores = [item["score"] for item in items]
    assert scores == sorted(scores, reverse=True)
    assert all(10 < score < 120 for score in scores)


def test_queries_must_all_match_and_one_shared_word_does(ask: Asking) -> None:
    assert ask.dois(query__title="moonlight", query__author="nobody") == []
    assert KNIT in ask.dois(query__bibliographic="an unheard-of harbours title")
    assert ask.dois(query="?!") == []
    assert ask.works(query="étude").json()["message"]["query"]["search-terms"] == "étude"


@pytest.mark.parametrize("value", ["1001", "-1", "things", "²"])
def test_a_wrong_number_of_rows_is_refused(ask: Asking, value: str) -> None:
    answer = ask.works(rows=value)
    assert answer.status_code == 400
    words = f"Integer specified as {value} but must be a positive integer less than or equal to 1000. "
    assert answer.json()["message"] == [{"type": "integer-not-valid", "value": value, "message": words}]


@pytest.mark.parametrize(
    ("params", "kind"),
    [
        ({"offset": "10001"}, "integer-not-valid"), ({"sample": "101"}, "integer-not-valid"),
        ({"select": "DOI,language"}, "parameter-not-allowed"), ({"sort": "things"}, "parameter-not-allowed"),
        ({"order": "up"}, "parameter-not-allowed"), ({"cake": "1"}, "parameter-not-allowed"),
        ({"query.cake": "1"}, "parameter-not-allowed"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused(ask: Asking, params: dict[str, str], kind: str) -> None:
    answer = ask("/works", params=params)
    assert answer.status_code == 400
    assert [one["type"] for one in answer.json()["message"]] == [kind]
    assert len(ask("/works", params={**params, "rows": "x"}).json()["message"]) == 2


def test_only_what_is_selected_comes(ask: Asking) -> None:
    answer = ask.works(filter=f"doi:{REEF}", select="DOI,title,volume,edition-number")
    assert [set(item) for item in answer.json()["message"]["items"]] == [{"DOI", "title", "volume"}]


@pytest.mark.parametrize("sort", ["issued", "published", "indexed", "deposited", "created"])
def test_lists_are_sorted_by_date(ask: Asking, sort: str) -> None:
    field = "issued" if sort == "published" else sort
    items = ask.works(sort=sort, order="asc", rows=100).json()["message"]["items"]
    dates = [[*parts, 1, 1][:3] for item in items if any(parts := item[field]["date-parts"][0])]
    assert dates == sorted(dates)
    assert ask.dois(sort=sort, rows=1) != ask.dois(sort=sort, rows=1, order="asc")


def test_without_a_query_the_last_deposited_comes_first(ask: Asking) -> None:
    assert (
        ask.dois(rows=2)
        == ask.dois(sort="deposited", rows=2)
        == ["10.55555/prime.9.v5", "10.55555/old.1998.3"]
    )
    assert ask.dois(query="harbour", sort="score", order="asc") != ask.dois(query="harbour")


def test_samples_are_drawn_from_the_seed(crossref: Simulator, ask: Asking) -> None:
    first = ask.dois(sample=5)
    assert len(set(first)) == 5
    assert ask.dois(sample=5) != first
    crossref.reset()
    assert ask.dois(sample=5) == first


def test_a_cursor_walks_the_whole_list(ask: Asking) -> None:
    whole = ask.dois(filter="prefix:10.5555", rows=1000)
    cursor, pages = "*", []
    while True:
        message = ask.works(filter="prefix:10.5555", rows=25, cursor=cursor).json()["message"]
        cursor = message["next-cursor"]
        assert len(cursor) > 200
        assert {"+", "/", "="} < set(cursor)
        assert message["total-results"] == len(whole)
        if not message["items"]:
            break
        pages.append([item["DOI"] for item in message["items"]])
    assert [doi for page in pages for doi in page] == whole
    assert [len(page) for page in pages[:-1]] == [25] * (len(pages) - 1)


@pytest.fixture
def cursor(ask: Asking) -> str:
    return str(ask.works(filter="prefix:10.5555", cursor="*").json()["message"]["next-cursor"])


def _is_bad(answer: requests.Response, cursor: str) -> bool:
    words = [{"type": "cursor-invalid", "value": cursor, "message": "Cursor specified but it is invalid"}]
    return answer.status_code == 404 and answer.json() == {
        "status": "failed", "message-type": "resource-failure", "message": words,
    }  # fmt: skip


def test_a_cursor_expires_after_five_minutes(ask: Asking, clock: Clock, cursor: str) -> None:
    clock.seconds += 299
    assert ask.works(filter="prefix:10.5555", cursor=cursor).status_code == 200
    clock.seconds += 1
    assert _is_bad(ask.works(filter="prefix:10.5555", cursor=cursor), cursor)


def test_a_cursor_belongs_to_its_query_and_must_be_encoded(ask: Asking, cursor: str) -> None:
    assert _is_bad(ask.works(filter="prefix:10.55555", cursor=cursor), cursor)
    assert ask.works(cursor="thing").status_code == 404
    assert ask(f"/works?filter=prefix:10.5555&cursor={cursor}").status_code == 404
