"""Any other site: its head tags, labelled rows, and what a reader sees around the title."""

from __future__ import annotations

from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.visible.front import read_front

PLATFORM = Platform(
    name="generic",
    title="any site",
    read_body=read_front,
    trust={"properties": 0.5, "body": 0.4},
    listing=ListingRules(item="", next="a[rel=next], link[rel=next]"),
    discovery=("sitemap", "rss", "listing"),
)
