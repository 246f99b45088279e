"""Organisations: the units that works are filed under, as the portals name and link them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Work
    from harvester.store.connection import Connection

#: Version 8: `work_organisations`, and in `works` what the view `open_access` shows.
TABLES = """
CREATE TABLE work_organisations (
    work_id TEXT NOT NULL REFERENCES works (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    identifier TEXT NOT NULL,
    PRIMARY KEY (work_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_organisations_unit ON work_organisations (url, name, work_id);
ALTER TABLE works ADD COLUMN access TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN license TEXT NOT NULL DEFAULT '';
ALTER TABLE works ADD COLUMN full_text TEXT NOT NULL DEFAULT '';
CREATE INDEX works_standing ON works (id, gone_run, access, year);
CREATE INDEX works_open ON works (gone_run, access, year);
UPDATE works SET license = coalesce(json_extract(content, '$.content.license'), ''),
    full_text = coalesce(json_extract(content, '$.content.full_text'), '')
    WHERE coalesce(json_extract(content, '$.content.license'), json_extract(content, '$.content.full_text')) <> '';
"""


class Unit(NamedTuple):
    """One unit: what has one address, or where none is known, one name.

    Attributes:
        names: as the portals write it, the first in the alphabet first.
        works: how many works are filed under it.
    """

    names: tuple[str, ...]
    url: str
    works: int

    @property
    def name(self) -> str:
        """Its name for people."""
        return self.names[0]


class Organisations:
    """The table ``work_organisations``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, works: Iterable[Work]) -> None:
        """Store the units of ``works`` in place of those that they had."""
        works = list(works)
        self._db.run_many("DELETE FROM work_organisations WHERE work_id = ?", [(work.id,) for work in works])
        self._db.run_many(
            "INSERT INTO work_organisations VALUES (?, ?, ?, ?, ?)",
            [
                (work.id, position, *unit)
                for work in works
                for position, unit in enumerate(work.content.organisation, start=1)
            ],
        )

    def units(self) -> list[Unit]:
        """Every unit, by name and address."""
        found: dict[tuple[str, str], tuple[list[str], int]] = {}
        for row in self._db.each(
            "SELECT name, url, count(*) AS n FROM work_organisations GROUP BY url, name ORDER BY name, url"
        ):
            key = (row["url"], "" if row["url"] else row["name"])
            names, works = found.get(key, ([], 0))
            found[key] = ([*names, row["name"]], works + row["n"])
        return [Unit(tuple(names), url, works) for (url, _), (names, works) in found.items()]

    def works_of(self, unit: Unit) -> set[str]:
        """The ids of the works that are filed under ``unit``."""
        marks = ", ".join("?" * len(unit.names))
        rows = self._db.each(
            f"SELECT work_id FROM work_organisations WHERE url = ? AND name IN ({marks})",
            (unit.url, *unit.names),
        )
        return {row["work_id"] for row in rows}
