"""The shipped sample is what its generator writes, and says what real publications say."""

from __future__ import annotations

import collections
import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.portals import big, crossref, sample
from tests.portals.table import read_sheets, read_works

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
FILE = ROOT.parent / "shared" / "data" / "crossref" / "works.jsonl.gz"
WORKS = read_works()
SHEETS = {portal: read_sheets(portal, WORKS) for portal in sample.PORTALS}


def _indexes() -> list[dict[str, Any]]:
    return [
        {"host": path.parent.name, **json.loads(line)}
        for path in sorted(SAMPLE.glob("*/index.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_committed_sample_equals_a_fresh_rendering() -> None:
    fresh = sample.render()
    committed = {str(path.relative_to(SAMPLE)): path for path in SAMPLE.rglob("*") if path.is_file()}
    assert sorted(committed) == sorted(fresh)
    stale = [name for name, path in committed.items() if path.read_bytes() != fresh[name]]
    assert stale == [], "write it anew with `python -m tests.portals`"


def test_writing_removes_pages_that_are_no_longer_made(tmp_path: Path) -> None:
    old = tmp_path / "eprints.westbrook.example" / "items" / "1-gone.html"
    old.parent.mkdir(parents=True)
    old.write_text("gone")
    assert sample.write(tmp_path) == sum(path.is_file() for path in tmp_path.rglob("*"))
    assert not old.exists()


def test_every_body_is_there_and_no_two_answers_share_one_by_mistake() -> None:
    bodies = collections.defaultdict(set)
    for entry in _indexes():
        assert entry["url"].startswith(f"https://{entry['host']}/")
        assert entry["url"].isascii()
        if entry["body"]:
            assert (SAMPLE / entry["host"] / entry["body"]).stat().st_size > 0
            bodies[entry["host"], entry["body"]].add(re.sub(r"\?page=0$", "", entry["url"]))
    shared = {body for body, urls in bodies.items() if len(urls) > 1}
    assert {name for _, name in shared} <= {"pages/404.html"}


def test_every_url_is_answered_once() -> None:
    urls = collections.Counter(entry["url"] for entry in _indexes())
    assert [url for url, times in urls.items() if times > 1] == []


def test_sample_stays_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 2_500_000


def test_sample_holds_a_redirect_and_a_validator() -> None:
    entries = _indexes()
    targets = {entry["headers"]["Location"] for entry in entries if entry["status"] == 301}
    assert targets <= {entry["url"] for entry in entries if entry["status"] == 200}
    assert any("limits-to-ecological" in target for target in targets)
    assert sum("ETag" in entry["headers"] for entry in entries) == 1


def test_truth_names_every_item_page_once() -> None:
    rows = list(csv.DictReader((SAMPLE / "truth.csv").read_text(encoding="utf-8").splitlines()))
    items = [entry for entry in _indexes() if (entry["body"] or "").startswith("items/")]
    assert len({row["record"] for row in rows}) == len(rows) == len(items)
    assert {row["work"] for row in rows} == set(WORKS)


def test_about_fifteen_works_are_deposited_more_than_once() -> None:
    deposits = collections.Counter(sheet.work for sheets in SHEETS.values() for sheet in sheets)
    assert len([work for work, times in deposits.items() if times > 1]) >= 15


@pytest.mark.parametrize("portal", sample.PORTALS)
def test_every_record_id_can_be_read_off_its_page(portal: str) -> None:
    # Pure shows the uuid as the key of the BibTeX entry, DSpace its handle, EPrints its number.
    items = [
        exchange for exchange in sample.PORTALS[portal](SHEETS[portal]) if exchange.name.startswith("items/")
    ]
    native = {sample.record_id(portal, sheet).split(":")[1].replace("-", "") for sheet in SHEETS[portal]}
    shown = [
        {one for one in native if re.search(rf"[{{/]{one}[,<\"]", exchange.body.decode())}
        for exchange in items
    ]
    assert [len(ids) for ids in shown] == [1] * len(items)
    assert set().union(*shown) == native


def test_the_seed_page_words_its_facts_as_the_older_portal_does() -> None:
    sheet = SHEETS["lancaster"][0]
    page = next((SAMPLE / "www.research.lancs.ac.uk" / "items").glob(f"{sheet.slug}-*.html")).read_text(
        encoding="utf-8"
    )
    assert '<meta name="citation_' not in page
    for line in (
        "<p>TY - JOUR</p>",
        "<p>PY - 2011/3</p>",
        "<p>AU - Vaughan, Suzanne</p>",
        "<p>U2 - 10.1111/j.1369-7625.2010.00620.x</p>",
        "month = mar,",
        "{\\textquoteleft}partnership{\\textquoteright}",
        "services for cancer. / Attree, Pamela; Morris, Sara; Payne, Sheila et al.",
        "In: Health Expectations, Vol. 14, No. 1, 03.2011, p. 48-58.",
        "Attree P, Morris S, Payne S, Vaughan S, Hinder S. Exploring the influence",
        "Health Expectations. 2011 Mar;14(1):48-58. doi: 10.1111/j.1369-7625.2010.00620.x",
    ):
        assert line in page


def test_crossref_knows_every_doi_of_the_sample_or_says_that_it_does_not() -> None:
    tables = json.loads((SAMPLE / crossref.HOST / "crossref.json").read_text(encoding="utf-8"))
    bodies = set(_registered())
    asked = {sheet.bare_doi.lower() for sheets in SHEETS.values() for sheet in sheets if sheet.doi}
    assert asked - bodies - set(tables["aliases"]) == set(tables["missing"]) != set()
    assert set(tables["aliases"].values()) <= bodies <= asked
    assert all(doi.startswith("10.5555/") for doi in tables["missing"])


def test_a_retraction_points_both_ways() -> None:
    works = _registered()
    article, notice = works["10.1021/am300292v"], works["10.1021/acsami.9b11759"]
    assert article["updated-by"][0]["DOI"] == notice["DOI"]
    assert notice["update-to"][0]["DOI"] == article["DOI"]
    assert notice["update-to"][0]["type"] == "retraction"


def test_a_wrong_doi_leads_to_a_neighbour_in_the_same_journal_and_year() -> None:
    sheet = next(sheet for sheet in SHEETS["westbrook"] if sheet.note.startswith("wrong DOI"))
    neighbour = _registered()[sheet.bare_doi.lower()]
    assert neighbour["container-title"] == [sheet.container]
    assert neighbour["published-print"]["date-parts"][0][0] == sheet.date[0]
    assert neighbour["author"][0]["family"] != sheet.authors[0].family


@pytest.mark.skipif(not FILE.exists(), reason="needs the file of real Crossref works beside the repository")
def test_every_doi_says_what_crossref_says() -> None:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        real = {work["DOI"].lower(): work for work in map(json.loads, lines)}
    wrong = []
    for work in WORKS.values():
        if work.origin == "file" and work.doi:
            ours, theirs = crossref.message(work), real[work.doi]
            fields = ("type", "volume", "issue", "page", "publisher", "container-title", "issued")
            wrong += [
                (work.key, name) for name in fields if (ours.get(name) or None) != (theirs.get(name) or None)
            ]
            if _plain(ours["title"]) != _plain(theirs["title"]) or _names(ours) != _names(theirs):
                wrong.append((work.key, "title or authors"))
            # The sample states the terms of some works alone.
            terms = {"license": _licenses, "funder": _funders}
            wrong += [
                (work.key, name)
                for name, read in terms.items()
                if ours.get(name) and read(ours) != read(theirs)
            ]
    assert wrong == []


@pytest.mark.skipif(not FILE.exists(), reason="needs the file of real Crossref works beside the repository")
def test_every_doi_outside_the_test_prefix_is_real_or_documented() -> None:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        real = {json.loads(line)["DOI"].lower() for line in lines}
    documented = {work.doi for work in WORKS.values() if work.origin == "documented"} | {
        "10.26434/chemrxiv.5406907"
    }
    shown = {sheet.bare_doi.lower() for sheets in SHEETS.values() for sheet in sheets if sheet.doi}
    assert {doi for doi in shown if not doi.startswith("10.5555/")} <= real | documented


def test_a_big_site_is_the_same_for_the_same_seed() -> None:
    first, again = (list(big.big_site(120, 7)) for _ in range(2))
    assert first == again
    assert list(big.big_site(120, 8)) != first


def test_a_big_site_lists_and_serves_every_item() -> None:
    exchanges = {exchange.url: exchange for exchange in big.big_site(120, 7)}
    listed = set()
    for number in range(3):
        body = exchanges[f"{big.PORTAL.base}/en/publications/?page={number}"].body.decode()
        assert "out of 120 results" in body
        listed |= set(re.findall(r'<h3 class="title"><a rel="\w+" href="([^"]+)"', body))
    assert len(listed) == 120
    assert all(exchanges[url].status == 200 for url in listed)


def _registered() -> dict[str, dict[str, Any]]:
    bodies = (
        json.loads(path.read_text(encoding="utf-8")) for path in (SAMPLE / crossref.HOST / "works").iterdir()
    )
    return {body["message"]["DOI"]: body["message"] for body in bodies}


def _licenses(work: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (one["URL"], one["content-version"], one["start"]["date-parts"], one["delay-in-days"])
        for one in work["license"]
    ]


def _funders(work: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["name"], one.get("DOI"), one.get("award", [])) for one in work["funder"]]


def _plain(titles: list[str]) -> str:
    return " ".join(" ".join(titles).split())


def _names(work: dict[str, Any]) -> list[str]:
    return [
        " ".join(
            f"{one.get('given', '')} {one.get('family', one.get('name', ''))} {one.get('suffix', '')}".split()
        )
        for one in work.get("author", ())
    ]
