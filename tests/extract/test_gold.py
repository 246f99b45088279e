"""Hand-annotated pages of many sites, where they are at hand; they belong to the sites and are not shipped."""

from __future__ import annotations

import csv
import json

import pytest

from harvester.extract import extract
from harvester.model import Page, Record
from harvester.model.text import fold
from tests.extract.reading import GOLD


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict[str, object], Record | None]]:
    if not GOLD.is_dir():
        pytest.skip("no annotated pages beside the checkout")
    with (GOLD / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        urls = {row["file"]: row["original_url"] for row in csv.DictReader(lines)}
    gold = [json.loads(line) for line in (GOLD / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        (one, extract(Page(url=urls[one["file"]], body=(GOLD / "html" / one["file"]).read_bytes())).record)
        for one in gold
    ]


def test_titles_are_right(pairs: list[tuple[dict[str, object], Record | None]]) -> None:
    right = sum(
        bool(found) and fold(found.title) == fold(str(gold["title"])) for gold, found in pairs if found
    )
    assert right >= 0.95 * len(pairs)


def test_no_doi_is_wrong_or_invented(pairs: list[tuple[dict[str, object], Record | None]]) -> None:
    wrong = [
        gold["file"]
        for gold, found in pairs
        if found and found.doi and found.doi != (str(gold["doi"] or "")).lower()
    ]
    assert wrong == []


def test_no_year_is_wrong(pairs: list[tuple[dict[str, object], Record | None]]) -> None:
    wrong = [
        gold["file"] for gold, found in pairs if found and found.issued and found.issued.year != gold["year"]
    ]
    assert wrong == []


def test_listings_are_no_records() -> None:
    if not GOLD.is_dir():
        pytest.skip("no annotated pages beside the checkout")
    with (GOLD / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        listings = [row for row in csv.DictReader(lines) if row["kind"] == "listing"]
    records = [
        row["file"]
        for row in listings
        if extract(Page(url=row["original_url"], body=(GOLD / "html" / row["file"]).read_bytes())).record
    ]
    assert records == []
