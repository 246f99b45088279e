"""Platforms: what we know about each repository software, one file each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.errors import UsageError
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.dspace import DSPACE
from harvester.extract.platforms.eprints import EPRINTS
from harvester.extract.platforms.generic import GENERIC
from harvester.extract.platforms.ojs import OJS
from harvester.extract.platforms.pure import PURE, PURE_OLD

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

__all__ = ["PLATFORMS", "ListingRules", "Platform", "platform_named", "recognise"]

#: The first that recognises a page wins; the last recognises every page.
PLATFORMS: tuple[Platform, ...] = (PURE_OLD, PURE, EPRINTS, DSPACE, OJS, GENERIC)


def platform_named(name: str) -> Platform:
    """The platform of that name.

    Raises:
        UsageError: there is none.
    """
    for platform in PLATFORMS:
        if platform.name == name:
            return platform
    known = ", ".join(platform.name for platform in PLATFORMS)
    raise UsageError(f"platform '{name}' is unknown; known are auto, {known}")


def recognise(page: Page, tree: LexborHTMLParser, name: str = "auto") -> Platform:
    """The platform of ``page``: the one called ``name``, or the first that knows it by generator, markup or URL.

    Raises:
        UsageError: there is no platform of that name.
    """
    if name != "auto":
        return platform_named(name)
    tag = tree.css_first('meta[name="generator" i]')
    generator = (tag.attributes.get("content") or "").lower() if tag else ""
    for platform in PLATFORMS[:-1]:
        if any(word in generator for word in platform.generator):
            return platform
        if any(tree.css_first(selector) for selector in platform.selectors):
            return platform
        if platform.url and re.search(platform.url, page.url):
            return platform
    return PLATFORMS[-1]
