"""Works: the catalogue itself, the ids that stay, and how the works relate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.model import Record, Relation, Work, WorkField
from harvester.store.connection import listed
from harvester.store.records import authors_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from harvester.store.connection import Connection
    from harvester.store.runs import Run

_PROVENANCE = ("field", "record", "rule", "agree", "differ")


class Works:
    """The tables ``works``, ``work_fields``, ``relations`` and ``redirects``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def members(self, record_ids: Collection[str] | None = None) -> dict[str, str]:
        """Record id -> the id of the work that it belongs to, for these records or for all."""
        where, values = listed("id", record_ids)
        rows = self._db.each(f"SELECT id, work_id FROM records WHERE work_id IS NOT NULL AND {where}", values)
        return {row["id"]: row["work_id"] for row in rows}

    def holding(self, work_ids: Collection[str]) -> dict[str, str]:
        """Record id -> work id, for all records of these works."""
        where, values = listed("work_id", work_ids)
        rows = self._db.each(f"SELECT id, work_id FROM records WHERE {where} ORDER BY id", values)
        return {row["id"]: row["work_id"] for row in rows}

    def get(self, work_id: str) -> Work | None:
        """The work with this id (or with the id that this one redirects to), or None."""
        work_id = self.redirected(work_id)
        row = self._db.one("SELECT id, content FROM works WHERE id = ?", (work_id,))
        return None if row is None else self._work(row["id"], row["content"])

    def each(self, *, gone: bool = True) -> Iterator[Work]:
        """Every work by id; ``gone`` includes those whose records are all gone."""
        where = "" if gone else "WHERE gone_run IS NULL "
        for row in self._db.rows(f"SELECT id, content FROM works {where}ORDER BY id"):
            yield self._work(row["id"], row["content"])

    def put(self, run: Run, work: Work, *, gone: bool) -> bool:
        """Store a work; whether anything of it is new or changed."""
        content = _dump(work)
        old = self._db.one("SELECT content, gone_run FROM works WHERE id = ?", (work.id,))
        if old is not None and old["content"] == content and (old["gone_run"] is not None) == gone:
            self._adopt(work)
            return False
        since = self._since(run, work.id)
        shown = _shown(work.content)
        columns = ", ".join(shown)
        marks = ", ".join("?" * len(shown))
        updates = ", ".join(f"{name} = excluded.{name}" for name in shown)
        self._db.run(
            f"INSERT INTO works (id, first_run, changed_run, gone_run, content, {columns}) "
            f"VALUES (?, ?, ?, ?, ?, {marks}) ON CONFLICT (id) DO UPDATE SET "
            f"changed_run = excluded.changed_run, content = excluded.content, {updates}, "
            "gone_run = CASE WHEN excluded.gone_run IS NULL THEN NULL ELSE coalesce(gone_run, excluded.gone_run) END",
            (work.id, since, run.id, run.id if gone else None, content, *shown.values()),
        )
        self._db.run("DELETE FROM redirects WHERE old_id = ?", (work.id,))
        self._adopt(work)
        self._db.run("DELETE FROM work_fields WHERE work_id = ?", (work.id,))
        self._db.run_many(
            "INSERT INTO work_fields VALUES (?, ?, ?, ?, ?, ?)",
            [(work.id, *(getattr(entry, name) for name in _PROVENANCE)) for entry in work.provenance],
        )
        return True

    def retire(self, run: Run, work_id: str, record_id: str) -> None:
        """End a work; its id leads to whichever work holds ``record_id``, from now on and for ever."""
        self._db.run("UPDATE records SET work_id = NULL WHERE work_id = ?", (work_id,))
        self._db.run(
            "INSERT OR REPLACE INTO redirects SELECT id, ?, ?, first_run FROM works WHERE id = ?",
            (record_id, run.id, work_id),
        )
        self._db.run("DELETE FROM works WHERE id = ?", (work_id,))

    def leave(self, record_ids: Iterable[str]) -> None:
        """These records belong to no work."""
        self._db.run_many(
            "UPDATE records SET work_id = NULL WHERE id = ?", [(name,) for name in sorted(record_ids)]
        )

    def redirected(self, work_id: str) -> str:
        """The id of the work that ``work_id`` leads to; itself where nothing was merged."""
        row = self._db.one(
            "SELECT work_id FROM redirects JOIN records ON records.id = record_id WHERE old_id = ?",
            (work_id,),
        )
        return work_id if row is None else str(row["work_id"])

    def put_relations(
        self, run: Run, rows: Iterable[tuple[str, Relation]], works: Collection[str] | None = None
    ) -> set[str]:
        """Replace every relation, or those of ``works``: (work id, relation to a work id or DOI).

        Returns:
            The works that changed, in this run only by that.
        """
        new = {(work, *relation) for work, relation in rows}
        where, values = listed("work_id", works)
        old = {
            tuple(row)
            for row in self._db.rows(
                f"SELECT work_id, kind, target, asserted_by FROM relations WHERE {where}", values
            )
        }
        delete = "DELETE FROM relations WHERE work_id = ? AND kind = ? AND target = ? AND asserted_by = ?"
        self._db.run_many(delete, sorted(old - new))
        self._db.run_many("INSERT INTO relations VALUES (?, ?, ?, ?)", sorted(new - old))
        touch = "UPDATE works SET changed_run = ? WHERE id = ? AND changed_run <> ?"
        changed = sorted({row[0] for row in new ^ old})
        return {name for name in changed if self._db.run(touch, (run.id, name, run.id))}

    def count(self, *, gone: bool = False) -> int:
        """How many works some repository holds now; ``gone`` includes those that none holds any more."""
        where = "" if gone else "WHERE gone_run IS NULL"
        row = self._db.one(f"SELECT count(*) AS n FROM works {where}")
        return int(row["n"]) if row else 0

    def relations(self, work_id: str | None = None) -> list[tuple[str, Relation]]:
        """(work id, relation) of one work, or of every one, sorted."""
        where, values = ("WHERE work_id = ? ", (work_id,)) if work_id else ("", ())
        rows = self._db.rows(
            f"SELECT work_id, kind, target, asserted_by FROM relations {where}ORDER BY 1, 2, 3, 4", values
        )
        return [(row["work_id"], Relation(row["kind"], row["target"], row["asserted_by"])) for row in rows]

    def search(self, words: str, *, most: int = 20, gone: bool = False) -> list[Work]:
        """The works in which every one of ``words`` occurs, the best match first; ``gone`` includes those gone."""
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
        if not quoted:
            return []
        present = "" if gone else "AND works.gone_run IS NULL "
        rows = self._db.rows(
            "SELECT works.id, works.content FROM works_fts JOIN works ON works.rowid = works_fts.rowid "
            f"WHERE works_fts MATCH ? {present}ORDER BY bm25(works_fts, 5, 2, 1, 1, 2, 4), works.id LIMIT ?",
            (quoted, most),
        )
        return [self._work(row["id"], row["content"]) for row in rows]

    def changed_since(self, run_id: int) -> set[str]:
        """The ids of the works that are new or changed in that run or a later one."""
        return {row["id"] for row in self._db.each("SELECT id FROM works WHERE changed_run >= ?", (run_id,))}

    def _since(self, run: Run, work_id: str) -> int:
        """The run in which the work was first seen: this one, or one before it ended for a while."""
        row = self._db.one("SELECT coalesce(first_run, run_id) FROM redirects WHERE old_id = ?", (work_id,))
        return run.id if row is None else int(row[0])

    def _adopt(self, work: Work) -> None:
        self._db.run_many(
            "UPDATE records SET work_id = ? WHERE id = ? AND work_id IS NOT ?",
            [(work.id, member, work.id) for member in work.members],
        )

    def _work(self, work_id: str, content: str) -> Work:
        table = json.loads(content)
        provenance = tuple(
            WorkField(**dict(zip(_PROVENANCE, entry, strict=True))) for entry in table["provenance"]
        )
        record = Record.from_dict({**table["content"], "id": work_id, "source": ""})
        return Work(id=work_id, content=record, members=tuple(table["members"]), provenance=provenance)


def _dump(work: Work) -> str:
    content = work.content.to_dict()
    for key in ("id", "source", "witness"):
        content.pop(key, None)
    provenance: Sequence[Any] = [[getattr(entry, name) for name in _PROVENANCE] for entry in work.provenance]
    table = {"content": content, "members": list(work.members), "provenance": provenance}
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _shown(record: Record) -> dict[str, Any]:
    """The columns that people read and search; the program reads ``content``."""
    return {
        "type": record.type,
        "title": record.title,
        "authors": authors_text(record),
        "year": record.issued.year if record.issued else None,
        "issued": str(record.issued) if record.issued else None,
        "container_title": record.container_title,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.page,
        "doi": record.doi,
        "publisher": record.publisher,
        "language": record.language,
        "abstract": record.abstract,
        "keywords": "; ".join(record.keyword),
        "status": record.status,
    }
