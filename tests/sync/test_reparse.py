"""Reparse: the stored pages read again, offline, with everything that follows."""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from harvester.errors import Fault, UsageError
from harvester.extract.parallel import extractor
from harvester.store import Store
from tests.cli.test_cli import run, write_config
from tests.nightly import Portal, article, portal_in
from tests.syncing import dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.model import Page
    from harvester.reparse import Change


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    with portal_in(tmp_path) as site:
        yield site


def rewrite(catalogue: Path, url_part: str, old: str, new: str) -> None:
    """Change the stored body of one page, as if the rules now read something else off it."""
    with Store(catalogue) as store, store.write():
        (row,) = store._db.rows("SELECT url, body FROM pages WHERE url LIKE ?", (f"%{url_part}",))
        text = zlib.decompress(row["body"]).decode()
        assert old in text
        body = zlib.compress(text.replace(old, new).encode())
        store._db.run("UPDATE pages SET body = ? WHERE url = ?", (body, row["url"]))


def test_the_same_rules_change_nothing(portal: Portal) -> None:
    portal.show(range(12), article)
    portal.night()
    before = dump(portal.config.store.path)
    asked = len(portal.told.log)
    report = portal.reparse()
    assert (report.pages, report.changed, report.unchanged, report.fields) == (12, 0, 12, {})
    assert dump(portal.config.store.path) == before
    assert len(portal.told.log) == asked, "the network is left alone"


def test_what_changed_is_told_field_by_field_and_the_works_follow(portal: Portal) -> None:
    portal.show(range(3), article)
    portal.night()
    catalogue = portal.config.store.path
    rewrite(catalogue, "/1", "Lichens on wall 1", "Mosses on wall 1")
    rewrite(catalogue, "/2", "10.5555/wall.2", "")
    changes: list[Change] = []
    report = portal.reparse(tell=changes.append)
    assert (report.changed, report.unchanged) == (2, 1)
    assert report.fields == {
        "title": {"gained": 0, "lost": 0, "changed": 1},
        "doi": {"gained": 0, "lost": 1, "changed": 0},
        "witness": {"gained": 0, "lost": 1, "changed": 1},
    }
    assert [change[1:] for change in changes if change.field != "witness"] == [
        ("title", "Lichens on wall 1", "Mosses on wall 1"),
        ("doi", "10.5555/wall.2", None),
    ]
    with Store(catalogue) as store:
        (record_id,) = store.resolve(portal.told.url("/1"))
        assert [one.title for one in store.records.revisions(record_id)] == ["Lichens on wall 1"]
        titles = {row["title"] for row in store._db.rows("SELECT title FROM works")}
        assert {issue.kind for issue in store.issues.open()} == {"fields-lost"}
    assert titles == {"Lichens on wall 0", "Mosses on wall 1", "Lichens on wall 2"}


def test_a_page_that_gives_no_record_any_more_is_an_issue_and_its_record_stays(portal: Portal) -> None:
    portal.show(range(2), article)
    portal.night()
    catalogue = portal.config.store.path
    rewrite(catalogue, "/1", "<meta", "<link")
    before = dump(catalogue)
    assert portal.reparse().unreadable == 1
    assert dump(catalogue) == before
    with Store(catalogue) as store:
        (issue,) = store.issues.open()
    assert issue.kind == "no-record"
    assert "the record stays" in issue.message
    rewrite(catalogue, "/1", "<link", "<meta")
    assert portal.reparse().unreadable == 0
    with Store(catalogue) as store:
        assert store.issues.open() == []


def test_a_dry_run_reports_and_stores_nothing(portal: Portal) -> None:
    portal.show(range(2), article)
    portal.night()
    catalogue = portal.config.store.path
    rewrite(catalogue, "/1", "Lichens on wall 1", "Mosses on wall 1")
    before = dump(catalogue)
    report = portal.reparse(dry_run=True)
    assert (report.changed, report.dedupe) == (1, None)
    assert dump(catalogue) == before
    with Store(catalogue) as store:
        assert [row["kind"] for row in store._db.rows("SELECT kind FROM runs")] == ["sync"]


def test_a_record_whose_id_changes_takes_the_place_of_the_old_one(portal: Portal) -> None:
    portal.show(range(1), article)
    portal.night()
    portal.platform = "eprints"
    changes: list[Change] = []
    portal.reparse(tell=changes.append)
    assert [change[1:] for change in changes if change.field == "id"] == [
        ("id", f"walls:{portal.told.url('/0')}", "walls:0")
    ]
    with Store(portal.config.store.path) as store:
        assert store.records.gone() == {f"walls:{portal.told.url('/0')}"}


def test_only_the_page_that_speaks_for_a_record_is_compared(portal: Portal) -> None:
    portal.platform = "eprints"
    portal.show(range(1), article)
    portal.told.on("/id/eprint/0", (200, {"Content-Type": "text/html"}, article(7).encode()))
    portal.night()
    with Store(portal.config.store.path) as store, store.write():
        page = store._db.rows("SELECT * FROM pages")[0]
        body = zlib.compress(article(7).encode())
        store._db.run(
            "INSERT INTO pages (source, url, record_id, body, content_type) VALUES ('walls', ?, ?, ?, 'text/html')",
            (portal.told.url("/id/eprint/0"), page["record_id"], body),
        )
    report = portal.reparse()
    assert (report.pages, report.changed) == (2, 0)


def test_many_pages_on_two_cores_give_what_one_gives(portal: Portal) -> None:
    portal.show(range(120), article)
    portal.night()
    catalogue = portal.config.store.path
    rewrite(catalogue, "/77", "Lichens on wall 77", "Mosses on wall 77")
    told: list[list[Change]] = [[], []]
    for processes, changes in enumerate(told, start=1):
        portal.reparse(processes=processes, dry_run=True, tell=changes.append)
    assert told[0] == told[1] != []
    assert portal.reparse(processes=2).changed == 1


class Deadly(NamedTuple):
    """A page that takes its process with it."""

    url: str
    day: None = None

    def page(self) -> Page:
        os._exit(9)


def test_a_process_that_dies_is_an_error_that_says_what_to_do() -> None:
    with extractor(2, 1_000) as pool, pytest.raises(Fault, match=r"walls: .* died.*--processes 1"):
        list(pool.each([[Deadly("x")]], source="walls", platform="auto", language=None))


class Broken(NamedTuple):
    """A page that cannot be unpacked."""

    url: str
    day: None = None

    def page(self) -> Page:
        raise ValueError(self.url)


def test_a_bug_costs_its_page_only() -> None:
    with extractor(1, 1) as pool:
        ((_, found),) = pool.each([[Broken("a"), Broken("b")]], source="s", platform="auto", language=None)
    assert ["ValueError: b" in one.reason for one in found] == [False, True]


def test_an_unknown_source_is_a_usage_error(portal: Portal) -> None:
    portal.show(range(1), article)
    portal.night()
    with pytest.raises(UsageError, match="no source is called towers; the config has: walls"):
        portal.reparse(sources=("towers",))


def test_bodies_past_their_time_are_dropped_and_the_records_stay(portal: Portal) -> None:
    portal.recheck = 90 * 86_400
    portal.keep_bodies = "3d"
    portal.show(range(5), article)
    portal.night()
    portal.show(range(5, 7), article)
    for _ in range(3):
        portal.night()
    before = dump(portal.config.store.path)
    report = portal.reparse()
    assert (report.pages, report.bodiless) == (2, 5)
    assert dump(portal.config.store.path) == before


def test_no_bodies_are_kept_where_none_are_wanted(portal: Portal) -> None:
    portal.keep_bodies = "none"
    portal.show(range(5), article)
    portal.night()
    assert portal.reparse().bodiless == 5
    assert portal.night().sources[0].unchanged == 5, "pages are still known by their hashes"


def test_the_command_tells_people_and_machines(synced: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    catalogue = tmp_path / "catalogue.sqlite"
    catalogue.write_bytes(synced.read_bytes())
    with Store(catalogue) as store:
        url = store._db.rows("SELECT url FROM pages WHERE source = 'northmoor' ORDER BY url")[0]["url"]
        (title,) = (one.title for name in store.resolve(url) if (one := store.records.get(name)))
    rewrite(catalogue, url, title, f"{title}\x1b[2J and more")
    said = run("reparse", "northmoor", "--dry-run", "-v", cwd=tmp_path)
    assert "\x1b" not in said.stdout
    assert f"title: {title[:40]}" in said.stdout
    assert said.stdout.splitlines()[-1] == "reparse: 22 pages read, 1 changed"
    told = json.loads(run("reparse", "--json", cwd=tmp_path).stdout)
    assert told["changed"] == 1
    assert told["pages"] == 63
    assert {"title"} <= {change["field"] for change in told["changes"]} <= {"title", "witness"}
    assert run("reparse", "--quiet", cwd=tmp_path).stdout == ""
