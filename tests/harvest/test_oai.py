"""OAI-PMH over loopback sockets: whole lists, changes, cut lists, and servers that misbehave."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harvester.config import Source
from harvester.errors import Blocked, FetchError, SourceError
from harvester.harvest import Discovery, Memory, discover
from tests.harvest.repository import DIM, OAI_DC, Deposit, Repository, article, envelope, error

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.fetch import Web
    from harvester.harvest import Item
    from harvester.store import OaiList
    from tests.harvest.loopback import LoopbackSite

NOW = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def listed(site: LoopbackSite, web: Web) -> Callable[..., tuple[Discovery, list[Item]]]:
    """List what the repository has: the discovery, read to its end, and the items."""

    def run(
        repository: Repository, *, path: str = "oai", memory: Memory | None = None, **words: Any
    ) -> tuple[Discovery, list[Item]]:
        site.otherwise = repository.answer
        given = {"name": "loopback", "url": site.url + path, "discovery": "oai", **words}
        found = discover(Source.model_validate(given), web, memory or Memory(now=NOW))
        return found, list(found.items)

    return run


def numbers(items: list[Item]) -> list[int]:
    return [int(item.url.rpartition(":")[2]) for item in items]


def later(mark: OaiList | None, **more: Any) -> Memory:
    return Memory(**{"oai": mark, "round": 2, "now": NOW + dt.timedelta(days=1)} | more)


def kinds(found: Discovery) -> list[str]:
    return [issue.kind for issue in found.issues]


def test_every_record_is_listed_page_after_page(listed: Any) -> None:
    repository = Repository.of(8)
    found, items = listed(repository)
    assert numbers(items) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (found.route, found.complete, found.changes_only, found.issues) == ("oai", True, False, [])
    assert repository.verbs() == ["Identify", "ListMetadataFormats", *["ListRecords"] * 3]
    assert all(item.entry and item.enough for item in items)


def test_a_token_is_sent_back_encoded_exactly_once(listed: Any, site: LoopbackSite) -> None:
    listed(Repository.of(4))
    assert site.asked[-1] == "/oai?verb=ListRecords&resumptionToken=at%252F3%257C"


def test_the_base_url_may_have_a_query_of_its_own_and_ask_for_a_set(listed: Any, site: LoopbackSite) -> None:
    repository = Repository.of(1)
    listed(repository, path="oai?page=x&verb=Identify&set=col_1&metadataPrefix=oai_dc")
    assert site.asked[1:] == [
        "/oai?page=x&verb=Identify",
        "/oai?page=x&verb=ListRecords&metadataPrefix=oai_dc&set=col_1",
    ]


def test_the_richest_format_that_is_read_is_asked_for(listed: Any) -> None:
    repository = Repository.of(
        1, formats={"oai_dc": OAI_DC, "marcxml": "http://www.loc.gov/MARC21/slim", "dim": DIM}
    )
    listed(repository)
    assert repository.asked[-1]["metadataPrefix"] == "dim"


@pytest.mark.parametrize("said", ["", error("cannotDisseminateFormat")], ids=["empty-list", "error"])
def test_a_format_that_is_offered_and_not_had_gives_way_to_plain_dublin_core(listed: Any, said: str) -> None:
    repository = Repository.of(2, formats={"oai_dc": OAI_DC, "dim": DIM})
    repository.twist = lambda _, words: (
        envelope(said or "<ListRecords/>") if words.get("metadataPrefix") == "dim" else None
    )
    found, items = listed(repository)
    assert numbers(items) == [1, 2]
    assert kinds(found) == ["oai-format"]
    assert found.complete


def test_the_endpoint_is_found_where_the_page_links_or_software_has_it(
    listed: Any, site: LoopbackSite
) -> None:
    site.pages["/"] = "<html><a href='/oai?verb=Identify'>OAI-PMH</a></html>"
    assert len(listed(Repository.of(2), path="")[1]) == 2
    assert site.read[:2] == ["/", "/oai?verb=Identify"]


def test_a_site_without_the_protocol_says_where_it_was_looked_for(listed: Any, site: LoopbackSite) -> None:
    site.pages["/"] = site.pages["/oai?verb=Identify"] = "<html><body>Welcome</body></html>"
    with pytest.raises(
        SourceError, match=r"no OAI-PMH: .*/oai/request.*answers 404.*is no answer of OAI-PMH"
    ):
        listed(Repository(), path="")


def test_the_second_run_asks_for_changes_alone_in_one_request(listed: Any) -> None:
    repository = Repository.of(5, now="2026-03-01T10:00:00Z")
    first, _ = listed(repository)
    repository.asked.clear()
    repository.deposits.append(Deposit(6, "2026-03-01T12:00:00Z", article(6)))
    found, items = listed(repository, memory=later(first.finished))
    assert numbers(items) == [6]
    assert repository.asked == [
        {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-27T10:00:00Z"}
    ]
    assert (found.changes_only, found.complete) == (True, False)
    assert found.finished
    assert found.finished.until == "2026-03-01T10:00:00Z"


def test_from_is_as_fine_as_the_server_says(listed: Any) -> None:
    repository = Repository.of(1, granularity="YYYY-MM-DD")
    first, _ = listed(repository)
    listed(repository, memory=later(first.finished))
    assert repository.asked[-1]["from"] == "2026-02-27"


def test_no_records_match_means_that_nothing_changed(listed: Any) -> None:
    repository = Repository.of(2)
    first, _ = listed(repository)
    found, items = listed(repository, memory=later(first.finished))
    assert (items, found.issues, found.changes_only) == ([], [], True)
    assert found.finished


def test_everything_is_listed_again_after_a_month_or_when_asked(listed: Any) -> None:
    repository = Repository.of(2)
    first, _ = listed(repository)
    month = later(first.finished, now=NOW + dt.timedelta(days=31))
    for memory in (month, later(first.finished, full=True)):
        found, items = listed(repository, memory=memory)
        assert (numbers(items), found.complete) == ([1, 2], True)


def test_another_url_in_the_config_makes_a_new_beginning(listed: Any) -> None:
    repository = Repository.of(2)
    first, _ = listed(repository)
    found, _ = listed(repository, path="oai?set=a", memory=later(first.finished))
    assert found.complete


def test_a_list_that_was_cut_off_goes_on_at_its_token(listed: Any) -> None:
    repository = Repository.of(8)
    _, items = listed(repository)
    marks = [item.mark for item in items]
    assert [(n, mark.token) for n, mark in enumerate(marks, start=1) if mark] == [
        (1, ""), (3, "at%2F3%7C"), (6, "at%2F6%7C"),
    ]  # fmt: skip
    repository.asked.clear()
    found, rest = listed(repository, memory=later(marks[2]))
    assert numbers(rest) == [4, 5, 6, 7, 8]
    assert repository.verbs() == ["ListRecords", "ListRecords"]
    assert (found.complete, found.since) == (True, 1)
    assert "going on where it was cut off" in found.why


def test_a_token_that_is_not_known_any_more_costs_only_what_is_not_listed_yet(listed: Any) -> None:
    repository = Repository.of(8)
    _, items = listed(repository)
    mark = items[5].mark
    repository.lost = {mark.token}
    repository.asked.clear()
    found, rest = listed(repository, memory=later(mark))
    assert numbers(rest) == [6, 7, 8]
    assert repository.asked[1] == {
        "verb": "ListRecords",
        "metadataPrefix": "oai_dc",
        "from": "2024-01-06T00:00:00Z",
    }
    assert (kinds(found), found.complete) == (["oai-token"], True)


def test_a_list_out_of_order_begins_anew_where_its_token_is_lost(listed: Any) -> None:
    repository = Repository.of(8)
    repository.deposits.reverse()
    _, items = listed(repository)
    repository.lost = {items[5].mark.token}
    _, rest = listed(repository, memory=later(items[5].mark))
    assert numbers(rest) == [8, 7, 6, 5, 4, 3, 2, 1]


def test_an_expired_token_that_is_answered_with_the_first_page_is_noticed(listed: Any) -> None:
    repository = Repository.of(8)
    _, items = listed(repository)
    mark = items[2].mark
    repository.twist = lambda _, words: (
        repository._body({"verb": "ListRecords"}) if words.get("resumptionToken") == mark.token else None
    )
    found, rest = listed(repository, memory=later(mark))
    assert numbers(rest) == [3, 4, 5, 6, 7, 8]
    assert (kinds(found), found.complete) == (["oai-token"], True)


def test_a_server_that_always_begins_again_is_left_with_an_issue(listed: Any) -> None:
    repository = Repository.of(8, forgetful=True)
    found, items = listed(repository)
    assert set(numbers(items)) == {1, 2, 3, 4, 5}
    assert len(repository.asked) == 6
    assert [(issue.kind, issue.severity) for issue in found.issues] == [
        ("oai-token", "info"),
        ("oai-repeats", "error"),
    ]
    assert (found.complete, found.finished) == (False, None)


def test_a_token_that_leads_to_the_same_page_for_ever_is_gone_around(listed: Any) -> None:
    repository = Repository.of(8)
    repository.twist = lambda _, words: (
        repository._body({"verb": "ListRecords", "resumptionToken": "at%2F3%7C"})
        if "resumptionToken" in words
        else None
    )
    found, items = listed(repository)
    assert set(numbers(items)) == {1, 2, 3, 4, 5, 6, 7, 8}
    assert len(repository.asked) == 6
    assert (kinds(found), found.complete) == (["oai-token"], True)


def test_empty_answers_that_go_on_for_ever_end_the_list(listed: Any) -> None:
    repository = Repository.of(1)
    count = iter(range(1_000))
    repository.twist = lambda _, words: (
        envelope(f"<ListRecords><resumptionToken>{next(count)}</resumptionToken></ListRecords>")
        if words["verb"] == "ListRecords"
        else None
    )
    found, items = listed(repository)
    assert (items, kinds(found), found.complete) == ([], ["oai-repeats"], False)
    assert len(repository.asked) == 12


def test_deleted_records_are_told_without_their_metadata(listed: Any) -> None:
    repository = Repository.of(3)
    repository.deposits[1].metadata = None
    _, items = listed(repository)
    assert [(item.gone, item.entry is None) for item in items] == [
        (False, False),
        (True, True),
        (False, False),
    ]


def test_a_list_shorter_than_the_server_states_is_not_believed(listed: Any) -> None:
    repository = Repository.of(9, total=True)
    assert listed(repository)[0].complete
    repository.twist = lambda body, words: (
        body.replace("at%2F6%7C", "") if words.get("resumptionToken") == "at%2F3%7C" else None
    )
    found, items = listed(repository)
    assert len(items) == 6
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("listing-short", "error")]
    assert (found.complete, found.finished) == (False, None)


def test_broken_xml_costs_its_record_and_the_rest_goes_on(listed: Any) -> None:
    repository = Repository.of(5)
    repository.twist = lambda body, words: (
        body.replace("part 2", "part \x0b & 2") if "from" not in words else None
    )
    found, items = listed(repository)
    assert numbers(items) == [1, 2, 3, 4, 5]
    assert kinds(found) == ["oai-broken"]
    assert (found.complete, found.finished) == (False, None)


def test_an_answer_that_breaks_off_gives_no_half_record_and_no_end(listed: Any) -> None:
    repository = Repository.of(5)
    repository.twist = lambda body, words: (
        body[: body.index("part 5")] if "resumptionToken" in words else None
    )
    found, items = listed(repository)
    assert numbers(items) == [1, 2, 3, 4]
    assert kinds(found) == ["oai-broken"]
    assert found.finished is None


def test_a_document_type_is_refused(listed: Any) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><OAI-PMH><x>&a;</x></OAI-PMH>'
    repository = Repository.of(1)
    repository.twist = lambda _, words: bomb if words["verb"] == "ListRecords" else None
    with pytest.raises(SourceError, match="DTD"):
        listed(repository)


def test_xml_that_nests_without_end_is_no_list(listed: Any) -> None:
    repository = Repository.of(1)
    repository.twist = lambda _, words: "<OAI-PMH>" + "<a>" * 300 if words["verb"] == "ListRecords" else None
    found, items = listed(repository)
    assert (items, kinds(found), found.finished) == ([], ["oai-broken"], None)


def test_errors_are_all_told(listed: Any) -> None:
    repository = Repository.of(1)
    repository.twist = lambda _, words: (
        envelope(error("badVerb") + error("noSetHierarchy")) if words["verb"] == "ListRecords" else None
    )
    with pytest.raises(SourceError, match="badVerb: no; noSetHierarchy: no"):
        listed(repository)


def test_a_from_that_is_refused_is_left_out(listed: Any) -> None:
    repository = Repository.of(2)
    first, _ = listed(repository)
    repository.twist = lambda _, words: envelope(error("badArgument")) if "from" in words else None
    found, items = listed(repository, memory=later(first.finished))
    assert (numbers(items), found.complete, kinds(found)) == ([1, 2], True, ["oai-from"])


def test_a_server_that_fails_in_the_middle_fails_the_list(listed: Any) -> None:
    repository = Repository.of(8)
    repository.twist = lambda _, words: 500 if "resumptionToken" in words else None
    with pytest.raises(FetchError, match="500"):
        listed(repository)


def test_robots_txt_binds_oai_pmh_unless_a_reason_is_given(listed: Any, site: LoopbackSite) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    with pytest.raises(Blocked, match="oai_ignores_robots"):
        listed(Repository.of(2))
    assert site.read == []
    found, items = listed(Repository.of(2), oai_ignores_robots="agreed by mail, 2026-03-01")
    assert len(items) == 2
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("robots-ignored", "info")]
    assert "agreed by mail, 2026-03-01" in found.issues[0].message


def test_a_busy_server_is_waited_for() -> None:
    from tests.hostile import Clock, hostile, web

    clock, repository = Clock(), Repository.of(4)
    with hostile() as server, web(clock) as wire:

        def ok(path: str) -> tuple[int, dict[str, str], bytes]:
            return 200, {}, str(repository.answer(path)).encode()

        listing = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
        for path in ("/oai?verb=Identify", "/oai?verb=ListMetadataFormats"):
            server.on(path, ok(path))
        server.on(listing, (503, {"Retry-After": "20"}, b""), ok(listing))
        more = "/oai?verb=ListRecords&resumptionToken=at%252F3%257C"
        server.on(more, ok(more))
        source = Source.model_validate({"name": "busy", "url": server.url("/oai"), "discovery": "oai"})
        assert len(list(discover(source, wire, Memory(now=NOW)).items)) == 4
    assert 20.0 in clock.sleeps


def test_pages_are_named_where_they_are_to_be_read(listed: Any) -> None:
    _, items = listed(Repository.of(1), pages=True)
    assert (items[0].page, items[0].enough) == ("http://127.0.0.1/1/", False)


def test_a_mark_is_of_the_pass_it_belongs_to(listed: Any) -> None:
    _, items = listed(Repository.of(7))
    marks = [item.mark for item in items if item.mark]
    assert replace(marks[1], token="") == replace(
        marks[0], first="oai:repo.example:1", listed=3, datestamp="2024-01-03T00:00:00Z"
    )
