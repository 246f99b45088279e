"""Zenodo from 2017 to 2023 (Invenio 3): head tags, JSON-LD, and a box of labels with the DOI of all versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.invenio_rdm import all_versions, native_id
from harvester.model import Identifier
from harvester.model.identifier import doi
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

OWN_DOIS = "10.5281/zenodo."
# "Published in: Journal of Gulls, 12(3), 45-67." and then a year or not
_JOURNAL = re.compile(
    r"(?P<journal>[^,]+), (?P<volume>\d+)(?:\((?P<issue>[\w/-]+)\))?(?:, (?P<pages>[\w-]+))?"
)


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the boxes beside the record say; what Zenodo gave a DOI of its own, Zenodo published."""
    found: list[Candidate] = []
    for label in tree.css(".record-detail span.label-default")[:1]:
        found += read_field("type", "body", label.text())
    for node in tree.css(".record-description")[:1]:
        found += read_field("abstract", "body", node.text(separator=" "))
    for term in tree.css(".metadata dl dt"):
        value = term.next
        while value is not None and value.tag not in ("dd", "dt"):
            value = value.next
        if value is not None and value.tag == "dd":
            found += _row(fold(term.text()), value)
    found += all_versions(tree)
    if own := tree.css_first(f"meta[name=citation_doi][content^='{OWN_DOIS}']"):
        found.append(Candidate("publisher", "body", "Zenodo", own.attributes.get("content") or ""))
    return found


def _row(label: str, value: LexborNode) -> Iterator[Candidate]:
    text = clean(value.text(separator=" "))
    if label == "published in" and (match := _JOURNAL.match(text[:500])):
        for field, group in (
            ("container_title", "journal"),
            ("volume", "volume"),
            ("issue", "issue"),
            ("page", "pages"),
        ):
            yield from read_field(field, "body", match[group] or "")
    elif label.startswith("license"):
        link = value.css_first("a[rel=license]")
        yield from read_field("license", "body", (link.attributes.get("href") if link else "") or "")
    elif label == "related identifiers":
        # "Supplement to", a line break, and links
        relation = "IsSupplementTo" if fold(text).startswith("supplement to") else "IsRelatedTo"
        others = [other for link in value.css("a") if (other := doi(link.attributes.get("href")))]
        if others:
            related = tuple(Identifier("doi", other, relation) for other in dict.fromkeys(others))
            yield Candidate("identifier", "body", related, text)


PLATFORM = Platform(
    name="zenodo-legacy",
    title="Zenodo before its move to InvenioRDM",
    selectors=("invenio-search", ".record-detail .well.metadata", "link[href*='/static/gen/zenodo.']"),
    url=r"//(?:www\.)?zenodo\.org/record/\d+",
    native_id=native_id,
    read_body=read_body,
    # Where only the year is known, it shows the first of January.
    distrust=frozenset({("issued", "properties")}),
    listing=ListingRules(
        item="h4 > a[href*='/record/']", page_parameter="page", first_page=1, start=("search", "")
    ),
    discovery=("sitemap", "listing"),
    oai=("/oai2d",),
    routes={
        "json": "api/records/{id}",
        "csl": "record/{id}/export/csl",
        "datacite": "record/{id}/export/dcite4",
    },
)
