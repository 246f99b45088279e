"""A broken source costs itself one clear line; the others are finished all the same."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import TYPE_CHECKING

import pytest

from harvester.config import Config
from harvester.store import Store
from harvester.sync import Options, sync
from tests.hostile import hostile, raw, web

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.sync import SyncReport
    from tests.hostile import Hostile, Script

HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str = "Service user involvement in cancer care", native: str = "1") -> Script:
    head = (
        f'<meta name="citation_title" content="{title}"><meta name="citation_author" content="Attree, Pamela">'
        f'<meta name="citation_publication_date" content="2011/03"><meta name="citation_volume" content="{native}">'
    )
    return 200, HTML, f"<html><head>{head}</head><body><h1>{title}</h1></body></html>".encode()


def run(folder: Path, *sources: dict[str, object], **options: object) -> SyncReport:
    """One sync of ``sources``, Crossref left out."""
    for source in sources:
        source.setdefault("discovery", "urls")
    config = Config.model_validate(
        {"store": {"path": folder / "c.sqlite"}, "source": sources, "crossref": {"enabled": False}}
    )
    with Store(config.store.path) as store, web(max_bytes=2_000_000, deadline=2) as wire:
        return sync(config, store, wire, options=Options(**options), now=lambda: dt.datetime.now(dt.UTC))  # type: ignore[arg-type]


def urls(folder: Path, name: str, *lines: str) -> dict[str, object]:
    path = folder / f"{name}.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return {"name": name, "url": str(path)}


PDF = (200, HTML, b"%PDF-1.7\n" + b"\x00" * 100)
HUGE = raw(
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 200000000\r\n\r\n",
    *[b"<p>" * 100_000] * 20,
)
CUT = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"<html>" + b"x" * 5_000)[:40])


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ((404, HTML, b"gone"), "404"),
        ((500, HTML, b"oops"), "500"),
        (PDF, "PDF"),
        (HUGE, "bytes"),
        (CUT, "gzip"),
        ((200, HTML, b""), "empty"),
        (
            (200, HTML, b"<html><title>Just a moment...</title><body>Checking your browser</body></html>"),
            "no record",
        ),
    ],
    ids=["404", "500", "pdf", "huge", "truncated-gzip", "empty", "challenge"],
)
def test_unreadable_page_fails_its_source_only(tmp_path: Path, script: Script, words: str) -> None:
    with hostile() as site:
        site.on("/good", page())
        site.on("/bad", script)
        good = urls(tmp_path, "good", site.url("/good"))
        bad = urls(tmp_path, "bad", site.url("/bad"))
        report = run(tmp_path, bad, good)
    assert [(one.name, one.status, one.new, one.failed) for one in report.sources] == [
        ("bad", "failed", 0, 1), ("good", "ok", 1, 0),
    ]  # fmt: skip
    assert report.exit_code == 1
    with Store(tmp_path / "c.sqlite") as store:
        messages = [issue.message for issue in store.issues.open() if issue.source == "bad"]
    assert any(words in message for message in messages), messages
    assert all("\n" not in message for message in messages)


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ({"url": "http://127.0.0.1:9/", "discovery": "listing", "platform": "pure"}, "failed", "127.0.0.1:9"),
        (
            {"url": "http://nowhere.invalid/", "discovery": "listing", "platform": "pure"},
            "failed",
            "nowhere.invalid",
        ),
        ({"url": "{site}/missing", "discovery": "listing", "platform": "pure"}, "failed", "404"),
        ({"url": "{site}/forbidden", "discovery": "listing", "platform": "pure"}, "blocked", "403"),
        ({"url": "{site}/x", "discovery": "oai"}, "failed", "no OAI-PMH"),
        ({"url": "missing.txt", "discovery": "urls"}, "failed", "missing.txt"),
    ],
    ids=["refused", "no-such-host", "404-listing", "403-listing", "oai", "no-url-list"],
)
def test_source_that_cannot_be_listed(
    tmp_path: Path, source: dict[str, str], status: str, words: str
) -> None:
    with hostile() as site:
        site.on("/forbidden", (403, HTML, b"no"))
        bad = {"name": "bad", **source, "url": source["url"].replace("{site}", site.url(""))}
        site.on("/good", page())
        report = run(tmp_path, bad, urls(tmp_path, "good", site.url("/good")))
    assert [one.status for one in report.sources] == [status, "ok"]
    assert words in report.sources[0].reason
    assert "\n" not in report.sources[0].reason


def test_no_source_at_all_succeeds(tmp_path: Path) -> None:
    with hostile() as site:
        report = run(tmp_path, urls(tmp_path, "bad", site.url("/none")))
    assert (report.status, report.exit_code) == ("failed", 3)


def test_robots_txt_is_obeyed_and_said(tmp_path: Path) -> None:
    with hostile() as site:
        site.on("/robots.txt", (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /\n"))
        site.on("/list", page())
        source = {"name": "shy", "url": site.url("/list"), "discovery": "listing", "platform": "pure"}
        report = run(tmp_path, source)
        assert [path for _, path, _ in site.log] == ["/robots.txt"]
    assert report.sources[0].status == "blocked"
    assert "robots.txt" in report.sources[0].reason


def test_a_page_that_fails_for_a_night_keeps_its_record(tmp_path: Path) -> None:
    with hostile() as site:
        site.on("/1", page(), (500, HTML, b""))
        source = urls(tmp_path, "here", site.url("/1"))
        run(tmp_path, source)
        second = run(tmp_path, source)
    assert (second.sources[0].failed, second.sources[0].gone) == (1, 0)
    with Store(tmp_path / "c.sqlite") as store:
        assert store.records.gone() == set()
        assert [record.title for record in store.records.each()] == [
            "Service user involvement in cancer care"
        ]


def test_a_shrunken_listing_is_suspect_and_deletes_nothing(tmp_path: Path) -> None:
    with hostile() as site:
        pages = [site.on(f"/{number}", page(native=str(number))) for number in range(10)]
        run(tmp_path, urls(tmp_path, "here", *pages))
        report = run(tmp_path, urls(tmp_path, "here", *pages[:3]))
    assert report.sources[0].status == "suspect"
    assert "3 items listed" in report.sources[0].reason
    with Store(tmp_path / "c.sqlite") as store:
        assert store.records.gone() == set()


def test_fewer_items_than_expected_are_suspect(tmp_path: Path) -> None:
    with hostile() as site:
        source = {**urls(tmp_path, "here", site.on("/1", page())), "expect": 5}
        report = run(tmp_path, source)
    assert (report.sources[0].status, report.sources[0].new) == ("suspect", 1)


def test_unchanged_page_costs_a_304(tmp_path: Path) -> None:
    with hostile() as site:
        status, headers, body = page()  # type: ignore[misc]

        def script(handler):  # noqa: ANN001, ANN202
            same = handler.headers.get("If-None-Match") == '"v1"'
            handler.send_response(304 if same else status)
            for name, value in {
                **headers,
                "ETag": '"v1"',
                "Content-Length": "0" if same else str(len(body)),
            }.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(b"" if same else body)

        source = urls(tmp_path, "here", site.on("/1", script))
        run(tmp_path, source)
        report = run(tmp_path, source)
    assert (report.sources[0].unchanged, report.sources[0].changed) == (1, 0)


def test_recheck_leaves_known_pages_alone(tmp_path: Path) -> None:
    with hostile() as site:
        source = {**urls(tmp_path, "here", site.on("/1", page())), "recheck": "30d"}
        run(tmp_path, source)
        report = run(tmp_path, source)
        assert site.hits("/1") == 1
        run(tmp_path, source, full=True)
        assert site.hits("/1") == 2
    assert (report.sources[0].status, report.sources[0].unchanged) == ("ok", 1)


def test_what_was_read_before_a_listing_breaks_is_kept(tmp_path: Path) -> None:
    with hostile() as site:
        row = '<li class="list-result-item"><h3 class="title"><a class="link" href="/en/publications/{0}/">x</a></h3>'
        pages = [
            f'<ul class="list-results">{row.format(n)}</ul><a href="?page={n + 1}">next</a>'
            for n in range(40)
        ]
        for number, body in enumerate(pages):
            site.on(f"/en/publications/?page={number}", (200, HTML, body.encode()))
            site.on(f"/en/publications/{number}/", page(native=str(number)))
        site.on("/en/publications/?page=3", (403, HTML, b"enough"))
        site.on("/en/publications/", (200, HTML, pages[0].encode()))
        source = {
            "name": "pure",
            "url": site.url("/en/publications/"),
            "platform": "pure",
            "discovery": "listing",
        }
        report = run(tmp_path, source)
    assert report.sources[0].status == "blocked"
    assert report.sources[0].new == 3
    with Store(tmp_path / "c.sqlite") as store:
        assert len(list(store.records.each())) == 3


def sitemap(site: Hostile, *urls_: str) -> dict[str, object]:
    """A source that is listed by its sitemap."""
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls_)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()
    site.on("/sitemap.xml", (200, {"Content-Type": "application/xml"}, body))
    return {"name": "here", "url": site.url("/"), "discovery": "sitemap", "platform": "generic"}


@pytest.mark.parametrize(("answer", "gone"), [(404, 1), (410, 1), (503, 0), (200, 0)])
def test_a_page_that_a_sitemap_forgets_is_asked_for(tmp_path: Path, answer: int, gone: int) -> None:
    with hostile() as site:
        pages = [site.on(f"/{number}", page(native=str(number))) for number in range(3)]
        run(tmp_path, sitemap(site, *pages))
        if answer != 200:
            site.on("/2", (answer, HTML, b""))
        report = run(tmp_path, {**sitemap(site, *pages[:2]), "recheck": "30d"})
    assert (report.sources[0].status, report.sources[0].gone) == ("ok", gone)
    with Store(tmp_path / "c.sqlite") as store:
        assert len(store.records.gone()) == gone


def test_two_urls_of_one_record_do_not_flap(tmp_path: Path) -> None:
    def bearing(title: str) -> Script:
        head = f'<meta name="eprints.eprintid" content="7"><meta name="eprints.title" content="{title}">'
        return 200, HTML, f"<html><head>{head}</head></html>".encode()

    with hostile() as site:
        source = urls(tmp_path, "here", site.on("/7/b", bearing("B")), site.on("/7/a", bearing("A")))
        source["platform"] = "eprints"
        first = run(tmp_path, source)
        again = run(tmp_path, source, full=True)
        with Store(tmp_path / "c.sqlite") as store:
            records = list(store.records.each())
        site.on("/7/a", (410, HTML, b""))
        run(tmp_path, source)
        run(tmp_path, source)
    assert first.sources[0].seen == 2
    assert (again.sources[0].changed, [record.title for record in records]) == (0, ["A"])
    with Store(tmp_path / "c.sqlite") as store:
        assert [record.title for record in store.records.each(gone=False)] == ["B"]


def test_failing_pages_do_not_use_up_every_limited_run(tmp_path: Path) -> None:
    with hostile() as site:
        bad = [site.on(f"/bad{number}", (500, HTML, b"")) for number in range(2)]
        good = [site.on(f"/{number}", page(native=str(number))) for number in range(2)]
        source = urls(tmp_path, "here", *bad, *good)
        reports = [run(tmp_path, source, limit=2) for _ in range(3)]
    assert [report.sources[0].new for report in reports] == [0, 2, 0]
    assert reports[0].status != "ok"


def test_a_lone_surrogate_costs_nothing(tmp_path: Path) -> None:
    ld = '{"@type": "ScholarlyArticle", "name": "Bad \\ud800 title of a page", "author": {"name": "Ann Lee"}}'
    body = f'<html><head><script type="application/ld+json">{ld}</script></head></html>'.encode()
    with hostile() as site:
        source = urls(tmp_path, "here", site.on("/1", (200, HTML, body)), site.on("/2", page()))
        report = run(tmp_path, source)
    assert (report.sources[0].status, report.sources[0].new) == ("ok", 2)


def test_fields_that_a_page_loses_are_said(tmp_path: Path) -> None:
    bare = (200, HTML, b'<meta name="citation_title" content="Service user involvement in cancer care">')
    with hostile() as site:
        source = urls(tmp_path, "here", site.on("/1", page(), bare))
        run(tmp_path, source)
        run(tmp_path, source)
    with Store(tmp_path / "c.sqlite") as store:
        (lost,) = [issue.message for issue in store.issues.open() if issue.kind == "fields-lost"]
    assert "author, issued, volume" in lost


def test_issues_of_a_vanished_page_are_settled(tmp_path: Path) -> None:
    with hostile() as site:
        pages = [site.on(f"/{number}", page(native=str(number))) for number in range(3)]
        bad = site.on("/bad", (500, HTML, b""))
        run(tmp_path, urls(tmp_path, "here", *pages, bad))
        run(tmp_path, urls(tmp_path, "here", *pages))
    with Store(tmp_path / "c.sqlite") as store:
        assert [issue.kind for issue in store.issues.open() if issue.kind == "fetch-failed"] == []
