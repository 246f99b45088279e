"""Where an item's page cannot be had, what its list says of it is a record, until the page can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.store import Store
from tests.extract.test_entries import PURE
from tests.hostile import hostile
from tests.sync.test_broken import HTML, page, run

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Issue, Record
    from tests.hostile import Hostile, Script


def entry(number: int) -> str:
    return PURE.replace("/tides", f"/tides-{number}").replace("the estuary", f"estuary {number}").replace(
        "2Ftides", f"2Ftides-{number}"
    )  # fmt: skip


def portal(site: Hostile, count: int) -> dict[str, object]:
    """A Pure portal that lists so many items; none of their pages is there yet."""
    items = "".join(entry(number) for number in range(1, count + 1))
    total = f"<ul><li class='search-pager-information'>1 - {count} out of {count} results</li></ul>"
    body = f"<html><body>{total}<ul class='list-results'>{items}</ul></body></html>"
    site.on("/en/publications/", (200, HTML, body.encode()))
    return {"name": "pure", "url": site.url("/en/publications/"), "platform": "pure", "discovery": "listing"}


def records(folder: Path) -> list[Record]:
    with Store(folder / "c.sqlite", read_only=True) as store:
        return list(filter(None, (store.records.get(one.id) for one in store.records.each(gone=False))))


def issues(folder: Path, kind: str) -> list[Issue]:
    with Store(folder / "c.sqlite", read_only=True) as store:
        return [issue for issue in store.issues.open() if issue.kind == kind]


CHALLENGE = (200, HTML, b"<html><title>Just a moment...</title><body>Checking your browser</body></html>")


@pytest.mark.parametrize(
    "script", [(403, HTML, b"no"), (404, HTML, b"no"), CHALLENGE], ids=["refused", "missing", "challenge"]
)
def test_the_list_stands_in_for_the_page_until_it_can_be_had(tmp_path: Path, script: Script) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", script, script, page("Tides of estuary 1, whole"))
        first = run(tmp_path, source)
        (record,) = records(tmp_path)
        assert (record.title, record.doi) == ("Tides of estuary 1", "10.5555/tides-1")
        assert {one.carrier for one in record.witness} == {"listing"}
        assert (first.sources[0].status, first.sources[0].new, first.sources[0].failed) == ("ok", 1, 0)
        assert [issue.severity for issue in issues(tmp_path, "from-listing")] == ["info"]
        second = run(tmp_path, source)
        assert (second.sources[0].unchanged, second.sources[0].gone) == (1, 0)
        assert len(issues(tmp_path, "from-listing")) == 1
        run(tmp_path, source)
        (record,) = records(tmp_path)
        assert record.title == "Tides of estuary 1, whole"
        assert "listing" not in {one.carrier for one in record.witness}
        assert issues(tmp_path, "from-listing") == []


def test_robots_txt_that_forbids_items_leaves_the_list(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 2)
        rules = b"User-agent: *\nDisallow: /en/publications/tides\n"
        site.on("/robots.txt", (200, {"Content-Type": "text/plain"}, rules))
        report = run(tmp_path, source)
        assert [path for _, path, _ in site.log] == ["/robots.txt", "/en/publications/"]
    assert len(records(tmp_path)) == 2
    assert report.sources[0].status == "suspect"
    assert "what the listing says" in report.sources[0].reason


def test_what_a_page_once_said_is_kept_when_the_site_refuses_it(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", page("Tides of estuary 1, whole"), (403, HTML, b"no"))
        run(tmp_path, source)
        second = run(tmp_path, source)
    assert second.sources[0].failed == 1
    assert [record.title for record in records(tmp_path)] == ["Tides of estuary 1, whole"]


def test_a_server_that_fails_for_a_night_is_asked_again(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", (500, HTML, b"oops"))
        run(tmp_path, source)
    assert records(tmp_path) == []


def test_an_item_that_answers_410_is_no_record(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", (410, HTML, b"gone"))
        run(tmp_path, source)
    assert records(tmp_path) == []


def test_a_site_that_refuses_page_after_page_is_left_alone(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 30)
        for number in range(1, 31):
            site.on(f"/en/publications/tides-{number}", (403, HTML, b"no"))
        report = run(tmp_path, source)
        asked = [path for _, path, _ in site.log if "tides" in path]
    assert len(asked) == 5
    assert len(records(tmp_path)) == 30
    assert report.sources[0].status == "suspect"


def test_a_stand_in_ends_with_its_entry_in_the_list(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 2)
        run(tmp_path, source)
        assert len(records(tmp_path)) == 2
        portal(site, 1)
        site.on("/en/publications/tides-1", page("Tides of estuary 1, whole"))
        report = run(tmp_path, source)
    assert report.sources[0].gone == 1
    assert len(records(tmp_path)) == 1


def test_an_entry_of_a_feed_stands_in_too(tmp_path: Path) -> None:
    with hostile() as site:
        body = (
            "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><title>Tides</title>"
            f"<link>{site.url('/7')}</link><dc:creator>Lee, Ann</dc:creator></item></channel></rss>"
        )
        site.on("/feed", (200, {"Content-Type": "application/rss+xml"}, body.encode()))
        run(tmp_path, {"name": "fed", "url": site.url("/feed"), "discovery": "rss"})
    assert [{one.carrier for one in record.witness} for record in records(tmp_path)] == [{"rss"}]


def test_an_item_whose_link_doubles_a_part_of_its_path_is_found(tmp_path: Path) -> None:
    with hostile() as site:
        site.on("/j/article/view/1", page())
        path = tmp_path / "urls.txt"
        path.write_text(site.url("/j/j/article/view/1"))
        report = run(tmp_path, {"name": "j", "url": str(path), "discovery": "urls"})
    assert (report.sources[0].new, report.sources[0].failed) == (1, 0)


WITHDRAWN = (
    200,
    HTML,
    b"<html><title>Withdrawn</title><body><h1>This item has been withdrawn</h1></body></html>",
)


def test_a_withdrawn_page_is_gone_and_no_list_stands_in_for_it(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", page("Tides of estuary 1, whole"), WITHDRAWN)
        run(tmp_path, source)
        second = run(tmp_path, source)
        assert (second.sources[0].gone, second.sources[0].failed) == (1, 0)
        assert records(tmp_path) == []


def test_what_was_withdrawn_before_we_came_is_no_record(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1)
        site.on("/en/publications/tides-1", WITHDRAWN)
        assert run(tmp_path, source).sources[0].failed == 1
        assert records(tmp_path) == []


def test_a_stand_in_is_asked_for_again_however_young_it_is(tmp_path: Path) -> None:
    with hostile() as site:
        source = portal(site, 1) | {"recheck": "30d"}
        site.on("/en/publications/tides-1", (403, HTML, b"no"), page("Tides of estuary 1, whole"))
        run(tmp_path, source)
        run(tmp_path, source)
        (record,) = records(tmp_path)
        assert record.title == "Tides of estuary 1, whole"
