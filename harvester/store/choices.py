"""Choices: what people decided about records, in the order in which they did."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.model import Choice

if TYPE_CHECKING:
    from harvester.store.connection import Connection
    from harvester.store.runs import Run

_TEXTS = ("kind", "field", "value", "who", "made", "why")


class Choices:
    """The table ``choices``. Rows are never deleted; one that was undone says so."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, run: Run, choice: Choice) -> Choice:
        """Store a new choice; it comes back with its number."""
        row = self._db.one("SELECT coalesce(max(number), 0) + 1 AS number FROM choices")
        number = int(row["number"]) if row else 1
        self._db.run(
            f"INSERT INTO choices (number, records, others, {', '.join(_TEXTS)}, run_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                json.dumps(choice.records, ensure_ascii=False),
                json.dumps(choice.others, ensure_ascii=False),
                *(getattr(choice, name) for name in _TEXTS),
                run.id,
            ),
        )
        return replace(choice, number=number)

    def undo(self, run: Run, number: int, *, who: str, when: str) -> None:
        """Take a choice back; ``when`` is UTC, ISO 8601."""
        self._db.run(
            "UPDATE choices SET undone = ?, undone_by = ?, undone_run = ? WHERE number = ? AND undone = ''",
            (when, who, run.id, number),
        )

    def get(self, number: int) -> Choice | None:
        """The choice with this number, undone or not, or None."""
        row = self._db.one("SELECT * FROM choices WHERE number = ?", (number,))
        return None if row is None else _choice(row)

    def in_force(self) -> list[Choice]:
        """Every choice that was not undone, the oldest first."""
        return [
            _choice(row) for row in self._db.rows("SELECT * FROM choices WHERE undone = '' ORDER BY number")
        ]


def _choice(row: Any) -> Choice:  # noqa: ANN401  (a sqlite3.Row)
    return Choice(
        number=row["number"],
        records=tuple(json.loads(row["records"])),
        others=tuple(json.loads(row["others"])),
        undone=row["undone"],
        undone_by=row["undone_by"],
        **{name: row[name] for name in _TEXTS},
    )
