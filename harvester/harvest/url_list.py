"""A list of URLs that somebody wrote: one a line, in a file or on the web."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harvester.errors import SourceError
from harvester.harvest.item import Item, Walk
from harvester.harvest.links import same_page_key
from harvester.harvest.xml_entries import looks_like_html
from harvester.model.url import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = "text/plain,*/*;q=0.5"
MAX_REPORTED = 20
"""Bad lines that are reported one by one; the rest is counted."""


class Line(NamedTuple):
    """One line that is neither blank nor comment.

    Attributes:
        number: counted from 1.
        text: as written, without comment.
        url: canonical, or None where it is no web address.
    """

    number: int
    text: str
    url: str | None


class UrlList(Walk):
    """Every URL of the list, in its order; other hosts are welcome, since a person chose them."""

    name = "urls"

    def items(self) -> Iterator[Item]:
        """Every URL once; bad lines are reported.

        Raises:
            SourceError: the list cannot be read or holds no URL.
            FetchError: the list is on the web and cannot be fetched.
        """
        self.where = self.site.source.url
        seen: set[str] = set()
        bad: list[Line] = []
        for line in read_lines(self._text()):
            if line.url is None:
                bad.append(line)
            elif same_page_key(line.url) not in seen:
                seen.add(same_page_key(line.url))
                yield Item(line.url)
        self._report(bad)
        if not seen:
            raise SourceError(f"{self.site.source.name}: {self.where} holds no URL; write one a line")
        self.total = len(seen)
        self.complete = not bad

    def _text(self) -> str:
        name, where = self.site.source.name, self.where
        if "://" not in where:
            try:
                return Path(where).read_text(encoding="utf-8-sig", errors="replace")
            except OSError as error:
                raise SourceError(f"{name}: the list of URLs cannot be read: {error}") from error
        response = self.site.ask(where, accept=_TEXT)
        if response.status != 200:
            raise SourceError(f"{name}: the list of URLs {where} answers {response.status}")
        if looks_like_html(response.body):
            raise SourceError(
                f"{name}: {where} is a web page, not a list of URLs; set discovery to auto or listing"
            )
        return response.body.decode("utf-8-sig", errors="replace")

    def _report(self, bad: list[Line]) -> None:
        for line in bad[:MAX_REPORTED]:
            self.site.note("bad-url", f"{self.where}:{line.number}: is no web address: {line.text[:200]!r}")
        if len(bad) > MAX_REPORTED:
            self.site.note(
                "bad-url", f"{self.where}: {len(bad) - MAX_REPORTED:,} more lines are no web addresses"
            )


def read_lines(text: str) -> Iterator[Line]:
    r"""The lines of a list of URLs; ``#`` at the start of a line or after a blank begins a comment.

    >>> [line.url for line in read_lines("# ours\nhttps://repo.example/1#top # the first\n\nrepo.example/2")]
    ['https://repo.example/1', None]
    """
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        alone = len(words) == 1 or words[1].startswith("#")
        yield Line(number, line.strip(), canonical(words[0]) if alone else None)
