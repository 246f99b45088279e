"""The report: what changed between two runs, and that nothing which a site wrote becomes markup or commands."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from harvester.model import Issue
from harvester.report import Report, as_html, as_markdown, as_text, build_report
from harvester.store import Store
from tests.cli.test_cli import run, write_config
from tests.syncing import exchange, rewrite_index, sample_config, sync_once

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "\x1b]0;owned\x07\x9b2J\u202e<script>alert(1)</script>[x](javascript:y) **b** | `c` \"'&"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def numbers(report: Report) -> dict[str, int]:
    return {section.word: section.found.number for section in report.sections}


def report_of(path: Path, run_id: int, *, since: int | None = None, most: int = 20) -> Report:
    with Store(path, read_only=True) as store:
        return build_report(store, run_id, since=since, most=most)


@pytest.fixture
def evil(catalogue: Path) -> Path:
    """The synced sample, with hostile titles, authors, reasons and issues."""
    with Store(catalogue) as store, store.write():
        spelt = json.dumps(EVIL, ensure_ascii=False)[1:-1]
        for table in ("works", "records"):
            store._db.run(f"UPDATE {table} SET title = ? || title, authors = ? || authors", (EVIL, EVIL))
            store._db.run(f"UPDATE {table} SET content = replace(content, 'Lichens', ?)", (spelt,))
        store._db.run("UPDATE works SET doi = ? WHERE doi IS NOT NULL", (f'10.1/"><script>{EVIL}',))
        store._db.run("UPDATE run_sources SET reason = ?, status = 'suspect'", (EVIL,))
        store._db.run(
            "INSERT INTO issues (scope, subject, kind, source, severity, message, first_run) "
            "VALUES ('x', ?, 'x', '', 'warning', ?, 1)",
            (EVIL, EVIL),
        )
    return catalogue


def test_the_first_run_reports_everything_as_new(synced: Path) -> None:
    found = report_of(synced, 1)
    with Store(synced, read_only=True) as store:
        assert numbers(found)["new"] == store.works.count() == found.works
        assert numbers(found)["to review"] == store.decisions.count_review()
    assert numbers(found)["changed"] == numbers(found)["gone"] == 0
    assert numbers(found)["retracted or doubted"] == 1
    assert found.base is None
    assert not found.later


def test_a_run_without_changes_reports_none(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    sync_once(config)
    sync_once(config)
    found = report_of(config.store.path, 2)
    assert set(numbers(found).values()) == {0}
    assert [source.seen for source in found.sources] == [18, 8, 22, 15]
    assert set(numbers(report_of(config.store.path, 2, since=1)).values()) == {0}


def test_what_vanished_and_what_changed_is_named(tmp_path: Path, recording: Path) -> None:
    config = sample_config(tmp_path, replay=recording)
    sync_once(config)
    index, entry, body = exchange(recording, "eprints.westbrook.example", "/201/")
    text = body.read_text(encoding="utf-8")
    title = re.search(r'name="eprints.title" content="([^"]+)"', text)
    assert title is not None
    body.write_text(text.replace(title[1], f"{title[1]} revisited"), encoding="utf-8")
    rewrite_index(index, lambda one: {**one, "headers": {}} if one["url"] == entry["url"] else one)
    report = sync_once(config)
    found = report_of(config.store.path, 2)
    assert report.dedupe.changed == 1
    assert numbers(found)["changed"] == 1
    (line,) = next(section.found.lines for section in found.sections if section.word == "changed")
    assert line.title.endswith("revisited")
    assert f"* {line.title}" in as_text(found)


def test_issues_are_opened_once_and_settled_once(catalogue: Path) -> None:
    with Store(catalogue) as store:
        for number, issues in enumerate(([Issue(kind="x", message="broken")], [], [])):
            begun = store.runs.begin(f"2026-12-0{number + 1}T00:00:00Z")
            with store.write():
                store.issues.settle(begun, "test", "it", issues)
                store.runs.finish(
                    begun, finished=begun.started, status="ok", complete=True, exit_code=0, summary={}
                )
    told = [numbers(report_of(catalogue, run_id)) for run_id in (2, 3, 4)]
    assert [one["new issues"] for one in told] == [1, 0, 0] or [one["new issues"] for one in told] == [
        1,
        0,
        0,
    ]
    assert [one["settled issues"] for one in told] == [0, 1, 0]
    over_both = numbers(report_of(catalogue, 4, since=1))
    assert (over_both["new issues"], over_both["settled issues"]) == (0, 0)


def test_what_a_killed_run_brought_is_in_the_next_report(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    sync_once(config)
    with Store(config.store.path) as store, store.write():
        store._db.run("UPDATE runs SET finished = NULL, status = 'running'")
    sync_once(config)
    found = report_of(config.store.path, 2)
    assert found.base is None
    assert numbers(found)["new"] == 46


def test_at_most_so_many_titles_and_the_rest_is_counted(synced: Path) -> None:
    text = as_text(report_of(synced, 1, most=20))
    new = text.split("New works (46)")[1].split("Merged works")[0]
    assert new.count("\n* ") == 20
    assert "... and 26 more" in new


def test_no_text_commands_a_terminal_or_becomes_markup(evil: Path) -> None:
    found = report_of(evil, 1)
    for written in (as_text(found), as_markdown(found), as_html(found)):
        assert not OBEYED.search(written)
    page = as_html(found)
    assert "<script" not in page
    tree = html.fromstring(page)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= set(
        "html head meta title style body h1 h2 p table tr th td figure svg rect figcaption ul li a br small".split()
    )
    names = {name for element in tree.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name == "src"]
    assert all(link.startswith("https://doi.org/") for link in tree.xpath("//a/@href"))
    assert "<script" not in as_markdown(found)
    assert "&lt;script&gt;" in as_markdown(found)
    assert r"\[x\]\(javascript\:y\) \*\*b\*\* \| \`c\`" in as_markdown(found)


def test_the_page_needs_nothing_beside_it_and_draws_the_history(synced: Path) -> None:
    page = as_html(report_of(synced, 1))
    tree = html.fromstring(page)
    assert not tree.xpath("//link | //img | //script | //iframe")
    assert len(tree.xpath("//svg")) == 5
    (bar,) = tree.xpath("(//svg)[1]/rect")
    assert (bar.get("class"), bar.get("height")) == ("ok", "60.0")
    assert tree.xpath("string((//svg)[1]/rect/title)").endswith("ok: 63")


def test_the_command_names_runs(synced: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    (tmp_path / "catalogue.sqlite").write_bytes(synced.read_bytes())
    said = run("report", cwd=tmp_path).stdout
    assert said.startswith("harvester: run 1 of 20")
    assert run("report", "1", cwd=tmp_path).stdout == said
    assert run("report", "--format", "html", cwd=tmp_path).stdout.endswith("</html>\n")
    assert "no such run" in run("report", "9" * 40, cwd=tmp_path, code=2).stderr
    assert "not before" in run("report", "--since", "1", cwd=tmp_path, code=2).stderr
