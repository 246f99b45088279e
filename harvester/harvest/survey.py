"""A gentle look at a site that nobody configured yet: which routes to its items work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from harvester.config import Source
from harvester.errors import FetchError, SourceError
from harvester.harvest.discover import WALKS
from harvester.harvest.site import AllowanceSpent, Site

if TYPE_CHECKING:
    from harvester.fetch import Web
    from harvester.harvest.item import Walk

log = logging.getLogger(__name__)

_ALLOWANCE = {"sitemap": 3, "listing": 1, "rss": 1}
"""Requests that a look at each route may cost, beyond the start page and robots.txt."""
_NAME = "survey"
"""Stands where the name of a configured source would."""


class Route(NamedTuple):
    """What a look at one route to a site's items showed.

    Attributes:
        name: "sitemap", "listing" or "rss", as in config.toml.
        works: whether items were seen.
        count_seen: items seen in the few pages that were looked at.
        note: one sentence for people.
        platform: the recognised platform's word in config.toml; "generic" where none was.
        total: how many items the site itself states, or None.
    """

    name: str
    works: bool
    count_seen: int
    note: str
    platform: str = ""
    total: int | None = None


def survey(url: str, web: Web, *, platform: str = "auto") -> list[Route]:
    """What each route to the items of the site at ``url`` shows, best first, in eight requests at most.

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
    routes = [
        _look(walk(site))._replace(platform=recognised.name)
        for name, walk in WALKS.items()
        if name in _ALLOWANCE
    ]
    return sorted(
        routes,
        key=lambda route: (not route.works, route.name == "rss", _rank(route.name, recognised.discovery)),
    )


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
    return Route(walk.name, works=count > 0, count_seen=count, note=note, total=walk.total)
