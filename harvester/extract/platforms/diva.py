"""DiVA, the portals of Nordic universities: head tags, and one pid for a record however it was reached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

# /smash/record.jsf?pid=diva2%3A123456&dswid=-42; /smash/get/diva2:123456/FULLTEXT01.pdf
_PID = re.compile(r"\b(diva2(?::|%3A)\d+)", re.IGNORECASE)


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The record's pid, "diva2:123456"; portals share it."""
    match = _PID.search(page.url)
    return unquote(match[1]).lower() if match else None


PLATFORM = Platform(
    name="diva",
    title="DiVA",
    url=r"//(?:[\w-]+\.)*diva-portal\.(?:org|se)/|/smash/record\.jsf\?",
    native_id=native_id,
    # Result lists live in a session and are drawn by a script.
    listing=ListingRules(item="a[href*='record.jsf?'][href*='pid=diva2']"),
    discovery=("sitemap", "listing"),
    oai=("/dice/oai",),
    routes={
        "bibtex": "smash/references?referenceFormat=BibTex&pids=[{id}]",
        "ris": "smash/references?referenceFormat=Ris&pids=[{id}]",
    },
)
