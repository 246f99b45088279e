"""What a site's robots.txt says to us."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

AGENT = "harvester"
"""Our name in robots.txt."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host.

    Attributes:
        refusal: why everything is forbidden although no rule says so; "" where the rules decide.
    """

    parsed: Protego
    refusal: str = ""

    def allows(self, url: str) -> bool:
        """Whether ``url`` may be asked for."""
        return not self.refusal and bool(self.parsed.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the site wishes; 0 where it says nothing."""
        return float(self.parsed.crawl_delay(AGENT) or 0)

    @property
    def sitemaps(self) -> list[str]:
        """The URLs of its ``Sitemap:`` lines, in order."""
        return list(self.parsed.sitemaps)


def parse_rules(body: bytes, *, refusal: str = "") -> Rules:
    r"""The rules in the body of a robots.txt; an HTML page holds none.

    >>> parse_rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /x").allows("https://a.org/x/1")
    False
    >>> parse_rules(b"<html>User-agent: *\nDisallow: /").allows("https://a.org/")
    True
    """
    text = body.decode("utf-8-sig", errors="replace")
    return Rules(Protego.parse("" if text.lstrip().startswith("<") else text), refusal)
