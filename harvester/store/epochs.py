"""Epochs: by which statistics the records are matched, since when, and what was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from harvester.store.connection import Connection
    from harvester.store.runs import Run


class Epoch(NamedTuple):
    """One state of the statistics, which stays until a new one is made.

    Attributes:
        number: counted from 1. round: the one in which it was made.
        records: how many were counted. titles: how many distinct titles they have.
        engine: what made it. settings: by which the decisions of today were made.
    """

    number: int
    round: int
    records: int
    titles: int
    engine: str
    settings: str


class Epochs:
    """The table ``epochs``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def latest(self) -> Epoch | None:
        """The epoch of today, or None."""
        row = self._db.one(
            "SELECT number, round, records, titles, engine, settings FROM epochs ORDER BY number DESC LIMIT 1"
        )
        return None if row is None else Epoch(*row)

    def corpus(self, number: int) -> bytes:
        """The statistics of the epoch of today."""
        row = self._db.one("SELECT corpus FROM epochs WHERE number = ?", (number,))
        return b"" if row is None else row["corpus"]

    def add(self, run: Run, epoch: Epoch, corpus: bytes) -> None:
        """Begin an epoch; of those before only their numbers stay."""
        self._db.run("UPDATE epochs SET corpus = NULL WHERE corpus IS NOT NULL")
        self._db.run(
            "INSERT INTO epochs (number, run_id, round, records, titles, engine, settings, corpus) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (epoch.number, run.id, *epoch[1:], corpus),
        )

    def settle(self, number: int, settings: str) -> None:
        """From now on the decisions are made by these settings."""
        self._db.run("UPDATE epochs SET settings = ? WHERE number = ?", (settings, number))
