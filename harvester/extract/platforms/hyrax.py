"""Samvera's Hyrax and Sufia, and the Blacklight pages like theirs: ``itemprop`` spans, or ``dt``/``dd`` with roles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

_ID = re.compile(r"/(?:concern/(?:parent/[^/]+/)?\w+|files|catalog|works)/([\w:-]+)/?(?:[?#]|$)")
_WORK = "[itemscope][itemtype*='schema.org/']"
#: schema.org's property -> the label that `read_rows` knows.
_PROPERTIES = {
    "name": "title",
    "creator": "creator",
    "contributor": "contributor",
    "publisher": "publisher",
    "datePublished": "date",
    "dateCreated": "date",
    "inLanguage": "language",
    "keywords": "keyword",
    "about": "keyword",
    "description": "abstract",
}
#: Class of an attribute, "attribute-advisor" -> the label that `read_rows` knows, for what schema.org has no word for.
_ATTRIBUTES = {
    "advisor": "advisor",
    "committee_member": "committee member",
    "resource_type": "resource type",
    "degree": "degree name",
    "identifier": "identifier",
    "doi": "doi",
    "date_issued": "date issued",
}
# ISBD, as MODS records are shown: "Boston (Mass.) : Northeastern University, February 26, 2014"
_IMPRINT = re.compile(
    r"(?P<place>[^:]{2,80}) : (?P<publisher>.{2,200}?)(?:, (?P<date>[^:]*\b(?:1[5-9]|20)\d\d))?\.?"
)


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The id of the work from its URL: ``/concern/theses/9w0323`` or ``/files/ex:336253``."""
    match = _ID.search(page.url)
    return match[1] if match else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the attributes of the work say; the labelled rows of pages that mark none are read on any site."""
    found = list(read_rows(_attributes(tree), "body"))
    if heading := tree.css_first("main h1, article h1, [itemscope] h1, [itemscope] header h2"):
        # A badge stands in the heading, behind the title: "Open Access".
        found += read_field("title", "body", clean(heading.text(deep=False)) or heading.text())
    said = [one.raw for one in found if one.field == "publisher"]
    return [one for one in found if one.field != "publisher"] + list(_imprints(said))


def _attributes(tree: LexborHTMLParser) -> Iterator[Row]:
    """One row a property, its values in page order."""
    for name, label in _PROPERTIES.items():
        nodes = [node for node in tree.css(f"{_WORK} [itemprop={name}]") if not _is_nested(node)]
        if values := [text for node in nodes if (text := _stated(node))]:
            yield Row(label, values)
    for name, label in _ATTRIBUTES.items():
        values = [
            clean(node.text(separator=" "))
            for node in tree.css(f"li.attribute-{name}, span.attribute.{name}")
        ]
        if values:
            yield Row(label, values)


def _stated(node: LexborNode) -> str:
    return clean(node.attributes.get("content") or node.text(separator=" "))


def _is_nested(node: LexborNode) -> bool:
    """Whether it tells the name of a person or publisher inside the work."""
    above = node.parent
    return above is not None and "itemprop" in above.attributes


def _imprints(said: list[str]) -> Iterator[Candidate]:
    """The publishers; an imprint also holds the place and, where nothing else does, the date."""
    for text in said:
        imprint = _IMPRINT.fullmatch(clean(text)[:400])
        yield from read_field("publisher", "body", imprint["publisher"] if imprint else text)
        if imprint:
            yield from read_field("publisher_place", "body", imprint["place"])
            yield from read_field("issued", "body", imprint["date"] or "")


PLATFORM = Platform(
    name="hyrax",
    title="Hyrax, Sufia and other Samvera repositories",
    selectors=(
        "dl.work-show",
        "table.work-show",
        "ul.tabular li.attribute",
        "[itemtype='http://schema.org/CreativeWork'] dt",
        "body[class*='blacklight-']",
        "#documents > [id^=document_], li[id^=document_].document",
    ),
    url=r"/concern/(?:parent/[^/]+/)?\w+/[\w-]+",
    native_id=native_id,
    read_body=read_body,
    trust={"properties": 0.7, "body": 0.7},
    listing=ListingRules(
        item="[id^=document_].document a[href*='/concern/'], [id^=document_].document .document-title-heading a, "
        "#documents .index_title a, [data-drsitem] header a",
        next="a[rel=next]",
        start=("catalog", ""),
        # "1 - 10 of 345"
        total=".page_entries, .page-entries",
    ),
    discovery=("sitemap", "listing"),
    oai=("/catalog/oai",),
    routes={"json": "catalog/{id}/raw.json"},
)
