"""The sitemap of a site: named in robots.txt or at its usual place, nested, zipped, and never trusted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harvester.errors import Blocked, FetchError, FormatError, HarvesterError, HttpStatus, SourceError
from harvester.harvest.item import ADVICE, Item, Walk
from harvester.harvest.links import same_page_key
from harvester.harvest.listing_page import total_on
from harvester.harvest.xml_entries import MAX_XML, Entry, looks_like_html, read_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.harvest.site import Site

USUAL_PLACES = ("/sitemap_index.xml", "/sitemap.xml")
MAX_FILES = 1_000
MAX_DEPTH = 3
_XML = "application/xml,text/xml;q=0.9,*/*;q=0.5"
_W3C_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d[0-9:.]*(?:Z|[+-]\d\d:?\d\d)?)?)?)?")


class _WebPage(FormatError):
    """A page for people; some servers answer so instead of 404."""


class Sitemap(Walk):
    """Every item URL of the sitemap, file after file.

    Sitemaps are generated files and may be stale: where the start page states a larger total than the sitemap
    holds, the walk is not complete.
    """

    name = "sitemap"

    def __init__(self, site: Site, *, max_files: int = MAX_FILES) -> None:
        super().__init__(site)
        self.max_files = max_files
        self.files: set[str] = set()
        self.seen: set[str] = set()
        self.foreign: dict[str, None] = {}
        self.others = 0
        self.tried: list[str] = []
        self.refusal: Blocked | None = None
        self.guessed = False
        self.broken = False

    def items(self) -> Iterator[Item]:
        """Every entry on our own host whose URL looks like an item of the platform (any URL where unknown).

        Raises:
            SourceError: there is no sitemap, or it holds no item.
            Blocked: the site refuses it.
        """
        item_url = re.compile(self._item_pattern())
        for url in self._places():
            for entry in self._entries(url, depth=1):
                item = self._item(entry, url, item_url)
                if item is not None:
                    self.where = self.where or url
                    yield item
            if self.guessed and self.seen:
                break
        if not self.seen:
            raise self.refusal or SourceError(f"{self.site.source.name}: {self._nothing()}")
        self._close()

    def _item_pattern(self) -> str:
        """What an item's URL looks like, or "" where any may be one."""
        try:
            return self.site.platform.url
        except (FetchError, SourceError) as error:
            if self.site.source.platform != "auto":
                raise
            self.site.note("start-page", f"the platform is not known, for {error}", severity="info")
            return ""

    def _places(self) -> list[str]:
        """Where the sitemap may be: the source's URL itself, what robots.txt names, else the usual places."""
        url = self.site.source.url
        if urlsplit(url).path.endswith((".xml", ".xml.gz")):
            return [url]
        named = self.site.web.robots_sitemaps(url)
        # DSpace names its sitemap for people (sitemap_index.html) beside the one for machines.
        files = [file for file in named if not urlsplit(file).path.endswith((".html", ".htm"))]
        self.guessed = not files
        return files or [urljoin(url, place) for place in USUAL_PLACES]

    def _entries(self, url: str, *, depth: int) -> Iterator[Entry]:
        """The page entries of the file at ``url`` and of the files that it names; a bad file is noted."""
        self.files.add(url)
        nested: list[str] = []
        try:
            for entry in read_entries(self._body(url, depth), ("url", "sitemap")):
                if entry.name == "url":
                    yield entry
                else:
                    nested.append(entry.fields.get("loc", ""))
        except (FetchError, FormatError, Blocked) as error:
            self._failed(url, error, depth)
        for loc in nested:
            file = self.site.own(loc, url)
            if file is None:
                self.foreign[loc] = None
            elif file not in self.files and self._may_open(file, depth):
                yield from self._entries(file, depth=depth + 1)

    def _body(self, url: str, depth: int) -> bytes:
        response = self.site.ask(url, accept=_XML, max_bytes=MAX_XML)
        if response.status != 200:
            raise HttpStatus(f"answers {response.status}", url=url, status=response.status)
        if depth == 1 and looks_like_html(response.body):
            raise _WebPage("is a web page, not a sitemap")
        return response.body

    def _may_open(self, url: str, depth: int) -> bool:
        """Whether one more file may be read; the first one too many or too deep is noted."""
        if depth < MAX_DEPTH and len(self.files) < self.max_files:
            return True
        if not self.broken:
            self._failed(
                url, FormatError(f"left out: more than {MAX_DEPTH} deep or {self.max_files:,} files"), depth
            )
        return False

    def _failed(self, url: str, error: HarvesterError, depth: int) -> None:
        """Note a file that cannot be read, unless we only guessed that it might be there."""
        self.tried.append(f"{url}: {error}")
        if isinstance(error, Blocked):
            self.refusal = error
        if depth == 1 and (isinstance(error, _WebPage) or (self.guessed and isinstance(error, FetchError))):
            return
        self.broken = True
        self.site.note(
            "sitemap-broken",
            f"a sitemap was left out, its items are missing from this run: {url}: {error}",
            subject=url,
            severity="error",
        )

    def _item(self, entry: Entry, base: str, item_url: re.Pattern[str]) -> Item | None:
        """The item that an entry names, unless it is elsewhere, no item, or known."""
        loc = entry.fields.get("loc", "")
        url = self.site.own(loc, base)
        if url is None:
            self.foreign[loc] = None
            return None
        if not item_url.search(url):
            self.others += 1
            return None
        key = same_page_key(url)
        if key in self.seen:
            return None
        self.seen.add(key)
        lastmod = entry.fields.get("lastmod", "")
        return Item(url, lastmod if _W3C_DATE.fullmatch(lastmod) else "")

    def _nothing(self) -> str:
        """Why no item was found, for people."""
        if self.others or self.foreign:
            return (
                f"the sitemap has no items: of its entries {self.others:,} do not look like items of the platform "
                f"and {len(self.foreign):,} lead to other hosts; check url and platform"
            )
        return f"no sitemap with items: {'; '.join(self.tried) or 'its files are empty'}{ADVICE}"

    def _close(self) -> None:
        """Judge the finished walk against what the site itself said."""
        if self.foreign:
            self.site.note(
                "foreign-links",
                f"{len(self.foreign):,} entries on other hosts were left out, such as {next(iter(self.foreign))}",
                subject=self.where,
            )
        rules = self.site.platform.listing if self.site.seen_start else None
        if rules is not None:
            self.total = total_on(self.site.tree, rules.total)
        stale = self.total is not None and len(self.seen) < self.total
        if stale:
            self.site.note(
                "stale-sitemap",
                f"the start page states {self.total:,} items, but the sitemap holds {len(self.seen):,}",
                subject=self.where,
            )
        self.complete = not (self.broken or stale)
