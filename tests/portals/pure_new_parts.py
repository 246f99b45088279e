"""What every page of a new-design Pure portal is made of: its frame, its persons, and the short rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.portals import wording
from tests.portals.markup import esc, fill, rich
from tests.portals.table import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.portals.table import Author, Sheet

ARROW = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class Type(NamedTuple):
    """Words for one type: relation, class, family of types, and the type itself."""

    rel: str
    css: str
    family: str
    kind: str


_ARTICLE = Type("ContributionToJournal", "contributiontojournal", "Contribution to journal", "Article")
TYPES = {
    "journal-article": _ARTICLE,
    "proceedings-article": Type(
        "ContributionToBookAnthology", "contributiontobookanthology",
        "Chapter in Book/Report/Conference proceeding", "Conference contribution",
    ),
    "book-chapter": Type(
        "ContributionToBookAnthology", "contributiontobookanthology",
        "Chapter in Book/Report/Conference proceeding", "Chapter",
    ),
    "monograph": Type("BookAnthology", "bookanthology", "Book/Report", "Book"),
    "dissertation": Type("Thesis", "thesis", "Thesis", "Doctoral Thesis"),
    "report": Type("BookAnthology", "bookanthology", "Book/Report", "Other report"),
    "posted-content": Type("WorkingPaper", "workingpaper", "Working paper", "Preprint"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal: where it is, what it is called, how many items it lists on a page."""

    base: str = "https://research.northmoor.example"
    name: str = "Northmoor University Research Portal"
    per_page: int = 10

    def url(self, slug: str) -> str:
        return f"{self.base}/en/publications/{slug}/"


def short(sheet: Sheet, portal: Portal) -> str:
    """The short rendering of an item in a list; its metrics link leaks the DOI."""
    kind = TYPES[sheet.type]
    css = (
        f"rendering rendering_researchoutput rendering_researchoutput_portal-short rendering_{kind.css} "
        f"rendering_portal-short rendering_{kind.css}_portal-short"
    )
    href = sheet.moved_from or sheet.slug
    venue = ""
    if sheet.container:
        link = f'<a rel="Journal" href="{portal.base}/en/journals/x/" class="link">'
        venue = f" <em>In: </em>{link}<span>{esc(sheet.container)}.</span></a>"
        venue += f' <span class="volume">{esc(sheet.volume)}</span>' if sheet.volume else ""
        venue += f', <span class="pages">p. {esc(sheet.page)}</span>' if sheet.page else ""
    metrics = ""
    if sheet.doi:
        link = f'<a href="https://plu.mx/plum/a/?doi={esc(sheet.bare_doi)}" class="plumx-plum-print-popup">'
        metrics = f'<div class="metrics">{link}PlumX</a></div>'
    return (
        f'<div class="{css}"><h3 class="title"><a rel="{kind.rel}" href="{portal.url(href)}" class="link"><span>'
        f"{rich(sheet.full_title)}</span></a></h3>{persons(sheet.authors, portal, short=True)}, "
        f'<span class="date">{wording.day_month_year(sheet.date)}</span>,{venue}.<p class="type">'
        f'<span class="type_family">Research output<span class="type_family_sep">: </span></span>'
        f'<span class="type_classification_parent">{kind.family}<span class="type_parent_sep"> {ARROW} </span></span>'
        f'<span class="type_classification">{kind.kind}</span></p></div>{metrics}'
    )


def persons(authors: Sequence[Author], portal: Portal, *, short: bool = False) -> str:
    """A flat run of authors: every third is local and a link, the others are text alone."""
    shown = [
        _person(one, portal, local=bool(one.given) and place % 3 == 0, short=short)
        for place, one in enumerate(authors)
    ]
    if short and len(shown) > 1:
        return ", ".join(shown[:-1]) + " &amp; " + shown[-1]
    return ", ".join(shown)


def units(sheet: Sheet, portal: Portal) -> str:
    """The units of an item, each a link to its own page."""
    return ", ".join(
        f'<a rel="Organisation" href="{portal.base}/en/organisations/{slug(name)}/" class="link organisation">'
        f"<span>{esc(name)}</span></a>"
        for name in sheet.units
    )


def files(sheet: Sheet, portal: Portal) -> str:
    """The file of an item beside its text: open to all with a licence, or closed until a day to come."""
    if not sheet.access:
        return ""
    link = f"{portal.base}/files/{sheet.uuid[:8]}/{sheet.slug[:40].strip('-')}.pdf"
    file = f'<a class="link document-link" href="{link}" target="_blank"><span>Accepted author manuscript</span></a>'
    if sheet.access == "embargoed":
        until = '<span class="embargo-date">Embargo ends: 1/01/30</span>'
        return f'<ul class="relations documents"><li>{file} {until}</li></ul>'
    words = (
        sheet.license.removeprefix("https://creativecommons.org/licenses/")
        .strip("/")
        .replace("/", " ")
        .upper()
    )
    terms = f' <span class="license">Licence: <a rel="license" href="{sheet.license}">CC {words}</a></span>'
    return f'<ul class="relations documents"><li class="open-access">{file}{terms if sheet.license else ""}</li></ul>'


def _person(one: Author, portal: Portal, *, local: bool, short: bool) -> str:
    name = f"{one.family}, {one.dotted}" if short and one.given else one.plain
    if local:
        path = esc(one.plain.casefold().replace(" ", "-").replace(".", ""))
        link = f'<a rel="Person" href="{portal.base}/en/persons/{path}/" class="link person">'
        return f"{link}<span>{esc(name)}</span></a>"
    return f"<span>{esc(name)}</span>" if short else esc(name)


def shell(
    title: str, url: str, main: str, portal: Portal, *, head: str = "", css: str = "portal-page"
) -> str:
    return fill(
        "pure_new.html",
        title=esc(title),
        site=esc(portal.name),
        head=head,
        url=url,
        body_class=css,
        main=main,
    )
