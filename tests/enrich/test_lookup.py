"""DOIs asked for in batches, singly, and at other agencies, against the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crossref import Simulator
from tests.enrich.desk import Clock, Desk, page
from tests.enrich.test_crossref import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

THOUSAND = [f"10.5555/shelf.{number:04}" for number in range(1_000)]


def works(dois: list[str]) -> list[dict[str, object]]:
    return [
        {
            "DOI": doi,
            "type": "journal-article",
            "title": [f"On shelf {doi[-4:]}"],
            "author": [{"family": "Strand", "given": "Ea", "sequence": "first"}],
            "issued": {"date-parts": [[2011, 3]]},
            "container-title": ["Annals of Shelves"],
        }
        for doi in dois
    ]


def test_a_thousand_dois_take_twenty_lists_and_one_question_for_each_miss(tmp_path: Path) -> None:
    clock = Clock()
    with Simulator(works(THOUSAND[:-7]), clock=clock, limits=False) as crossref:
        desk = Desk(tmp_path, crossref, clock)
        desk.show(page(doi, doi) for doi in THOUSAND)
        report = desk.night()
    assert (report.found, report.missing, report.failed, report.left) == (993, 7, 0, 0)
    assert len(crossref.log.of("works")) <= 20
    assert len(crossref.log.of("work")) == 7
    assert max(len(entry.target) for entry in crossref.log) < 4_096
    assert all("mailto=library%40example.org" in entry.query for entry in crossref.log.of("works"))


@pytest.mark.parametrize("doi", [*HOSTILE, "10.1000/dot.", "10.1000/a,b"])
def test_a_hostile_doi_reaches_its_own_work(tmp_path: Path, doi: str) -> None:
    clock = Clock()
    with Simulator(works([doi, "10.1000/a", "10.1000/slash"]), clock=clock, limits=False) as crossref:
        desk = Desk(tmp_path, crossref, clock)
        desk.show([page("one", doi), page("two", "10.1000/a")])
        report = desk.night()
    assert (report.found, report.missing) == (2 - (doi == "10.1000/a"), 0)
    registered = desk.registered(doi)
    assert registered is not None
    assert registered.doi == doi.lower()


def test_an_alias_is_kept_as_an_edge(desk: Desk) -> None:
    desk.show([page("old", "10.55555/prime.9"), page("new", "10.55555/prime.9.v5")])
    assert desk.night().found == 2
    with desk.store() as store:
        assert store.registry.primes() == {"10.55555/prime.9": "10.55555/prime.9.v5"}
    registered = desk.registered("10.55555/prime.9")
    assert registered is not None
    assert [one[1:] for one in registered.identifier] == [("10.55555/prime.9", "IsIdenticalTo")]


def test_what_crossref_does_not_know_is_asked_of_its_agency(desk: Desk, crossref: Simulator) -> None:
    dois = ["10.999101/shed.1", "10.999102/none", "10.999999/nobody", "10.5555/mistyped"]
    desk.show(page(doi, doi) for doi in dois)
    report = desk.night()
    assert (report.found, report.elsewhere, report.missing) == (1, 1, 3)
    with desk.store() as store:
        known = {doi: (entry.state, entry.agency) for doi in dois if (entry := store.registry.get(doi))}
    assert known == {
        "10.999101/shed.1": ("found", "DataCite"),
        "10.999102/none": ("missing", "mEDRA"),
        "10.999999/nobody": ("unresolvable", ""),
        "10.5555/mistyped": ("missing", "Crossref"),
    }
    dataset = desk.registered("10.999101/shed.1")
    assert dataset is not None
    assert (dataset.source, dataset.type, dataset.title) == (
        "datacite", "dataset", "Tide gauge readings from the harbour at Morwen",
    )  # fmt: skip
    assert [str(name) for name in dataset.author] == ["Strand, Ea", "Morwen Harbour Institute"]
    with desk.store() as store:
        said = {issue.subject: issue.message for issue in store.issues.open()}
    assert "no registration agency knows its prefix" in said["walls:10.999999/nobody"]
    assert len(crossref.log.of("ra")) == 4


def test_a_prefix_is_asked_for_once_and_its_dois_go_straight_to_their_agency(
    desk: Desk, crossref: Simulator
) -> None:
    desk.show([page("a", "10.999101/shed.1"), page("b", "10.999101/x"), page("c", "10.999101/y")])
    desk.night()
    assert len(crossref.log.of("ra")) == 1
    assert len(crossref.log.of("work")) == 1
    desk.show([page("d", "10.999101/z")])
    desk.night()
    assert len(crossref.log.of("ra")) == 1


@pytest.mark.parametrize("doi", ["10.999102/campanile.7", "10.999103/shio.2008.18"])
def test_other_agencies_are_read_by_content_negotiation(desk: Desk, doi: str) -> None:
    desk.show([page("a", doi)])
    assert desk.night().elsewhere == 1
    registered = desk.registered(doi)
    assert registered is not None
    assert registered.source == "doi.org"
    assert registered.title
    assert registered.doi == doi


def test_an_agency_that_does_not_answer_costs_the_run_nothing(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", "10.999101/shed.1"), page("b", "10.5555/reef.2019.0101")])
    crossref.faults.add("503html", route="datacite")
    report = desk.night()
    assert (report.status, report.found, report.missing) == ("ok", 1, 1)
    with desk.store() as store:
        entry = store.registry.get("10.999101/shed.1")
    assert entry is not None
    assert "could not be asked" in entry.note
    crossref.faults.clear()
    desk.wait(days=1)
    assert desk.night().elsewhere == 1


def test_one_doi_that_leads_to_no_data_does_not_hold_up_the_others(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", "10.999102/campanile.7"), page("b", "10.999103/shio.2008.18")])
    crossref.faults.add("html200", doi="10.999102/campanile.7", route="doi")
    for _ in range(2):
        desk.night()
        desk.wait(days=1)
    found = desk.registered("10.999103/shio.2008.18")
    assert found is not None
    assert found.source == "doi.org"


def test_what_an_agency_said_stays_while_it_does_not_answer(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", "10.999101/shed.1")])
    desk.night()
    before = desk.registered("10.999101/shed.1")
    assert before is not None
    crossref.faults.add("503html", route="datacite")
    desk.wait(days=30)
    assert desk.night().missing == 0
    assert desk.registered("10.999101/shed.1") == before
    crossref.faults.clear()
    assert desk.night().elsewhere == 1


def test_without_a_resolver_only_crossref_is_asked(desk: Desk, crossref: Simulator) -> None:
    desk.said["resolver"] = None
    desk.show([page("a", "10.999101/shed.1")])
    assert desk.night().missing == 1
    assert {entry.route for entry in crossref.log} == {"works", "work"}
    desk.wait(days=3)
    assert desk.night().requests == 0


def test_a_spent_budget_leaves_the_rest_for_the_next_night(desk: Desk, crossref: Simulator) -> None:
    dois = [f"10.5555/none.{number}" for number in range(10)]
    desk.said["budget"] = 4
    desk.show(page(doi, doi) for doi in dois)
    first = desk.night()
    assert (first.status, first.missing, first.left) == ("ok", 3, 7)
    for _ in range(3):
        last = desk.night()
    assert last.left == 0
    asked = [doi for entry in crossref.log.of("work") for doi in entry.dois]
    assert sorted(asked) == dois


def test_the_language_is_what_a_single_answer_says(desk: Desk, crossref: Simulator) -> None:
    crossref.put({**crossref.work("10.55555/prime.9.v5"), "language": "fr"})
    desk.show([page("old", "10.55555/prime.9")])
    desk.night()
    registered = desk.registered("10.55555/prime.9")
    assert registered is not None
    assert registered.language == "fr"


def test_whoever_is_not_served_politely_is_told(desk: Desk, crossref: Simulator) -> None:
    desk.show([page("a", "10.5555/reef.2019.0101")])
    assert not desk.night().warning
    crossref.limits.pool = lambda **_: "public-array"  # type: ignore[method-assign]
    warning = desk.night(every=True).warning
    assert "public-array" in warning
    assert "[contact] mail" in warning
