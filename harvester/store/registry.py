"""Registrations: what the registries answered about each DOI, when, and when to ask again."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.model.registry import REGISTRIES
from harvester.store.connection import listed, one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from harvester.store.connection import Connection, Row
    from harvester.store.runs import Run

#: The migration that tells the agencies apart, compares again only what has changed, and dates relations.
TABLES = """
ALTER TABLE registrations ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE registrations ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE registrations ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
UPDATE registrations SET agency = 'Crossref' WHERE state = 'found';
CREATE INDEX registrations_record ON registrations (record_id);
CREATE INDEX registrations_due ON registrations (due);
CREATE TABLE prefixes (
    prefix TEXT PRIMARY KEY,
    agency TEXT NOT NULL,
    asked TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE agreements ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agreements ADD COLUMN run_id INTEGER NOT NULL DEFAULT 0;
UPDATE issues SET scope = 'registration' WHERE kind = 'doi-unknown';
ALTER TABLE relations ADD COLUMN date TEXT NOT NULL DEFAULT '';
CREATE TABLE finds (
    record_id TEXT PRIMARY KEY REFERENCES records (id),
    question TEXT NOT NULL,
    outcome TEXT NOT NULL,
    doi TEXT,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    asked TEXT NOT NULL,
    due TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE conflicts (
    record_id TEXT NOT NULL REFERENCES records (id),
    doi TEXT NOT NULL,
    field TEXT NOT NULL,
    here TEXT NOT NULL,
    there TEXT NOT NULL,
    PRIMARY KEY (record_id, field)
) STRICT, WITHOUT ROWID;
"""

_COLUMNS = "doi, state, agency, prime_doi, record_id, asked, due, tries, note, rules"
_REGISTERED = f"source IN {one_of(REGISTRIES)}"
#: The DOIs that anything but a registry names: pages, titles that were searched for, and people.
_NAMED = (
    f"SELECT doi FROM records WHERE doi IS NOT NULL AND NOT {_REGISTERED} "
    "UNION SELECT doi FROM finds WHERE outcome = 'accept' "
    "UNION SELECT lower(value) FROM choices WHERE kind = 'set' AND field = 'doi' AND undone = ''"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is known of one DOI.

    Attributes:
        state: "found"; "missing" (its agency does not know it); "unresolvable" (no agency that we can read
            answers for it).
        agency: the registration agency as doi.org names it ("Crossref", "DataCite", "mEDRA", ...); "" where
            nobody could say.
        prime_doi: the DOI that it is an alias of, or None.
        record_id: the record that the answer became, or None.
        asked, due: UTC, ISO 8601; from ``due`` on it is asked again.
        tries: how often in a row it was not found.
        note: why it was not found, for people.
        rules: the number of the rules by which the message was read.
        message: the agency's raw answer with the ``question`` that it answers, or None.
    """

    doi: str
    state: str
    agency: str = ""
    prime_doi: str | None = None
    record_id: str | None = None
    asked: str
    due: str
    tries: int = 0
    note: str = ""
    rules: int = 0
    message: Mapping[str, Any] | None = None


class Registry:
    """The tables ``registrations`` and ``prefixes``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def new(self) -> list[str]:
        """The DOIs that are named and that nobody was asked about yet, sorted."""
        rows = self._db.each(
            f"SELECT doi FROM ({_NAMED}) WHERE doi NOT IN (SELECT doi FROM registrations) ORDER BY doi"
        )
        return [row["doi"] for row in rows]

    def due(self, now: str) -> list[Registration]:
        """The answers that are due to be asked for again, of DOIs that are still named, the oldest first."""
        rows = self._db.each(
            f"SELECT {_COLUMNS} FROM registrations WHERE due <= ? AND doi IN ({_NAMED}) ORDER BY asked, doi",
            (now,),
        )
        return [Registration(**dict(row)) for row in rows]

    def get(self, doi: str) -> Registration | None:
        """The answer about one DOI, with the raw message, or None where nobody was asked."""
        row = self._db.one(f"SELECT {_COLUMNS}, message FROM registrations WHERE doi = ?", (doi,))
        if row is None:
            return None
        message = json.loads(zlib.decompress(row["message"])) if row["message"] is not None else None
        return Registration(**{**dict(row), "message": message})

    def read_otherwise(self, rules: int) -> list[str]:
        """The DOIs whose stored messages were read by other rules than ``rules``, sorted."""
        rows = self._db.each(
            "SELECT doi FROM registrations WHERE message IS NOT NULL AND rules <> ? ORDER BY doi", (rules,)
        )
        return [row["doi"] for row in rows]

    def put(self, entry: Registration) -> None:
        """Store the answer about one DOI in place of the older one."""
        message = None
        if entry.message is not None:
            message = zlib.compress(json.dumps(entry.message, ensure_ascii=False).encode(), 6)
        self._db.run(
            f"INSERT OR REPLACE INTO registrations ({_COLUMNS}, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.doi,
                entry.state,
                entry.agency,
                entry.prime_doi,
                entry.record_id,
                entry.asked,
                entry.due,
                entry.tries,
                entry.note,
                entry.rules,
                message,
            ),
        )

    def confirm(self, entries: Iterable[tuple[str, str, str, int]]) -> None:
        """Note of each (doi, asked, due, tries) that it was asked for again and nothing has changed."""
        self._db.run_many(
            "UPDATE registrations SET asked = ?, due = ?, tries = ? WHERE doi = ?",
            [(asked, due, tries, doi) for doi, asked, due, tries in entries],
        )

    def drop_messages(self, until: str) -> int:
        """Forget the raw answers of DOIs that were last asked about by ``until``; how many there were."""
        return self._db.run(
            "UPDATE registrations SET message = NULL WHERE message IS NOT NULL AND asked <= ?", (until,)
        )

    def count_messages(self, until: str) -> int:
        """What `drop_messages` would forget."""
        row = self._db.one(
            "SELECT count(*) FROM registrations WHERE message IS NOT NULL AND asked <= ?", (until,)
        )
        return int(row[0]) if row else 0

    def aliases(self, prime: str) -> list[str]:
        """The DOIs that were found to be aliases of ``prime``."""
        rows = self._db.rows("SELECT doi FROM registrations WHERE prime_doi = ? ORDER BY doi", (prime,))
        return [row["doi"] for row in rows]

    def primes(self, dois: Collection[str] | None = None) -> dict[str, str]:
        """DOI -> the DOI that it is an alias of; of these, or of all."""
        where, values = listed("doi", dois)
        rows = self._db.each(
            f"SELECT doi, prime_doi FROM registrations WHERE prime_doi IS NOT NULL AND prime_doi <> '' AND {where}",
            values,
        )
        return {row["doi"]: row["prime_doi"] for row in rows}

    def agencies(self, since: str) -> dict[str, str]:
        """DOI prefix -> the agency that doi.org named for it, of those asked for since then."""
        rows = self._db.each("SELECT prefix, agency FROM prefixes WHERE asked >= ?", (since,))
        return {row["prefix"]: row["agency"] for row in rows}

    def put_agency(self, prefix: str, agency: str, asked: str) -> None:
        """Keep which agency has a prefix."""
        self._db.run(
            "INSERT OR REPLACE INTO prefixes (prefix, agency, asked) VALUES (?, ?, ?)",
            (prefix, agency, asked),
        )

    def retire(self, run: Run) -> None:
        """A registry's record counts only while somebody names its DOI: mark the others as gone, and back."""
        named = f"id IN (SELECT record_id FROM registrations WHERE doi IN ({_NAMED}))"
        self._db.run(
            f"UPDATE records SET gone_run = ? WHERE {_REGISTERED} AND gone_run IS NULL AND NOT ({named})",
            (run.id,),
        )
        self._db.run(
            f"UPDATE records SET gone_run = NULL, changed_run = ? "
            f"WHERE {_REGISTERED} AND gone_run IS NOT NULL AND {named}",
            (run.id,),
        )

    def unheard(self) -> list[Row]:
        """(record id, doi, source, url, state, note) of every page whose DOI no registry knows."""
        return self._db.rows(
            "SELECT records.id, records.doi, source, url, state, note FROM records "
            f"JOIN registrations ON registrations.doi = records.doi WHERE state <> 'found' AND NOT {_REGISTERED} "
            "ORDER BY records.id"
        )
