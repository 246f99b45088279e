"""The newest items of a site from its RSS or Atom feed; never everything that it has."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import TYPE_CHECKING, ClassVar

from harvester.errors import FormatError, SourceError
from harvester.harvest.item import ADVICE, Item, Walk
from harvester.harvest.links import same_page_key, with_parameter
from harvester.harvest.xml_entries import Entry, read_entries, root_name
from harvester.model import Page
from harvester.model.page import FED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.fetch import Response
    from harvester.harvest.site import Site

_FEED = "application/rss+xml,application/atom+xml;q=0.9,application/xml;q=0.8,*/*;q=0.5"
_ROOTS = frozenset({"rss", "feed", "RDF"})
_LINKS = (
    "link[rel~='alternate'][type='application/rss+xml'][href], "
    "link[rel~='alternate'][type='application/atom+xml'][href], a[href*='format=rss']"
)
_USUAL = {"pure": ("format", "rss")}
"""Platform -> the query parameter that turns its listing into a feed, linked or not."""


class Feed(Walk):
    """The entries of one feed: the source's URL itself, or the feed that its start page names."""

    name = "rss"
    whole: ClassVar[bool] = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.foreign: dict[str, None] = {}

    def items(self) -> Iterator[Item]:
        """Every entry on our own host, newest first as feeds have it; `complete` stays False.

        Raises:
            SourceError: there is no feed, it is refused, or it has no entries.
            FetchError: it cannot be fetched.
        """
        response = self._feed()
        self.where = response.url
        seen: set[str] = set()
        try:
            for entry in read_entries(response.body, ("item", "entry"), whole=True):
                item = self._item(entry)
                if item is not None and same_page_key(item.url) not in seen:
                    seen.add(same_page_key(item.url))
                    yield item
        except FormatError as error:
            if not seen:
                raise SourceError(f"{self.site.source.name}: the feed {self.where} {error}") from error
            self.site.note("feed-broken", f"{self.where}: {error}", subject=self.where, severity="error")
        if self.foreign:
            self.site.note(
                "foreign-links",
                f"{len(self.foreign):,} entries on other hosts were left out, such as {next(iter(self.foreign))}",
                subject=self.where,
            )
        if not seen:
            raise SourceError(f"{self.site.source.name}: the feed {self.where} has no entries of this site")

    def _feed(self) -> Response:
        start = self.site.start
        if root_name(start.body) in _ROOTS:
            return start
        url = self._address()
        response = self.site.ask(url, accept=_FEED)
        if response.status != 200:
            raise SourceError(f"{self.site.source.name}: the feed {url} answers {response.status}")
        return response

    def _address(self) -> str:
        """Where the feed is: what the start page links to, else the usual place of platforms that have one."""
        for node in self.site.tree.css(_LINKS):
            href = node.attributes.get("href") or ""
            url = self.site.own(href, self.site.start.url)
            if url and "comment" not in url:
                return url
        usual = _USUAL.get(self.site.platform.name)
        if usual is not None:
            return with_parameter(self.site.source.url, *usual)
        raise SourceError(
            f"{self.site.source.name}: {self.site.source.url} names no RSS or Atom feed{ADVICE}"
        )

    def _item(self, entry: Entry) -> Item | None:
        fields = entry.fields
        link = fields.get("href") if entry.name == "entry" else fields.get("link") or fields.get("guid")
        url = self.site.own(link or "", self.where) if link else None
        if url is None:
            self.foreign[link or "an entry without a link"] = None
            return None
        said = next(
            (fields[name] for name in ("updated", "pubDate", "date", "published") if name in fields), ""
        )
        return Item(url, iso_date(said), entry=Page(url=url, body=entry.body, content_type=FED))


def iso_date(text: str) -> str:
    """A feed's date in ISO 8601, in UTC where it says its zone; "" where it is none.

    >>> iso_date("Thu, 21 Mar 2024 09:30:00 +0100"), iso_date("2024-03-21T09:30:00Z"), iso_date("soon")
    ('2024-03-21T08:30:00Z', '2024-03-21T09:30:00Z', '')
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(text)  # pubDate is written as in mail: RFC 822
        except ValueError:
            return ""
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"
