"""Works: the catalogue itself, the ids that stay, and how the works relate."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from harvester.model import Record, Relation, Work, WorkField
from harvester.store.connection import listed
from harvester.store.records import authors_text, canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from harvester.store.connection import Connection
    from harvester.store.organisations import Organisations
    from harvester.store.runs import Run

_PROVENANCE = ("field", "record", "rule", "agree", "differ")
_provenance = attrgetter(*_PROVENANCE)
_SHOWN = (
    "type", "title", "authors", "year", "issued", "container_title", "volume", "issue", "page", "doi", "publisher",
    "language", "abstract", "keywords", "status", "access", "license", "full_text",
)  # fmt: skip
#: What is known of a work that is there already stays: since when it is, and since when it is gone.
_PUT = (
    f"INSERT INTO works (id, first_run, changed_run, gone_run, content, {', '.join(_SHOWN)}) "
    f"VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(_SHOWN))}) ON CONFLICT (id) DO UPDATE SET "
    "changed_run = excluded.changed_run, content = excluded.content, "
    f"{', '.join(f'{name} = excluded.{name}' for name in _SHOWN)}, "
    "gone_run = CASE WHEN excluded.gone_run IS NULL THEN NULL ELSE coalesce(gone_run, excluded.gone_run) END"
)


class Works:
    """The tables ``works``, ``work_fields``, ``work_organisations``, ``relations`` and ``redirects``."""

    def __init__(self, connection: Connection, organisations: Organisations) -> None:
        self._db = connection
        self._organisations = organisations

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

    def each(self, work_ids: Collection[str] | None = None, *, gone: bool = True) -> Iterator[Work]:
        """These works, or every one, by id; ``gone`` includes those whose records are all gone."""
        where, values = listed("id", work_ids)
        where += "" if gone else " AND gone_run IS NULL"
        for row in self._db.rows(f"SELECT id, content FROM works WHERE {where} ORDER BY id", values):
            yield self._work(row["id"], row["content"])

    def put(self, run: Run, work: Work, *, gone: bool) -> bool:
        """Store a work; whether anything of it is new or changed."""
        return bool(self.put_all(run, [(work, gone)]))

    def put_all(self, run: Run, works: Iterable[tuple[Work, bool]]) -> set[str]:
        """Store works, each with whether it is gone: the ids of those of which anything is new or changed."""
        put = [(work, gone, _dump(work)) for work, gone in works]
        where, values = listed("id", [work.id for work, _, _ in put])
        old = {
            name: (content, gone_run is not None)
            for name, content, gone_run in self._db.each(
                f"SELECT id, content, gone_run FROM works WHERE {where}", values
            )
        }
        moved = [entry for entry in put if old.get(entry[0].id) != (entry[2], entry[1])]
        new = [work.id for work, _, _ in moved if work.id not in old]
        since = self._since(new)
        self._db.run_many(
            _PUT,
            [
                (
                    work.id,
                    since.get(work.id, run.id),
                    run.id,
                    run.id if gone else None,
                    content,
                    *_shown(work.content),
                )
                for work, gone, content in moved
            ],
        )
        self._db.run_many("DELETE FROM redirects WHERE old_id = ?", [(name,) for name in since])
        self._adopt(work for work, _, _ in put)
        self._db.run_many(
            "DELETE FROM work_fields WHERE work_id = ?",
            [(work.id,) for work, _, _ in moved if work.id in old],
        )
        self._db.run_many(
            "INSERT INTO work_fields VALUES (?, ?, ?, ?, ?, ?)",
            [(work.id, *entry) for work, _, _ in moved for entry in map(_provenance, work.provenance)],
        )
        self._organisations.put(work for work, _, _ in moved)
        return {work.id for work, _, _ in moved}

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

        Of one work, a source states a relation to one target once.

        Returns:
            The works that changed, in this run only by that.
        """
        new = {(work, *relation) for work, relation in rows}
        where, values = listed("work_id", works)
        old = {
            tuple(row)
            for row in self._db.rows(
                f"SELECT work_id, kind, target, asserted_by, date FROM relations WHERE {where}", values
            )
        }
        delete = "DELETE FROM relations WHERE work_id = ? AND kind = ? AND target = ? AND asserted_by = ?"
        self._db.run_many(delete, sorted(row[:-1] for row in old - new))
        self._db.run_many(
            "INSERT INTO relations (work_id, kind, target, asserted_by, date) VALUES (?, ?, ?, ?, ?)",
            sorted(new - old),
        )
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
            f"SELECT work_id, kind, target, asserted_by, date FROM relations {where}ORDER BY 1, 2, 3, 4",
            values,
        )
        return [(work, Relation(*relation)) for work, *relation in rows]

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

    def _since(self, work_ids: Collection[str]) -> dict[str, int]:
        """Those of these works that had ended for a while -> the run in which each was first seen."""
        where, values = listed("old_id", work_ids)
        rows = self._db.each(
            f"SELECT old_id, coalesce(first_run, run_id) FROM redirects WHERE {where}", values
        )
        return {name: int(first) for name, first in rows}

    def _adopt(self, works: Iterable[Work]) -> None:
        """The members of ``works`` belong to them from now on."""
        homes = {member: work.id for work in works for member in work.members}
        held = self.members(homes)
        self._db.run_many(
            "UPDATE records SET work_id = ? WHERE id = ?",
            [(home, member) for member, home in homes.items() if held.get(member) != home],
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
    table = {
        "content": content,
        "members": work.members,
        "provenance": [*map(_provenance, work.provenance)],
    }
    return canonical(table)


def _shown(record: Record) -> tuple[Any, ...]:
    """The values of the columns `_SHOWN`, which people read and search; the program reads ``content``."""
    return (
        record.type,
        record.title,
        authors_text(record),
        record.issued.year if record.issued else None,
        str(record.issued) if record.issued else None,
        record.container_title,
        record.volume,
        record.issue,
        record.page,
        record.doi,
        record.publisher,
        record.language,
        record.abstract,
        "; ".join(record.keyword),
        record.status,
        record.access,
        record.license,
        record.full_text,
    )
