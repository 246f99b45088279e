"""Pages of no known platform, without usable head tags: what a reader sees is what must come out.

All pages in variety/ are synthetic: written by us after the manner of many kinds of sites. Beside each stands what a
person reads off it; ``null`` means that the page must not be taken to say so.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harvester.extract import extract
from harvester.model import Page, Record

VARIETY = Path(__file__).parent / "variety"


def shown(record: Record, field: str) -> object:
    """A field as the expectations spell it."""
    if field == "author":
        return [str(name) for name in record.author]
    if field == "year":
        return record.issued.year if record.issued else None
    if field == "abstract":
        return len(record.abstract) >= 80
    return getattr(record, field)


@pytest.mark.parametrize("name", sorted(path.stem for path in VARIETY.glob("*.html")))
def test_a_page_without_tags_says_what_a_reader_sees(name: str) -> None:
    body = (VARIETY / f"{name}.html").read_bytes()
    url = re.search(rb"<!-- (https?://\S+)", body)
    assert url, "a page begins with a comment that holds its URL"
    wanted = json.loads((VARIETY / f"{name}.json").read_text(encoding="utf-8"))
    found = extract(Page(url=url[1].decode(), body=body), source="s")
    assert found.record is not None, found.reason
    assert {field: shown(found.record, field) for field in wanted} == wanted
