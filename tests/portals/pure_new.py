"""An Elsevier Pure portal of the new design: listing pages, RSS, item pages with head tags, table and cite tabs."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tests.portals import exchange, wording
from tests.portals.markup import esc, fill, metas, rich
from tests.portals.pure_new_lists import feed, listing
from tests.portals.pure_new_parts import ARROW, TYPES, Portal, files, persons, shell, short, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.portals.exchange import Exchange
    from tests.portals.table import Sheet

ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /en/searchAll/\nDisallow: /*?*export=\nCrawl-delay: 1\n"


def site(sheets: Sequence[Sheet], portal: Portal | None = None) -> Iterator[Exchange]:
    """Everything that the portal answers: robots.txt, listing pages, RSS and one page for each sheet."""
    portal = portal or Portal()
    listed = sorted(sheets, key=lambda sheet: (-sheet.date[0], sheet.plain_title.casefold(), sheet.slug))
    yield exchange.page(f"{portal.base}/robots.txt", "robots.txt", ROBOTS, media=exchange.TEXT)
    for path in ("sitemap.xml", "sitemap_index.xml"):
        yield exchange.missing(f"{portal.base}/{path}", _not_found(portal))
    welcome = '<h1>Welcome</h1><p>Find our <a href="/en/publications/">research output</a>.</p>'
    yield exchange.page(
        f"{portal.base}/en/", "pages/home.html", shell("Home", f"{portal.base}/en/", welcome, portal)
    )
    yield exchange.moved(f"{portal.base}/", f"{portal.base}/en/")
    yield from listing(listed, portal)
    yield feed(listed[:10], portal)
    for place, sheet in enumerate(listed):
        related = [other for other in listed[place + 1 : place + 4] if other.work != sheet.work]
        yield exchange.page(portal.url(sheet.slug), f"items/{sheet.slug}.html", item(sheet, related, portal))
        if sheet.moved_from:
            yield exchange.moved(portal.url(sheet.moved_from), portal.url(sheet.slug))


def item(sheet: Sheet, related: Sequence[Sheet], portal: Portal) -> str:
    """The page of one item."""
    kind = TYPES[sheet.type]
    doi = ""
    if sheet.doi:
        link = f"https://doi.org/{esc(sheet.bare_doi)}"
        doi = (
            '<h3 class="subheader">Access to Document</h3><ul class="relations documents"><li class="available">'
            f'<div class="doi"><a href="{link}" target="_blank" rel="noopener" class="link">'
            f"<span>{esc(sheet.doi)}</span></a></div></li></ul>"
        )
    main = fill(
        "pure_new_item.html",
        title=rich(sheet.title),
        subtitle=f'<span class="subtitle">{rich(sheet.subtitle)}</span>' if sheet.subtitle else "",
        persons=persons(sheet.authors, portal),
        organisations=units(sheet, portal),
        files=files(sheet, portal),
        family=kind.family,
        kind=kind.kind,
        review=""
        if sheet.type in {"posted-content", "report"}
        else f"<span> {ARROW} </span><span>peer-review</span>",
        abstract=_abstract(sheet),
        properties=_properties(sheet),
        doi=doi,
        keywords="".join(f'<li class="userdefined-keyword">{esc(word)}</li>' for word in sheet.keywords),
        related="\n".join(f'<li class="list-result-item">{short(other, portal)}</li>' for other in related),
        cites=_cites(sheet),
        url=portal.url(sheet.slug),
    )
    return shell(
        sheet.plain_title, portal.url(sheet.slug), main, portal, head=_head(sheet) if sheet.head else ""
    )


def _abstract(sheet: Sheet) -> str:
    if not sheet.abstract:
        return ""
    return (
        '<div class="rendering rendering_researchoutput rendering_researchoutput_abstractportal '
        'rendering_abstractportal">'
        f'<h2 class="subheader">Abstract</h2><div class="textblock">{esc(sheet.abstract)}</div></div>'
    )


def _head(sheet: Sheet) -> str:
    authors = chain.from_iterable(
        [
            ("citation_author", one.plain),
            ("citation_author_institution", "Northmoor University" if place % 3 == 0 else ""),
        ]
        for place, one in enumerate(sheet.authors)
    )
    return metas([
        ("citation_title", sheet.plain_title),
        *authors,
        ("citation_publication_date", wording.joined_date(sheet.date, "/")),
        ("citation_language", wording.LANGUAGES[sheet.language]),
        ("citation_doi", sheet.doi),
    ])  # fmt: skip


def _properties(sheet: Sheet) -> str:
    status = f"Published - {wording.day_month_year(sheet.date)}"
    venue = "Journal" if sheet.type == "journal-article" else "Title of host publication"
    place = esc(sheet.container)
    if sheet.type == "journal-article":
        place = f'<a rel="Journal" href="/en/journals/x/" class="link"><span>{place}</span></a>'
    doi = f"https://doi.org/{sheet.bare_doi}"
    rows = [
        ("Original language", wording.LANGUAGES[sheet.language]),
        (venue, place if sheet.container else ""),
        ("Editors", ", ".join(esc(one.plain) for one in sheet.editors)),
        ("Publisher", "" if sheet.type == "journal-article" else esc(sheet.publisher)),
        ("Pages", "" if sheet.type == "journal-article" else esc(sheet.page)),
        ("Volume", esc(sheet.volume)),
        ("Issue number", esc(sheet.issue)),
        ("Pages (from-to)", esc(sheet.page) if sheet.type == "journal-article" else ""),
        ("Early online date", wording.day_month_year(sheet.online) if sheet.online else ""),
        ("DOIs", f'<ul class="relations"><li><a href="{esc(doi)}">{esc(doi)}</a></li></ul>' if sheet.doi else ""),
        ("Publication status", status),
        ("ISBN (Print)", sheet.isbn[0] if sheet.isbn else ""),
        ("ISSN", sheet.issn_print),
        ("Electronic ISSN", sheet.issn_electronic if sheet.issn_electronic != sheet.issn_print else ""),
        ("Event", esc(sheet.event)),
    ]  # fmt: skip
    return "\n".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows if value)


def _cites(sheet: Sheet) -> str:
    standard = rich(wording.standard(sheet)).replace("\n", "<br>")
    lines = "\n".join(f"<p>{esc(line)}</p>" for line in wording.ris(sheet))
    author = "; ".join(esc(one.inverted) for one in sheet.authors)
    return fill(
        "pure_new_cites.html",
        apa=rich(wording.apa(sheet)),
        author=f"<strong>{author}</strong>. / <strong>{rich(sheet.full_title)}</strong>.",
        bibtex=esc(wording.bibtex(sheet)),
        harvard=rich(wording.harvard(sheet)),
        standard=standard,
        vancouver=rich(wording.vancouver(sheet)),
        ris=lines,
    )


def _not_found(portal: Portal) -> str:
    return shell(
        "404 Page not found",
        f"{portal.base}/404",
        '<div class="container"><h1>404</h1><p>We could not find that page.</p></div>',
        portal,
    )
