"""Records without a DOI, searched for by title at the simulator; what is accepted, confirmed by people, and undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from harvester.catalogue import build_works
from harvester.decide import Person, carry_out, set_field, split_work, undo
from harvester.model.date import stamp
from harvester.store import Store
from tests.crossref import Simulator
from tests.enrich.desk import Clock, Desk, page, page_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

TITLE = "Lichens on the limestone walls of three hill farms: a survey over forty years"


def work(doi: str, title: str = TITLE, **more: str) -> dict[str, Any]:
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [
            {"family": "Vantongeren", "given": "Pia", "sequence": "first"},
            {"family": "Okonjo", "given": "Lemuel", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2011]]},
        "container-title": ["Annals of Walls"],
        "volume": "12",
        "page": "101-119",
    } | more


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    others = [work(f"10.5555/other.{n}", f"Mosses of roof {n} and how they got there", page=f"{n}-{n + 9}")
              for n in range(1, 30)]  # fmt: skip
    with Simulator([work("10.5555/walls.1"), *others], clock=clock, limits=False) as crossref:
        yield Desk(tmp_path, crossref, clock, said={"search": True})


def test_a_title_leads_to_its_doi_with_the_evidence(shelves: Desk) -> None:
    shelves.show([page_of(work("x"), "one", doi=False)])
    report = shelves.night()
    assert (report.searched, report.accepted, report.to_review) == (1, 1, 0)
    with shelves.store() as store:
        find = store.finds.get("walls:one")
        assert find is not None
        assert (find.outcome, find.doi) == ("accept", "10.5555/walls.1")
        assert find.evidence
        registration = store.registry.get("10.5555/walls.1")
    assert registration is not None
    assert registration.record_id == "crossref:10.5555/walls.1"


def test_nothing_is_accepted_that_is_not_there(shelves: Desk) -> None:
    absent = work("x", "A history of dry stone walling in the western dales", volume="31", page="7-20")
    shelves.show([page_of(absent, "one", doi=False)])
    report = shelves.night()
    assert (report.searched, report.accepted, report.to_review) == (1, 0, 0)
    assert shelves.registered("10.5555/walls.1") is None


def test_a_doubtful_one_waits_for_a_person(shelves: Desk) -> None:
    bare = replace(page_of(work("x"), "one", doi=False), issued=None, volume="", page="", container_title="")
    shelves.show([bare])
    report = shelves.night()
    assert (report.accepted, report.to_review) == (0, 1)
    with shelves.store() as store:
        (issue,) = [one for one in store.issues.open() if one.kind == "doi-to-confirm"]
    assert "10.5555/walls.1" in issue.message
    assert shelves.registered("10.5555/walls.1") is None


def test_who_sets_the_doi_settles_the_question(shelves: Desk) -> None:
    shelves.show(
        [replace(page_of(work("x"), "one", doi=False), issued=None, volume="", page="", container_title="")]
    )
    assert shelves.night().to_review == 1
    config, now = shelves.config, lambda: shelves.now
    with Store(config.store.path) as store:
        choice = set_field(store, "walls:one", "doi", "10.5555/walls.1", Person("ann", now()))
        carry_out(store, config, choice, now)
    shelves.wait(days=100)
    assert shelves.night().searched == 0
    assert shelves.registered("10.5555/walls.1") is not None
    with shelves.store() as store:
        assert not [one for one in store.issues.open() if one.kind == "doi-to-confirm"]


def test_a_page_that_is_gone_leaves_no_question(shelves: Desk) -> None:
    shelves.show(
        [replace(page_of(work("x"), "one", doi=False), issued=None, volume="", page="", container_title="")]
    )
    shelves.night()
    with Store(shelves.config.store.path) as store, store.write():
        store.records.settle_gone(store.runs.begin(stamp(shelves.now)), ["walls:one"])
    shelves.night()
    with shelves.store() as store:
        assert store.finds.get("walls:one") is None
        assert not store.issues.open()


def test_searches_stay_within_their_budget_and_go_on_the_next_night(shelves: Desk) -> None:
    shelves.said["search_budget"] = 2
    shelves.show(
        page_of(work("x", f"Stiles and gates of parish {n} in the nineteenth century"), str(n), doi=False)
        for n in range(5)
    )
    assert [shelves.night().searched for _ in range(4)] == [2, 2, 1, 0]


def test_a_record_that_says_too_little_is_passed_over_once(shelves: Desk) -> None:
    shelves.show([page("one", title="Editorial"), page_of(work("x"), "two", doi=False)])
    assert (shelves.night().searched, shelves.night().searched) == (1, 0)
    with shelves.store() as store:
        find = store.finds.get("walls:one")
        assert find is not None
        assert (find.outcome, find.question) == ("reject", "")


def test_a_record_is_searched_for_again_when_its_page_says_something_else(shelves: Desk) -> None:
    other = work("x", "Lichens on something else altogether, by mistake", volume="", page="")
    mistitled = page_of(other, "one", doi=False)
    shelves.show([mistitled])
    assert shelves.night().accepted == 0
    assert shelves.night().searched == 0
    shelves.show([replace(mistitled, title=TITLE)])
    assert shelves.night().accepted == 1


def test_a_page_that_comes_to_state_its_doi_needs_no_find(shelves: Desk) -> None:
    shelves.show([page_of(work("x"), "one", doi=False)])
    shelves.night()
    shelves.show([page_of(work("10.5555/walls.1"), "one")])
    shelves.night()
    with shelves.store() as store:
        assert store.finds.get("walls:one") is None


def test_an_accepted_doi_becomes_the_works_and_a_person_undoes_it(shelves: Desk) -> None:
    shelves.show([page_of(work("x"), "one", doi=False)])
    shelves.night()
    config, now = shelves.config, lambda: shelves.now

    def dois(store: Store) -> list[tuple[str | None, tuple[str, ...]]]:
        return [(work.content.doi, work.members) for work in store.works.each()]

    with Store(config.store.path) as store:
        build_works(store, config, store.runs.begin(stamp(now())))
        found = [("10.5555/walls.1", ("crossref:10.5555/walls.1", "walls:one"))]
        assert dois(store) == found
        person = Person("ann", now())
        choice = split_work(store, "walls:one", ["crossref:10.5555/walls.1"], person)
        number = carry_out(store, config, choice, now).choice.number
        assert dois(store) == [(None, ("walls:one",))]
        undo(store, config, number, person, now)
        assert dois(store) == found
