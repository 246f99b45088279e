"""Issues: what is wrong with what, since which run, and whether it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Issue
from harvester.store.connection import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from harvester.store.connection import Connection
    from harvester.store.runs import Run


class Issues:
    """The table ``issues``.

    An issue belongs to a scope (the check that found it) and a subject. Whenever the check is made
    again, `settle` says what it finds now: what is still wrong stays open since its first run, what is
    not wrong any more is resolved.
    """

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def settle(self, run: Run, scope: str, subject: str, found: Iterable[Issue]) -> int:
        """State every issue that the check ``scope`` finds with ``subject`` now; the number of new ones."""
        open_rows = self._db.rows(
            "SELECT id, kind, message FROM issues WHERE scope = ? AND subject = ? AND resolved_run IS NULL",
            (scope, subject),
        )
        known = {(row["kind"], row["message"]): row["id"] for row in open_rows}
        new = 0
        for issue in dict.fromkeys(found):
            if known.pop((issue.kind, issue.message), None) is None:
                new += 1
                self._db.run(
                    "INSERT INTO issues (scope, subject, kind, source, severity, message, first_run) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (scope, subject, issue.kind, issue.source, issue.severity, issue.message, run.id),
                )
        for row_id in known.values():
            self._db.run("UPDATE issues SET resolved_run = ? WHERE id = ?", (run.id, row_id))
        return new

    def settle_all(
        self, run: Run, scope: str, found: Iterable[Issue], about: Collection[str] | None = None
    ) -> int:
        """State every issue that the check ``scope`` finds with anything (or ``about`` these) now; how many are new."""
        by_subject: dict[str, list[Issue]] = {}
        for issue in found:
            if about is None or issue.subject in about:
                by_subject.setdefault(issue.subject, []).append(issue)
        where, values = listed("subject", about)
        rows = self._db.rows(
            f"SELECT DISTINCT subject FROM issues WHERE scope = ? AND resolved_run IS NULL AND {where}",
            (scope, *values),
        )
        subjects = by_subject.keys() | {row["subject"] for row in rows}
        return sum(
            self.settle(run, scope, subject, by_subject.get(subject, ())) for subject in sorted(subjects)
        )

    def open(self) -> list[Issue]:
        """Every open issue, the gravest first."""
        rows = self._db.rows("SELECT severity, kind, source, subject, message FROM open_issues")
        return [Issue(**dict(row)) for row in rows]

    def count_open(self) -> int:
        """How many issues are open that need somebody's look ("info" does not)."""
        row = self._db.one(
            "SELECT count(*) AS n FROM issues WHERE resolved_run IS NULL AND severity <> 'info'"
        )
        return int(row["n"]) if row else 0
