"""Agreements: whether the DOI on a page leads to the work that the page describes, and where the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.model.registry import REGISTRIES
from harvester.store.connection import listed, one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from harvester.store.connection import Connection
    from harvester.store.runs import Run


class Conflict(NamedTuple):
    """One field on which a page and the registry contradict each other.

    Attributes:
        field: the `Record` field.
        here: what the page says. there: what the registry says.
    """

    field: str
    here: str
    there: str


class Compared(NamedTuple):
    """How a page's record and the registry's record of its DOI compare.

    Attributes:
        verdict: a word of `harvester.enrich.agreement.Verdict`. note: why, for people.
    """

    record_id: str
    doi: str
    verdict: str
    note: str
    conflicts: tuple[Conflict, ...] = ()


class Agreements:
    """The tables ``agreements`` and ``conflicts``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def outdated(self, rules: int) -> list[tuple[str, str]]:
        """(page's record id, registry's record id) of each pair that changed since it was compared, by id.

        Args:
            rules: the number of the rules that compare; what others compared is outdated.
        """
        rows = self._db.each(
            "SELECT page.id AS page, registered.id AS registered FROM records AS page "
            "JOIN registrations ON registrations.doi = page.doi "
            "JOIN records AS registered ON registered.id = registrations.record_id "
            "LEFT JOIN agreements ON agreements.record_id = page.id AND agreements.doi = page.doi "
            f"WHERE page.source NOT IN {one_of(REGISTRIES)} AND (agreements.run_id IS NULL OR agreements.rules <> ? "
            "OR run_id < page.changed_run OR run_id < registered.changed_run) ORDER BY page.id",
            (rules,),
        )
        return [(row["page"], row["registered"]) for row in rows]

    def orphaned(self) -> list[str]:
        """The records whose agreement speaks of a DOI that they, or the registry, have no longer, by id."""
        rows = self._db.each(
            "SELECT agreements.record_id FROM agreements JOIN records ON records.id = agreements.record_id "
            "LEFT JOIN registrations ON registrations.doi = agreements.doi "
            "WHERE records.doi IS NOT agreements.doi OR registrations.record_id IS NULL "
            "ORDER BY agreements.record_id"
        )
        return [row["record_id"] for row in rows]

    def drop(self, record_ids: Iterable[str]) -> None:
        """Forget how these records compared."""
        gone = [(name,) for name in record_ids]
        self._db.run_many("DELETE FROM agreements WHERE record_id = ?", gone)
        self._db.run_many("DELETE FROM conflicts WHERE record_id = ?", gone)

    def put(self, run: Run, rules: int, found: Iterable[Compared]) -> None:
        """Store comparisons in place of older ones; one that came out as before marks nothing as changed."""
        for one in found:
            before = self._db.one("SELECT doi, verdict, note FROM agreements WHERE record_id = ?", one[:1])
            if before is not None and tuple(before) == one[1:4]:
                self._db.run(
                    "UPDATE agreements SET rules = ?, run_id = ? WHERE record_id = ?",
                    (rules, run.id, one.record_id),
                )
            else:
                self.drop([one.record_id])
                self._db.run(
                    "INSERT INTO agreements (record_id, doi, verdict, note, rules, run_id) VALUES (?, ?, ?, ?, ?, ?)",
                    (*one[:4], rules, run.id),
                )
            self._db.run("DELETE FROM conflicts WHERE record_id = ?", one[:1])
            self._db.run_many(
                "INSERT INTO conflicts (record_id, doi, field, here, there) VALUES (?, ?, ?, ?, ?)",
                [(one.record_id, one.doi, *conflict) for conflict in one.conflicts],
            )

    def conflicts(self, record_id: str) -> list[Conflict]:
        """Where a page's record and the registry's contradict each other, by field."""
        rows = self._db.rows(
            "SELECT field, here, there FROM conflicts WHERE record_id = ? ORDER BY field", (record_id,)
        )
        return [Conflict(*row) for row in rows]

    def disputed(self, record_ids: Collection[str] | None = None) -> dict[str, str]:
        """Record id -> DOI, where the record's DOI leads to another work or may do so; of these records, or of all."""
        where, values = listed("record_id", record_ids)
        rows = self._db.each(
            f"SELECT record_id, doi FROM agreements WHERE verdict IN ('wrong-doi', 'review') AND {where}",
            values,
        )
        return {row["record_id"]: row["doi"] for row in rows}
