"""Visit the items of a source: ask for each page that may have changed, and say what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from harvester.errors import (
    BadBody,
    DeadlineExceeded,
    FetchError,
    ForbiddenAddress,
    HttpStatus,
    NotRecorded,
    RobotsDisallow,
    TooLarge,
    Unreachable,
)
from harvester.harvest.links import undoubled
from harvester.model.date import stamp
from harvester.store import StoredPage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.config import Source
    from harvester.fetch import Response, Web
    from harvester.harvest.item import Item
    from harvester.model import Page
    from harvester.store import OaiList, Run, Store

Outcome = Literal["fetched", "unchanged", "skipped", "gone", "failed", "absent"]
REFUSALS = frozenset({401, 403, 407, 429, 451})
MAX_REFUSALS = 5
"""Refusals in a row after which pages that a list says something of are not asked for any more in this run."""
_PASSING = (HttpStatus, Unreachable, DeadlineExceeded, TooLarge, BadBody, ForbiddenAddress, NotRecorded)
"""Errors that say nothing about whether the site has the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of one item.

    Attributes:
        outcome: "fetched" (a new or changed page), "unchanged" (the server or the body says so),
            "skipped" (checked in this round or not due), "gone" (a page that we know answers 404 or
            410, or its list says so), "failed" (``error`` says why), "absent" (deleted before we knew it).
        stored: what the store should know of the page from now on.
        page: the page, where one was fetched.
        entry: what the list itself says of the item, where it may stand in for a page that cannot be had.
        mark: how to go on with the list behind this item, to be stored with it.
    """

    outcome: Outcome
    stored: StoredPage
    page: Page | None = None
    error: FetchError | None = None
    entry: Page | None = None
    mark: OaiList | None = None


def visit(
    items: Iterable[Item], source: Source, web: Web, store: Store, run: Run, *, full: bool, now: dt.datetime
) -> Iterator[Visit]:
    """Visit each item once, in the order of the listing; ``full`` asks for pages that are not due, too."""
    refused = 0
    for item in items:
        known = store.pages.get(source.name, item.url)
        stored = known or StoredPage(source=source.name, url=item.url)
        if item.gone:
            one = _deleted(stored)
        elif item.enough and item.entry:
            one = _read_entry(stored, item, item.entry, run, full=full, now=now)
        elif known and not known.gone and _settled(known, item, source, run, full=full, now=now):
            one = Visit(outcome="skipped", stored=known)
        elif item.entry and refused >= MAX_REFUSALS:
            why = f"{item.url}: not asked for, since the site refused the {refused} pages before it"
            one = Visit(outcome="failed", stored=stored, error=FetchError(why, url=item.url))
        else:
            one = _ask(stored, item, web, full=full, now=now)
            refused = refused + 1 if _is_refusal(one.error) else 0
        yield replace(one, entry=_stand_in(stored, item, one), mark=item.mark)


def _is_refusal(error: FetchError | None) -> bool:
    """Whether the site does not want us to have the page, for now or for ever."""
    return isinstance(error, RobotsDisallow) or (isinstance(error, HttpStatus) and error.status in REFUSALS)


def _stand_in(stored: StoredPage, item: Item, one: Visit) -> Page | None:
    """What the list says of the item, where that may be read in place of its page; what a page once said is kept."""
    if item.enough or stored.gone or (stored.record_id and not stored.stand_in):
        return None
    # A page may turn out to be none, such as a challenge; a server that fails for a night is asked again.
    had_none = one.error is not None and one.stored.status != 410 and not isinstance(one.error, _PASSING)
    return item.entry if one.page or _is_refusal(one.error) or had_none else None


def _deleted(stored: StoredPage) -> Visit:
    """An item whose list says that it was deleted."""
    known = stored.record_id is not None and not stored.gone
    return Visit(outcome="gone" if known else "absent", stored=replace(stored, status=410))


def _read_entry(
    stored: StoredPage, item: Item, entry: Page, run: Run, *, full: bool, now: dt.datetime
) -> Visit:
    """An item of which all that is read stands in the list."""
    fresh = of_entry(stored, entry, now, lastmod=item.lastmod)
    if full or stored.gone or (fresh.body_hash, fresh.final_url) != (stored.body_hash, stored.final_url):
        return Visit(outcome="fetched", stored=fresh, page=entry)
    return Visit(outcome="skipped" if stored.checked_round == run.round else "unchanged", stored=fresh)


def of_entry(
    stored: StoredPage, entry: Page, now: dt.datetime, *, lastmod: str = "", stand_in: bool = False
) -> StoredPage:
    """What is known of an item after its entry was read, be it all that there is or a stand-in for its page."""
    return replace(
        stored,
        final_url=entry.url if entry.url != stored.url else "",
        status=stored.status if stand_in else 200,
        etag="",
        last_modified="",
        lastmod=lastmod,
        body_hash=hashlib.sha256(entry.body).hexdigest(),
        checked=stamp(now),
        stand_in=stand_in,
    )


def _settled(
    known: StoredPage, item: Item, source: Source, run: Run, *, full: bool, now: dt.datetime
) -> bool:
    """Whether a known page need not be asked for: it was, in this round, or its last check is young enough."""
    if full:
        return False
    if known.checked_round == run.round:
        return True
    if not source.recheck or not known.checked or known.stand_in:
        return False
    if item.lastmod and item.lastmod != known.lastmod:
        return False
    return (now - dt.datetime.fromisoformat(known.checked)).total_seconds() < source.recheck


def _ask(stored: StoredPage, item: Item, web: Web, *, full: bool, now: dt.datetime) -> Visit:
    url = item.page or item.url
    try:
        if full or stored.gone:
            response = web.get(url)
        else:
            response = web.get(url, etag=stored.etag, last_modified=stored.last_modified)
        if response.status == 404 and not stored.record_id and (once := undoubled(url)):
            response = web.get(once)
    except FetchError as error:
        return Visit(outcome="failed", stored=stored, error=error)
    if response.status in (404, 410):
        return _missing(stored, item, response)
    fresh = _fresh(stored, item, response, now)
    same = (fresh.body_hash, fresh.final_url) == (stored.body_hash, stored.final_url)
    if response.status == 304 or (same and not full and not stored.gone):
        return Visit(outcome="unchanged", stored=fresh)
    return Visit(outcome="fetched", stored=fresh, page=response.page())


def _missing(stored: StoredPage, item: Item, response: Response) -> Visit:
    still_listed = stored.stand_in and not stored.gone and item.entry and response.status == 404
    if stored.record_id and not still_listed:
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
        stand_in=False,
        body_hash=stored.body_hash if same else hashlib.sha256(response.body).hexdigest(),
        checked=stamp(now),
    )
