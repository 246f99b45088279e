from __future__ import annotations

import json
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from harvester.errors import Locked, SchemaTooNew, StoreError
from harvester.model import (
    Confidence,
    Funder,
    Identifier,
    Issue,
    Organisation,
    PartialDate,
    Record,
    Relation,
    Witness,
    Work,
    WorkField,
    parse_name,
)
from harvester.store import Store, StoredPage
from harvester.store.decisions import Decision
from harvester.store.schema import VERSION, migrations
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


def test_a_relation_whose_date_becomes_known_takes_the_place_of_the_undated_one(store: Store) -> None:
    work = Work(id="wabc", content=record(status="retracted"), members=("here:1",))
    undated = Relation("IsRetractedBy", "10.1000/n", "publisher")
    with store.write():
        run = store.runs.begin(NOW)
        store.records.put(run, record())
        store.works.put(run, work, gone=False)
        store.works.put_relations(run, [("wabc", undated)])
        dated = undated._replace(date="2021-03-04")
        store.works.put_relations(run, [("wabc", dated)])
    assert store.works.relations() == [("wabc", dated)]
    (row,) = store._db.rows("SELECT date, asserted_by FROM related_works")
    assert tuple(row) == ("2021-03-04", "publisher")
    (row,) = store._db.rows("SELECT status, since, asserted_by FROM retracted")
    assert tuple(row) == ("retracted", "2021-03-04", "publisher")


def test_relations_of_older_catalogues_have_no_date() -> None:
    old = record(relation=(Relation("IsPartOf", "10.1000/b", "crossref"),)).to_dict()
    old["relation"] = [part[:3] for part in old["relation"]]
    assert Record.from_dict(old).relation == (Relation("IsPartOf", "10.1000/b", "crossref", ""),)


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

        def second() -> None:
            with locked(path):
                pytest.fail("the lock was given twice")

        with ThreadPoolExecutor(1) as pool, pytest.raises(Locked, match=r"pid \d+, since 2026-11-23"):
            pool.submit(second).result()


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


HEALTH = Organisation("School of Health", "https://here.example/org/health/")
LIBRARY = Organisation("Library")


def test_units_are_stored_replaced_and_counted_by_their_address(store: Store) -> None:
    run = store.runs.begin(NOW)
    renamed = HEALTH._replace(name="Health and Care")
    works = {
        "wone": work("wone", organisation=(HEALTH, LIBRARY), access="open", issued=PartialDate(2011)),
        "wtwo": work("wtwo", organisation=(renamed,), access="closed", issued=PartialDate(2011)),
        "wthree": work("wthree", organisation=(HEALTH,), issued=PartialDate(2012)),
        "wgone": work("wgone", organisation=(HEALTH,), access="open", issued=PartialDate(2012)),
    }
    with store.write():
        store.records.put(run, record())
        store.works.put_all(run, [(one, name == "wgone") for name, one in works.items()])
    assert [tuple(row) for row in store._db.rows("SELECT * FROM works_by_unit")] == [
        ("Health and Care", HEALTH.url, 3, 1, 0.333),
        ("Library", "", 1, 1, 1.0),
    ]
    assert [
        tuple(row)
        for row in store._db.rows("SELECT unit, year, works, open, share FROM works_by_unit_and_year")
    ] == [
        ("Health and Care", 2011, 2, 1, 0.5),
        ("Health and Care", 2012, 1, 0, 0.0),
        ("Library", 2011, 1, 1, 1.0),
    ]
    units = store.organisations.units()
    assert [(unit.name, unit.works) for unit in units] == [("Health and Care", 4), ("Library", 1)]
    assert store.organisations.works_of(units[0]) == {"wone", "wtwo", "wthree", "wgone"}
    with store.write():
        store.works.put(run, work("wone"), gone=False)
        store.works.retire(run, "wtwo", "here:1")
    assert [(unit.name, unit.works) for unit in store.organisations.units()] == [("School of Health", 2)]


def test_open_access_shows_every_work_that_is_there(store: Store) -> None:
    run = store.runs.begin(NOW)
    terms = {"access": "open", "license": "CC BY", "full_text": "https://here.example/1.pdf"}
    with store.write():
        store.records.put(run, record())
        one = work("wone", organisation=(LIBRARY, HEALTH), issued=PartialDate(2011), **terms)
        store.works.put_all(run, [(one, False), (work("wtwo"), False), (work("wgone"), True)])
    rows = {row["id"]: tuple(row)[2:] for row in store._db.rows("SELECT * FROM open_access")}
    assert rows == {
        "wone": (
            2011,
            "open",
            "CC BY",
            "https://here.example/1.pdf",
            "Library; School of Health",
            "10.1000/x",
        ),
        "wtwo": (None, "", "", "", None, "10.1000/x"),
    }


def test_an_older_catalogue_gets_units_and_keeps_its_licences(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    database = Database(path)
    migrations.apply(database, stop_before="m008_organisations")
    content = json.dumps(
        {
            "content": {"title": "A", "license": "CC BY", "funder": ["Sea Fund (SF-1)"]},
            "members": [],
            "provenance": [],
        }
    )
    empty = dict.fromkeys(
        "authors container_title volume issue page publisher abstract keywords status".split(), ""
    )
    database.table("runs").insert({"id": 1, "round": 1, "started": NOW, "pid": 1})
    database.table("works").insert_all(
        {"id": name, "title": name, "first_run": 1, "changed_run": 1, "content": text, **empty}
        for name, text in (("wone", content), ("wtwo", '{"content": {}, "members": [], "provenance": []}'))
    )
    database.conn.execute("PRAGMA user_version = 5")
    database.close()
    with Store(path) as store:
        assert [tuple(row) for row in store._db.rows("SELECT id, access, license, full_text FROM works")] == [
            ("wone", "", "CC BY", ""),
            ("wtwo", "", "", ""),
        ]
        assert store.organisations.units() == []
        assert store._db.rows("SELECT * FROM works_by_unit") == []
        found = store.works.get("wone")
        assert found is not None
        assert found.content.funder == (Funder("Sea Fund", "SF-1"),)


def test_the_counts_by_unit_read_nothing_but_indexes(store: Store) -> None:
    for view in ("works_by_unit", "works_by_unit_and_year"):
        plan = [row["detail"] for row in store._db.rows(f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
        read = [
            step
            for step in plan
            if step.startswith(("SCAN unit", "SEARCH unit", "SCAN works ", "SEARCH works "))
        ]
        assert len(read) == 2
        assert all("COVERING INDEX" in step for step in read), plan


def test_confidence_is_kept_and_the_same_page_changes_nothing(store: Store) -> None:
    one = record(confidence=(Confidence("title", 0.95), Confidence("doi", 1.0)))
    run = store.runs.begin(NOW)
    with store.write():
        assert [store.records.put(run, one), store.records.put(run, one)] == ["new", "unchanged"]
    assert store.records.get(one.id) == one
