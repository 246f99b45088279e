"""Pages: every item URL of every source, what its server last said, and the body it sent."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from harvester.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.store.connection import Connection
    from harvester.store.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """What is known of one item URL.

    Attributes:
        record_id: the record that was read off it, or None where it is no record.
        status: the last HTTP status, 0 where it was never fetched.
        lastmod: the change signal of the listing or sitemap when it was last checked.
        body_hash: sha256 of the decoded body, in hex.
        checked: UTC time of the last good answer, ISO 8601.
        gone: whether it was found missing.
        stand_in: whether the record was read off what its list says, since the page could not be had.
    """

    source: str
    url: str
    record_id: str | None = None
    final_url: str = ""
    status: int = 0
    etag: str = ""
    last_modified: str = ""
    lastmod: str = ""
    body_hash: str = ""
    checked: str = ""
    listed_round: int = 0
    checked_round: int = 0
    gone: bool = False
    stand_in: bool = False


class SavedPage(NamedTuple):
    """A page of the catalogue with its body, as small as it is stored.

    Attributes:
        url: of the item. final_url: where that redirected to, or "".
        fetched: UTC time, ISO 8601.
        body: zlib-compressed.
    """

    source: str
    url: str
    record_id: str | None
    final_url: str
    content_type: str
    charset: str | None
    links: str
    fetched: str
    body: bytes

    @property
    def day(self) -> dt.date | None:
        """The day on which it was fetched, or None where that is not known."""
        return dt.date.fromisoformat(self.fetched[:10]) if self.fetched else None

    def page(self) -> Page:
        """The page as it was fetched."""
        return Page(
            url=self.final_url or self.url,
            body=zlib.decompress(self.body),
            content_type=self.content_type,
            charset=self.charset,
            links=self.links,
        )


_COLUMNS = (
    "source, url, record_id, final_url, status, etag, last_modified, lastmod, body_hash, checked, stand_in"
)


class Pages:
    """The table ``pages``."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def get(self, source: str, url: str) -> StoredPage | None:
        """What is known of ``url`` as an item of ``source``, or None."""
        row = self._db.one(
            f"SELECT {_COLUMNS}, listed_round, checked_round, gone_run IS NOT NULL AS gone FROM pages "
            "WHERE source = ? AND url = ?",
            (source, url),
        )
        if row is None:
            return None
        return StoredPage(**{**dict(row), "gone": bool(row["gone"]), "stand_in": bool(row["stand_in"])})

    def list_seen(self, run: Run, source: str, url: str) -> None:
        """Note that the source's listing names ``url`` in this round."""
        self._db.run(
            "INSERT INTO pages (source, url, listed_round) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET listed_round = excluded.listed_round",
            (source, url, run.round),
        )

    def put(self, run: Run, stored: StoredPage, page: Page | None = None) -> None:
        """Store the answer to a check; with ``page``, the body too. It is present (not gone) from now on."""
        values = [getattr(stored, name) for name in _COLUMNS.split(", ")]
        self._db.run(
            f"INSERT INTO pages ({_COLUMNS}, listed_round, checked_round) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET record_id = excluded.record_id, final_url = excluded.final_url, "
            "status = excluded.status, etag = excluded.etag, last_modified = excluded.last_modified, "
            "lastmod = excluded.lastmod, body_hash = excluded.body_hash, checked = excluded.checked, "
            "stand_in = excluded.stand_in, "
            "listed_round = excluded.listed_round, checked_round = excluded.checked_round, gone_run = NULL",
            (*values, run.round, run.round),
        )
        if page is not None:
            self._db.run(
                "UPDATE pages SET body = ?, content_type = ?, charset = ?, links = ?, fetched = ?, read_run = ? "
                "WHERE source = ? AND url = ?",
                (
                    zlib.compress(page.body, 6),
                    page.content_type,
                    page.charset,
                    page.links,
                    stored.checked,
                    run.id,
                    stored.source,
                    stored.url,
                ),
            )

    def put_reread(self, run: Run, source: str, url: str, record_id: str) -> None:
        """Note which record the stored body of a page gave when it was read again."""
        self._db.run(
            "UPDATE pages SET record_id = ?, read_run = ? WHERE source = ? AND url = ?",
            (record_id, run.id, source, url),
        )

    def saved(self, source: str, batch: int) -> Iterator[list[SavedPage]]:
        """The present pages of ``source`` that have a body, by URL; ``batch`` of them are read at a time."""
        after = ""
        while True:
            rows = self._db.rows(
                f"SELECT {', '.join(SavedPage._fields)} FROM pages WHERE source = ? AND url > ? "
                "AND body IS NOT NULL AND gone_run IS NULL ORDER BY url LIMIT ?",
                (source, after, batch),
            )
            if not rows:
                return
            yield [SavedPage(*row) for row in rows]
            after = rows[-1]["url"]

    def count_bodies(self) -> dict[str, tuple[int, int]]:
        """Source -> how many of its present pages that gave a record have a body, and how many have none."""
        rows = self._db.rows(
            "SELECT source, sum(body IS NOT NULL) AS kept, sum(body IS NULL) AS dropped FROM pages "
            "WHERE record_id IS NOT NULL AND gone_run IS NULL GROUP BY source"
        )
        return {row["source"]: (row["kept"], row["dropped"]) for row in rows}

    def drop_bodies(self, until: str) -> int:
        """Forget the bodies that were fetched up to a time (ISO 8601, UTC), and nothing else; how many there were."""
        return self._db.run("UPDATE pages SET body = NULL WHERE body IS NOT NULL AND fetched <= ?", (until,))

    def count_old_bodies(self, until: str) -> int:
        """What `drop_bodies` would forget."""
        row = self._db.one("SELECT count(*) FROM pages WHERE body IS NOT NULL AND fetched <= ?", (until,))
        return int(row[0]) if row else 0

    def mark_tried(self, run: Run, source: str, url: str) -> None:
        """Note that an item was asked for in this round and could not be read; the next round tries again."""
        self._db.run(
            "UPDATE pages SET checked_round = ? WHERE source = ? AND url = ?", (run.round, source, url)
        )

    def forget_body(self, record_id: str) -> None:
        """Have the present pages of a record read again at their next check."""
        self._db.run(
            "UPDATE pages SET body_hash = '', etag = '', last_modified = '' WHERE record_id = ? AND gone_run IS NULL",
            (record_id,),
        )

    def mark_gone(self, run: Run, source: str, url: str, status: int) -> None:
        """Mark one item as gone; its record stays."""
        self._db.run(
            "UPDATE pages SET gone_run = coalesce(gone_run, ?), status = ?, checked_round = ? "
            "WHERE source = ? AND url = ?",
            (run.id, status, run.round, source, url),
        )

    def count(self, source: str, *, listed_since: int = 0) -> int:
        """How many items of ``source`` are present, of those listed in the round ``listed_since`` or later."""
        row = self._db.one(
            "SELECT count(*) AS n FROM pages WHERE source = ? AND listed_round >= ? AND gone_run IS NULL",
            (source, listed_since),
        )
        return int(row["n"]) if row else 0

    def unlisted(self, source: str, *, since: int) -> list[StoredPage]:
        """The present items of ``source`` that its complete listing has not named since the round ``since`` began."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS}, listed_round, checked_round FROM pages "
            "WHERE source = ? AND listed_round < ? AND gone_run IS NULL ORDER BY url",
            (source, since),
        )
        return [StoredPage(**dict(row)) for row in rows]

    def of_record(self, record_id: str) -> list[StoredPage]:
        """The present pages that gave a record."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM pages WHERE record_id = ? AND gone_run IS NULL ORDER BY url",
            (record_id,),
        )
        return [StoredPage(**dict(row)) for row in rows]
