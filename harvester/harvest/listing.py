"""The listing pages of a repository, with the sublists (one page a year) that some are made of."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from harvester.errors import EndlessListing, FetchError, HttpStatus, SourceError
from harvester.harvest.item import ADVICE, Item, Walk
from harvester.harvest.links import same_page_key, undoubled, with_parameter
from harvester.harvest.listing_page import ListingPage, read_listing
from harvester.harvest.paging import Paging
from harvester.harvest.site import AllowanceSpent
from harvester.model import Page
from harvester.model.page import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.platforms.base import ListingRules
    from harvester.fetch import Response
    from harvester.harvest.site import Site

MAX_PAGES = 10_000
OTHER_ROUTES = "; set platform, or set discovery to sitemap, rss or urls"
"""The end of a message that is no help where these routes are being tried anyway."""
_FILE_NAME = re.compile(r"[^/]*\.\w{2,5}")


class Listing(Walk):
    """Listing page after listing page, as the platform's `ListingRules` say."""

    name = "listing"

    def __init__(self, site: Site, *, max_pages: int = MAX_PAGES) -> None:
        super().__init__(site)
        self.max_pages = max_pages
        self.pages = 1
        self.seen: set[str] = set()
        self.foreign: dict[str, None] = {}
        self.parts: set[str] = set()
        self.broken = False

    def items(self) -> Iterator[Item]:
        """Every item of the listing and of its sublists.

        Raises:
            SourceError: the platform has no listing rules, or the listing has no items.
            Blocked: the site refuses a page.
            EndlessListing: the listing repeats itself or does not end.
            FetchError: the first page cannot be fetched.
        """
        rules = self._rules()
        first = self._first(rules)
        self.where = first.url
        self.parts = {same_page_key(url) for url in (first.url, *first.sublists)}
        yield from self._list(first, rules)
        waiting = deque(first.sublists)
        while waiting:
            page = self._sublist(waiting.popleft())
            if page is not None:
                yield from self._list(page, rules)
                waiting += self._further(page)
        if not self.seen:
            raise SourceError(self._empty(rules, [first.url, *first.sublists[:3]]))
        self._close()

    def _further(self, page: ListingPage) -> Iterator[str]:
        """The parts that a part of the listing leads to: only where it has no items itself, and each once."""
        for url in () if page.items else page.sublists:
            if same_page_key(url) not in self.parts:
                self.parts.add(same_page_key(url))
                yield url

    def front(self) -> ListingPage | None:
        """The start page read as a listing page, where it has items and a pager or total; else None."""
        if not self._has_rules:
            return None
        page = self._read(self.site.start)
        return page if page.has_pager and (page.items or page.sublists) else None

    @property
    def _has_rules(self) -> bool:
        rules = self.site.platform.listing
        return rules is not None and bool(rules.item)

    def _rules(self) -> ListingRules:
        rules = self.site.platform.listing
        if rules is not None and self._has_rules:
            return rules
        raise SourceError(
            f"{self.site.source.name}: no rules for listing pages are known for "
            f"{self.site.platform.title}{OTHER_ROUTES}"
        )

    def _first(self, rules: ListingRules) -> ListingPage:
        """The first listing page: the source's URL or one of the platform's usual places, best the one with a pager.

        Raises:
            SourceError: none of them has items.
            FetchError: none of them has items, and the source's URL could not be fetched.
        """
        url = self.site.source.url
        below = (place for path in rules.start if path and (place := _below(url, path)))
        places = dict.fromkeys([_first_page(url, rules.page_parameter), *below])
        tried: list[str] = []
        failure: SourceError | FetchError | None = None
        fallback: ListingPage | None = None
        for place in places:
            try:
                page = self._read(self.site.start if place == url else self._existing(place))
            except (SourceError, FetchError) as error:
                failure = error if not tried else failure
                tried.append(str(error))
                continue
            except AllowanceSpent:
                if fallback is None:
                    raise
                break
            tried.append(place)
            if page.items or page.sublists:
                if page.has_pager:
                    return page
                fallback = fallback or page
        if fallback is None:
            raise failure or SourceError(self._empty(rules, tried))
        return fallback

    def _existing(self, url: str) -> Response:
        response = self.site.ask(url)
        if response.status != 200:
            raise SourceError(f"{url} (answers {response.status})")
        return response

    def _empty(self, rules: ListingRules, tried: list[str]) -> str:
        return (
            f"{self.site.source.name}: the listing has no items: nothing matches {rules.item!r} "
            f"on {', '.join(tried)}; check url and platform{ADVICE}"
        )

    def _list(self, first: ListingPage, rules: ListingRules) -> Iterator[Item]:
        """The items of one listing that were not seen before."""
        for page in Paging(first, rules, self._ask, self._failed):
            if self.where == first.url and page.total is not None:
                self.total = page.total
            self.foreign.update(dict.fromkeys(page.foreign))
            for url, shown in zip(page.items, page.shown, strict=True):
                key = same_page_key(url)
                if key not in self.seen and key not in self.parts:
                    self.seen.add(key)
                    yield Item(url, entry=_entry(url, shown))

    def _ask(self, url: str) -> ListingPage | None:
        """The listing page at ``url``, or None where there is none."""
        self.pages += 1
        if self.pages > self.max_pages:
            raise EndlessListing(
                f"{self.site.source.name}: the listing does not end: {self.max_pages:,} pages and "
                f"{len(self.seen):,} items, and {url} would be the next"
            )
        response = self.site.ask(url)
        if response.status == 404 and (once := undoubled(url)):
            response = self.site.ask(once)
        return self._read(response) if response.status == 200 else None

    def _read(self, response: Response) -> ListingPage:
        start = self.site.seen_start and response is self.site.start
        tree = self.site.tree if start else self.site.parse(response)
        return read_listing(tree, response.url, self._rules(), self.site.own)

    def _sublist(self, url: str) -> ListingPage | None:
        """The first page of a further listing; one that is missing or fails costs completeness, not the walk."""
        try:
            page = self._ask(url)
        except FetchError as error:
            self._failed(error)
            return None
        if page is None:
            self._failed(
                HttpStatus(f"{url}: linked as a part of the listing, but missing", url=url, status=404)
            )
        return page

    def _failed(self, error: FetchError) -> None:
        self.broken = True
        self.site.note(
            "listing-broken",
            f"a page of the listing failed, its items are missing from this run: {error}",
            subject=error.url,
            severity="error",
        )

    def _close(self) -> None:
        """Judge the finished walk against what the site itself said."""
        if self.foreign:
            self.site.note(
                "foreign-links",
                f"{len(self.foreign):,} items on other hosts were left out, such as {next(iter(self.foreign))}",
                subject=self.where,
            )
        short = self.total is not None and len(self.seen) < self.total
        if short:
            self.site.note(
                "listing-short",
                f"the listing states {self.total:,} items, but {len(self.seen):,} were found",
                subject=self.where,
            )
        self.complete = not (self.broken or short)


def _entry(url: str, shown: str) -> Page | None:
    """What a listing shows of the item at ``url``, as a page of its own kind."""
    return Page(url=url, body=shown.encode(), content_type=LISTED, charset="utf-8") if shown else None


def _first_page(url: str, page_parameter: str) -> str:
    """``url`` without the number of a later page.

    >>> _first_page("https://repo.example/en/publications/?page=3&type=thesis", "page")
    'https://repo.example/en/publications/?type=thesis'
    """
    return with_parameter(url, page_parameter, "") if page_parameter else url


def _below(url: str, path: str) -> str:
    """``path`` below the folder of ``url``, or "" where ``url`` is below the first folder of ``path`` already.

    >>> _below("https://repo.example/en?page=3", "publications/")
    'https://repo.example/en/publications/'
    >>> _below("https://repo.example/index.html", "view/year/")
    'https://repo.example/view/year/'
    >>> _below("https://repo.example/portal/en/search.html", "portal/en/publications/")
    ''
    """
    parts = urlsplit(url)
    folder, _, last = parts.path.rpartition("/")
    if not _FILE_NAME.fullmatch(last):
        folder = f"{folder}/{last}".rstrip("/")
    if path.partition("/")[0] in folder.split("/"):
        return ""
    return urljoin(urlunsplit(parts._replace(path=f"{folder}/", query="", fragment="")), path)
