"""What every route to a source's items gives: `Item`, `Walk`, and `Discovery`, the walk that was chosen."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.harvest.site import Site
    from harvester.model import Issue, Page
    from harvester.store import OaiList


ADVICE = "; choose another discovery"
"""The end of a message that is no help where another discovery is being chosen anyway."""


class Item(NamedTuple):
    """A page (or OAI record) that a source says it has.

    Attributes:
        url: canonical, absolute, without fragment and session id; of an OAI record its identifier.
        lastmod: when the source says that it changed (ISO 8601, as precise as stated), or "".
        page: where its page is, if that is not ``url``.
        entry: what the list itself says of it, or None.
        enough: whether ``entry`` is all that is read; its page is not asked for.
        gone: whether the list says that it was deleted.
        mark: how to go on with the list behind this item, to be stored with it, or None.
    """

    url: str
    lastmod: str = ""
    page: str = ""
    entry: Page | None = None
    enough: bool = False
    gone: bool = False
    mark: OaiList | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier runs know of a source, and what this run wants of it.

    Attributes:
        oai: how far it has been listed over OAI-PMH, or None.
        by_pages: whether its items are known by their pages, so that another route would make all of them anew.
        round: the round of this run.
        full: whether everything is asked for, due or not.
        now: the clock, in UTC.
    """

    oai: OaiList | None = None
    by_pages: bool = False
    round: int = 1
    full: bool = False
    now: dt.datetime = dt.datetime(1, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class Discovery:
    """The items of one source, found one after the other while `items` is read.

    Attributes:
        route: "listing", "sitemap", "rss", "urls" or "oai".
        why: one sentence for people: why this route, and what was passed over.
        items: every item once, in the source's order; reading it asks the site for page after page.
        issues: what went wrong on the way; grows while `items` is read.
        complete: whether everything that the source has was listed. It is False until `items` is exhausted and
            stays False for an RSS feed, a listing shorter than it says, or one that broke off. Even a complete
            sitemap may be stale: absence from it is a reason to ask for the page, no proof that it is gone.
        changes_only: whether only what changed since the last run was asked for; then nothing listed is nothing new.
        since: the round in which this list began, where that was an earlier one, else 0.
        finished: where the next list begins if this one is found good, or None.
    """

    route: str
    why: str
    items: Iterator[Item]
    issues: list[Issue]
    complete: bool = False
    changes_only: bool = False
    since: int = 0
    finished: OaiList | None = None


class Walk(ABC):
    """One way through a site to its items.

    Attributes:
        name: the word for it in config.toml.
        whole: whether this way can list everything.
        where: the URL or file that it read first, for people.
        how: what people should know beside the name, once it has begun; "" where that says all.
        total: how many items the site itself states, or None.
        complete: whether the walk came to its end and missed nothing; False before.
        changes_only, finished: as in `Discovery`.
    """

    name: ClassVar[str]
    whole: ClassVar[bool] = True

    def __init__(self, site: Site) -> None:
        self.site = site
        self.where = ""
        self.how = ""
        self.total: int | None = None
        self.complete = False
        self.changes_only = False
        self.finished: OaiList | None = None

    @abstractmethod
    def items(self) -> Iterator[Item]:
        """Every item once.

        Raises:
            SourceError: there is no such route here, or it lists nothing.
            FetchError: its first page cannot be fetched.
        """
