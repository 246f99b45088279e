"""Machine works: what the machine alone makes of the records, whatever people say; only syncs move it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.store.connection import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from harvester.store.connection import Connection
    from harvester.store.runs import Run


class Since(NamedTuple):
    """A work's id, and how old it is: the round in which it was first seen."""

    age: int
    id: str


class MachineWorks:
    """The table ``machine_works``, and the column ``machine_id`` of ``records``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def founded(self, record_ids: Collection[str]) -> tuple[dict[str, Since], dict[str, Since]]:
        """Founding record id -> its work, for these records: of the works that there are, and of those that ended."""
        where, values = listed("founder", record_ids)
        living: dict[str, Since] = {}
        ended: dict[str, Since] = {}
        for founder, age, identity, run_id in self._db.each(
            f"SELECT founder, first_round, id, ended_run FROM machine_works WHERE {where} ORDER BY ended_run, id",
            values,
        ):
            (living if run_id is None else ended)[founder] = Since(age, identity)
        return living, ended

    def lives(self, work_id: str) -> bool:
        """Whether there is a work with this id."""
        row = self._db.one("SELECT 1 FROM machine_works WHERE id = ? AND ended_run IS NULL", (work_id,))
        return row is not None

    def put(self, works: Iterable[tuple[str, Since]]) -> None:
        """Store works that are new, or back, or have another founder: (founding record id, work)."""
        self._db.run_many(
            "INSERT INTO machine_works (founder, first_round, id) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET founder = excluded.founder, first_round = excluded.first_round, ended_run = NULL",
            [(founder, *work) for founder, work in works],
        )

    def end(self, run: Run, work_ids: Iterable[str]) -> None:
        """Note that these works are no more; those of the round that still goes on have never been."""
        names = sorted(work_ids)
        self._db.run_many(
            "DELETE FROM machine_works WHERE id = ? AND first_round = ?",
            [(name, run.round) for name in names],
        )
        self._db.run_many(
            "UPDATE machine_works SET ended_run = ? WHERE id = ?", [(run.id, name) for name in names]
        )

    def place(self, homes: Iterable[tuple[str, str | None]]) -> None:
        """Say to which work each of some records belongs: (record id, work id or None)."""
        self._db.run_many("UPDATE records SET machine_id = ?2 WHERE id = ?1", list(homes))
