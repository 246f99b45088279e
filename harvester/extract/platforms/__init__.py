"""Platforms: what we know about each repository software, one file each, named in `harvester.config.PLATFORMS`."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from harvester import config
from harvester.errors import UsageError
from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

__all__ = ["GENERIC", "PLATFORMS", "ListingRules", "Platform", "platform_named", "recognise"]


def _read(name: str) -> Platform:
    """The platform that the file of that name describes ("pure-old": pure_old.py)."""
    platform: Platform = import_module(f"{__name__}.{name.replace('-', '_')}").PLATFORM
    return platform


#: The first that recognises a page wins; the last, the generic one, recognises every page.
PLATFORMS: tuple[Platform, ...] = tuple(_read(name) for name in config.PLATFORMS)
GENERIC = PLATFORMS[-1]


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
        if platform.selectors and tree.css_first(", ".join(platform.selectors)):
            return platform
        if platform.url and re.search(platform.url, page.url):
            return platform
    return GENERIC
