"""An EPrints 3.4: views by year, and abstract pages with eprints.* and DC tags."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tests.portals import exchange, wording
from tests.portals.markup import esc, fill, metas, rich

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.portals.exchange import Exchange
    from tests.portals.table import Sheet

BASE = "https://eprints.westbrook.example"
DIVISION = "Faculty of Research"
ROBOTS = "User-agent: *\nDisallow: /cgi/\n\n# Everything else may be crawled, politely.\n"

# EPrints' own word for the type, and the one that it shows and puts into DC.type.
_TYPES = {
    "journal-article": ("article", "Article"),
    "proceedings-article": ("conference_item", "Conference or Workshop Item"),
    "book-chapter": ("book_section", "Book Section"),
    "report": ("monograph", "Monograph"),
    "posted-content": ("other", "Other"),
}


def site(sheets: Sequence[Sheet]) -> Iterator[Exchange]:
    """Everything that the repository answers: robots.txt, the views by year and one page for each sheet."""
    yield exchange.page(f"{BASE}/robots.txt", "robots.txt", ROBOTS, media=exchange.TEXT)
    home = '<p>Welcome. You can <a href="/view/year/">browse by year</a>.</p>'
    yield exchange.page(f"{BASE}/", "pages/home.html", _shell("Westbrook Institutional Repository", home))
    lost = _shell("Page not found", "<p>There is no page here.</p>")
    for path in ("sitemap.xml", "sitemap_index.xml"):
        yield exchange.missing(f"{BASE}/{path}", lost)
    years = sorted(sheets, key=lambda sheet: (-sheet.date[0], sheet.number))
    groups = [(year, list(group)) for year, group in groupby(years, key=lambda sheet: sheet.date[0])]
    yield exchange.page(f"{BASE}/view/year/", "views/year.html", _years(groups))
    for year, group in groups:
        yield exchange.page(f"{BASE}/view/year/{year}.html", f"views/year-{year}.html", _year(year, group))
    for sheet in sheets:
        yield exchange.page(
            url(sheet), f"items/{sheet.number}-{sheet.work}.html", item(sheet), etag=sheet.etag
        )


def url(sheet: Sheet) -> str:
    """The address of an item, which is its number."""
    return f"{BASE}/{sheet.number}/"


def _years(groups: Sequence[tuple[int, Sequence[Sheet]]]) -> str:
    rows = "".join(f'<li><a href="{year}.html">{year}</a> ({len(group)})</li>\n' for year, group in groups)
    menu = f'<div class="ep_view_menu"><ul>\n{rows}</ul></div>'
    main = f'<div class="no_link_decor"><p>Please choose a value to browse in the list below.</p>{menu}</div>'
    return _shell("Browse by Year", main)


def _year(year: int, group: Sequence[Sheet]) -> str:
    rows = "\n".join(f"<p>{_citation(sheet, link=True)}</p>" for sheet in group)
    main = (
        '<div class="ep_view_page ep_view_page_view_year">'
        '<p><a href="./"><img src="/style/images/multi_up.png" alt="[up]" /></a> Up a level</p>'
        f'<div class="ep_toolbox">Export as <a href="/cgi/exportview/year/{year}/RIS/{year}.ris">RIS</a></div>'
        f'<div class="ep_view_blurb">Number of items: <span class="ep_view_number_of_items">{len(group)}</span>.'
        f"</div>\n{rows}\n"
        '<p class="ep_view_timestamp">This list was generated on Mon May 4 03:12:51 2026 UTC.</p></div>'
    )
    return _shell(f"Items where Year is {year}", main)


def item(sheet: Sheet) -> str:
    """The abstract page of one item."""
    word, shown = _TYPES[sheet.type]
    rows = [
        ("Item Type", shown),
        ("Uncontrolled Keywords", ", ".join(sheet.keywords)),
        ("Divisions", DIVISION),
        ("Date Deposited", f"{_deposited(sheet)[2]} {wording.MONTHS[4]} {_deposited(sheet)[0]} 09:30"),
        ("Last Modified", "02 Mar 2026 04:15"),
    ]
    doi = ""
    if sheet.doi:
        link = f"https://doi.org/{sheet.bare_doi}"
        doi = f'<div class="ep_block">Official URL: <a href="{esc(link)}">{esc(link)}</a></div>'
    main = fill(
        "eprints_item.html",
        citation=_citation(sheet, link=False),
        number=str(sheet.number),
        doi=doi,
        abstract=f'<div class="ep_block"><h2>Abstract</h2><p class="ep_field_para">{esc(sheet.abstract)}</p></div>'
        if sheet.abstract
        else "",
        rows="\n".join(
            f'<tr><th class="ep_row">{name}:</th><td class="ep_row">{_cell(name, value)}</td></tr>'
            for name, value in rows
            if value
        ),
        url=url(sheet),
    )
    return _shell(sheet.plain_title, main, heading=rich(sheet.full_title), head=_head(sheet, word, shown))


def _cell(name: str, value: str) -> str:
    link = f'<a href="{BASE}/view/divisions/fac=5Fresearch/">{value}</a>'
    return link if name == "Divisions" else esc(value)


def _deposited(sheet: Sheet) -> tuple[int, int, str]:
    """When the item was put in, which is years after it was published."""
    return max(sheet.date[0] + 2, 2015), 5, f"{1 + sheet.number % 28:02d}"


def _head(sheet: Sheet, word: str, shown: str) -> str:
    year, month, day = _deposited(sheet)
    date = wording.joined_date(sheet.date, "-")
    link = f"https://doi.org/{sheet.bare_doi}" if sheet.doi else ""
    eprints = [
        ("eprintid", str(sheet.number)),
        ("rev_number", "9"),
        ("eprint_status", "archive"),
        ("dir", f"disk0/00/00/0{sheet.number // 100}/{sheet.number % 100:02d}"),
        ("datestamp", f"{year}-{month:02d}-{day} 09:30:11"),
        ("lastmod", "2026-03-02 04:15:00"),
        ("status_changed", f"{year}-{month:02d}-{day} 09:30:11"),
        ("type", word),
        ("metadata_visibility", "show"),
        *(("creators_name" if one.given else "corp_creators", one.inverted) for one in sheet.authors),
        ("title", sheet.plain_title),
        ("ispublished", "submitted" if sheet.type == "posted-content" else "pub"),
        ("keywords", ", ".join(sheet.keywords)),
        ("abstract", sheet.abstract),
        ("date", date),
        ("date_type", "published"),
        ("publication" if sheet.type == "journal-article" else "book_title", sheet.container),
        ("volume", sheet.volume),
        ("number", sheet.issue),
        ("publisher", sheet.publisher),
        ("pagerange", sheet.page),
        ("id_number", sheet.doi),
        ("issn", sheet.issn_print or sheet.issn_electronic),
        ("isbn", sheet.isbn[0] if sheet.isbn else ""),
        ("official_url", link),
        ("refereed", "TRUE"),
        ("full_text_status", "public"),
        ("document_url", f"{url(sheet)}1/accepted.pdf"),
    ]
    core = [
        ("relation", link),
        ("title", sheet.plain_title),
        *(("creator", one.inverted) for one in sheet.authors),
        *(("subject", key) for key in sheet.keywords),
        ("description", sheet.abstract),
        ("publisher", sheet.publisher),
        ("date", date),
        ("type", shown),
        ("type", "PeerReviewed"),
        ("identifier", f"{url(sheet)}1/accepted.pdf"),
        ("identifier", f"{wording.vancouver(sheet)} ISSN {sheet.issn_print}".removesuffix(" ISSN ")),
        ("relation", url(sheet)),
    ]
    tags = metas(((f"eprints.{name}", value) for name, value in eprints), close=" />")
    schema = '<link rel="schema.DC" href="http://purl.org/DC/elements/1.0/" />'
    return f"{tags}\n{schema}\n{metas(((f'DC.{name}', value) for name, value in core), close=' />')}"


def _citation(sheet: Sheet, *, link: bool) -> str:
    people = [f'<span class="person_name">{esc(one.inverted)}</span>' for one in sheet.authors]
    names = ", ".join(people[:-1]) + (" and " if len(people) > 1 else "") + people[-1]
    title = f"<em>{rich(sheet.full_title)}</em>" if sheet.container == "" else rich(sheet.full_title)
    if link:
        title = f'<a href="{url(sheet)}">{title}</a>'
    numbers = f", {sheet.volume}" + (f" ({sheet.issue})" if sheet.issue else "") if sheet.volume else ""
    numbers += f". pp. {sheet.page}" if sheet.page else ""
    venue = f" {esc(sheet.container)}{numbers}." if sheet.container else f" {esc(sheet.publisher)}."
    issn = f" ISSN {sheet.issn_print}" if sheet.issn_print else ""
    return (
        f'<span class="citation ep_document_citation">{names} ({sheet.date[0]}) {title}.{venue}{issn}</span>'
    )


def _shell(title: str, main: str, *, heading: str = "", head: str = "") -> str:
    return fill("eprints.html", title=esc(title), heading=heading or esc(title), head=head, main=main)
