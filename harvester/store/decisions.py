"""Decisions: what was judged about each pair of records, with the evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.store.connection import Connection
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

    def put_all(self, run: Run, decisions: Iterable[Decision]) -> int:
        """Replace every decision; how many are new, changed or withdrawn."""
        new = {
            (d.record_a, d.record_b): (*d[2:6], json.dumps(d.evidence, ensure_ascii=False), d.decided_by)
            for d in decisions
        }
        old = {
            (row["record_a"], row["record_b"]): tuple(row)[2:8]
            for row in self._db.each(
                "SELECT record_a, record_b, verdict, kind, probability, veto, evidence, decided_by FROM decisions"
            )
        }
        withdrawn = sorted(old.keys() - new.keys())
        moved = sorted(pair for pair, values in new.items() if old.get(pair) != values)
        self._db.run_many("DELETE FROM decisions WHERE record_a = ? AND record_b = ?", withdrawn)
        self._db.run_many(
            "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*pair, *new[pair], run.id) for pair in moved],
        )
        return len(withdrawn) + len(moved)

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


def _decision(row: Any) -> Decision:  # noqa: ANN401  (a sqlite3.Row)
    values = {name: row[name] for name in _COLUMNS.split(", ")}
    return Decision(**{**values, "evidence": json.loads(row["evidence"])})
