"""The lists of a new-design Pure portal: zero-based pages and the RSS feed of the newest items."""

from __future__ import annotations

import datetime as dt
import math
from email.utils import format_datetime
from itertools import groupby
from typing import TYPE_CHECKING

from tests.portals import exchange
from tests.portals.markup import esc, fill
from tests.portals.pure_new_parts import shell, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.portals.exchange import Exchange
    from tests.portals.pure_new_parts import Portal
    from tests.portals.table import Sheet


def listing(listed: Sequence[Sheet], portal: Portal) -> Iterator[Exchange]:
    """Every listing page, and one beyond the last, which is empty."""
    start = f"{portal.base}/en/publications/"
    last = math.ceil(len(listed) / portal.per_page)
    for number in range(last + 1):
        text = _listing_page(listed, number, last, portal)
        name = f"listing/page-{number}.html"
        if number == 0:
            yield exchange.page(start, name, text)
        yield exchange.page(f"{start}?page={number}", name, text)


def _listing_page(listed: Sequence[Sheet], number: int, last: int, portal: Portal) -> str:
    start = number * portal.per_page
    shown = listed[start : start + portal.per_page]
    rows = []
    place = start
    for year, group in groupby(shown, key=lambda sheet: sheet.date[0]):
        heading = f'<div class="search-result-group">{year}</div>'
        for sheet in group:
            rows.append(_row(sheet, place, heading, portal))
            heading = ""
            place += 1
    end = min(start + portal.per_page, len(listed))
    total = f"{start + 1} - {end} out of {len(listed):,} results" if shown else "No results found"
    main = fill(
        "pure_new_listing.html",
        total=total, rows="\n".join(rows), pages=_steps(number, last) if shown else "",
    )  # fmt: skip
    return shell("Research output", f"{portal.base}/en/publications/", main, portal, css="searchpage")


def _row(sheet: Sheet, place: int, heading: str, portal: Portal) -> str:
    body = f'{heading}<div class="result-container">{short(sheet, portal)}</div>'
    return f'<li class="list-result-item list-result-item-{place}">{body}</li>'


def _steps(number: int, last: int) -> str:
    steps = [
        f'<li><span class="currentStep">{step + 1}</span></li>'
        if step == number
        else f'<li><a href="/en/publications/?page={step}" class="step">{step + 1}</a></li>'
        for step in range(last)
        if step in {0, last - 1} or abs(step - number) <= 4
    ]
    if number + 1 < last:
        steps.append(
            f'<li class="next"><a href="/en/publications/?page={number + 1}" class="nextLink">Next</a></li>'
        )
    return "".join(steps)


def feed(newest: Sequence[Sheet], portal: Portal) -> Exchange:
    """The RSS feed of ``newest``."""
    items = []
    for sheet in newest:
        year, month, day = (*sheet.date, 1, 1)[:3]
        day_of_feed = format_datetime(dt.datetime(year, month, day, tzinfo=dt.UTC), usegmt=True)
        url = portal.url(sheet.slug)
        items.append(
            f"<item><title>{esc(sheet.plain_title)}</title><link>{url}</link>"
            f"<description>{esc(short(sheet, portal))}</description><pubDate>{day_of_feed}</pubDate>"
            f'<guid isPermaLink="false">{url}</guid>'
            f"<dc:date>{year}-{month:02d}-{day:02d}T00:00:00Z</dc:date></item>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>'
        f"<title>{esc(portal.name)}: Research output</title><link>{portal.base}/en/publications/</link><description/>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )
    return exchange.page(
        f"{portal.base}/en/publications/?format=rss", "listing/feed.xml", text, media=exchange.RSS
    )
