"""The main job on the shipped sample: every page in its work, and nothing moves without a cause."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from harvester.store import Store
from tests.serve import serve
from tests.syncing import SAMPLE, changed_lines, dump, exchange, rewrite_index, sample_config, sync_once

if TYPE_CHECKING:
    from pathlib import Path

LANCASTER = "www.research.lancs.ac.uk"
NORTHMOOR = "research.northmoor.example"
EASTVALE = "dspace.eastvale.example"
WESTBROOK = "eprints.westbrook.example"
HOSTS = (LANCASTER, NORTHMOOR, EASTVALE, WESTBROOK, "api.crossref.org")
SEED = "lancaster:5e2b0c5c-8a5d-4a0e-9f0b-9b4e3a1d7c62"


def test_every_item_lands_in_its_work(synced: Path, truth: dict[str, str]) -> None:
    with Store(synced, create=False) as store:
        work_of = {record: work for record, work in store.works.members().items() if record in truth}
    assert work_of.keys() == truth.keys()
    by_work: dict[str, set[str]] = {}
    by_truth: dict[str, set[str]] = {}
    for record, work in work_of.items():
        by_work.setdefault(work, set()).add(record)
        by_truth.setdefault(truth[record], set()).add(record)
    assert sorted(map(sorted, by_work.values())) == sorted(map(sorted, by_truth.values()))


def test_second_sync_changes_nothing(catalogue: Path) -> None:
    before = dump(catalogue)
    report = sync_once(sample_config(catalogue.parent))
    assert report.status == "ok"
    assert "nothing changed" in str(report)
    assert {(one.new, one.changed, one.gone, one.failed) for one in report.sources} == {(0, 0, 0, 0)}
    assert report.enrich.requests == 0
    assert dump(catalogue) == before


def test_seed_page_comes_out_whole(synced: Path) -> None:
    with Store(synced, create=False) as store:
        record = store.records.get(SEED)
    assert record is not None
    names = [(name.family, name.given) for name in record.author]
    assert names == [
        ("Attree", "Pamela"), ("Morris", "Sara"), ("Payne", "Sheila"), ("Vaughan", "Suzanne"), ("Hinder", "Susan"),
    ]  # fmt: skip
    assert (str(record.issued), record.page, record.volume, record.issue) == ("2011-03", "48-58", "14", "1")
    assert (record.container_title, record.publisher, record.issn) == (
        "Health Expectations",
        "Wiley",
        ("1369-6513",),
    )
    assert record.doi == "10.1111/j.1369-7625.2010.00620.x"
    assert record.keyword == ("cancer care", "partnership", "service user involvement")
    carriers = {
        field: {one.carrier for one in record.witness if one.field == field} for field in ("author", "issued")
    }
    assert {"bibtex", "ris", "vancouver"} <= carriers["author"]
    assert {"bibtex", "ris", "vancouver", "standard"} <= carriers["issued"]


def test_works_are_counted_by_unit_and_openness(synced: Path) -> None:
    with Store(synced, create=False) as store:
        units = {unit.name: unit.works for unit in store.organisations.units()}
        work = store.works.get(store.works.members()["northmoor:9a6e2620-fe17-5d7d-8c14-3bfcd6e66663"])
        assert work is not None
        said = {one.field: one for record in store.records.of_work(work.id) for one in record.witness}
    assert (units["School of Biology"], units["Faculty of Research"]) == (7, 15)
    assert (work.content.access, work.content.license) == (
        "open",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert [unit.name for unit in work.content.organisation] == [
        "School of Biology", "Department of Computer Science", "Faculty of Research",
    ]  # fmt: skip
    assert work.content.funder[0].number == "DBI\N{HYPHEN}1942280"
    assert {"organisation", "access", "license", "full_text", "funder", "affiliation"} <= said.keys()


def test_wrong_doi_is_found_and_not_believed(synced: Path) -> None:
    with Store(synced, create=False) as store:
        (issue,) = [one for one in store.issues.open() if one.kind == "wrong-doi"]
        neighbour = store.works.members()["eastvale:20.500.12345/11"]
        own = store.works.members()["westbrook:144"]
        work = store.works.get(own)
    assert issue.subject == "westbrook:144"
    assert own != neighbour
    assert work is not None
    assert work.content.doi == "10.1111/2041-210x.13440"


def test_retracted_work_is_marked(synced: Path) -> None:
    with Store(synced, create=False) as store:
        retracted = [work for work in store.works.each() if work.content.status]
        relations = dict(store.works.relations(retracted[0].id))
    assert [work.content.status for work in retracted] == ["retracted"]
    assert any(relation.kind == "IsRetractedBy" for relation in relations.values())


def test_order_of_sources_does_not_matter(synced: Path, tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    sources = list(config.source)
    random.Random(7).shuffle(sources)
    sync_once(config.model_copy(update={"source": tuple(sources)}))
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


def test_runs_with_a_limit_add_up(synced: Path, tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    for _ in range(6):
        sync_once(config, limit=5)
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


def test_over_sockets_as_in_replay(synced: Path, tmp_path: Path) -> None:
    with serve(SAMPLE) as port:
        connect = dict.fromkeys(HOSTS, f"127.0.0.1:{port}")
        report = sync_once(sample_config(tmp_path, replay=None, connect=connect, pace=0.0))
    assert report.status == "ok"
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


def test_changed_title_supersedes_one_record(catalogue: Path, recording: Path) -> None:
    before = dump(catalogue)
    _, _, body = exchange(recording, WESTBROOK, "/201/")
    text = body.read_text(encoding="utf-8")
    with Store(catalogue, create=False) as store:
        title = store.records.get("westbrook:201").title  # type: ignore[union-attr]
    assert title in text
    body.write_text(text.replace(title, f"{title}, revised"), encoding="utf-8")
    report = sync_once(sample_config(catalogue.parent, replay=recording))
    after = dump(catalogue)
    assert [(one.name, one.changed) for one in report.sources if one.changed] == [("westbrook", 1)]
    assert changed_lines(before, after, "record") == {"westbrook:201"}
    assert len(changed_lines(before, after, "work")) == 1
    with Store(catalogue, create=False) as store:
        assert [old.title for old in store.records.revisions("westbrook:201")] == [title]


def test_removed_page_is_marked_and_kept(catalogue: Path, recording: Path) -> None:
    before = dump(catalogue)
    index, entry, _ = exchange(recording, WESTBROOK, "/201/")
    rewrite_index(
        index, lambda one: {**one, "status": 410, "body": None} if one["url"] == entry["url"] else one
    )
    report = sync_once(sample_config(catalogue.parent, replay=recording))
    assert sum(one.gone for one in report.sources) == 1
    assert changed_lines(before, dump(catalogue), "record") == {"westbrook:201"}
    with Store(catalogue, create=False) as store:
        assert store.records.gone() == {"westbrook:201"}
        assert store.records.get("westbrook:201") is not None


def test_unlisted_page_is_marked_and_comes_back(catalogue: Path, recording: Path) -> None:
    for path in (recording / WESTBROOK).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if "eprints.title" not in text:
            path.write_text(text.replace("/201/", "/202/"), encoding="utf-8")
    config = sample_config(catalogue.parent, replay=recording)
    report = sync_once(config)
    assert [(one.name, one.gone, one.failed) for one in report.sources if one.gone] == [("westbrook", 1, 1)]
    back = sync_once(sample_config(catalogue.parent))
    assert [(one.name, one.changed) for one in back.sources if one.changed] == [("westbrook", 1)]


def test_lost_head_tags_change_only_that_record(catalogue: Path, recording: Path) -> None:
    before = dump(catalogue)
    with Store(catalogue, create=False) as store:
        record = store.records.get("northmoor:7825b54e-2870-5709-aa4b-adfb38b8a1df")
    assert record is not None
    _, _, body = exchange(recording, NORTHMOOR, record.url.removeprefix(f"https://{NORTHMOOR}"))
    lines = body.read_text(encoding="utf-8").splitlines(keepends=True)
    body.write_text("".join(line for line in lines if "citation_" not in line), encoding="utf-8")
    sync_once(sample_config(catalogue.parent, replay=recording))
    after = dump(catalogue)
    assert changed_lines(before, after, "record") == {record.id}
    assert changed_lines(before, after, "cluster") == set()


def test_swapped_doi_moves_no_other_work(catalogue: Path, recording: Path) -> None:
    before = dump(catalogue)
    _, _, body = _page_of(recording, catalogue, "eastvale:20.500.12345/28")
    text = body.read_text(encoding="utf-8")
    with Store(catalogue, create=False) as store:
        doi = store.records.get("eastvale:20.500.12345/28").doi  # type: ignore[union-attr]
    assert doi
    assert doi in text
    body.write_text(text.replace(doi, "10.1111/j.1369-7625.2010.00620.x"), encoding="utf-8")
    sync_once(sample_config(catalogue.parent, replay=recording))
    after = dump(catalogue)
    assert changed_lines(before, after, "record") == {"eastvale:20.500.12345/28"}
    assert changed_lines(before, after, "cluster") == set()
    with Store(catalogue, create=False) as store:
        assert ("wrong-doi", "eastvale:20.500.12345/28") in {
            (one.kind, one.subject) for one in store.issues.open()
        }


def _page_of(recording: Path, catalogue: Path, record_id: str) -> tuple[Path, dict[str, object], Path]:
    with Store(catalogue, create=False) as store:
        (page,) = store.pages.of_record(record_id)
    host, _, path = (page.final_url or page.url).removeprefix("https://").partition("/")
    return exchange(recording, host, f"/{path}")


@pytest.mark.parametrize("delay", [0.05, 0.15, 0.3, 0.6])
def test_killed_sync_ends_as_if_undisturbed(synced: Path, tmp_path: Path, delay: float) -> None:
    config = (SAMPLE.parents[1] / "config.toml").read_text(encoding="utf-8")
    config = config.replace('replay = "data/sample"', f'replay = "{SAMPLE}"')
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-c", "from harvester.cli import main; main()", "sync"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    store = tmp_path / "catalogue.sqlite"
    while not store.exists() and process.poll() is None:
        time.sleep(0.01)
    time.sleep(delay)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert dump(store) == dump(synced)
