"""Drift: a site whose pages say less than they did is noticed, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.store import Store
from tests.nightly import Portal, article, portal_in, redesigned, thesis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_in(tmp_path) as site:
        yield site


def test_a_carrier_that_vanished_is_named_though_another_gives_the_same(portal: Portal) -> None:
    portal.show(range(30), article)
    portal.night()
    portal.show(range(30), lambda number: article(number, author="citation_writer"))
    report = portal.night()
    (issue,) = portal.drift
    assert issue.severity == "warning"
    assert "citation_* gives none" in issue.message
    assert "author (9" in issue.message
    assert "title" not in issue.message
    assert (report.status, report.sources[0].changed) == ("ok", 30)


def test_a_new_layout_makes_the_source_suspect_and_its_data_is_kept(portal: Portal) -> None:
    portal.show(range(40), article)
    portal.night()
    portal.show(range(40), redesigned)
    portal.hide(39)
    report = portal.night()
    assert (report.sources[0].status, report.exit_code) == ("suspect", 1)
    assert "author (0% instead of 98%)" in report.sources[0].reason
    assert report.sources[0].changed == 39
    assert report.sources[0].gone == 0
    assert {issue.severity for issue in portal.drift} == {"warning", "error"}


def test_a_suspect_source_stays_so_until_the_site_or_somebody_says_otherwise(portal: Portal) -> None:
    portal.show(range(40), article)
    portal.night()
    portal.show(range(40), redesigned)
    portal.night()
    assert portal.night().sources[0].status == "suspect", "nothing was read, so nothing is known to be better"
    portal.reparse()
    assert portal.night().sources[0].status == "suspect", "the rules are the same"
    portal.show(range(40), article)
    assert portal.night().sources[0].status == "ok"
    assert portal.drift == []


def test_drift_that_somebody_accepts_is_what_is_usual_from_then_on(portal: Portal) -> None:
    portal.show(range(40), article)
    portal.night()
    portal.show(range(40), redesigned)
    portal.night()
    portal.reparse(accept=True)
    assert portal.drift == []
    assert portal.night().sources[0].status == "ok"


def test_old_pages_read_again_are_not_what_new_ones_are_compared_with(portal: Portal) -> None:
    portal.show(range(200), article)
    portal.night()
    portal.show(range(200, 240), lambda number: article(number, doi=False))
    portal.night()
    assert portal.drift != []
    assert portal.reparse(accept=True).exit_code == 0
    for night in range(2):
        portal.show(range(240 + 40 * night, 280 + 40 * night), lambda number: article(number, doi=False))
        assert portal.night().sources[0].status == "ok"
    portal.reparse()
    portal.show(range(320, 360), lambda number: article(number, doi=False))
    assert portal.night().sources[0].status == "ok"


def test_normal_variation_is_no_drift(portal: Portal) -> None:
    portal.show(range(60), lambda number: article(number, date=number % 7 > 0, doi=number % 3 > 0))
    portal.night()
    for night in range(1, 5):
        portal.show(
            range(60),
            lambda number, night=night: article(  # type: ignore[misc]
                number, date=(number * night) % 11 > 1, doi=(number + night) % 4 > 0
            ),
        )
        assert portal.night().sources[0].status == "ok"
        assert portal.drift == []


def test_a_small_source_is_not_judged(portal: Portal) -> None:
    portal.show(range(12), article)
    portal.night()
    portal.show(range(12), redesigned)
    assert portal.night().sources[0].status == "ok"
    assert portal.drift == []


def test_nights_that_read_few_pages_are_judged_together(portal: Portal) -> None:
    portal.recheck = 90 * 86_400
    portal.show(range(60), article)
    portal.night()
    statuses = []
    for night in range(8):
        portal.show(range(60 + 4 * night, 64 + 4 * night), redesigned)
        statuses.append(portal.night().sources[0].status)
    assert statuses == ["ok"] * 4 + ["suspect"] * 4, "from the fifth night on, twenty pages say so"


def test_a_night_of_theses_is_no_drift(portal: Portal) -> None:
    portal.recheck = 90 * 86_400
    portal.show(range(60), article)
    portal.night()
    portal.show(range(60, 100), thesis)
    assert portal.night().sources[0].status == "ok"
    assert portal.drift == []


def test_a_kill_leaves_what_was_read_to_be_counted_by_the_next_run(portal: Portal) -> None:
    portal.show(range(30), article)
    portal.night()
    with Store(portal.config.store.path) as store, store.write():
        for table in ("carriers", "fills", "readings"):
            store._db.run(f"DELETE FROM {table}")
    portal.show(range(30, 32), article)
    portal.night()
    with Store(portal.config.store.path) as store:
        (reading,) = store.readings.each("walls", _rules(store))
    assert reading.records == 32


def _rules(store: Store) -> str:
    row = store._db.one("SELECT rules FROM readings")
    assert row is not None
    return str(row["rules"])
