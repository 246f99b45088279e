"""What is asked again, when, and in how many requests, against the simulator."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.enrich import answers
from harvester.model.date import stamp
from harvester.store import Store
from tests.crossref import Simulator
from tests.enrich.desk import Clock, Desk, page, page_of
from tests.enrich.test_lookup import THOUSAND, works

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

REEF = "10.5555/reef.2019.0101"


def test_a_run_within_the_age_asks_nobody(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", REEF), page("b", "10.5555/none"), page("c", "10.999101/shed.1")])
    desk.night()
    asked = len(crossref.log)
    for _ in range(6):
        desk.wait(days=1)
        report = desk.night()
        assert (report.due, report.requests, report.status) == (0, 0, "ok")
    assert len(crossref.log) == asked


def test_what_is_due_is_probed_fifty_at_a_time(tmp_path: Path) -> None:
    clock = Clock()
    with Simulator(works(THOUSAND[:-10]), clock=clock, limits=False) as crossref:
        desk = Desk(tmp_path, crossref, clock)
        desk.show(page(doi, doi) for doi in THOUSAND)
        desk.night()
        crossref.log.clear()
        desk.wait(days=11)
        report = desk.night()
    assert (report.due, report.unchanged, report.changed) == (1_000, 1_000, 0)
    assert len(crossref.log) <= 1_000 / 50 + 1
    assert all("from-index-date" in entry.params["filter"] for entry in crossref.log)


def test_due_dates_are_spread_over_the_nights(tmp_path: Path) -> None:
    clock = Clock()
    with Simulator(works(THOUSAND), clock=clock, limits=False) as crossref:
        desk = Desk(tmp_path, crossref, clock)
        desk.show(page(doi, doi) for doi in THOUSAND)
        desk.night()
        due = []
        for _ in range(11):
            desk.wait(days=1)
            due.append(desk.night().due)
    assert due[:6] == [0] * 6
    assert sum(due) == 1_000
    assert all(200 < count < 500 for count in due[7:10])


def test_a_retraction_arrives_with_the_next_refresh(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", REEF), page("b", "10.5555/knit.2016.7")])
    desk.night()
    notice = {"DOI": "10.5555/reef.notice", "type": "retraction", "source": "retraction-watch"}
    desk.wait(days=4)
    crossref.put({**crossref.work(REEF), "updated-by": [notice]})
    desk.wait(days=7)
    report = desk.night()
    assert (report.due, report.found, report.unchanged, report.changed) == (2, 1, 1, 1)
    registered = desk.registered(REEF)
    assert registered is not None
    assert registered.status == "retracted"


def test_a_mistyped_doi_that_comes_to_be_registered_is_found(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", "10.5555/late")])
    assert desk.night().missing == 1
    desk.wait(days=3)
    crossref.put(works(["10.5555/late"])[0])
    desk.wait(days=8)
    assert desk.night().found == 1


def test_a_doi_that_is_never_found_is_asked_for_ever_more_rarely(desk: Desk) -> None:
    desk.show([page("a", "10.5555/never")])
    nights = []
    for night in range(400):
        if desk.night().due:
            nights.append(night)
        desk.wait(days=1)
    gaps = [after - before for before, after in pairwise(nights)]
    assert gaps == sorted(gaps)
    assert 7 <= gaps[0] <= 11
    assert len(nights) <= 8


def test_everything_is_asked_for_in_full_where_somebody_says_so(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", REEF), page("old", "10.55555/prime.9"), page("b", "10.5555/knit.2016.7")])
    desk.night()
    crossref.log.clear()
    crossref.alias(REEF, "10.5555/knit.2016.7")
    report = desk.night(every=True)
    assert (report.due, report.found, report.left) == (3, 3, 0)
    assert [entry.route for entry in crossref.log if entry.status == 200] == ["works", "work", "work"]
    with desk.store() as store:
        assert store.registry.primes()[REEF] == "10.5555/knit.2016.7"


def test_a_work_that_only_the_single_route_answers_is_asked_for_there(
    desk: Desk, crossref: Simulator
) -> None:
    desk.show([page("a", REEF), page("b", "10.5555/knit.2016.7")])
    desk.night()
    crossref.faults.add("huge", route="works", doi=REEF)
    notice = {"DOI": "10.5555/reef.notice", "type": "retraction", "source": "retraction-watch"}
    crossref.put({**crossref.work(REEF), "updated-by": [notice]})
    desk.wait(days=11)
    assert desk.night().unchanged == 1
    registered = desk.registered(REEF)
    assert registered is not None
    assert registered.status == "retracted"


def test_a_failure_stays_an_issue_until_its_doi_is_answered(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", REEF), page("b", "10.5555/knit.2016.7")])
    crossref.faults.add("badjson", nth=1)
    desk.night()
    assert desk.night(REEF).found == 1
    with desk.store() as store:
        assert [one.subject for one in store.issues.open() if one.kind == "enrich-failed"] == [
            "10.5555/knit.2016.7"
        ]
    desk.night()
    with desk.store() as store:
        assert not store.issues.open()


def test_one_doi_is_asked_for_in_full(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", REEF), page("b", "10.5555/knit.2016.7")])
    desk.night()
    crossref.log.clear()
    assert desk.night(REEF).found == 1
    assert [entry.dois for entry in crossref.log] == [[REEF]]


def test_a_work_that_no_page_names_any_more_is_let_go_and_comes_back(desk: Desk) -> None:
    desk.show([page("a", REEF)])
    desk.night()
    for doi, gone in ((None, True), (REEF, False)):
        desk.show([page("a", doi)])
        desk.night()
        with desk.store() as store:
            assert (f"crossref:{REEF}" in store.records.gone()) is gone


def test_conflicts_are_rows_and_are_settled_when_the_page_is_mended(desk: Desk, crossref: Simulator) -> None:
    work = crossref.work(REEF)
    right = page_of(work)
    desk.show([replace(right, volume="9" + right.volume)])
    desk.night()
    with Store(desk.config.store.path) as store:
        (issue,) = [one for one in store.issues.open() if one.kind == "conflict"]
        assert right.volume in issue.message
        assert [tuple(one) for one in store.agreements.conflicts(right.id)] == [
            ("volume", "9" + right.volume, right.volume)
        ]
    desk.show([right])
    desk.night()
    with Store(desk.config.store.path) as store:
        assert not [one for one in store.issues.open() if one.kind == "conflict"]
        assert not store.agreements.conflicts(right.id)


def test_stored_answers_are_read_again_when_the_rules_change(
    desk: Desk, crossref: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show([page("a", REEF), page("b", "10.999101/shed.1"), page("old", "10.55555/prime.9")])
    monkeypatch.setattr(answers, "RULES", 0)
    desk.night()
    before = desk.state()
    with Store(desk.config.store.path) as store, store.write():
        run = store.runs.begin(stamp(desk.now))
        for name in ("crossref:" + REEF, "datacite:10.999101/shed.1"):
            record = store.records.get(name)
            assert record is not None
            store.records.put(run, replace(record, title="Read by worse rules"))
    monkeypatch.undo()
    crossref.log.clear()
    assert desk.night().changed == 2
    assert not crossref.log
    assert desk.state() == before
