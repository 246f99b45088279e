"""HAL and its portals: head tags with the deposit's date as the online date; the type as a code in a class."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

# hal-01234567v2, tel-00123456, jpa-00235190v1: portals share the ids.
_ID = re.compile(r"/([a-z][a-z_]*-\d{8})(?:v\d+)?(?=[/?#]|$)")
# <span class="typdoc label_ART">, <div class="label label-ART">
_CODE = re.compile(r"\blabel[_-]([A-Z]{3,12})\b")
_TYPES = {
    "ART": "article-journal",
    "COMM": "paper-conference",
    "POSTER": "paper-conference",
    "OUV": "book",
    "DOUV": "book",
    "PROCEEDINGS": "book",
    "COUV": "chapter",
    "THESE": "thesis",
    "ETABTHESE": "thesis",
    "HDR": "thesis",
    "MEM": "thesis",
    "REPORT": "report",
    "UNDEFINED": "article",
    "PREPRINT": "article",
    "SOFTWARE": "software",
    "PATENT": "patent",
    "BLOG": "post-weblog",
    "IMG": "graphic",
    "VIDEO": "motion_picture",
    "SON": "song",
    "MAP": "map",
    "OTHER": "document",
}
_DIRECTORS = frozenset({"directeur de these", "thesis director", "thesis advisor", "supervisor"})


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The id without its version, from the URL, else from the identifier tags."""
    if match := _ID.search(page.url):
        return match[1]
    for tag in tree.css("meta[name='DC.identifier']"):
        if match := _ID.search("/" + (tag.attributes.get("content") or "").rsplit("/", 1)[-1]):
            return match[1]
    return None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """The type's code, the titles and abstracts by their language, and who directed a thesis."""
    found: list[Candidate] = []
    for node in tree.css(".typdoc, .metadatas .label")[:1]:
        code = _CODE.search(node.attributes.get("class") or "")
        if code and code[1] in _TYPES:
            found.append(Candidate("type", "body", _TYPES[code[1]], code[1]))
    title = tree.css_first(".title-lang.active, h1.title")
    if title:
        found += read_field("title", "body", title.text())
        others = [clean(node.text()) for node in tree.css(".title-lang:not(.active)")]
        found += read_field("title_alternative", "body", others)
    abstract = tree.css_first(".abstract-content.active p, .abstract-content")
    if abstract:
        text = clean(abstract.text())
        # The older design begins with the label: "Résumé : Des calculs ..."
        found += read_field("abstract", "body", re.sub(r"^(?:Résumé|Abstract)\s*:\s*", "", text))
    found += _directors(tree)
    return found


def _directors(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """``<a>Ann Lee</a><ul><li>Fonction : <strong>Directeur de thèse</strong></li></ul>``."""
    raws = [
        clean(person.text())
        for block in tree.css("#authors-detailed .bg-beige")
        if (person := block.css_first("a"))
        and any(fold(role.text()) in _DIRECTORS for role in block.css("li strong"))
    ]
    people = [replace(person, role="advisor") for person in people_in(raws)]
    yield from names("contributor", "body", people, raws)


PLATFORM = Platform(
    name="hal",
    title="HAL",
    selectors=("link[href*='ccsd.cnrs.fr']", ".typdoc[class*=label_]", "a[href*='api.archives-ouvertes.fr']"),
    url=r"//(?:[\w-]+\.)*(?:hal\.science|archives-ouvertes\.fr)/",
    native_id=native_id,
    read_body=read_body,
    # The online date is the day of deposit, and DC's type is a code of HAL's own ("journal").
    distrust=frozenset({("available_date", "citation_*"), ("type", "dc")}),
    listing=ListingRules(
        item=".results-table td > a:first-child, .results-table h3 > a",
        page_parameter="page",
        first_page=1,
        start=("search/index/?q=*&rows=100", ""),
    ),
    discovery=("sitemap", "listing"),
    # OAI-PMH answers at api.archives-ouvertes.fr for all portals at once, so it is no route to the items of one.
    routes={"bibtex": "{id}/bibtex", "tei": "{id}/tei", "dcterms": "{id}/dcterms"},
)
