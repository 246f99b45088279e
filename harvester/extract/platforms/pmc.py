"""PubMed Central: articles and manuscripts that others published; the archive is not their publisher."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.extract.visible.front import read_front

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"/(PMC\d+)", re.IGNORECASE)
_FIELDS = {
    "title": "h1.content-title, .front-matter h1, main h1",
    "author": ".contrib-group a.affpopup, .contrib-group.fm-author > a, .ameta .name.western",
    "doi": ".fm-vol-iss-date a[href*='doi.org/'], .doi a[href*='doi.org/'], .citation-doi a, .ameta a[href*='doi.org/']",
    "abstract": "section.abstract, .abstract, #abstract1, div[id^=abstract]",
}
_CITATION = ".fm-vol-iss-date, .fm-citation, .pmc-layout__citation, .cit, .citation-default"
_PMID = ".fm-citation-pmid a, a[href*='pubmed.ncbi.nlm.nih.gov/'], .ameta a[href*='/pubmed/']"


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The id of the article, "PMC" and a number."""
    link = tree.css_first("link[rel=canonical]")
    match = _ID.search(page.url) or _ID.search((link.attributes.get("href") or "") if link else "")
    return match[1].upper() if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the front matter of an article shows."""
    found = [*read_selected(tree, _FIELDS), *read_issue_lines(tree, _CITATION), *read_front(page, tree)]
    for node in tree.css(_PMID)[:1]:
        found += read_field("identifier", BODY, [f"pmid:{node.text().strip()}", ""])
    return found


PLATFORM = Platform(
    name="pmc",
    title="PubMed Central",
    selectors=("meta[name=ncbi_db][content=pmc]", "meta[name=ncbi_domain]", ".pmc-layout__citation", ".fm-vol-iss-date"),
    url=r"/pmc/articles/PMC\d+|//pmc\.ncbi\.nlm\.nih\.gov/articles/PMC\d+",
    native_id=native_id,
    read_body=read_body,
    trust={"body": 0.5},
    # "NIH Public Access" is the archive of manuscripts.
    distrust=frozenset({("publisher", "dc")}),
    listing=ListingRules(item=".rprt .title a[href*='/PMC'], .docsum-title[href*='/PMC'], .usa-prose a[href*='/PMC']",
                         next="a.next, a.next-page"),
    discovery=("listing",),
)  # fmt: skip
