"""History: what earlier runs did, and what became of works, pairs and issues between two runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from harvester.model.registry import REGISTRIES
from harvester.store.connection import one_of

if TYPE_CHECKING:
    from harvester.store.connection import Connection
    from harvester.store.runs import Runs, SourceRun


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run as it is remembered.

    Attributes:
        kind: "sync", "choice", "rebuild", "reparse" or "enrich".
        started: UTC, ISO 8601. finished: likewise, or None: it is under way, was killed, or broke off.
        sources: how each of its sources fared, by name.
    """

    id: int
    kind: str
    started: str
    finished: str | None
    status: str
    exit_code: int | None
    pid: int
    progress: str
    sources: tuple[SourceRun, ...] = ()

    @property
    def seconds(self) -> float | None:
        """How long it took; None where it has not ended."""
        if self.finished is None:
            return None
        return (
            dt.datetime.fromisoformat(self.finished) - dt.datetime.fromisoformat(self.started)
        ).total_seconds()

    def total(self, name: str) -> int:
        """The sum over its sources of one count, such as "new"."""
        return sum(int(getattr(source, name)) for source in self.sources)


class Standing(NamedTuple):
    """How a source fared when it was last looked at.

    Attributes:
        looked: start of that run, UTC, ISO 8601.
        well: start of the last run in which it was "ok", or "" for never.
    """

    name: str
    status: str
    reason: str
    looked: str
    well: str


class Span(NamedTuple):
    """The runs after ``after``, up to and with ``upto``."""

    after: int
    upto: int


class Line(NamedTuple):
    """One thing under a heading of a report; ``doi`` and ``note`` may be empty."""

    key: str
    title: str
    authors: str
    year: int | None
    doi: str
    note: str


class Found(NamedTuple):
    """How many things there are under a heading, and the first of them."""

    number: int
    lines: tuple[Line, ...]


class History:
    """Read-only questions about ``runs``, and about what they changed."""

    def __init__(self, connection: Connection, runs: Runs) -> None:
        self._db = connection
        self._runs = runs

    def runs(
        self, *, most: int, kind: str | None = None, after: int = 0, upto: int | None = None
    ) -> list[PastRun]:
        """The newest runs (of a kind, after one run, up to another), newest first."""
        rows = self._db.rows(
            "SELECT id, kind, started, finished, status, exit_code, pid, progress FROM runs "
            "WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR id <= ?2) AND id > ?3 ORDER BY id DESC LIMIT ?4",
            (kind, upto, after, most),
        )
        return [PastRun(**dict(row), sources=tuple(self._runs.of_run(row["id"]))) for row in rows]

    def standings(self, before: int | None = None) -> dict[str, Standing]:
        """Source -> how it fared in the last ended sync that looked at it (before a run)."""
        # SQLite gives the other columns of the row that holds the maximum.
        rows = self._db.rows(
            "SELECT source, run_sources.status, reason, started, max(run_id) FROM run_sources "
            "JOIN runs ON runs.id = run_id WHERE finished IS NOT NULL AND (?1 IS NULL OR run_id < ?1) "
            "GROUP BY source ORDER BY source",
            (before,),
        )
        well = self._db.rows(
            "SELECT source, max(started) FROM run_sources JOIN runs ON runs.id = run_id "
            "WHERE run_sources.status = 'ok' AND (?1 IS NULL OR run_id < ?1) GROUP BY source",
            (before,),
        )
        since = {row[0]: row[1] for row in well}
        return {row[0]: Standing._make((*row[:4], since.get(row[0], ""))) for row in rows}

    def new_works(self, span: Span, *, most: int) -> Found:
        """Works that were first seen in these runs, and are still there."""
        where = "works.first_run > ? AND works.first_run <= ? AND works.gone_run IS NULL"
        return self._works(where, span, most)

    def changed_works(self, span: Span, *, most: int) -> Found:
        """Works known before that changed last in these runs."""
        where = "works.changed_run > ? AND works.changed_run <= ? AND works.first_run <= ? AND works.gone_run IS NULL"
        return self._works(where, (*span, span.after), most)

    def gone_works(self, span: Span, *, most: int) -> Found:
        """Works of which no repository had a page any more from these runs on."""
        return self._works("works.gone_run > ? AND works.gone_run <= ?", span, most)

    def merged_works(self, span: Span, *, most: int) -> Found:
        """Works that took in another work, or a new record beside one from a page, in these runs."""
        where = (
            f"works.id IN (SELECT work_id FROM redirects JOIN records ON records.id = record_id "
            "WHERE run_id > ?1 AND run_id <= ?2 "
            f"UNION SELECT work_id FROM records WHERE source NOT IN {one_of(REGISTRIES)} GROUP BY work_id "
            "HAVING count(*) > 1 AND max(first_run) > ?1 AND max(first_run) <= ?2)"
        )
        note = (
            "(SELECT count(*) || ' records: ' || group_concat(id, ', ') FROM (SELECT id FROM records "
            f"WHERE work_id = works.id AND source NOT IN {one_of(REGISTRIES)} ORDER BY id LIMIT 5))"
        )
        return self._works(where, span, most, note=note)

    def retracted_works(self, span: Span, *, most: int) -> Found:
        """Works that are retracted, withdrawn or doubted, and are new or changed last in these runs."""
        where = "works.status <> '' AND works.changed_run > ? AND works.changed_run <= ?"
        return self._works(where, span, most, note="works.status")

    def doubtful_pairs(self, span: Span, *, most: int) -> Found:
        """Pairs that wait for a person since these runs."""
        return self._lines(
            "decisions JOIN records AS a ON a.id = record_a JOIN records AS b ON b.id = record_b",
            "decisions.verdict = 'review' AND decisions.run_id > ? AND decisions.run_id <= ?",
            span,
            most,
            columns="record_a || ' ' || record_b AS key, a.title, a.authors, a.year, '' AS doi, "
            "'or: ' || b.title || ' (' || CAST(round(100 * probability) AS INTEGER) || ' %)' AS note",
            order="probability DESC, record_a, record_b",
        )

    def opened_issues(self, span: Span, *, most: int) -> Found:
        """Issues that need a look, were found first in these runs, and were open after them."""
        where = "first_run > ?1 AND first_run <= ?2 AND (resolved_run IS NULL OR resolved_run > ?2)"
        return self._issues(where, span, most)

    def settled_issues(self, span: Span, *, most: int) -> Found:
        """Issues that were open before these runs, and settled in them."""
        return self._issues("first_run <= ?1 AND resolved_run > ?1 AND resolved_run <= ?2", span, most)

    def _issues(self, where: str, span: Span, most: int) -> Found:
        return self._lines(
            "issues",
            f"severity <> 'info' AND {where}",
            span,
            most,
            columns="subject AS key, message AS title, '' AS authors, NULL AS year, '' AS doi, "
            "severity || ', ' || kind || CASE source WHEN '' THEN '' ELSE ', ' || source END AS note",
            order="severity, kind, source, id",
        )

    def _works(self, where: str, values: tuple[object, ...], most: int, *, note: str = "''") -> Found:
        return self._lines(
            "works",
            where,
            values,
            most,
            columns=f"works.id AS key, title, authors, year, coalesce(doi, '') AS doi, {note} AS note",
            order="year DESC, title, works.id",
        )

    def _lines(
        self, table: str, where: str, values: tuple[object, ...], most: int, *, columns: str, order: str
    ) -> Found:
        counted = self._db.one(f"SELECT count(*) AS n FROM {table} WHERE {where}", values)
        rows = self._db.rows(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT {most:d}", values
        )
        return Found(int(counted["n"]) if counted else 0, tuple(Line(*row) for row in rows))
