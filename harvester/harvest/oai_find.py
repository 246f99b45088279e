"""Where a site's OAI-PMH answers, and which of its metadata formats says most."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from harvester.errors import Blocked, FetchError, SourceError
from harvester.extract.entries.oai import FORMATS, rank
from harvester.harvest.item import ADVICE
from harvester.harvest.oai import Endpoint, own_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.harvest.site import Site

log = logging.getLogger(__name__)

PLAIN = "oai_dc"
USUAL_PLACES = ("/oai/request", "/oai", "/oai2d", "/cgi/oai2", "/server/oai/request", "/do/oai/", "/ws/oai")
"""Where the endpoint is looked for on a site whose software is not known."""
_LINKS = "a[href*='verb=Identify'], link[href*='verb=Identify'], a[href$='/oai'], a[href$='/oai/request']"


class Found(NamedTuple):
    """An endpoint and the format to ask it for."""

    endpoint: str
    prefix: str
    granularity: str


def find(site: Site, *, richer: bool) -> Found:
    """The endpoint of the site, and the richest format that it offers and we read.

    Args:
        site: whose URL may be the endpoint itself, with ``set`` and ``metadataPrefix`` in its query.
        richer: whether simple Dublin Core alone is too little.

    Raises:
        SourceError: there is none, or it offers too little.
        Blocked: robots.txt or the server refuses us.
        FetchError: none can be asked.
    """
    tried: dict[str, str] = {}
    failure: SourceError | FetchError | None = None
    for url in _places(site):
        if url in tried:
            continue
        endpoint = Endpoint(site, url)
        try:
            identity = endpoint.identify()
        except (SourceError, FetchError) as error:
            tried[url] = str(error)
            failure = failure or (error if isinstance(error, Blocked | FetchError) else None)
            continue
        name, granularity, deleted, earliest = identity
        log.info("%s: %s: %s, since %s, deleted records: %s", site.source.name, url, name, earliest, deleted)
        return Found(url, _prefix(site, endpoint, richer=richer), granularity)
    if failure is not None:
        raise failure
    looked = (
        "; ".join(tried.values())
        or "its start page links to none, and its software has no usual place for it"
    )
    raise SourceError(f"{site.source.name}: no OAI-PMH: {looked}{ADVICE}")


def _places(site: Site) -> Iterator[str]:
    """Base URLs to try, the likeliest first; the start page is asked for only when the URL itself is none."""
    url, explicit = site.source.url, site.source.discovery == "oai"
    if explicit and "oai" in f"{urlsplit(url).path}?{urlsplit(url).query}".lower():
        yield own_words(url)[0]
    known: tuple[str, ...] = ()
    try:
        for link in site.tree.css(_LINKS):
            if address := site.own(link.attributes.get("href") or "", site.start.url):
                yield own_words(address)[0]
        known = site.platform.oai
    except (SourceError, FetchError):
        if not explicit:  # the start page is not what was asked for
            raise
    folder = url.partition("?")[0].rstrip("/") + "/"
    for path in (*known, *(USUAL_PLACES if explicit else ())):
        yield urljoin(folder, path)


def _prefix(site: Site, endpoint: Endpoint, *, richer: bool) -> str:
    """The prefix that the source's URL asks for, else that of the richest format that we read."""
    if wanted := own_words(site.source.url)[1].get("metadataPrefix"):
        return unquote(wanted)
    offered = endpoint.formats()
    # Several prefixes may name one namespace; the shorter is the plainer.
    best = min(offered, key=lambda prefix: (rank(offered[prefix]), len(prefix), prefix), default=PLAIN)
    prefix = best if offered and rank(offered[best]) < len(FORMATS) else PLAIN
    if richer and (prefix == PLAIN or rank(offered[prefix]) >= len(FORMATS) - 1):
        raise SourceError(
            f"{site.source.name}: {endpoint.url} offers simple Dublin Core alone, less than the pages say{ADVICE}"
        )
    return prefix
