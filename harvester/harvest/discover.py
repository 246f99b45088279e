"""Which pages a source has: by the route that its config names, or by the best one that works."""

from __future__ import annotations

import logging
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.errors import Blocked, FetchError, SourceError
from harvester.extract.platforms import GENERIC
from harvester.harvest.feed import Feed
from harvester.harvest.item import ADVICE, Discovery, Item, Memory, Walk
from harvester.harvest.links import same_page_key
from harvester.harvest.listing import OTHER_ROUTES, Listing
from harvester.harvest.oai_walk import OaiWalk
from harvester.harvest.site import Site
from harvester.harvest.sitemap import Sitemap
from harvester.harvest.url_list import UrlList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.config import Source
    from harvester.fetch import Web
    from harvester.model import Severity

log = logging.getLogger(__name__)

WALKS: dict[str, type[Walk]] = {walk.name: walk for walk in (Sitemap, Listing, OaiWalk, Feed, UrlList)}


def discover(source: Source, web: Web, memory: Memory | None = None) -> Discovery:
    """The items of ``source``; the first is already looked for, the others are while ``items`` is read.

    ``memory`` is what earlier runs know of it: OAI-PMH goes on from there.

    Raises:
        SourceError: the route does not exist here or lists nothing ("auto": no route does).
        Blocked: the site refuses us.
        EndlessListing: also while ``items`` is read: the listing repeats itself or does not end.
        FetchError: the first page cannot be fetched.
    """
    site = Site(source, web, memory=memory)
    if source.discovery == "auto":
        discovery = _first_that_works(site)
    else:
        walk = WALKS[source.discovery](site)
        discovery = _discovery(site, [walk], _begin(walk), f"the configuration asks for {walk.name}")
    log.info("%s: %s: %s", source.name, discovery.route, discovery.why)
    return discovery


def _first_that_works(site: Site) -> Discovery:
    """The first route that lists everything and yields something; the feed only if no other does.

    A source that was listed over OAI-PMH stays with it, and one that is known by its pages with those: its records
    would all be made anew. So OAI-PMH stands alone; no other route fills up what it missed, nor it theirs.
    """
    if site.memory.oai is not None and site.memory.oai.url == site.source.url:
        oai = OaiWalk(site)
        return _discovery(site, [oai], _begin(oai), "as in the run before")
    walks, why = _routes(site)
    passed: list[str] = []
    refusal: Blocked | None = None
    for position, walk in enumerate(walks):
        try:
            begun = _begin(walk)
        except (SourceError, FetchError) as error:
            passed.append(f"{walk.name} passed over: {_reason(error, site)}")
            refusal = error if isinstance(error, Blocked) else refusal
        else:
            rest = [other for other in walks[position + 1 :] if other.whole and other.name != "oai"]
            rest = [] if walk.name == "oai" else rest
            reason = why if walk.whole else "nothing else works; it shows only the newest items"
            return _discovery(site, [walk, *rest], begun, "; ".join([reason, *passed]))
    raise refusal or SourceError(
        f"{site.source.name}: no route lists any item: {'; '.join(passed)}; "
        "check url, set platform, or write the URLs of its pages into a list and set discovery to urls"
    )


def _reason(error: Exception, site: Site) -> str:
    """Why a route does not work, without what is known where it is said."""
    said = str(error).removeprefix(f"{site.source.name}: ")
    return said.removesuffix(ADVICE).removesuffix(OTHER_ROUTES)


def _routes(site: Site) -> tuple[list[Walk], str]:
    """The routes to try, best first, and why in this order.

    A URL that is itself one listing of many (a department's publications) is taken at its word: the sitemap
    would list the whole site.
    """
    platform = site.platform
    names = [name for name in platform.discovery if name != "rss" and _may(name, site)]
    why = "no known software recognised" if platform is GENERIC else f"{platform.title} recognised"
    below = urlsplit(site.source.url).path.strip("/") or urlsplit(site.source.url).query
    if below and "listing" in names[1:] and Listing(site).front() is not None:
        names.sort(key=lambda name: name != "listing")
        why += ", and the URL is itself a listing"
    walks: list[Walk] = [OaiWalk(site, richer=True) if name == "oai" else WALKS[name](site) for name in names]
    last = ["rss"] if "oai" in names or not _may("oai", site) else ["oai", "rss"]
    return [*walks, *(WALKS[name](site) for name in last)], why


def _may(name: str, site: Site) -> bool:
    """Whether a route may be chosen: items that are known by their pages are not listed over OAI-PMH of a sudden."""
    return name != "oai" or not site.memory.by_pages


def _begin(walk: Walk) -> Iterator[Item]:
    """The items of ``walk``, of which the first was looked for, so that a walk that cannot begin raises here."""
    items = walk.items()
    first = next(items, None)
    return items if first is None else chain((first,), items)


def _discovery(site: Site, walks: list[Walk], begun: Iterator[Item], why: str) -> Discovery:
    if walks[0].how:
        why = f"{why}; {walks[0].how}"
    discovery = Discovery(walks[0].name, why, iter(()), site.issues, changes_only=walks[0].changes_only)
    discovery.items = _in_turn(site, walks, begun, discovery)
    return discovery


def _in_turn(site: Site, walks: list[Walk], begun: Iterator[Item], discovery: Discovery) -> Iterator[Item]:
    """The items of the first walk; where it missed some, those that the next walks add."""
    seen: set[str] = set()
    failure: SourceError | FetchError | None = None
    ended = False
    for walk in walks:
        try:
            for item in begun if walk is walks[0] else walk.items():
                key = same_page_key(item.url) if len(walks) > 1 else ""
                if not key or key not in seen:
                    seen.add(key)
                    yield item
        except (SourceError, FetchError) as error:
            failure = failure or error
            if len(walks) > 1:
                severe: Severity = "error" if walk is walks[0] else "warning"
                message = f"{walk.name} does not list everything: {_reason(error, site)}"
                site.note("route-failed", message, subject=walk.where, severity=severe)
            continue
        ended = True
        discovery.complete = walk.complete
        discovery.finished = walk.finished
        discovery.since = walk.finished.round if walk.finished else 0
        if walk.complete or not walk.whole:
            return
    if failure is not None and not ended:
        raise failure
