"""Finds: the DOIs that were searched for by title, for records whose pages state none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model.registry import REGISTRIES
from harvester.store.connection import listed, one_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from harvester.store.connection import Connection
    from harvester.store.runs import Run


#: The records whose DOI a person has set.
_SET = (
    "SELECT record.value FROM choices, json_each(choices.records) AS record "
    "WHERE choices.kind = 'set' AND choices.field = 'doi' AND choices.undone = ''"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What a search by title found for one record.

    Attributes:
        question: what was searched for.
        outcome: "accept", "review" or "reject".
        doi: the DOI of the best candidate, None where none fits at all.
        reason: for people. evidence: what spoke for and against it, in words.
        asked, due: UTC, ISO 8601; from ``due`` on it is searched for again.
    """

    record_id: str
    question: str
    outcome: str
    doi: str | None = None
    reason: str = ""
    evidence: tuple[str, ...] = ()
    asked: str
    due: str


class Finds:
    """The table ``finds``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def wanted(self, now: str) -> list[str]:
        """The records without a DOI to search for, by id: those never searched for first, then those that are due.

        A record is due again when its page says something else than when it was searched for.
        A record is searched for only once it has been matched: one that shares a work with another that has a DOI wants
        none, nor does one whose DOI a person has set.
        """
        rows = self._db.each(
            "SELECT records.id FROM records LEFT JOIN finds ON finds.record_id = records.id "
            f"WHERE records.doi IS NULL AND records.gone_run IS NULL AND source NOT IN {one_of(REGISTRIES)} "
            "AND (finds.due IS NULL OR finds.due <= ? OR finds.run_id < records.changed_run) AND records.title <> '' "
            "AND records.work_id IS NOT NULL AND (finds.outcome = 'accept' OR records.work_id NOT IN "
            f"(SELECT id FROM works WHERE doi IS NOT NULL)) AND records.id NOT IN ({_SET}) "
            "ORDER BY finds.asked IS NOT NULL, finds.asked, records.id",
            (now,),
        )
        return [row["id"] for row in rows]

    def get(self, record_id: str) -> Find | None:
        """What was found for one record, or None where nobody has searched."""
        row = self._db.one(
            "SELECT record_id, question, outcome, doi, reason, evidence, asked, due FROM finds WHERE record_id = ?",
            (record_id,),
        )
        return Find(**{**dict(row), "evidence": tuple(json.loads(row["evidence"]))}) if row else None

    def put(self, run: Run, find: Find) -> None:
        """Store what was found in place of what was found before."""
        self.drop(find.record_id)
        self._db.run(
            "INSERT INTO finds (record_id, question, outcome, doi, reason, evidence, asked, due, run_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                find.record_id,
                find.question,
                find.outcome,
                find.doi,
                find.reason,
                json.dumps(find.evidence, ensure_ascii=False),
                find.asked,
                find.due,
                run.id,
            ),
        )

    def drop(self, record_id: str) -> None:
        """Forget what was found for a record."""
        self._db.run("DELETE FROM finds WHERE record_id = ?", (record_id,))

    def needless(self) -> list[str]:
        """The records for which something was found that nobody needs any more, by id.

        Their pages have come to state a DOI or are gone, or a person has set the DOI.
        """
        rows = self._db.each(
            "SELECT record_id FROM finds JOIN records ON records.id = record_id "
            f"WHERE records.doi IS NOT NULL OR gone_run IS NOT NULL OR (outcome <> 'accept' AND record_id IN ({_SET})) "
            "ORDER BY record_id"
        )
        return [row["record_id"] for row in rows]

    def accepted(self, record_ids: Collection[str] | None = None) -> dict[str, str]:
        """Record id -> the DOI that its title led to; of these records, or of all."""
        where, values = listed("record_id", record_ids)
        rows = self._db.each(f"SELECT record_id, doi FROM finds WHERE outcome = 'accept' AND {where}", values)
        return {row["record_id"]: row["doi"] for row in rows}
