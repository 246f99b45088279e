"""Runs: when the catalogue was synced, how each source fared, and which round a run belongs to.

A *round* is one complete pass. A run that was killed, or stopped at a limit, leaves its round open and
the next run goes on with it: pages checked in the round are not asked for again, and a record's first
round (which decides work ids) is the same as if one run had done it all.

A person's choice rebuilds works in a run of its own (kind "choice"), and so do a new epoch that somebody
asks for (kind "rebuild"), reading the stored pages again (kind "reparse") and asking the registries alone
(kind "enrich"). Between two rounds it is a
round of its own; while a round is open it belongs to that round and leaves it open.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from harvester.store.connection import Connection, Row

Kind = Literal["sync", "choice", "rebuild", "reparse", "enrich"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run. ``started`` is UTC, ISO 8601."""

    id: int
    round: int
    started: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """How one source fared in one run.

    Attributes:
        status: "ok", "suspect", "failed" or "blocked".
        reason: for people; "" where all is well.
        seen: items listed. gone: items newly found missing. failed: pages that could not be read.
        requests: HTTP requests sent.
    """

    name: str
    status: str = "ok"
    reason: str = ""
    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    requests: int = 0

    def but(self, **changes: Any) -> SourceRun:  # noqa: ANN401  (the fields' own types)
        """The same report with some fields replaced."""
        return replace(self, **changes)


class Runs:
    """The tables ``runs`` and ``run_sources``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def begin(self, started: str, *, kind: Kind = "sync") -> Run:
        """A new run; it continues the last round where that was left open."""
        with self._db.write():
            last = self._db.one("SELECT round, complete FROM runs ORDER BY id DESC LIMIT 1")
            number = 1 if last is None else last["round"] + (1 if last["complete"] else 0)
            row = self._db.one(
                "INSERT INTO runs (round, started, pid, kind) VALUES (?, ?, ?, ?) RETURNING id",
                (number, started, os.getpid(), kind),
            )
        assert row is not None  # noqa: S101  (RETURNING gives a row, or INSERT has raised)
        return Run(row["id"], number, started)

    def progress(self, run: Run, words: str) -> None:
        """Note what the run is doing, for whoever finds the catalogue locked."""
        self._db.run("UPDATE runs SET progress = ? WHERE id = ?", (words, run.id))

    def put_source(self, run: Run, report: SourceRun) -> None:
        """Store how a source fared."""
        self._db.run(
            f"INSERT OR REPLACE INTO run_sources (run_id, source, {', '.join(_COUNTS)}) "
            f"VALUES (?, ?, {', '.join('?' * len(_COUNTS))})",
            (run.id, report.name, *(getattr(report, name) for name in _COUNTS)),
        )

    def finish(
        self,
        run: Run,
        *,
        finished: str,
        status: str,
        exit_code: int,
        summary: dict[str, Any],
        complete: bool | None = None,
    ) -> None:
        """Store the end of a run; ``complete`` closes its round.

        Where it is None, as with runs that are no sync, a round of the run's own is closed and one that an earlier
        run left open stays open.
        """
        if complete is None:
            complete = not self._goes_on(run)
        self._db.run(
            "UPDATE runs SET finished = ?, status = ?, complete = ?, exit_code = ?, summary = ?, progress = '' "
            "WHERE id = ?",
            (finished, status, complete, exit_code, json.dumps(summary, ensure_ascii=False), run.id),
        )

    def _goes_on(self, run: Run) -> bool:
        """Whether the run goes on with a round that an earlier one left open."""
        row = self._db.one("SELECT 1 FROM runs WHERE round = ? AND id < ?", (run.round, run.id))
        return row is not None

    def latest(self, kind: Kind | None = None) -> dict[str, Any] | None:
        """The newest run (of a kind), or None: {id, round, started, finished, pid, progress, status, kind, ...}."""
        where, values = ("WHERE kind = ? ", (kind,)) if kind else ("", ())
        row = self._db.one(f"SELECT * FROM runs {where}ORDER BY id DESC LIMIT 1", values)
        return None if row is None else {**dict(row), "summary": json.loads(row["summary"])}

    def of_source(self, name: str, *, most: int = 5) -> list[SourceRun]:
        """The newest good runs that looked at the whole of a source, newest first."""
        rows = self._db.rows(
            "SELECT run_sources.* FROM run_sources JOIN runs ON runs.id = run_sources.run_id AND runs.complete "
            "WHERE source = ? AND run_sources.status = 'ok' ORDER BY run_id DESC LIMIT ?",
            (name, most),
        )
        return [_source_run(row) for row in rows]

    def of_run(self, run_id: int) -> list[SourceRun]:
        """How every source fared in one run, by name."""
        rows = self._db.rows("SELECT * FROM run_sources WHERE run_id = ? ORDER BY source", (run_id,))
        return [_source_run(row) for row in rows]

    def id_at(self, text: str) -> int | None:
        """The id of the run that ``text`` names: a run's number, or a date (the first run on or after it)."""
        if text.isascii() and text.isdigit() and len(text) < 19:  # SQLite counts no further
            row = self._db.one("SELECT id FROM runs WHERE id = ?", (int(text),))
        else:
            row = self._db.one("SELECT id FROM runs WHERE started >= ? ORDER BY id LIMIT 1", (text,))
        return None if row is None else int(row["id"])


_COUNTS = ("status", "reason", "seen", "new", "changed", "unchanged", "gone", "failed", "requests")


def _source_run(row: Row) -> SourceRun:
    return SourceRun(name=row["source"], **{name: row[name] for name in _COUNTS})
