"""Visit the items of a source: ask for each page that may have changed, and say what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from harvester.errors import FetchError
from harvester.store import StoredPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.config import Source
    from harvester.fetch import Response, Web
    from harvester.harvest.item import Item
    from harvester.model import Page
    from harvester.store import Run, Store

Outcome = Literal["fetched", "unchanged", "skipped", "gone", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one item.

    Attributes:
        outcome: "fetched" (a new or changed page), "unchanged" (the server or the body says so),
            "skipped" (checked in this round or not due), "gone" (a page that we know answers 404 or
            410), "failed" (``error`` says why).
        stored: what the store should know of the page from now on.
        page: the page, where one was fetched.
    """

    outcome: Outcome
    stored: StoredPage
    page: Page | None = None
    error: FetchError | None = None


def visit(
    items: Iterable[Item], source: Source, web: Web, store: Store, run: Run, *, full: bool, now: dt.datetime
) -> Iterator[Visit]:
    """Visit each item once, in the order of the listing; ``full`` asks for pages that are not due, too."""
    for item in items:
        known = store.pages.get(source.name, item.url)
        if known and not known.gone and _settled(known, item, source, run, full=full, now=now):
            yield Visit(outcome="skipped", stored=known)
        else:
            stored = known or StoredPage(source=source.name, url=item.url)
            yield _ask(stored, item, web, full=full, now=now)


def _settled(
    known: StoredPage, item: Item, source: Source, run: Run, *, full: bool, now: dt.datetime
) -> bool:
    """Whether a known page need not be asked for: it was, in this round, or its last check is young enough."""
    if full:
        return False
    if known.checked_round == run.round:
        return True
    if not source.recheck or not known.checked or (item.lastmod and item.lastmod != known.lastmod):
        return False
    return (now - dt.datetime.fromisoformat(known.checked)).total_seconds() < source.recheck


def _ask(stored: StoredPage, item: Item, web: Web, *, full: bool, now: dt.datetime) -> Visit:
    try:
        if full or stored.gone:
            response = web.get(item.url)
        else:
            response = web.get(item.url, etag=stored.etag, last_modified=stored.last_modified)
    except FetchError as error:
        return Visit(outcome="failed", stored=stored, error=error)
    if response.status in (404, 410):
        return _missing(stored, response)
    fresh = _fresh(stored, item, response, now)
    same = (fresh.body_hash, fresh.final_url) == (stored.body_hash, stored.final_url)
    if response.status == 304 or (same and not full and not stored.gone):
        return Visit(outcome="unchanged", stored=fresh)
    return Visit(outcome="fetched", stored=fresh, page=response.page())


def _missing(stored: StoredPage, response: Response) -> Visit:
    if stored.record_id:
        return Visit(outcome="gone", stored=replace(stored, status=response.status))
    error = FetchError(
        f"{stored.url}: listed, but answers {response.status}; tell the repository if it stays so",
        url=stored.url,
    )
    return Visit(outcome="failed", stored=replace(stored, status=response.status), error=error)


def _fresh(stored: StoredPage, item: Item, response: Response, now: dt.datetime) -> StoredPage:
    """What is known of the page after a good answer; a 304 repeats what was known."""
    same = response.status == 304
    return replace(
        stored,
        final_url=response.url if response.url != item.url else "",
        status=stored.status if same else response.status,
        etag=response.headers.get("ETag", stored.etag if same else ""),
        last_modified=response.headers.get("Last-Modified", stored.last_modified if same else ""),
        lastmod=item.lastmod,
        body_hash=stored.body_hash if same else hashlib.sha256(response.body).hexdigest(),
        checked=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
