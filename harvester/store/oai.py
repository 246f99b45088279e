"""How far each source has been listed over OAI-PMH: where a killed list goes on, and since when changes are due."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.store.connection import Connection

TABLE = """
CREATE TABLE oai_lists (
    source TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    prefix TEXT NOT NULL,
    granularity TEXT NOT NULL,
    since TEXT NOT NULL,
    began TEXT NOT NULL,
    round INTEGER NOT NULL,
    token TEXT NOT NULL,
    first TEXT NOT NULL,
    listed INTEGER NOT NULL,
    datestamp TEXT NOT NULL,
    ordered INTEGER NOT NULL,
    until TEXT NOT NULL,
    relisted TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OaiList:
    """One pass over a source's records, under way or ended.

    Attributes:
        source: its name.
        url: the source's URL when the pass began; another one in the config makes a new beginning.
        endpoint: the base URL of its OAI-PMH.
        prefix: the metadata format that is asked for.
        granularity: of the server's datestamps, "YYYY-MM-DD" or "YYYY-MM-DDThh:mm:ssZ".
        since: the `from` of this pass; "" for a list of everything.
        began: the server's time when this pass began, UTC, ISO 8601.
        round: the round in which it began.
        token: the resumption token to go on with, as the server wrote it; "" where no pass is under way.
        first: the identifier that this list began with.
        listed: records listed so far, deleted ones included.
        datestamp: the newest datestamp among them.
        ordered: whether all datestamps came in order, so that the newest is where a broken list can go on.
        until: everything that changed up to then is known; "" before the first whole pass.
        relisted: our time when the last list of everything ended, or "".
    """

    source: str
    url: str
    endpoint: str
    prefix: str
    granularity: str
    since: str
    began: str
    round: int
    token: str = ""
    first: str = ""
    listed: int = 0
    datestamp: str = ""
    ordered: bool = True
    until: str = ""
    relisted: str = ""


_COLUMNS = tuple(field.name for field in fields(OaiList))


class OaiLists:
    """The table ``oai_lists``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, source: str) -> OaiList | None:
        """How far ``source`` has been listed, or None where it never was."""
        row = self._db.one(f"SELECT {', '.join(_COLUMNS)} FROM oai_lists WHERE source = ?", (source,))
        return None if row is None else OaiList(**{**dict(row), "ordered": bool(row["ordered"])})

    def forget(self, source: str) -> None:
        """Begin anew with ``source``, should it be listed over OAI-PMH once more."""
        self._db.run("DELETE FROM oai_lists WHERE source = ?", (source,))

    def put(self, one: OaiList) -> None:
        """Store how far a source has been listed, in the transaction that stores what was listed."""
        self._db.run(
            f"INSERT OR REPLACE INTO oai_lists ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
            tuple(getattr(one, name) for name in _COLUMNS),
        )
