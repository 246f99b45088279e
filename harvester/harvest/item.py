"""What every route to a source's items gives: `Item`, `Walk`, and `Discovery`, the walk that was chosen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.harvest.site import Site
    from harvester.model import Issue


ADVICE = "; choose another discovery"
"""The end of a message that is no help where another discovery is being chosen anyway."""


class Item(NamedTuple):
    """A page that a source says it has.

    Attributes:
        url: canonical, absolute, without fragment and session id.
        lastmod: when the source says that it changed (ISO 8601, as precise as stated), or "".
    """

    url: str
    lastmod: str = ""


@dataclass(slots=True)
class Discovery:
    """The items of one source, found one after the other while `items` is read.

    Attributes:
        route: "listing", "sitemap", "rss" or "urls".
        why: one sentence for people: why this route, and what was passed over.
        items: every item once, in the source's order; reading it asks the site for page after page.
        issues: what went wrong on the way; grows while `items` is read.
        complete: whether everything that the source has was listed. It is False until `items` is exhausted and
            stays False for an RSS feed, a listing shorter than it says, or one that broke off. Even a complete
            sitemap may be stale: absence from it is a reason to ask for the page, no proof that it is gone.
    """

    route: str
    why: str
    items: Iterator[Item]
    issues: list[Issue]
    complete: bool = False


class Walk(ABC):
    """One way through a site to its items.

    Attributes:
        name: the word for it in config.toml.
        whole: whether this way can list everything.
        where: the URL or file that it read first, for people.
        total: how many items the site itself states, or None.
        complete: whether the walk came to its end and missed nothing; False before.
    """

    name: ClassVar[str]
    whole: ClassVar[bool] = True

    def __init__(self, site: Site) -> None:
        self.site = site
        self.where = ""
        self.total: int | None = None
        self.complete = False

    @abstractmethod
    def items(self) -> Iterator[Item]:
        """Every item once.

        Raises:
            SourceError: there is no such route here, or it lists nothing.
            FetchError: its first page cannot be fetched.
        """
