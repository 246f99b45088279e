"""Whatever a registry answers, no fault becomes a row, and none loses one: the next night makes up for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.crossref import Simulator
from tests.crossref.faults import KINDS
from tests.enrich.desk import FIRST_NIGHT, Clock, Desk, page

if TYPE_CHECKING:
    from pathlib import Path

DOIS = ["10.5555/reef.2019.0101", "10.5555/knit.2016.7", "10.55555/prime.9", "10.5555/not.there"]
LASTING = sorted(KINDS.keys() - {"slow", "wrongcharset", "dup-items"})
"""Faults behind which there is no answer to be had."""


@pytest.fixture
def undisturbed(tmp_path: Path) -> list[tuple[object, ...]]:
    clock = Clock()
    (tmp_path / "calm").mkdir()
    with Simulator(clock=clock, limits=False, began=FIRST_NIGHT.timestamp()) as crossref:
        desk = Desk(tmp_path / "calm", crossref, clock)
        desk.show(page(doi, doi) for doi in DOIS)
        assert desk.night().status == "ok"
        return desk.state()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_fault_writes_a_row_or_loses_one(
    desk: Desk, crossref: Simulator, undisturbed: list[tuple[object, ...]], kind: str
) -> None:
    desk.show(page(doi, doi) for doi in DOIS)
    crossref.faults.add(kind)
    report = desk.night()
    if kind in LASTING:
        assert report.found == 0
        assert report.status == "failed"
        assert report.reason
        with desk.store() as store:
            rows = [store.registry.get(doi) for doi in DOIS]
            assert all(row is None or row.state != "found" for row in rows)
            assert {record.source for record in store.records.each()} == {"walls"}
    crossref.faults.clear()
    desk.wait(days=30)
    assert desk.night().status == "ok"
    assert desk.state() == undisturbed


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_passing_fault_is_made_up_for(
    desk: Desk, crossref: Simulator, undisturbed: list[tuple[object, ...]], kind: str
) -> None:
    desk.show(page(doi, doi) for doi in DOIS)
    crossref.faults.add(kind, nth=1)
    desk.night()
    desk.night()
    assert desk.state() == undisturbed


def test_a_storm_of_429_ends_soon_and_is_made_up_for(
    desk: Desk, crossref: Simulator, undisturbed: list[tuple[object, ...]]
) -> None:
    desk.show(page(doi, doi) for doi in DOIS)
    crossref.faults.add("429")
    began = time.monotonic()
    report = desk.night()
    assert time.monotonic() - began < 10
    assert (report.status, report.left + report.failed) == ("failed", len(DOIS))
    assert len(crossref.log) <= 4
    crossref.faults.clear()
    assert desk.night().status == "ok"
    assert desk.state() == undisturbed


def test_whoever_refuses_us_is_not_asked_again(desk: Desk, crossref: Simulator) -> None:
    desk.said["batch"] = 1
    desk.show(page(doi, doi) for doi in DOIS)
    crossref.faults.add("403")
    report = desk.night()
    assert report.status == "failed"
    assert "403" in report.reason
    assert len(crossref.log) == 1


def test_after_three_failures_the_rest_waits(desk: Desk, crossref: Simulator) -> None:
    desk.said["batch"] = 1
    desk.show(page(str(number), f"10.5555/n.{number}") for number in range(20))
    crossref.faults.add("badjson")
    report = desk.night()
    assert report.left + report.failed == 20
    assert len(crossref.log) <= 6
