"""A DSpace 7: robots.txt, sitemap index, sitemaps plain and packed, and server-rendered item pages."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from tests.portals import exchange, wording
from tests.portals.exchange import Exchange
from tests.portals.markup import esc, fill, metas, rich

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.portals.table import Sheet

BASE = "https://dspace.eastvale.example"
COMMUNITY = "0f1d7c7e-5d22-4d51-9d5c-2e7ad1f5a001"
ROBOTS = f"""# The URL to the DSpace sitemaps
Sitemap: {BASE}/sitemap_index.xml
Sitemap: {BASE}/sitemap_index.html

User-agent: *
Disallow: /search
Disallow: /admin/*
Disallow: /processes
Disallow: /submit
Disallow: /workspaceitems
Disallow: /profile
Disallow: /*?f
"""

_TYPES = {
    "journal-article": "Article",
    "proceedings-article": "Conference paper",
    "book-chapter": "Book chapter",
    "dissertation": "Thesis",
    "posted-content": "Preprint",
}


def site(sheets: Sequence[Sheet]) -> Iterator[Exchange]:
    """Everything that the repository answers."""
    yield exchange.page(f"{BASE}/robots.txt", "robots.txt", ROBOTS, media=exchange.TEXT)
    yield exchange.page(
        f"{BASE}/", "pages/home.html", _plain("Eastvale Research", "What Eastvale has published.")
    )
    for path in ("server/oai/request", "oai/request", "dspace-oai/request"):
        nothing = _plain("Page not found", "There is no page here.")
        yield exchange.missing(f"{BASE}/{path}?verb=Identify", nothing)
    yield from _sitemaps(sheets)
    for sheet in sheets:
        yield exchange.page(url(sheet), f"items/{sheet.number}-{sheet.work}.html", item(sheet))


def url(sheet: Sheet) -> str:
    """The address of an item; its handle stands on the page."""
    return f"{BASE}/items/{sheet.uuid}"


def _sitemaps(sheets: Sequence[Sheet]) -> Iterator[Exchange]:
    """The index and two sitemaps below it, the second packed with gzip."""
    half = len(sheets) // 2
    names = ("sitemap0.xml", "sitemap1.xml.gz")
    entries = "".join(
        f"<sitemap><loc>{BASE}/{name}</loc><lastmod>2026-05-04</lastmod></sitemap>\n" for name in names
    )
    yield exchange.page(
        f"{BASE}/sitemap_index.xml",
        "sitemaps/sitemap_index.xml",
        _sitemap("sitemapindex", entries),
        media=exchange.XML,
    )
    extra = f"<url><loc>{BASE}/communities/{COMMUNITY}</loc><lastmod>2026-01-09</lastmod></url>\n"
    plain = _sitemap("urlset", extra + "".join(_entry(sheet) for sheet in sheets[:half]))
    yield exchange.page(f"{BASE}/{names[0]}", f"sitemaps/{names[0]}", plain, media=exchange.XML)
    packed = _pack(_sitemap("urlset", "".join(_entry(sheet) for sheet in sheets[half:])).encode())
    media = {"Content-Type": "application/gzip"}
    yield Exchange(f"{BASE}/{names[1]}", 200, media, packed, f"sitemaps/{names[1]}")
    yield exchange.page(
        f"{BASE}/communities/{COMMUNITY}", "pages/community.html", _plain("Research outputs", "By year.")
    )


def _pack(body: bytes) -> bytes:
    """``body`` (at most 65,535 bytes) as a gzip file of one stored block: the same bytes from every zlib."""
    header = bytes.fromhex("1f8b08000000000000ff")
    block = struct.pack("<BHH", 1, len(body), len(body) ^ 0xFFFF) + body
    return header + block + struct.pack("<LL", zlib.crc32(body), len(body))


def _sitemap(root: str, entries: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</{root}>\n"
    )


def _entry(sheet: Sheet) -> str:
    return f"<url><loc>{url(sheet)}</loc><lastmod>{_accessioned(sheet)}</lastmod></url>\n"


def _accessioned(sheet: Sheet) -> str:
    """When the item came in: some day in the year after publication, or what the table says."""
    return sheet.accession or f"{max(sheet.date[0] + 1, 2012)}-02-{1 + sheet.number % 27:02d}T10:15:30Z"


def item(sheet: Sheet) -> str:
    """The page of one item."""
    issued = "" if sheet.accession else wording.joined_date(sheet.date, "-")
    doi = "" if sheet.doi_in_text else sheet.doi
    main = fill(
        "dspace7_item.html",
        title=rich(sheet.full_title),
        date=_field("Date", [issued]),
        authors="".join(_author(one.inverted) for one in sheet.authors),
        venue=_field("Journal Title", [sheet.container]) + _field("Journal ISSN", [sheet.issn_print]),
        publisher=_field("Publisher", [sheet.publisher]),
        abstract=_field("Abstract", [sheet.abstract]),
        subjects=_field("Keywords", list(sheet.keywords)),
        citation=_field("Citation", [_citation(sheet)]),
        links=_field("URI", [f"https://hdl.handle.net/{sheet.handle}"]) + _field("DOI", [doi]),
        uuid=sheet.uuid,
        badge=_badge(sheet.access),
    )
    return fill("dspace7.html", title=esc(sheet.plain_title), head=_head(sheet, doi), main=main)


def _badge(access: str) -> str:
    """The access status that DSpace shows above the title."""
    words = {"open": "Open Access", "metadata-only": "Metadata only"}.get(access)
    return (
        f'<ds-access-status-badge><span class="badge bg-secondary">{words}</span></ds-access-status-badge>'
        if words
        else ""
    )


def _head(sheet: Sheet, doi: str) -> str:
    """citation_* as DSpace writes them: no journal, volume or pages, and a DOI only from dc.identifier.doi."""
    thesis = sheet.type == "dissertation"
    pairs = [
        ("title", sheet.plain_title),
        ("description", sheet.abstract),
        ("citation_title", sheet.plain_title),
        *(("citation_author", one.inverted) for one in sheet.authors),
        ("citation_publication_date", sheet.accession or wording.joined_date(sheet.date, "-")),
        ("citation_issn", sheet.issn_print),
        ("citation_isbn", sheet.isbn[0] if sheet.isbn else ""),
        ("citation_language", sheet.language),
        ("citation_keywords", "; ".join(sheet.keywords)),
        ("citation_abstract_html_url", f"https://hdl.handle.net/{sheet.handle}"),
        ("citation_dissertation_institution" if thesis else "citation_publisher", sheet.publisher),
        ("citation_dissertation_name", sheet.plain_title if thesis else ""),
        ("citation_doi", doi),
        ("citation_pdf_url", f"{BASE}/bitstreams/{sheet.uuid}/download" if sheet.access == "open" else ""),
    ]
    return metas(pairs)


def _citation(sheet: Sheet) -> str:
    names = "; ".join(one.inverted for one in sheet.authors[:3]) + (
        " et al." if len(sheet.authors) > 3 else ""
    )
    numbers = wording.venue_numbers(sheet) if sheet.volume else ""
    doi = f" doi:{sheet.bare_doi}" if sheet.doi_in_text else ""
    return f"{names} ({sheet.date[0]}). {sheet.plain_title}. {sheet.container} {numbers}.{doi}"


def _author(name: str) -> str:
    return (
        '<ds-metadata-representation-loader><ds-plain-text-metadata-list-element><div><span class="dont-break-out">'
        f"{esc(name)}</span></div></ds-plain-text-metadata-list-element></ds-metadata-representation-loader>\n"
    )


def _field(label: str, values: Sequence[str]) -> str:
    """One labelled field of the simple item page, "" where there is nothing to show."""
    shown = [value for value in values if value]
    if not shown:
        return ""
    links = ("https://", "http://")
    body = "".join(
        f'<a class="dont-break-out" href="{esc(value)}">{esc(value)}</a>'
        if value.startswith(links)
        else f'<span class="dont-break-out preserve-line-breaks">{rich(value)}</span>'
        for value in shown
    )
    return (
        '<ds-metadata-field-wrapper><div class="simple-view-element"><h2 class="simple-view-element-header">'
        f'{label}</h2><div class="simple-view-element-body">{body}</div></div></ds-metadata-field-wrapper>\n'
    )


def _plain(title: str, text: str) -> str:
    """A page that is no item."""
    main = f'<div class="container"><ds-page><h1>{title}</h1><p>{text}</p></ds-page></div>'
    return fill("dspace7.html", title=title, head="", main=main)
