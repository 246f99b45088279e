"""What one file says about one repository software: how to recognise it, what to trust, where its lists are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.candidate import Candidate
    from harvester.model import Issue, Page


MAX_ROWS = 500
"""Rows of one item's table that are read one by one: ten times a full one, and a limit to what a page may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRules:
    """How the listing pages of a platform lead to its item pages.

    Attributes:
        item: CSS selector of the links to items.
        next: CSS selector of the link to the next listing page; "" where a page number is counted instead.
        page_parameter: query parameter that counts listing pages; "" where ``next`` links are followed.
        first_page: the number of the first listing page (Pure counts from 0).
        start: paths below the source's URL where a listing is looked for, best first; "" is that URL itself.
        sublists: CSS selector of links to further listings (EPrints: one page a year); "" where there are none.
        total: CSS selector of the text that states how many items there are; "" where there is none.
        entry: CSS selector of the element around an item's link that holds all that the listing shows of the item.
    """

    item: str
    next: str = ""
    page_parameter: str = ""
    first_page: int = 0
    start: tuple[str, ...] = ("",)
    sublists: str = ""
    total: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One repository software.

    Attributes:
        name: the word in config.toml.
        title: the name that people use.
        generator: words of ``<meta name=generator>``, lower case; any of them recognises the platform.
        selectors: CSS selectors; any that matches recognises it.
        url: regular expression that an item URL matches; "" where URLs do not tell.
        native_id: the id that the repository itself gives the item at a URL (and page), or None.
        read_body: the candidates in its own markup (tables, cite tabs) and what of it is broken, or None.
        other_rows: whether labelled rows may stand outside what ``read_body`` reads.
        read_listed: the candidates in what a listing (or a feed's description) shows of one item, or None.
        amend: what the candidates of all carriers mean here, where the carriers take them for something else, or None.
        trust: carrier -> weight, where it differs from the carrier's usual one (see choose.py).
        distrust: (field, carrier) pairs that this platform is known to get wrong.
        listing: how its listing pages work, or None.
        discovery: the routes that list its items, gentlest first: "rss", "sitemap", "listing"; "oai" before the
            others where its pages say less than its OAI-PMH records do.
        oai: paths below the host (or, without a slash in front, below the source's URL) where OAI-PMH answers for
            this site, likeliest first; () where none does.
        routes: name -> what a machine reads about one item, a path below the site's root or a whole address, "{id}"
            standing for its native id: {"json": "api/records/{id}"}.
    """

    name: str
    title: str
    generator: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    url: str = ""
    native_id: Callable[[Page, LexborHTMLParser], str | None] | None = None
    read_body: Callable[[Page, LexborHTMLParser], Sequence[Candidate | Issue]] | None = None
    other_rows: bool = True
    read_listed: Callable[[LexborHTMLParser], list[Candidate]] | None = None
    amend: Callable[[Sequence[Candidate]], list[Candidate]] | None = None
    trust: Mapping[str, float] = field(default_factory=dict)
    distrust: frozenset[tuple[str, str]] = frozenset()
    listing: ListingRules | None = None
    discovery: tuple[str, ...] = ("sitemap", "listing")
    oai: tuple[str, ...] = ()
    routes: Mapping[str, str] = field(default_factory=dict)
