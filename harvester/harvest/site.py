"""One source while it is looked at: its start page and platform (asked for once), its own host, its issues."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from harvester.errors import (
    BadBody,
    Blocked,
    HarvesterError,
    HttpStatus,
    RobotsDisallow,
    SourceError,
    UsageError,
)
from harvester.extract.document import open_document
from harvester.extract.platforms import platform_named, recognise
from harvester.fetch import HTML
from harvester.harvest.item import Memory
from harvester.harvest.links import host_of
from harvester.model import Issue
from harvester.model.url import canonical

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.config import Source
    from harvester.extract.platforms.base import Platform
    from harvester.fetch import Response, Web
    from harvester.model import Severity

_REFUSALS = frozenset({401, 403, 451})


class AllowanceSpent(HarvesterError):
    """A look at a site has used up the requests that it was given; no fault of the site."""


class Site:
    """A source, the web, and what was learnt of the source so far.

    Invariant: no URL of the start page is asked for twice, and every answer passes through `ask`.

    Attributes:
        memory: what earlier runs know of the source.
        allowance: requests that `ask` may still send, or None for no limit.
        issues: what went wrong, in order.
    """

    def __init__(
        self, source: Source, web: Web, *, memory: Memory | None = None, allowance: int | None = None
    ) -> None:
        self.source = source
        self.web = web
        self.memory = memory or Memory()
        self.allowance = allowance
        self.issues: list[Issue] = []
        self._hosts = {host_of(source.url)}

    def ask(
        self, url: str, *, accept: str = HTML, max_bytes: int | None = None, robots: bool = True
    ) -> Response:
        """The answer at ``url``: 200, 404 or 410.

        Raises:
            Blocked: robots.txt or the server refuses us.
            FetchError: any other failure.
            AllowanceSpent: no request is left.
        """
        if self.allowance is not None:
            if self.allowance <= 0:
                raise AllowanceSpent(f"{url}: not asked for, the look at the site ends here")
            self.allowance -= 1
        try:
            return self.web.get(url, accept=accept, robots=robots, max_bytes=max_bytes)
        except RobotsDisallow as error:
            raise Blocked(f"{self.source.name}: robots.txt forbids {url} to us") from error
        except HttpStatus as error:
            if error.status not in _REFUSALS:
                raise
            raise Blocked(f"{self.source.name}: {url} answers {error.status}: the site refuses us") from error

    @cached_property
    def start(self) -> Response:
        """The page at the source's URL.

        Raises:
            SourceError: there is none.
        """
        response = self.ask(self.source.url)
        if response.status != 200:
            raise SourceError(
                f"{self.source.name}: {self.source.url} answers {response.status}: there is no page; check the URL"
            )
        self._hosts.add(host_of(response.url))
        return response

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The start page as a tree."""
        return self.parse(self.start)

    def parse(self, response: Response) -> LexborHTMLParser:
        """The tree of a whole page.

        Raises:
            BadBody: it is too large or too deeply nested to be read as a whole; half a listing would look complete.
        """
        document = open_document(response.page())
        if document is None or document.issues:
            why = document.issues[0].message if document else f"{response.url}: nests too deeply to be read"
            raise BadBody(f"{why}; report it to the site", url=response.url)
        return document.tree

    @cached_property
    def platform(self) -> Platform:
        """The source's repository software as the configuration names it or the start page shows it.

        Raises:
            SourceError: the configuration names one that does not exist.
        """
        name = self.source.platform
        try:
            return platform_named(name) if name != "auto" else recognise(self.start.page(), self.tree)
        except UsageError as error:
            raise SourceError(f"{self.source.name}: {error}") from error

    @property
    def seen_start(self) -> bool:
        """Whether the start page was asked for already."""
        return "start" in self.__dict__

    def own(self, href: str, base: str) -> str | None:
        """The canonical URL of a link on the page ``base`` where it stays on this site, else None."""
        url = canonical(href, base)
        return url if url is not None and host_of(url) in self._hosts else None

    def note(self, kind: str, message: str, *, subject: str = "", severity: Severity = "warning") -> None:
        """Keep one problem; the walk goes on."""
        self.issues.append(
            Issue(kind=kind, message=message, source=self.source.name, subject=subject, severity=severity)
        )
