"""Decisions: what was judged about each pair of records, with the evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.store.connection import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from harvester.store.connection import Connection, Row
    from harvester.store.runs import Run


class Decision(NamedTuple):
    """What was judged about two records; ``evidence`` is [[field, log-odds, note], ...]."""

    record_a: str
    record_b: str
    verdict: str
    kind: str
    probability: float
    veto: str
    evidence: list[list[Any]]
    decided_by: str = "machine"


class Decisions:
    """The table ``decisions``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put_all(
        self, run: Run, decisions: Iterable[Decision], about: Collection[str] | None = None
    ) -> list[tuple[Decision | None, Decision | None]]:
        """Replace every decision, or those about the records ``about``: each that is new, changed or withdrawn.

        Returns:
            What was judged of a pair before and what now, by pair; None where nothing.
        """
        new = {decision[:2]: decision for decision in decisions}
        old = self._about(about)
        texts = {pair: _evidence_text(decision.evidence) for pair, decision in new.items()}
        same = {pair for pair, row in old.items() if pair in new and _is(row, new[pair], texts[pair])}
        pairs = sorted((old.keys() | new.keys()) - same)
        delete = "DELETE FROM decisions WHERE record_a = ? AND record_b = ?"
        self._db.run_many(delete, [pair for pair in pairs if pair not in new])
        self._db.run_many(
            "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*pair, *d[2:6], texts[pair], d.decided_by, run.id) for pair in pairs if (d := new.get(pair))],
        )
        return [(_decision(old[pair]) if pair in old else None, new.get(pair)) for pair in pairs]

    def partners(self, record_ids: Collection[str]) -> set[str]:
        """The records that something was decided about together with one of these."""
        (one, values), (other, _) = listed("record_a", record_ids), listed("record_b", record_ids)
        rows = self._db.each(
            f"SELECT record_b AS id FROM decisions WHERE {one} UNION SELECT record_a FROM decisions WHERE {other}",
            (*values, *values),
        )
        return {row["id"] for row in rows}

    def between(self, record_ids: Collection[str]) -> list[tuple[str, str]]:
        """The pairs of these records that something was decided about."""
        (one, values), (other, _) = listed("record_a", record_ids), listed("record_b", record_ids)
        # By the plus every decision of a first record is read once, rather than each pair of records looked for.
        sql = f"SELECT record_a, record_b FROM decisions WHERE {one} AND +{other}"
        rows = self._db.each(sql, (*values, *values))
        return [(a, b) for a, b in rows]

    def related(self, record_ids: Collection[str] | None) -> list[tuple[str, str, str]]:
        """(work id, kind, work id) of the related pairs of records of which the first is one of these."""
        where, values = listed("record_a", record_ids)
        rows = self._db.each(
            "SELECT a.work_id, kind, b.work_id FROM decisions JOIN records AS a ON a.id = record_a "
            "JOIN records AS b ON b.id = record_b WHERE verdict = 'related' "
            f"AND a.work_id IS NOT NULL AND b.work_id IS NOT NULL AND {where}",
            values,
        )
        return [(one, kind, other) for one, kind, other in rows]

    def count_review(self) -> int:
        """How many pairs wait for a person."""
        row = self._db.one("SELECT count(*) AS n FROM decisions WHERE verdict = 'review'")
        return int(row["n"]) if row else 0

    def _about(self, record_ids: Collection[str] | None) -> dict[tuple[str, str], Row]:
        """The row of every decision about one of these records, by pair."""
        (one, values), (other, _) = listed("record_a", record_ids), listed("record_b", record_ids)
        sql = f"SELECT {_COLUMNS} FROM decisions WHERE "
        rows = self._db.rows(f"{sql} {one}", values)
        if record_ids is not None:
            # Most of what is decided about a second record is about a first one, too, and there already.
            rows += self._db.rows(f"{sql} {other} AND NOT {one}", (*values, *values))
        return {(row[0], row[1]): row for row in rows}

    def get(self, record_a: str, record_b: str) -> Decision | None:
        """The decision about two records, in either order, or None."""
        pair = sorted((record_a, record_b))
        row = self._db.one(f"SELECT {_COLUMNS} FROM decisions WHERE record_a = ? AND record_b = ?", pair)
        return None if row is None else _decision(row)

    def every(self, verdict: str | None = None) -> list[Decision]:
        """Every decision by pair, or those with one verdict."""
        where, values = ("WHERE verdict = ? ", (verdict,)) if verdict else ("", ())
        rows = self._db.each(f"SELECT {_COLUMNS} FROM decisions {where}ORDER BY record_a, record_b", values)
        return [_decision(row) for row in rows]


_COLUMNS = "record_a, record_b, verdict, kind, probability, veto, evidence, decided_by"


def _decision(row: Row) -> Decision:
    return Decision._make((*row[:6], json.loads(row[6]), row[7]))


_evidence_text = json.JSONEncoder(ensure_ascii=False).encode


def _is(row: Row, decision: Decision, evidence: str) -> bool:
    """Whether ``row`` says what ``decision`` says, whose evidence is ``evidence`` as text."""
    # The same text says the same; it takes no reading to see that.
    if row[6] == evidence:
        return (*row[2:6], row[7]) == (*decision[2:6], decision.decided_by)
    return _decision(row) == decision
