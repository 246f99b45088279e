"""Janeway: journals and preprint repositories; its head tags are whole, so only lists and ids need rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.visible.front import read_front

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"/(?:article|repository/view)/(?:(?:id|pubid|doi)/)?(?P<id>[^/?#]+)")


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The id of the article, from ``/article/id/123/`` or ``/repository/view/123/``."""
    match = _ID.search(page.url)
    return match["id"] if match else None


PLATFORM = Platform(
    name="janeway",
    title="Janeway",
    generator=("janeway",),
    selectors=("a[href*='janeway.systems']", "a[href*='BirkbeckCTP/janeway' i]"),
    url=r"/article/(?:id|pubid)/[^/?#]+",
    native_id=native_id,
    read_body=read_front,
    trust={"body": 0.4},
    listing=ListingRules(
        item=".box a[href*='/article/'], .article-list a[href*='/article/'], a.article-title[href*='/article/'], "
        ".card a[href*='/article/'], h3 a[href*='/article/id/'], h2 a[href*='/article/id/']",
        page_parameter="page",
        first_page=1,
        start=("articles/", "issues/", ""),
        sublists="a[href*='/issue/'][href*='/info']",
    ),
    discovery=("listing", "sitemap", "rss"),
    oai=("api/oai/",),
)
