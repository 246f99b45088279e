"""Open Journal Systems 3 and 2: an archive of issues, and a table of contents for each."""

from __future__ import annotations

from harvester.extract.platforms.base import ListingRules, Platform

OJS = Platform(
    name="ojs",
    title="Open Journal Systems",
    generator=("open journal systems",),
    selectors=("body.pkp_page_index", "body.pkp_page_issue", "body.pkp_page_article"),
    listing=ListingRules(
        item=".obj_article_summary .title a, .tocTitle a[href*='/article/view/']",
        start=("issue/archive", ""),
        # The issues of an archive, its further pages, and the contents behind an issue's cover.
        sublists=".obj_issue_summary a.title, .cmp_pagination a.next, #issues a[href*='/issue/view/'], "
        "a[href*='issuesPage='], a[href$='/showToc']",
    ),
    discovery=("listing",),
    oai=("oai", "../oai"),
)
