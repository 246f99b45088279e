"""Pairs of a page and what is read off it: pages/<platform>-<slug>.html and .json."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from harvester.extract import Extraction, extract
from harvester.model import Page
from tests.extract.reading import PAGES


def described(found: Extraction) -> dict[str, object]:
    table: dict[str, object] = {"platform": found.platform}
    if found.reason:
        table["reason"] = found.reason
    if found.issues:
        table["issues"] = [issue.kind for issue in found.issues]
    if found.record:
        # How far each value is trusted has tests of its own.
        table["record"] = replace(found.record, confidence=()).to_dict()
    return table


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_page_gives_what_stands_beside_it(name: str, request: pytest.FixtureRequest) -> None:
    body = (PAGES / f"{name}.html").read_bytes()
    # The first line of a page names the address that it plays.
    url = re.search(rb"<!-- (https?://\S+)", body)
    assert url, "a page begins with a comment that holds its URL"
    found = described(extract(Page(url=url[1].decode(), body=body), source="s"))
    expected = PAGES / f"{name}.json"
    if request.config.getoption("--update-pages", default=False):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
