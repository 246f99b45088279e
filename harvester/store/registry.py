"""Registrations: what the DOI registry answered about each DOI, when, and when to ask again."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.store.connection import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from harvester.store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The registry's answer about one DOI.

    Attributes:
        state: "found"; "missing" (404 at Crossref); "invalid" (its syntax is refused).
        prime_doi: the DOI that it is an alias of, or None.
        record_id: the record that the answer became, or None.
        asked, due: UTC, ISO 8601; from ``due`` on it is asked again.
        message: the registry's raw answer, or None.
    """

    doi: str
    state: str
    prime_doi: str | None = None
    record_id: str | None = None
    asked: str
    due: str
    note: str = ""
    message: Mapping[str, Any] | None = None


class Registry:
    """The tables ``registrations`` and ``agreements``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def fresh(self, dois: Iterable[str], now: str) -> set[str]:
        """Those of ``dois`` that need not be asked for yet."""
        rows = self._db.each("SELECT doi FROM registrations WHERE due > ?", (now,))
        known = {row["doi"] for row in rows}
        return {doi for doi in dois if doi in known}

    def put(self, entry: Registration) -> None:
        """Store the answer about one DOI in place of the older one."""
        message = None
        if entry.message is not None:
            message = zlib.compress(json.dumps(entry.message, ensure_ascii=False).encode(), 6)
        self._db.run(
            "INSERT OR REPLACE INTO registrations (doi, state, prime_doi, record_id, asked, due, note, message) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.doi,
                entry.state,
                entry.prime_doi,
                entry.record_id,
                entry.asked,
                entry.due,
                entry.note,
                message,
            ),
        )

    def answers(self) -> dict[str, Registration]:
        """Every answer by DOI, without the raw messages."""
        rows = self._db.each("SELECT doi, state, prime_doi, record_id, asked, due, note FROM registrations")
        return {row["doi"]: Registration(**dict(row)) for row in rows}

    def aliases(self, prime: str) -> list[str]:
        """The DOIs that were found to be aliases of ``prime``."""
        rows = self._db.rows("SELECT doi FROM registrations WHERE prime_doi = ? ORDER BY doi", (prime,))
        return [row["doi"] for row in rows]

    def put_agreements(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Replace every comparison of a record with the registry: (record id, doi, verdict, note)."""
        new = set(rows)
        old = {tuple(row) for row in self._db.each("SELECT record_id, doi, verdict, note FROM agreements")}
        self._db.run_many(
            "DELETE FROM agreements WHERE record_id = ?", sorted({row[:1] for row in old - new})
        )
        self._db.run_many(
            "INSERT INTO agreements (record_id, doi, verdict, note) VALUES (?, ?, ?, ?)", sorted(new - old)
        )

    def disputed(self, record_ids: Collection[str] | None = None) -> dict[str, str]:
        """Record id -> DOI, where the record's DOI leads to another work or may do so; of these records, or of all."""
        where, values = listed("record_id", record_ids)
        rows = self._db.each(
            f"SELECT record_id, doi FROM agreements WHERE verdict IN ('wrong-doi', 'review') AND {where}",
            values,
        )
        return {row["record_id"]: row["doi"] for row in rows}

    def primes(self, dois: Collection[str] | None = None) -> dict[str, str]:
        """DOI -> the DOI that it is an alias of; of these, or of all."""
        where, values = listed("doi", dois)
        rows = self._db.each(
            f"SELECT doi, prime_doi FROM registrations WHERE prime_doi IS NOT NULL AND prime_doi <> '' AND {where}",
            values,
        )
        return {row["doi"]: row["prime_doi"] for row in rows}
