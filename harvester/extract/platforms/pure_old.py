"""Elsevier Pure's older portal design: the same blocks as today's, other addresses and lists."""

from __future__ import annotations

from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.pure import DISTRUST, TRUST, native_id, read_body

PLATFORM = Platform(
    name="pure-old",
    title="Elsevier Pure, older portal",
    selectors=("ol.portal_list", "li.portal_list_item", "a[href*='/portal/en/publications/']"),
    url=r"/portal/\w{2}/publications/.+\([0-9a-f-]{36}\)\.html",
    native_id=native_id,
    read_body=read_body,
    other_rows=False,
    trust=TRUST,
    distrust=DISTRUST,
    listing=ListingRules(
        # A list item of the class ..._group is a heading.
        item="ol.portal_list > li.portal_list_item:not([class*=_group]) h2 a",
        page_parameter="page",
        first_page=0,
        start=("portal/en/publications/search.html", "portal/en/publications/", ""),
        # "1 - 5 out of 8"
        total=".portal_navigator_results",
    ),
    discovery=("listing",),
    oai=("/ws/oai",),
)
