"""OPUS 4: head tags without a date, and a table whose labels are in the reader's language, or in two."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.labelled import Row, rows
from harvester.extract.platforms.base import MAX_ROWS, ListingRules, Platform
from harvester.model.name import split_names
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

_DOC_ID = re.compile(
    r"/frontdoor/(?:index/index/|deliver/index/)?(?:\w+/[^/?#]+/)*?docId/(\d+)|/frontdoor/index/index/(\d+)"
)
# The language behind the label "Parent Title (English)".
_LANGUAGE = re.compile(r"\s*\(\w+\)$")
# The texts of the links that stand behind a name.
_ICONS = re.compile(r"\s*\b(?:ORCiD|GND)\b")
#: Field (or role) -> its labels, folded, without the language of a title.
_LABELS = {
    "advisor": "advisor, betreuer, betreuerin, betreuer in, betreuer innen",
    "referee": "referee, gutachter, gutachterin, gutachter in, gutachter innen",
    "contributor": "contributor, contributing corporation, beteiligte person, beteiligte korperschaft",
    "author": "author, authors, autor, autor in, autor innen, verfasserangaben, verfasser innenangaben, "
    "creating corporation, urhebende korperschaft",
    "editor": "editor, editors, herausgeber, herausgeber in, herausgeber innen",
    "type": "document type, dokumentart",
    "language": "language, language of publication, sprache, sprache der veroffentlichung",
    "publisher": "publisher, verlag",
    "publisher_place": "place of publication, verlagsort",
    "container_title": "parent title, titel des ubergeordneten werkes",
    "collection_title": "series, schriftenreihe, schriftenreihe bandnummer",
    "volume": "volume, jahrgang",
    "issue": "issue, ausgabe heft",
    "first": "first page, erste seite",
    "last": "last page, letzte seite",
    "doi": "doi",
    "issn": "issn",
    "isbn": "isbn",
    "keyword": "tag, freies schlagwort tag, freie schlagworter",
    "edition": "edition, auflage",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split(", ")}
#: Dates of publication, best first; those of exam, completion and release are others.
_DATES = (
    ("date of publication online", "datum der veroffentlichung online"),
    ("year of first publication", "jahr der erstveroffentlichung", "date of first publication",
     "datum der erstveroffentlichung"),
    ("year of completion", "jahr der fertigstellung", "completed date", "fertigstellungsdatum"),
)  # fmt: skip
#: A university press or library says "Publishing Institution", a thesis "Granting Institution"; second to a publisher.
_INSTITUTIONS = ("publishing institution", "veroffentlichende institution")
_ROLES = frozenset({"advisor", "referee", "contributor"})


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The number of the document; paths are keys and values in any order."""
    link = tree.css_first("a[href*='/citationExport/'][href*='docId/']")
    export = re.search(r"docId/(\d+)", link.attributes.get("href") or "") if link else None
    match = _DOC_ID.search(page.url)
    return (match[1] or match[2]) if match else export[1] if export else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the titles, the abstracts and the table say."""
    titles = [clean(node.text()) for node in tree.css("h2.titlemain, h3.titlemain")]
    found = read_field("title", "body", titles[:1])
    found += read_field("title_alternative", "body", titles[1:])
    for node in tree.css(".abstractFull, li.abstract"):
        found += read_field("abstract", "body", node.text())
    for table in tree.css("table.frontdoordata"):
        found += _read_table(table)
    return found


def _read_table(table: LexborNode) -> Iterator[Candidate]:
    """The rows of the table by their labels, whatever language of a title stands behind them."""
    said: dict[str, list[str]] = {}
    by_label: dict[str, list[str]] = {}
    for line in table.css("tr")[:MAX_ROWS]:
        for row in rows(f"<table>{line.html}</table>"):
            by_label[fold(row.label)] = row.values
            field = _FIELD_OF.get(fold(_LANGUAGE.sub("", row.label)), "")
            people = field in _ROLES or field in ("author", "editor")
            said.setdefault(field, []).extend(_people(line, row) if people else row.values)
    said.pop("", None)
    roles = [replace(one, role=role) for role in sorted(_ROLES) for one in people_in(said.pop(role, []))]
    yield from names("contributor", "properties", roles, map(str, roles))
    first, last = (said.pop(end, [""])[0] for end in ("first", "last"))
    if first:
        yield from read_field("page", "properties", f"{first}-{last}" if last else first)
    for field, values in said.items():
        yield from read_field(field, "properties", values)
    dates = (by_label[label] for labels in _DATES for label in labels if label in by_label)
    yield from read_field("issued", "properties", next(dates, [])[:1])
    if "publisher" not in said:
        places = (by_label[label] for label in _INSTITUTIONS if label in by_label)
        yield from read_field("publisher", "properties", next(places, []))


def _people(line: LexborNode, row: Row) -> list[str]:
    """The people of a cell: links to a search for each, with links to ORCID and GND behind them, or plain text."""
    links = [text for link in line.css("td a[href*='/searchtype/']") if (text := clean(link.text()))]
    return links or [name for value in row.values for name in split_names(_ICONS.sub("", value))]


PLATFORM = Platform(
    name="opus4",
    title="OPUS 4",
    selectors=(
        "table.frontdoordata",
        "#titlemain-wrapper",
        "a[href*='kobv.de/opus4']",
        "a[href*='/citationExport/index/']",
    ),
    url=r"/frontdoor/index/index/",
    native_id=native_id,
    read_body=read_body,
    listing=ListingRules(
        item="a[href*='/frontdoor/index/index/'][href*='docId/']",
        next="a[rel=next], li.next a",
        start=("crawlers/sitelinks", "solrsearch/index/search/searchtype/all", ""),
        sublists="a[href*='/crawlers/sitelinks/']",
    ),
    discovery=("listing", "sitemap"),
    oai=("/oai",),
    routes={
        "ris": "citationExport/index/download/output/ris/docId/{id}",
        "bibtex": "citationExport/index/download/output/bibtex/docId/{id}",
    },
)
