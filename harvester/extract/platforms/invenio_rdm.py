"""InvenioRDM (Zenodo since 2023): the whole record as JSON in ``data-record``, beside the head tags and JSON-LD."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.invenio_record import read_record
from harvester.model import Identifier, Issue, parse_name
from harvester.model.identifier import doi
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"/records?/([a-z0-9]{5}-[a-z0-9]{5}|\d+)(?:[/?#]|$)")


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The record's id from its URL; every version has its own."""
    match = _ID.search(page.url)
    return match[1] if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate | Issue]:
    """The record in ``data-record``, what the page itself shows of it, and the DOI of all its versions."""
    found: list[Candidate | Issue] = []
    if node := tree.css_first("[data-record]"):
        try:
            record: Any = json.loads(node.attributes.get("data-record") or "")
            found += read_record(record) if isinstance(record, dict) else []
        except (ValueError, RecursionError) as error:
            message = (
                f"{page.url}: its data-record cannot be read as JSON ({error}); the rest of the page was read"
            )
            found.append(Issue(kind="broken-json", message=message, subject=page.url, severity="info"))
    for field, selector in (("title", "h1#record-title"), ("abstract", "section#description div")):
        if shown := tree.css_first(selector):
            found += read_field(field, "body", shown.text(separator=" "))
    creators = [
        clean(one.text()) for one in tree.css("#creatibutors ul.creatibutors:first-of-type .creatibutor-name")
    ]
    people = [name for text in creators if (name := parse_name(text))]
    found += names("author", "body", people, creators)
    found += all_versions(tree)
    return found


def all_versions(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The DOI of the work, where the page says "You can cite all versions by using the DOI ..."."""
    for link in tree.css("a[href*='doi.org/']"):
        before = link.prev.text() if link.prev else ""
        concept = doi(link.attributes.get("href"))
        if concept and "all versions" in before:
            yield Candidate("identifier", "body", (Identifier("doi", concept, "IsVersionOf"),), concept)
            return


PLATFORM = Platform(
    name="invenio-rdm",
    title="InvenioRDM (Zenodo and others)",
    selectors=(
        "[data-record] #record-title",
        "h1#record-title",
        "#recordVersions",
        "#recordCitation[data-record]",
    ),
    url=r"//(?:www\.|sandbox\.)?zenodo\.org/records/\d+",
    native_id=native_id,
    read_body=read_body,
    # Search and community pages are drawn by a script and hold no links to items.
    listing=ListingRules(
        item="h2 > a[href*='/records/']", page_parameter="page", first_page=1, start=("search", "")
    ),
    discovery=("sitemap", "listing"),
    oai=("/oai2d",),
    routes={
        "json": "api/records/{id}",
        "csl": "records/{id}/export/csl",
        "datacite": "records/{id}/export/datacite-json",
    },
)
