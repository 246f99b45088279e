"""A gentle look at a site that nobody configured yet: which routes to its items work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from harvester.config import Source
from harvester.errors import FetchError, SourceError
from harvester.harvest.discover import WALKS
from harvester.harvest.oai_walk import OaiWalk
from harvester.harvest.site import AllowanceSpent, Site

if TYPE_CHECKING:
    from harvester.fetch import Web
    from harvester.harvest.item import Walk

log = logging.getLogger(__name__)

_ALLOWANCE = {"sitemap": 3, "listing": 1, "oai": 4, "rss": 1}
"""Requests that a look at each route may cost, beyond the start page and robots.txt."""
_NAME = "survey"
"""Stands where the name of a configured source would."""


class Route(NamedTuple):
    """What a look at one route to a site's items showed.

    Attributes:
        name: "sitemap", "listing", "oai" or "rss", as in config.toml.
        works: whether items were seen.
        count_seen: items seen in the few pages that were looked at.
        note: one sentence for people.
        total: how many items the site itself states, or None.
        weaker: whether it says less of each item than its page does.
    """

    name: str
    works: bool
    count_seen: int
    note: str
    total: int | None = None
    weaker: bool = False


class Survey(NamedTuple):
    """What a look at a site showed.

    Attributes:
        platform: the recognised platform's word in config.toml; "generic" where none was.
        title: its name for people.
        robots: what its robots.txt says to us, in a few words.
        routes: the ways to its items, best first.
    """

    platform: str
    title: str
    robots: str
    routes: tuple[Route, ...]


def survey(url: str, web: Web, *, platform: str = "auto") -> Survey:
    """What the site at ``url`` is, and what each route to its items shows, in twelve requests at most.

    Raises:
        SourceError: there is no page at ``url``, or the site refuses us.
        FetchError: the page cannot be fetched.
    """
    site = Site(Source(name=_NAME, url=url, platform=platform), web)
    try:
        log.info("looking at %s", site.start.url)
        recognised = site.platform
    except SourceError as error:
        raise type(error)(_said(error)) from error
    routes = sorted(
        (_look(walk(site)) for name, walk in WALKS.items() if name in _ALLOWANCE),
        key=lambda route: (
            not route.works,
            route.name == "rss",
            route.weaker,
            _rank(route.name, recognised.discovery),
        ),
    )
    return Survey(recognised.name, recognised.title, _robots(web, url), tuple(routes))


def _robots(web: Web, url: str) -> str:
    rules = web.rules(url)
    delay = f", and asks for {rules.crawl_delay:g} s between requests" if rules.crawl_delay else ""
    count = len(rules.sitemaps)
    named = f", names {count} sitemap{'s' * (count != 1)}" if count else ""
    return f"lets us read {url}{named}{delay}"


def _said(error: Exception) -> str:
    """What went wrong, without the name of a source that nobody has named yet."""
    return str(error).removeprefix(f"{_NAME}: ")


def _rank(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def _look(walk: Walk) -> Route:
    """The first items of one route, as far as its requests reach."""
    rules = walk.site.platform.listing
    walk.site.allowance = _ALLOWANCE[walk.name] + bool(walk.name == "listing" and rules and rules.sublists)
    count, more = 0, False
    try:
        for _ in walk.items():
            count += 1
    except AllowanceSpent:
        if not count:
            return Route(
                walk.name, works=False, count_seen=0, note="nothing found in the few requests of a look"
            )
        more = True
    except (SourceError, FetchError) as error:
        if not count:
            return Route(walk.name, works=False, count_seen=0, note=_said(error))
    finally:
        walk.site.allowance = None
    note = f"{count:,} items on the pages looked at" + (", more follow" if more else "")
    if walk.total is not None and walk.total > count:
        note += f"; the site states {walk.total:,}"
    if not walk.whole:
        note += "; only the newest, not everything"
    if walk.how:
        note += f" ({walk.how})"
    weaker = isinstance(walk, OaiWalk) and walk.plain
    return Route(walk.name, works=count > 0, count_seen=count, note=note, total=walk.total, weaker=weaker)
