"""Readings: how many of the records that a run read off a source's pages had each field, and which carriers gave it.

A run reads only some pages of a source, mostly, so that what it counts is what it read and not what there is.
Records are counted by type, because a night of theses has no journals and no DOIs and is none the worse for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from harvester.model.record import CONTENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.store.connection import Connection
    from harvester.store.runs import Run

#: The migration that adds these tables; ``pages_read`` covers what counting asks for: the columns behind a body are
#: slow to come by.
TABLES = """
ALTER TABLE pages ADD COLUMN links TEXT NOT NULL DEFAULT '';
ALTER TABLE pages ADD COLUMN fetched TEXT NOT NULL DEFAULT '';
ALTER TABLE pages ADD COLUMN read_run INTEGER REFERENCES runs (id);
UPDATE pages SET fetched = checked WHERE body IS NOT NULL;
CREATE INDEX pages_read ON pages (source, read_run, gone_run, record_id);
CREATE INDEX pages_fetched ON pages (fetched) WHERE body IS NOT NULL;
CREATE TABLE readings (
    source TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    type TEXT NOT NULL,
    records INTEGER NOT NULL,
    rules TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'usual',
    PRIMARY KEY (source, run_id, type)
) STRICT, WITHOUT ROWID;
CREATE TABLE fills (
    source TEXT NOT NULL,
    run_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (source, run_id, type, field),
    FOREIGN KEY (source, run_id, type) REFERENCES readings
) STRICT, WITHOUT ROWID;
CREATE TABLE carriers (
    source TEXT NOT NULL,
    run_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    field TEXT NOT NULL,
    carrier TEXT NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (source, run_id, type, field, carrier),
    FOREIGN KEY (source, run_id, type) REFERENCES readings
) STRICT, WITHOUT ROWID;
"""

State = Literal["usual", "drift", "past"]

#: The present records whose pages were read after the run that was counted last: of a run that was killed, too.
_READ = """
WITH read AS (
    SELECT id, coalesce(type, '') AS kind, content FROM records WHERE id IN (
        SELECT record_id FROM pages WHERE source = ?1 AND gone_run IS NULL
        AND read_run > coalesce((SELECT max(run_id) FROM readings WHERE source = ?1), 0)
    )
)"""


@dataclass(slots=True)
class Stratum:
    """The records of one type in one reading.

    Attributes:
        records: how many there were.
        fills: field -> how many of them have it.
        carriers: (field, carrier) -> for how many of them the carrier gave it.
    """

    records: int
    fills: dict[str, int] = field(default_factory=dict)
    carriers: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run read off the pages of one source.

    Attributes:
        state: "usual", or "drift" where it was found to differ from what was usual.
        strata: CSL type ("" where none was stated) -> the records of that type.
    """

    run_id: int
    state: State
    strata: dict[str, Stratum]

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(stratum.records for stratum in self.strata.values())


class Readings:
    """The tables ``readings``, ``fills`` and ``carriers``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def take(self, run: Run, source: str, rules: str) -> None:
        """Count the records that were read since the last reading, by the ``rules`` of today; nothing where none was.

        Args:
            run: the run that counts.
            source: the source's name.
            rules: the version of the rules of extraction; readings by different rules cannot be compared.
        """
        types = self._db.rows(f"{_READ} SELECT kind, count(*) AS n FROM read GROUP BY 1", (source,))
        fills = self._db.rows(
            f"{_READ} SELECT kind, key, count(*) AS n FROM read, json_each(content) GROUP BY 1, 2", (source,)
        )
        carriers = self._db.rows(
            f"{_READ} SELECT kind, field, carrier, count(DISTINCT id) AS n FROM read "
            "JOIN witnesses ON record_id = id GROUP BY 1, 2, 3",
            (source,),
        )
        self._db.run_many(
            "INSERT INTO readings (source, run_id, type, records, rules) VALUES (?, ?, ?, ?, ?)",
            [(source, run.id, row["kind"], row["n"], rules) for row in types],
        )
        self._db.run_many(
            "INSERT INTO fills VALUES (?, ?, ?, ?, ?)",
            [(source, run.id, *row) for row in fills if row["key"] in CONTENT_FIELDS],
        )
        self._db.run_many(
            "INSERT INTO carriers VALUES (?, ?, ?, ?, ?, ?)", [(source, run.id, *row) for row in carriers]
        )

    def each(self, source: str, rules: str) -> Iterator[Reading]:
        """The readings of a source by these rules, the newest first, less those that are past."""
        runs = self._db.rows(
            "SELECT DISTINCT run_id, state FROM readings WHERE source = ? AND rules = ? AND state <> 'past' "
            "ORDER BY run_id DESC",
            (source, rules),
        )
        for run_id, state in runs:
            yield Reading(run_id, state, self._strata(source, run_id))

    def _strata(self, source: str, run_id: int) -> dict[str, Stratum]:
        where, values = "WHERE source = ? AND run_id = ?", (source, run_id)
        rows = self._db.rows(f"SELECT type, records FROM readings {where}", values)
        strata = {row["type"]: Stratum(row["records"]) for row in rows}
        for kind, name, records in self._db.each(f"SELECT type, field, records FROM fills {where}", values):
            strata[kind].fills[name] = records
        for kind, name, carrier, records in self._db.each(
            f"SELECT type, field, carrier, records FROM carriers {where}", values
        ):
            strata[kind].carriers[name, carrier] = records
        return strata

    def mark(self, source: str, run_ids: Iterable[int], state: State) -> None:
        """Say what some readings of a source turned out to be."""
        self._db.run_many(
            "UPDATE readings SET state = ? WHERE source = ? AND run_id = ?",
            [(state, source, run_id) for run_id in run_ids],
        )

    def accept(self, source: str) -> None:
        """Take what has drifted as usual from now on, and what was usual as past; nothing where nothing had drifted."""
        self._db.run(
            "UPDATE readings SET state = CASE state WHEN 'drift' THEN 'usual' ELSE 'past' END WHERE source = ?1 "
            "AND EXISTS (SELECT 1 FROM readings WHERE source = ?1 AND state = 'drift')",
            (source,),
        )

    def set_aside(self, run: Run, source: str) -> None:
        """Take what ``run`` read for past, where another reading by the same rules says what is usual."""
        self._db.run(
            "UPDATE readings SET state = 'past' WHERE source = ?1 AND run_id = ?2 AND state = 'usual' AND EXISTS "
            "(SELECT 1 FROM readings AS other WHERE other.source = ?1 AND other.run_id <> ?2 "
            "AND other.state = 'usual' AND other.rules = readings.rules)",
            (source, run.id),
        )

    def example(self, source: str) -> str:
        """The URL of a page that was read last, or ""."""
        row = self._db.one(
            "SELECT url FROM pages WHERE source = ? AND read_run IS NOT NULL AND gone_run IS NULL "
            "ORDER BY read_run DESC, url LIMIT 1",
            (source,),
        )
        return row["url"] if row else ""
