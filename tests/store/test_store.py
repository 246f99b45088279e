from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from harvester.errors import Locked, SchemaTooNew, StoreError
from harvester.model import (
    Confidence,
    Identifier,
    Issue,
    Record,
    Relation,
    Witness,
    Work,
    WorkField,
    parse_name,
)
from harvester.store import Store, StoredPage
from harvester.store.decisions import Decision
from harvester.store.schema import VERSION
from harvester.store.store import locked
from tests.syncing import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-23T12:00:00Z"


def record(native: str = "1", **values: object) -> Record:
    author = parse_name("Attree, Pamela")
    assert author
    base = Record(
        id=f"here:{native}",
        source="here",
        url=f"https://here.example/{native}",
        title="Service users and cancer care",
        author=(author,),
        doi="10.1000/x",
        issn=("1369-6513",),
        identifier=(Identifier("handle", "1/2"),),
        witness=(Witness("title", "dc", "Service users and cancer care"),),
    )
    return replace(base, **values)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path):  # noqa: ANN201
    with Store(tmp_path / "c.sqlite") as opened:
        yield opened


def test_record_comes_back_as_it_went_in(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        assert store.records.put(run, record()) == "new"
        assert store.records.put(run, record()) == "unchanged"
    assert store.records.get("here:1") == record()


def test_changed_record_keeps_what_it_said_before(store: Store) -> None:
    run = store.runs.begin(NOW)
    newer = record(title="Another title", witness=())
    with store.write():
        store.records.put(run, record())
        assert store.records.put(run, newer) == "changed"
    assert store.records.get("here:1") == newer
    assert store.records.revisions("here:1") == [record()]


def test_a_lost_witness_is_a_change(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record())
        assert store.records.put(run, record(witness=())) == "changed"


def test_record_is_gone_only_with_its_last_page(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record())
        for url in ("https://here.example/1", "https://here.example/1/"):
            store.pages.put(run, StoredPage(source="here", url=url, record_id="here:1", status=200))
        store.pages.mark_gone(run, "here", "https://here.example/1", 404)
        assert store.records.settle_gone(run, ["here:1"]) == 0
        store.pages.mark_gone(run, "here", "https://here.example/1/", 404)
        assert store.records.settle_gone(run, ["here:1"]) == 1
    assert store.records.gone() == {"here:1"}
    assert store.records.get("here:1") == record()


def test_references_of_every_kind_resolve(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record(identifier=(Identifier("doi", "10.1000/old", "IsIdenticalTo"),)))
        store.works.put(run, work("wabc"), gone=False)
    for reference in ("here:1", "WABC", "https://doi.org/10.1000/X", "10.1000/old", "https://here.example/1"):
        assert store.resolve(reference) == ["here:1"]
    assert store.resolve("10.1000/nothing") == []


def work(identity: str, **values: object) -> Work:
    content = record(id=identity, source="", url="", witness=(), identifier=(), **values)
    field = WorkField(field="title", record="here:1", rule="the only one")
    return Work(id=identity, content=content, members=("here:1",), provenance=(field,))


def test_work_is_written_once_and_found_by_words(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record())
        assert store.works.put(run, work("wabc"), gone=False)
        assert not store.works.put(run, work("wabc"), gone=False)
    assert store.works.get("wabc") == work("wabc")
    assert [found.id for found in store.works.search("CANCER users")] == ["wabc"]
    assert store.works.search('"; DROP TABLE works; --') == []
    assert store.works.search("10.1000/x")[0].id == "wabc"


def test_ended_work_redirects_for_ever(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record())
        for identity in ("wone", "wtwo", "wthree"):
            store.works.put(run, work(identity), gone=False)
        store.works.retire(run, "wone", "here:1")
        store.works.retire(run, "wtwo", "here:1")
    assert store.works.redirected("wone") == "wthree"
    found = store.works.get("wone")
    assert found is not None
    assert found.id == "wthree"


def test_a_round_goes_on_until_a_run_completes_it(store: Store) -> None:
    first = store.runs.begin(NOW)
    second = store.runs.begin(NOW)
    with store.write():
        store.runs.finish(second, finished=NOW, status="ok", complete=True, exit_code=0, summary={})
    third = store.runs.begin(NOW)
    assert (first.round, second.round, third.round) == (1, 1, 2)


def test_issue_stays_open_until_it_is_settled(store: Store) -> None:
    issue = Issue(kind="no-title", message="no title", source="here", subject="here:1")
    run = store.runs.begin(NOW)
    with store.write():
        assert store.issues.settle(run, "extract", "here:1", [issue]) == 1
        assert store.issues.settle(run, "extract", "here:1", [issue]) == 0
    assert store.issues.open() == [issue]
    with store.write():
        store.issues.settle_all(run, "extract", [])
    assert store.issues.open() == []


def test_decisions_are_replaced_as_a_whole(store: Store) -> None:
    run = store.runs.begin(NOW)
    decision = Decision("here:1", "here:2", "same", "", 0.99, "", [["title", 5.0, "equal"]])
    with store.write():
        store.records.put(run, record("1"))
        store.records.put(run, record("2"))
        assert store.decisions.put_all(run, [decision]) == [(None, decision)]
        assert store.decisions.put_all(run, [decision]) == []
    assert store.decisions.get("here:2", "here:1") == decision
    with store.write():
        assert store.decisions.put_all(run, []) == [(decision, None)]
    assert store.decisions.every() == []


def test_relations_are_replaced_as_a_whole(store: Store) -> None:
    run = store.runs.begin(NOW)
    relation = Relation("IsPreprintOf", "10.1000/y", "crossref")
    with store.write():
        store.records.put(run, record())
        store.works.put(run, work("wabc"), gone=False)
    later = store.runs.begin(NOW)
    with store.write():
        assert store.works.put_relations(later, [("wabc", relation)]) == {"wabc"}
        assert store.works.put_relations(later, [("wabc", relation)]) == set()
    assert store.works.relations("wabc") == [("wabc", relation)]
    assert store.works.changed_since(later.id) == {"wabc"}


def test_a_failed_part_is_undone_alone(store: Store) -> None:
    run = store.runs.begin(NOW)

    def put_half() -> None:
        with store.part():
            store.records.put(run, record("2"))
            raise ZeroDivisionError

    with store.write():
        store.records.put(run, record("1"))
        with pytest.raises(ZeroDivisionError):
            put_half()
        store.records.put(run, record("3"))
    assert [one.id for one in store.records.each()] == ["here:1", "here:3"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
def test_a_catalogue_in_a_read_only_folder_can_be_read(catalogue: Path) -> None:
    with Store(catalogue, create=False):
        pass
    catalogue.chmod(0o444)
    catalogue.parent.chmod(0o555)
    try:
        with Store(catalogue, read_only=True) as store:
            assert store.works.count() > 40
    finally:
        catalogue.parent.chmod(0o755)


def test_a_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store(tmp_path, read_only=True)


def test_failed_transaction_leaves_nothing(store: Store) -> None:
    run = store.runs.begin(NOW)

    def write_half() -> None:
        with store.write():
            store.records.put(run, record())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert store.records.get("here:1") is None


def test_change_outside_a_transaction_is_refused(store: Store) -> None:
    run = store.runs.begin(NOW)
    with pytest.raises(StoreError, match="outside"):
        store.records.put(run, record())


def test_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()
    with pytest.raises(SchemaTooNew, match="newer harvester"):
        Store(path)


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"\x00" * 4096])
def test_damaged_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"c\.sqlite"):
        Store(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(StoreError, match="another program"):
        Store(path)


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"\[store\] path"):
        Store(tmp_path / "nowhere" / "c.sqlite")


def test_second_run_is_told_who_holds_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with locked(path), Store(path) as store:
        store.runs.begin(NOW)
        with pytest.raises(Locked, match=r"pid \d+, since 2026-11-23"), locked(path):
            pytest.fail("the lock was given twice")


def test_full_disk_is_said_and_loses_nothing(store: Store) -> None:
    run = store.runs.begin(NOW)
    with store.write():
        store.records.put(run, record())
    (pages,) = store._db.raw.execute("PRAGMA page_count").fetchone()
    store._db.raw.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with store.write():
            for number in range(2, 500):
                store.records.put(run, record(str(number), abstract="long " * 500))

    with pytest.raises(StoreError, match="free some space"):
        fill()
    assert [one.id for one in store.records.each()] == ["here:1"]
    assert store._db.raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_every_table_column_and_view_is_documented(store: Store) -> None:
    text = (ROOT / "docs/schema.md").read_text(encoding="utf-8")
    rows = store._db.rows("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')")
    shown = [row["name"] for row in rows if not row["name"].startswith(("works_fts", "_sqlite", "sqlite_"))]
    for name in shown:
        assert f"`{name}`" in text or f"### {name}\n" in text
        for column in store._db.rows(f"PRAGMA table_info({name})"):
            assert f"`{column['name']}`" in text, f"{name}.{column['name']}"


def test_every_view_can_be_read(catalogue: Path) -> None:
    with Store(catalogue, create=False) as store:
        views = [row["name"] for row in store._db.rows("SELECT name FROM sqlite_master WHERE type = 'view'")]
        counts = {name: len(store._db.rows(f"SELECT * FROM {name}")) for name in views}
    assert counts["catalogue"] > 40
    assert counts["merged"] > 20
    assert counts["near_misses"] > 3
    assert counts["field_sources"] > 300
    assert counts["retracted"] == 1


def test_confidence_is_kept_and_the_same_page_changes_nothing(store: Store) -> None:
    one = record(confidence=(Confidence("title", 0.95), Confidence("doi", 1.0)))
    run = store.runs.begin(NOW)
    with store.write():
        assert [store.records.put(run, one), store.records.put(run, one)] == ["new", "unchanged"]
    assert store.records.get(one.id) == one
