"""Index: the normal form and the keys of every record that is matched, and the records that are to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.store.connection import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from harvester.store.connection import Connection


class Indexed(NamedTuple):
    """A record's form as text, and its row; row 0 where it has none yet."""

    row: int
    form: str


class Index:
    """The tables ``forms``, ``block_keys``, ``crowded``, ``dois`` and ``stale``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def stale(self) -> list[str]:
        """The ids of the records whose works may be other ones now, by id."""
        return [row["record_id"] for row in self._db.each("SELECT record_id FROM stale ORDER BY record_id")]

    def refresh(self) -> None:
        """Nothing is stale any more."""
        self._db.run("DELETE FROM stale")

    def count(self) -> int:
        """How many records are matched."""
        row = self._db.one("SELECT count(*) AS n FROM forms")
        return int(row["n"]) if row else 0

    def forms(self, record_ids: Collection[str] | None = None) -> dict[str, Indexed]:
        """Record id -> its form, by id; of every record where None."""
        where, values = listed("record_id", record_ids)
        rows = self._db.each(
            f"SELECT record_id, row, form FROM forms WHERE {where} ORDER BY record_id", values
        )
        return {record_id: Indexed(row, form) for record_id, row, form in rows}

    def of_rows(self, rows: Collection[int]) -> dict[str, Indexed]:
        """Record id -> its form, for the records in these rows."""
        where, values = listed("row", rows)
        found = self._db.each(f"SELECT record_id, row, form FROM forms WHERE {where}", values)
        return {record_id: Indexed(row, form) for record_id, row, form in found}

    def having(self, keys: Collection[int]) -> Iterator[Sequence[int]]:
        """(key, row) of every record that has one of ``keys``."""
        where, values = listed("key", keys)
        return self._db.each(f"SELECT key, row FROM block_keys WHERE {where}", values)

    def put(self, record_id: str, old: Indexed | None, form: str | None) -> int:
        """Keep a record's form in place of the old one, or none; its row."""
        if form is None:
            self._db.run("DELETE FROM forms WHERE record_id = ?", (record_id,))
            return 0
        if old is not None:
            self._db.run("UPDATE forms SET form = ? WHERE row = ?", (form, old.row))
            return old.row
        row = self._db.one(
            "INSERT INTO forms (record_id, form) VALUES (?, ?) RETURNING row", (record_id, form)
        )
        return int(row["row"]) if row else 0

    def add_keys(self, keyed: Iterable[tuple[int, int]]) -> None:
        """Add (key, row); in ascending order they are added fastest."""
        self._db.run_many("INSERT OR IGNORE INTO block_keys VALUES (?, ?)", keyed)

    def drop_keys(self, keyed: Iterable[tuple[int, int]] | None = None) -> None:
        """Take away (key, row), or all of them and what is known of crowded keys."""
        if keyed is None:
            self._db.run("DELETE FROM block_keys")
            self._db.run("DELETE FROM crowded")
        else:
            self._db.run_many("DELETE FROM block_keys WHERE key = ? AND row = ?", keyed)

    def crowded(self) -> list[int]:
        """The keys that too many records came to share in the epoch of today, ascending."""
        return [row["key"] for row in self._db.each("SELECT key FROM crowded ORDER BY key")]

    def crowds(self, keys: Collection[int], most: int, most_strong: int) -> list[int]:
        """Those of ``keys`` that more records share than ``most``, or ``most_strong`` where a key is odd."""
        where, values = listed("key", keys)
        rows = self._db.each(
            f"SELECT key FROM block_keys WHERE {where} GROUP BY key "
            "HAVING count(*) > CASE key & 1 WHEN 1 THEN ? ELSE ? END",
            (*values, most_strong, most),
        )
        return [row["key"] for row in rows]

    def crowd(self, keys: Collection[int]) -> None:
        """From now on no record has one of ``keys``, which too many share."""
        self._db.run_many("INSERT INTO crowded VALUES (?)", [(key,) for key in keys])
        self._db.run_many("DELETE FROM block_keys WHERE key = ?", [(key,) for key in keys])

    def put_dois(self, record_id: str, has: Iterable[str], states: Iterable[str]) -> None:
        """The DOIs that a record has, and those to which it states relations."""
        self._db.run("DELETE FROM dois WHERE record_id = ?", (record_id,))
        rows = [("has", doi) for doi in has] + [("states", doi) for doi in states]
        self._db.run_many(
            "INSERT OR IGNORE INTO dois (role, doi, record_id) VALUES (?, ?, ?)",
            [(*row, record_id) for row in rows],
        )

    def dois(self, record_ids: Collection[str] | None) -> set[str]:
        """The DOIs that these records have."""
        where, values = listed("record_id", record_ids)
        return {
            row["doi"]
            for row in self._db.each(f"SELECT doi FROM dois WHERE role = 'has' AND {where}", values)
        }

    def stating(self, record_ids: Collection[str] | None) -> set[str]:
        """Those of these records that state relations."""
        where, values = listed("record_id", record_ids)
        rows = self._db.each(f"SELECT record_id FROM dois WHERE role = 'states' AND {where}", values)
        return {row["record_id"] for row in rows}

    def naming(self, dois: Collection[str]) -> set[str]:
        """The ids of the works that state a relation to one of ``dois``."""
        where, values = listed("dois.doi", dois)
        rows = self._db.each(
            f"SELECT records.work_id FROM dois JOIN records ON records.id = dois.record_id "
            f"WHERE role = 'states' AND work_id IS NOT NULL AND {where}",
            values,
        )
        return {row["work_id"] for row in rows}

    def owners(self, dois: Collection[str] | None) -> dict[str, str]:
        """DOI -> the work that has it; of several the one with the smallest record id."""
        where, values = listed("dois.doi", dois)
        rows = self._db.each(
            f"SELECT dois.doi, work_id FROM dois JOIN records ON records.id = dois.record_id "
            f"WHERE role = 'has' AND work_id IS NOT NULL AND {where} ORDER BY record_id DESC",
            values,
        )
        return {row["doi"]: row["work_id"] for row in rows}
