"""Lancaster's older Pure portal: `ol.portal_list` pages, and item pages whose facts stand in cite blocks alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from tests.portals import exchange, wording
from tests.portals.markup import esc, fill, rich

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.portals.exchange import Exchange
    from tests.portals.table import Sheet

BASE = "https://www.research.lancs.ac.uk"
SEARCH = f"{BASE}/portal/en/publications/search.html"
ROBOTS = "User-agent: *\nDisallow: /portal/admin/\nDisallow: /portal/en/searchAll/\n"
PER_PAGE = 5
ARROW = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"

_TYPES = {
    "journal-article": ("Contribution to Journal/Magazine", "Journal article"),
    "proceedings-article": ("Contribution in Book/Report/Proceedings", "Conference contribution/Paper"),
    "book-chapter": ("Contribution in Book/Report/Proceedings", "Chapter"),
}


def site(sheets: Sequence[Sheet]) -> Iterator[Exchange]:
    """Everything that the portal answers: robots.txt, listing pages and one page for each sheet."""
    yield exchange.page(f"{BASE}/robots.txt", "robots.txt", ROBOTS, media=exchange.TEXT)
    for path in ("sitemap.xml", "sitemap_index.xml"):
        yield exchange.missing(f"{BASE}/{path}", _shell("Page not found", "<h2>Page not found</h2>"))
    yield exchange.moved(f"{BASE}/portal/en/publications/", SEARCH)
    last = -(-len(sheets) // PER_PAGE)
    listed = sorted(sheets, key=lambda sheet: (-sheet.date[0], sheet.slug))
    for number in range(last + 1):
        text, name = _listing(listed, number, last), f"listing/page-{number}.html"
        if number == 0:
            yield exchange.page(SEARCH, name, text)
        yield exchange.page(f"{SEARCH}?page={number}", name, text)
    for place, sheet in enumerate(sheets):
        others = [*sheets[place + 1 :], *sheets[:place]][:2]
        yield exchange.page(url(sheet), f"items/{sheet.slug}-{sheet.uuid[:8]}.html", item(sheet, others))


def url(sheet: Sheet) -> str:
    """The address of an item, which holds its uuid."""
    return f"{BASE}/portal/en/publications/{sheet.slug}({sheet.uuid}).html"


def item(sheet: Sheet, others: Sequence[Sheet]) -> str:
    """The page of one item: no head tags, no author line, no abstract but those in the cite blocks."""
    stopped = replace(sheet, title=f"{sheet.full_title}.", subtitle="")
    side = "".join(
        f'<li class="portal_list_item">{_short(other)}</li>' for other in others if other.work != sheet.work
    )
    main = fill(
        "pure_old_item.html",
        title=rich(stopped.title),
        type=_type_line(sheet),
        standard=rich(_standard(stopped)).replace("\n", "<br />"),
        vancouver=rich(wording.vancouver(stopped)),
        bibtex=esc(wording.bibtex(stopped, accents=False)),
        ris="\n".join(f"<p>{esc(line)}</p>" for line in _ris(stopped)),
    )
    crumb = f"{sheet.plain_title[:47]}..." if len(sheet.plain_title) > 47 else sheet.plain_title
    heading = '<h2>Related publications</h2><ol class="portal_list related">'
    return _shell(stopped.plain_title, main, crumb=crumb, side=f"{heading}{side}</ol>")


def _type_line(sheet: Sheet) -> str:
    family, kind = _TYPES[sheet.type]
    steps = "".join(
        f'<span class="type_separator"> {ARROW} </span><span class="type_part">{part}</span>'
        for part in (kind, "peer-review")
    )
    return f'Research output: <span class="type_part">{family}</span>{steps}'


def _standard(sheet: Sheet) -> str:
    """As the new portal's, but that the title keeps its full stop: "TITLE. / Attree, Pamela; ..."."""
    family, kind = _TYPES[sheet.type]
    return f"{wording.standard(sheet)}\nResearch output: {family} {ARROW} {kind} {ARROW} peer-review"


def _ris(sheet: Sheet) -> list[str]:
    """One blank before each hyphen, where the standard has two."""
    return wording.ris(sheet, gap=" ", phrase=_TYPES[sheet.type][1])


def _listing(sheets: Sequence[Sheet], number: int, last: int) -> str:
    start = number * PER_PAGE
    shown = sheets[start : start + PER_PAGE]
    rows = []
    for year, group in groupby(shown, key=lambda sheet: sheet.date[0]):
        rows.append(f'<li class="portal_list_item_group"><h3>{year}</h3></li>')
        rows += [f'<li class="portal_list_item">{_short(sheet)}</li>' for sheet in group]
    steps = "".join(
        f'<a class="portal_navigator_step" href="{SEARCH}?page={step}">{step + 1}</a> '
        for step in range(last)
    )
    follow = (
        f'<a class="next" href="{SEARCH}?page={number + 1}"><span>Next</span></a>'
        if number + 1 < last
        else ""
    )
    main = (
        f'<h2>Publications &amp; Outputs</h2>\n<div class="portal_search_result">\n'
        f'<p class="portal_navigator_results">{start + 1} - {start + len(shown)} out of {len(sheets)}</p>\n'
        '<ol class="portal_list">\n' + "\n".join(rows) + "\n</ol>\n"
        f'<div class="portal_navigator">{steps}{follow}</div>\n</div>'
    )
    return _shell("Publications & Outputs", main, crumb="Search")


def _short(sheet: Sheet) -> str:
    names = ", ".join(f"{one.family}, {one.dotted}".rstrip(", ") for one in sheet.authors[:3])
    family, kind = _TYPES[sheet.type]
    return (
        f'<div class="rendering rendering_publication rendering_publication_short rendering_short"><h2 class="title">'
        f'<a rel="ContributionToJournal" href="{url(sheet)}" class="link">'
        f"<span>{rich(sheet.full_title)}.</span></a></h2>"
        f'{esc(names)}, <span class="date">{wording.joined_date(sheet.date[::-1], ".")}</span>, In: '
        f'<span class="journal">{esc(sheet.container)}</span>. '
        f'<p class="type">Research output: {family} {ARROW} {kind}</p></div>'
    )


def _shell(title: str, main: str, *, crumb: str = "", side: str = "") -> str:
    steps = '<a href="/portal/">Home</a> &gt; <a href="/portal/en/">Research</a>'
    steps += f' &gt; <a href="{SEARCH}">Publications &amp; Outputs</a>'
    return fill("pure_old.html", title=esc(title), crumb=f"{steps} &gt; {esc(crumb)}", main=main, side=side)
