"""From one listing page to the next until the listing ends, and the signs that it never will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.errors import EndlessListing, FetchError, HttpStatus
from harvester.harvest.links import same_page_key, with_parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.extract.platforms.base import ListingRules
    from harvester.harvest.listing_page import ListingPage

MAX_STALE = 2
"""Pages in a row that may add no new item."""
MAX_FAILURES = 2
"""Numbered pages in a row that may fail before the listing is given up."""


class Paging:
    """The pages of one listing, its first included.

    Numbered pages (``page_parameter``) go on until one is missing, empty or a repetition: servers answer numbers
    beyond the end in all three ways. Linked pages (``next``) end where no link leads on; one that leads back, or
    on and on without a new item, is an `EndlessListing`. A page that was linked and is missing is no end but a
    failure.

    Invariant: ``seen`` and ``contents`` only grow, by what each page held when it was passed on.
    """

    def __init__(
        self,
        first: ListingPage,
        rules: ListingRules,
        fetch: Callable[[str], ListingPage | None],
        failed: Callable[[FetchError], None],
    ) -> None:
        """Start at ``first``; ``fetch`` gives None for a 404, ``failed`` is told of every page that is lost."""
        self.first = first
        self.rules = rules
        self.fetch = fetch
        self.failed = failed
        self.number = rules.first_page
        self.highest = rules.first_page
        self.total: int | None = None
        self.seen: set[str] = set()
        self.asked = {same_page_key(first.url)}
        self.contents: set[tuple[str, ...]] = set()
        self.before: tuple[str, ...] | None = None
        self.stale = 0

    def __iter__(self) -> Iterator[ListingPage]:
        """Page after page.

        Raises:
            EndlessListing: the listing repeats itself.
        """
        page: ListingPage | None = self.first
        while page is not None:
            yield page
            known = len(self.seen)
            self.seen.update(page.items)
            self.stale = 0 if len(self.seen) > known else self.stale + 1
            self.total = page.total if page.total is not None else self.total
            self.highest = max(self.highest, page.highest or 0)
            ends = self._numbers_end(page) if self.rules.page_parameter else self._links_end(page)
            self.contents.add(page.items)
            self.before = page.items
            page = None if ends else self._following(page)

    def _numbers_end(self, page: ListingPage) -> bool:
        """Whether the numbered page ``page`` shows that no other follows."""
        everything = self.total is not None and len(self.seen) >= self.total
        if not page.items or page.items == self.before or self.stale >= MAX_STALE:
            return True
        if page.items in self.contents:
            if everything:
                return True
            raise EndlessListing(
                f"{page.url}: the listing repeats an earlier page after {len(self.seen):,} items; "
                "its page numbers lead in a circle"
            )
        leads_on = bool(page.next) or (page.highest is not None and page.highest > self.number)
        return not leads_on and (everything or (self.total is None and page.highest is not None))

    def _links_end(self, page: ListingPage) -> bool:
        """Whether no link leads on from ``page``."""
        if not page.next or same_page_key(page.next) == same_page_key(page.url):
            return True
        if same_page_key(page.next) in self.asked:
            raise EndlessListing(f"{page.url}: its link to the next page leads back to {page.next}")
        if self.stale >= MAX_STALE:
            raise EndlessListing(
                f"{page.url}: the links to a next page go on, but the last {self.stale} pages added no new item"
            )
        return False

    def _following(self, page: ListingPage) -> ListingPage | None:
        """The page after ``page``, or None where it is missing or too much failed."""
        for _ in range(MAX_FAILURES if self.rules.page_parameter else 1):
            self.number += 1
            url = page.next
            if self.rules.page_parameter:
                url = with_parameter(self.first.url, self.rules.page_parameter, str(self.number))
            self.asked.add(same_page_key(url))
            try:
                following = self.fetch(url)
            except FetchError as error:
                self.failed(error)
                continue
            if following is not None or not self._linked(page, url):
                return following
            self.failed(
                HttpStatus(f"{url}: linked as a page of the listing, but missing", url=url, status=404)
            )
        return None

    def _linked(self, page: ListingPage, url: str) -> bool:
        """Whether ``page`` or a pager before it led to ``url``, rather than our counting alone."""
        if self.rules.page_parameter and self.number <= self.highest:
            return True
        return bool(page.next) and same_page_key(page.next) == same_page_key(url)
