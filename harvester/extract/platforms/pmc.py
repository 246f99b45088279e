"""PubMed Central: articles and manuscripts that others published; the archive is not their publisher."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.extract.visible.front import read_front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"/(PMC\d+)", re.IGNORECASE)
_COLLECTION = re.compile(
    r"public access|author manuscripts?|PMC (?:funders|canada)|europe PMC", re.IGNORECASE
)
_FIELDS = {
    "title": "h1.content-title, .front-matter h1, main h1",
    "author": ".contrib-group a.affpopup, .contrib-group.fm-author > a, .ameta .name.western",
    "doi": ".fm-vol-iss-date a[href*='doi.org/'], .doi a[href*='doi.org/'], .ameta a[href*='doi.org/']",
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


def amend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the collections of manuscripts that stand where the publisher should."""
    return [one for one in candidates if one.field != "publisher" or not _COLLECTION.search(one.raw)]


PLATFORM = Platform(
    name="pmc",
    title="PubMed Central",
    selectors=("meta[name=ncbi_db][content=pmc]", "meta[name=ncbi_domain]", ".pmc-layout__citation",
               ".fm-vol-iss-date"),
    url=r"/pmc/articles/PMC\d+|//pmc\.ncbi\.nlm\.nih\.gov/articles/PMC\d+",
    native_id=native_id,
    read_body=read_body,
    amend=amend,
    trust={"body": 0.5},
    listing=ListingRules(item=".rprt .title a[href*='/PMC'], .docsum-title[href*='/PMC'], .usa-prose a[href*='/PMC']",
                         next="a.next, a.next-page"),
    discovery=("listing",),
)  # fmt: skip
