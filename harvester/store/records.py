"""Records: what each source says now, what it said before, and who says it is gone."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from harvester.model import Record
from harvester.model.registry import REGISTRIES
from harvester.store.connection import listed, one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from harvester.store.connection import Connection, Row
    from harvester.store.runs import Run

#: The same JSON text for the same content.
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

Outcome = Literal["new", "changed", "unchanged"]

#: role -> the Record field that holds it.
_ROLES = ("author", "editor", "contributor")


class Standing(NamedTuple):
    """What is known of a record beside what it says.

    Attributes:
        first_round: the round in which it was first seen.
        gone: whether its pages are all gone.
        work_id: the work that it belongs to, or None. machine_id: the same by the machine alone.
    """

    id: str
    source: str
    first_round: int
    gone: bool
    work_id: str | None
    machine_id: str | None


class Records:
    """The tables ``records``, ``revisions``, ``names``, ``identifiers`` and ``witnesses``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, run: Run, record: Record) -> Outcome:
        """Store what a source says now; what it said before becomes a revision."""
        old = self._db.one("SELECT revision, content, gone_run FROM records WHERE id = ?", (record.id,))
        content = _dump(record)
        if old is None:
            self._insert(run, record, content)
            return "new"
        before = _join(record.id, old["content"], self._witnesses(record.id))
        if before == record:
            if old["gone_run"] is None:
                return "unchanged"
            self._db.run(
                "UPDATE records SET gone_run = NULL, changed_run = ? WHERE id = ?", (run.id, record.id)
            )
            return "changed"
        self._db.run(
            "INSERT INTO revisions (record_id, revision, superseded_run, content) VALUES (?, ?, ?, ?)",
            (record.id, old["revision"], run.id, zlib.compress(json.dumps(before.to_dict()).encode(), 6)),
        )
        self._supersede(run, record, content)
        return "changed"

    def get(self, record_id: str) -> Record | None:
        """The record with this id, with its witnesses, or None."""
        row = self._db.one("SELECT content FROM records WHERE id = ?", (record_id,))
        return None if row is None else _join(record_id, row["content"], self._witnesses(record_id))

    def each(self, *, gone: bool = True) -> Iterator[Record]:
        """Every record without its witnesses, by id; ``gone`` includes those whose pages are gone."""
        where = "" if gone else "WHERE gone_run IS NULL "
        for row in self._db.each(f"SELECT id, content FROM records {where}ORDER BY id"):
            yield _join(row["id"], row["content"], [])

    def some(self, record_ids: Collection[str] | None) -> Iterator[Record]:
        """These records (or every one) without their witnesses, by id."""
        where, values = listed("id", record_ids)
        for row in self._db.each(f"SELECT id, content FROM records WHERE {where} ORDER BY id", values):
            yield _join(row["id"], row["content"], [])

    def standing(self, record_ids: Collection[str] | None) -> dict[str, Standing]:
        """Record id -> how it stands, for these records or for every one, by id."""
        where, values = listed("id", record_ids)
        rows = self._db.each(
            "SELECT id, source, first_round, gone_run IS NOT NULL AS gone, work_id, machine_id FROM records "
            f"WHERE {where} ORDER BY id",
            values,
        )
        return {
            name: Standing(name, source, first_round, bool(gone), work, machine)
            for name, source, first_round, gone, work, machine in rows
        }

    def companions(self, record_ids: Collection[str]) -> set[str]:
        """The records that share a work with one of these."""
        where, values = listed("id", record_ids)
        rows = self._db.each(
            "SELECT id FROM records WHERE work_id IN "
            f"(SELECT work_id FROM records WHERE work_id IS NOT NULL AND {where})",
            values,
        )
        return {row["id"] for row in rows}

    def count_pages(self) -> int:
        """How many records there are, those of registries aside."""
        row = self._db.one(f"SELECT count(*) AS n FROM records WHERE source NOT IN {one_of(REGISTRIES)}")
        return int(row["n"] or 0) if row else 0

    def count_merged(self) -> int:
        """How many records share a work with another one, those of registries aside."""
        row = self._db.one(
            "SELECT sum(n) AS n FROM (SELECT count(*) AS n FROM records "
            f"WHERE work_id IS NOT NULL AND source NOT IN {one_of(REGISTRIES)} GROUP BY work_id HAVING count(*) > 1)"
        )
        return int(row["n"] or 0) if row else 0

    def gone(self) -> set[str]:
        """The ids of the records whose pages are all gone."""
        return {row["id"] for row in self._db.each("SELECT id FROM records WHERE gone_run IS NOT NULL")}

    def moved(self, record_ids: Collection[str]) -> dict[str, str]:
        """Those of these records that are gone -> the record that its page gives now, where the page has moved."""
        where, values = listed("records.id", record_ids)
        rows = self._db.each(
            "SELECT records.id, max(pages.record_id) AS successor FROM records JOIN pages "
            "ON pages.source = records.source AND pages.url = records.url AND pages.record_id <> records.id "
            f"WHERE records.gone_run IS NOT NULL AND pages.gone_run IS NULL AND {where} GROUP BY records.id",
            values,
        )
        return {row["id"]: row["successor"] for row in rows}

    def of_work(self, work_id: str) -> list[Record]:
        """The records of a work, with witnesses, by id."""
        rows = self._db.rows("SELECT id FROM records WHERE work_id = ? ORDER BY id", (work_id,))
        return [record for row in rows if (record := self.get(row["id"])) is not None]

    def settle_gone(self, run: Run, record_ids: Iterable[str]) -> int:
        """Mark those records as gone of which no page is left; how many are newly gone."""
        newly = 0
        for record_id in sorted(set(record_ids)):
            newly += self._db.run(
                "UPDATE records SET gone_run = ?, changed_run = ? WHERE id = ? AND gone_run IS NULL AND NOT EXISTS "
                "(SELECT 1 FROM pages WHERE record_id = records.id AND gone_run IS NULL)",
                (run.id, run.id, record_id),
            )
        return newly

    def revisions(self, record_id: str) -> list[Record]:
        """What the source said before, oldest first, with witnesses."""
        rows = self._db.rows(
            "SELECT content FROM revisions WHERE record_id = ? ORDER BY revision", (record_id,)
        )
        return [Record.from_dict(json.loads(zlib.decompress(row["content"]))) for row in rows]

    def _insert(self, run: Run, record: Record, content: str) -> None:
        self._db.run(
            "INSERT INTO records (id, source, url, revision, type, title, authors, year, container_title, doi, "
            "first_round, first_run, changed_run, content) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (record.id, record.source, record.url, *_shown(record), run.round, run.id, run.id, content),
        )
        self._put_parts(record)

    def _supersede(self, run: Run, record: Record, content: str) -> None:
        self._db.run(
            "UPDATE records SET url = ?, revision = revision + 1, type = ?, title = ?, authors = ?, year = ?, "
            "container_title = ?, doi = ?, changed_run = ?, gone_run = NULL, content = ? WHERE id = ?",
            (record.url, *_shown(record), run.id, content, record.id),
        )
        for table in ("names", "identifiers", "witnesses"):
            self._db.run(f"DELETE FROM {table} WHERE record_id = ?", (record.id,))
        self._put_parts(record)

    def _put_parts(self, record: Record) -> None:
        names = [
            (record.id, name.role or role, position, name.family, name.given, name.literal, name.orcid,
             "; ".join(name.affiliation))
            for role in _ROLES
            for position, name in enumerate(getattr(record, role), start=1)
        ]  # fmt: skip
        self._db.run_many("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?)", names)
        own = [("doi", record.doi, "self")] if record.doi else []
        own += [("issn", value, "container") for value in record.issn]
        own += [("isbn", value, "self") for value in record.isbn]
        rows = [(record.id, *entry) for entry in (*own, *record.identifier)]
        self._db.run_many("INSERT OR IGNORE INTO identifiers VALUES (?, ?, ?, ?)", rows)
        self._db.run_many(
            "INSERT INTO witnesses VALUES (?, ?, ?, ?, ?)",
            [(record.id, position, *witness) for position, witness in enumerate(record.witness)],
        )

    def _witnesses(self, record_id: str) -> list[Row]:
        return self._db.rows(
            "SELECT field, carrier, value FROM witnesses WHERE record_id = ? ORDER BY position", (record_id,)
        )


def authors_text(record: Record) -> str:
    """The authors as one line for people, at most 500 of them."""
    return "; ".join(str(name) for name in record.author[:500])


def _shown(record: Record) -> list[Any]:
    """The columns that people read; the program reads ``content``."""
    year = record.issued.year if record.issued else None
    return [record.type, record.title, authors_text(record), year, record.container_title, record.doi]


def _dump(record: Record) -> str:
    """The record as canonical JSON, less what has a column or table of its own."""
    table = record.to_dict()
    table.pop("witness", None)
    return canonical(table)


def _join(record_id: str, content: str, witnesses: list[Row]) -> Record:
    table = json.loads(content)
    table["id"] = record_id
    table["witness"] = [tuple(row) for row in witnesses]
    return Record.from_dict(table)
