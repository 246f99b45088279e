"""Figshare, its own site and the portals of institutions: head tags; one DOI a version, ``.v2`` at its end."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model import Identifier, Name
from harvester.model.identifier import doi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

# /articles/dataset/Wing_lengths/3423371/2: type, slug, number, version
_NUMBER = re.compile(r"/articles/(?:[\w-]+/)?[^/?#]+/(\d{5,})(?:/(\d+))?/?(?:[?#]|$)")
_VERSION = re.compile(r"(.+\.\d{5,})\.v\d+")
_TYPE = re.compile(r"/articles/([a-z_]+)/[^/]+/\d")
_TYPES = {
    "journal_contribution": "article-journal",
    "conference_contribution": "paper-conference",
    "media": "document",
}


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The item's number, with the version where the URL names one; slugs change with the title."""
    match = _NUMBER.search(page.url)
    if not match:
        return None
    return f"{match[1]}.v{match[2]}" if match[2] else match[1]


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """The abstract's own tag, the type in the URL, the DOI of all versions."""
    found: list[Candidate] = []
    if abstract := tree.css_first("meta[name=abstract]"):
        found += read_field("abstract", "body", abstract.attributes.get("content") or "")
    if kind := _TYPE.search(page.url):
        found += read_field("type", "body", _TYPES.get(kind[1], kind[1].replace("_", " ")))
    for tag in tree.css("meta[name='DC.identifier' i], meta[name='citation_doi']"):
        own = doi(tag.attributes.get("content"))
        if own and (match := _VERSION.fullmatch(own)):
            concept = Identifier("doi", match[1], "IsVersionOf")
            found.append(Candidate("identifier", "body", (concept,), own))
            break
    return found


def amend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The authors in their right order, where somebody typed all of them in lower case.

    Such names were typed as "given family" and cut in two at the blank, so "ann, lee" means Lee, Ann.
    """
    return [
        _turned(one) if one.field == "author" and one.carrier == "citation_*" else one for one in candidates
    ]


def _turned(candidate: Candidate) -> Candidate:
    parts = [raw.strip().split(", ") for raw in candidate.raw.split(";")]
    if not candidate.raw.islower() or any(len(part) != 2 for part in parts):
        return candidate
    people = tuple(Name(family=family, given=given) for given, family in parts)
    return replace(candidate, value=people)


PLATFORM = Platform(
    name="figshare",
    title="Figshare",
    selectors=("html.fg-item-page", "meta[property='og:site_name'][content='figshare' i]"),
    url=r"//(?:[\w-]+\.)*figshare\.com/",
    native_id=native_id,
    read_body=read_body,
    amend=amend,
    trust={"body": 0.9},
    listing=ListingRules(item="a[href*='/articles/']", page_parameter="page", first_page=1),
    discovery=("sitemap", "listing"),
    # OAI-PMH answers at api.figshare.com for all portals at once, so it is no route to the items of one.
    routes={"json": "https://api.figshare.com/v2/articles/{id}"},
)
