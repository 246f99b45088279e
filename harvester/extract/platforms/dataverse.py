"""Dataverse: JSON-LD and DC tags, a citation in words, and a metadata table whose rows have the fields' ids."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.labelled import rows
from harvester.extract.platforms.base import MAX_ROWS, ListingRules, Platform
from harvester.model import Identifier, Name, parse_name
from harvester.model.identifier import find_dois, orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"[?&]persistentId=([^&#]+)", re.IGNORECASE)
# The citation names, in this order: authors, year, title, DOI, installation and version.
_CITATION = re.compile(
    r"(?P<authors>.{2,2000}?),\s+(?P<year>(?:19|20)\d\d),\s+[\"\u201c](?P<title>.{1,1000}?)[\"\u201d],\s+"
    r"(?P<doi>(?:https?://|doi:|hdl:)\S+?),\s+(?P<publisher>[^,]{2,200}),\s+V\d+"
)
# An author is shown as "Lee, Ann (Example University) - ORCID: 0000-0002-1825-0097".
_AUTHOR = re.compile(
    r"(?P<name>[^()]+?)\s*(?:\((?P<place>.+?)\))?\s*(?:-\s*(?P<id>ORCID.*|https?://orcid\S+))?"
)
#: Id of a row, without "metadata_" -> field.
_ROWS = {
    "title": "title",
    "alternativeTitle": "title_alternative",
    "dsDescription": "abstract",
    "keyword": "keyword",
    "language": "language",
    "distributionDate": "issued",
}


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The persistent id, "doi:10.5072/FK2/AB" or "hdl:1902.1/1"; one for all versions."""
    if match := _ID.search(page.url):
        return unquote(match[1])
    tag = tree.css_first("meta[name='DC.identifier' i]")
    return (tag.attributes.get("content") or "").strip() or None if tag else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the citation and the metadata table say."""
    found: list[Candidate] = []
    for block in tree.css(".citation, .citation-select, #citation")[:2]:
        if match := _CITATION.match(clean(block.text(separator=" "))[:5_000]):
            people = [name for text in match["authors"].split(";") if (name := parse_name(text.strip()))]
            found += names("author", "body", people, match["authors"].split(";"))
            for field, group in (
                ("issued", "year"),
                ("title", "title"),
                ("doi", "doi"),
                ("publisher", "publisher"),
            ):
                found += read_field(field, "body", match[group])
            break
    for line in tree.css("tr[id^=metadata_]")[:MAX_ROWS]:
        cells = rows(f"<table>{line.html}</table>")
        row = (line.attributes.get("id") or "").removeprefix("metadata_")
        found += _row(row, cells[0].values) if cells else []
    return found


def _row(name: str, values: list[str]) -> Iterator[Candidate]:
    if name == "author":
        people = [person for value in values if (person := _author(value))]
        yield from names("author", "properties", people, map(str, people))
    elif name == "contributor":
        # The role stands in front: "Data Collector : Gray, Bo".
        pairs = [value.partition(" : ") for value in values]
        helpers = [
            replace(one, role=clean(role).lower()) for role, _, text in pairs for one in people_in([text])
        ]
        yield from names("contributor", "properties", helpers, map(str, helpers))
    elif name == "publication":
        # The article that the data belong to.
        related = tuple(Identifier("doi", one, "IsSupplementTo") for one in find_dois(" ".join(values)))
        if related:
            yield Candidate("identifier", "properties", related, "; ".join(values))
    elif field := _ROWS.get(name):
        yield from read_field(field, "properties", " ".join(values) if field == "abstract" else values)


def _author(text: str) -> Name | None:
    match = _AUTHOR.fullmatch(text[:500])
    name = parse_name(match["name"] if match else text)
    if not match or name is None:
        return name
    places = (clean(match["place"]),) if match["place"] else ()
    return replace(name, affiliation=places, orcid=orcid(match["id"]))


PLATFORM = Platform(
    name="dataverse",
    title="Dataverse",
    selectors=(
        "form#datasetForm",
        "#datasetForm",
        "tr[id^=metadata_]",
        "form#dataverseForm",
        ".datasetResult",
    ),
    url=r"/dataset\.xhtml\?(?:.*&)?persistentId=",
    native_id=native_id,
    read_body=read_body,
    listing=ListingRules(
        item=".datasetResult a[href*='persistentId='][href*='dataset.xhtml']",
        page_parameter="page",
        first_page=1,
        start=("dataverse/root?types=datasets", ""),
        # "1 to 10 of 345 Results"
        total=".results-count, .resultsCount",
    ),
    discovery=("sitemap", "listing"),
    oai=("/oai",),
    routes={
        "json-ld": "api/datasets/export?exporter=schema.org&persistentId={id}",
        "datacite": "api/datasets/export?exporter=Datacite&persistentId={id}",
        "ddi": "api/datasets/export?exporter=ddi&persistentId={id}",
    },
)
