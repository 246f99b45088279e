"""The shipped sample, read page by page."""

from __future__ import annotations

import csv

import pytest

from harvester.extract import extract
from harvester.model import Page, PartialDate
from tests.extract.reading import SAMPLE, sample_pages

HOSTS = {
    "northmoor": "research.northmoor.example",
    "lancaster": "www.research.lancs.ac.uk",
    "eastvale": "dspace.eastvale.example",
    "westbrook": "eprints.westbrook.example",
}
SEED = "(5e2b0c5c-8a5d-4a0e-9f0b-9b4e3a1d7c62).html"


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    found = sample_pages()
    if not found:
        pytest.skip("data/sample is not here")
    return found


@pytest.fixture(scope="module")
def seed(pages: dict[str, Page]) -> Page:
    return next(page for url, page in pages.items() if url.endswith(SEED))


def test_seed_page_comes_out_right(seed: Page) -> None:
    record = extract(seed, source="lancaster").record
    assert record is not None
    assert record.id == "lancaster:5e2b0c5c-8a5d-4a0e-9f0b-9b4e3a1d7c62"
    assert [str(name) for name in record.author] == [
        "Attree, Pamela",
        "Morris, Sara",
        "Payne, Sheila",
        "Vaughan, Suzanne",
        "Hinder, Susan",
    ]
    assert not record.title.endswith(".")
    assert record.issued == PartialDate(2011, 3)
    assert (record.container_title, record.volume, record.issue, record.page) == (
        "Health Expectations",
        "14",
        "1",
        "48-58",
    )
    assert (record.publisher, record.issn) == ("Wiley", ("1369-6513",))
    assert record.doi == "10.1111/j.1369-7625.2010.00620.x"
    assert record.keyword == ("cancer care", "partnership", "service user involvement")
    assert (record.language, record.type) == ("en", "article-journal")


@pytest.mark.parametrize(
    ("field", "carriers"),
    [
        ("author", {"bibtex", "ris", "vancouver", "standard"}),
        ("issued", {"bibtex", "ris", "vancouver", "standard"}),
        ("doi", {"bibtex", "ris", "vancouver"}),
        ("publisher", {"bibtex"}),
        ("language", {"bibtex", "html-lang"}),
    ],
)
def test_seed_page_names_the_blocks_that_said_so(seed: Page, field: str, carriers: set[str]) -> None:
    record = extract(seed).record
    assert record is not None
    assert {one.carrier for one in record.witness if one.field == field} == carriers


def test_witnesses_keep_what_was_said(seed: Page) -> None:
    record = extract(seed).record
    assert record is not None
    said = {(one.field, one.carrier): one.value for one in record.witness}
    assert said["issued", "standard"] == "03.2011"
    assert said["issued", "vancouver"] == "2011 Mar"
    assert said["title", "ris"].endswith("cancer.")


@pytest.mark.parametrize("source", sorted(HOSTS))
def test_every_item_page_is_a_record_under_its_own_id(pages: dict[str, Page], source: str) -> None:
    records = [
        found.record
        for url, page in pages.items()
        if f"//{HOSTS[source]}/" in url and (found := extract(page, source=source)).record
    ]
    with (SAMPLE / "truth.csv").open(newline="", encoding="utf-8") as lines:
        wanted = {row["record"] for row in csv.DictReader(lines) if row["record"].startswith(f"{source}:")}
    assert {record.id for record in records if record} == wanted


def test_every_record_has_title_authors_and_year(pages: dict[str, Page]) -> None:
    records = [found.record for page in pages.values() if (found := extract(page)).record]
    lacking = [
        record.url for record in records if record and not (record.title and record.author and record.issued)
    ]
    assert lacking == []


def test_without_head_tags_a_pure_page_says_the_same(pages: dict[str, Page]) -> None:
    item = next(page for url, page in pages.items() if "/limits-to-ecological" in url)
    bare = Page(url=item.url, body=b"<html>" + item.body[item.body.index(b"<body") :])
    whole, rest = extract(item).record, extract(bare).record
    assert whole is not None
    assert rest is not None
    for field in ("id", "title", "issued", "doi", "volume", "page", "abstract", "type"):
        assert getattr(rest, field) == getattr(whole, field), field
    assert [str(name) for name in rest.author] == [str(name) for name in whole.author]


def test_reading_a_page_twice_gives_equal_records(seed: Page) -> None:
    assert extract(seed) == extract(seed)
