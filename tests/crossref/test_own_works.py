"""Every quirk that real records have is in the made-up works at least once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from harvester.enrich.message import record_of
from harvester.model import identifier as ids
from tests.crossref import own_works
from tests.crossref.corpus import HERE

if TYPE_CHECKING:
    from collections.abc import Callable

Work = dict[str, Any]
WORKS = own_works()
TITLES = {title: work for work in WORKS for title in work.get("title", ())}


def title(test: Callable[[str], bool]) -> Callable[[Work], bool]:
    return lambda work: any(test(one) for one in work.get("title", ()))


def author(test: Callable[[Work], bool]) -> Callable[[Work], bool]:
    return lambda work: any(test(person) for person in work.get("author", ()))


def parts(work: Work, key: str) -> list[Any]:
    return list(((work.get(key) or {}).get("date-parts") or [[]])[0])


def update(field: str, kind: str, source: str = "publisher") -> Callable[[Work], bool]:
    return lambda work: any((one["type"], one["source"]) == (kind, source) for one in work.get(field, ()))


def named(work: Work, key: str) -> set[str]:
    return {one["DOI"] for one in work.get(key, ())}


def twin(work: Work, *, same: tuple[str, ...], differ: str = "") -> bool:
    """Whether another work has the same title, author and ``same``, and another ``differ``."""
    alike = [
        other
        for other in WORKS
        if work.get("title") and all(other.get(key) == work.get(key) for key in ("title", "author", *same))
    ]
    return any(
        other is not work and (not differ or other.get(differ) != work.get(differ))
        for other in alike
        if work.get("author")
    )


QUIRKS: dict[str, Callable[[Work], bool]] = {
    "no title": lambda work: work.get("title") == [],
    "title missing": lambda work: "title" not in work and work["type"] == "journal-issue",
    "blank title": title(lambda one: not one.strip()),
    "several titles": lambda work: len(work.get("title", ())) > 1,
    "markup in a title": title(lambda one: "<i>" in one and "<scp>" in one and "<emph type" in one),
    "MathML in a title": title(lambda one: "<mml:math" in one),
    "TeX in a title": title(lambda one: "$L^{2}$" in one),
    "entities in a title": title(lambda one: "&lt;scp&gt;" in one and "&lt;subtitle&gt;" in one),
    "line break in a title": title(lambda one: "\n  " in one),
    "capitals": title(lambda one: one.isupper() and len(one) > 20),
    "signs at a title's end": title(lambda one: one.endswith(". *†")),
    "replacement character": title(lambda one: "\ufffd" in one),
    "mojibake": title(lambda one: "Ã" in one),
    "another script": title(lambda one: "潮" in one),
    "subtitle": lambda work: bool(work["subtitle"]),
    "subtitle in the title": lambda work: any(one.lower() in work["title"][0].lower() for one in work["subtitle"]),
    "original title is a copy": lambda work: bool(work.get("title")) and work.get("original-title") == work["title"],
    "short title": lambda work: bool(work["short-title"]),
    "null date": lambda work: work["issued"]["date-parts"] == [[None]],
    "empty date": lambda work: work["issued"]["date-parts"] == [[]],
    "year": lambda work: len(parts(work, "issued")) == 1,
    "year and month": lambda work: len(parts(work, "issued")) == 2,
    "day": lambda work: len(parts(work, "issued")) == 3,
    "online long after print": lambda work: (
        parts(work, "published-print") == [1974] and parts(work, "published-online")[:1] == [2016]
    ),
    "editors alone": lambda work: "author" not in work and bool(work.get("editor")),
    "nobody": lambda work: "author" not in work and "editor" not in work and work["type"] == "journal-article",
    "organisation": author(lambda one: bool(one.get("name")) and "family" not in one),
    "family alone": author(lambda one: "given" not in one and one.get("family", "").isalpha()),
    "whole name in family": author(lambda one: not one.get("given") and one.get("family", "").count(" ") == 2),
    "family in capitals": author(lambda one: one.get("family", "").isupper()),
    "suffix": author(lambda one: bool(one.get("suffix"))),
    "comma in family": author(lambda one: "," in one.get("family", "")),
    "neither family nor name": author(lambda one: not {"family", "given", "name"} & set(one)),
    "several firsts": lambda work: sum(one["sequence"] == "first" for one in work.get("author", ())) > 1,
    "first is not at the start": lambda work: [one["sequence"][0] for one in work.get("author", ())] == ["a", "f"],
    "over a hundred authors": lambda work: len(work.get("author", ())) > 100,
    "ORCID over http": author(lambda one: one.get("ORCID", "").startswith("http:")),
    "ORCID over https": author(lambda one: one.get("ORCID", "").startswith("https:")),
    "volume null": lambda work: work.get("volume") == "null",
    "volume zero": lambda work: work.get("volume") == "0",
    "issue zero": lambda work: work.get("issue") == "0",
    "letter in the pages": lambda work: work.get("page") == "E1003-1006",
    "list of pages": lambda work: "," in work.get("page", ""),
    "pages backwards": lambda work: work.get("page") == "998-100",
    "article number": lambda work: bool(work.get("article-number")),
    "entity in a journal": lambda work: "&amp;" in str(work.get("container-title")),
    "series and book": lambda work: len(work.get("container-title", ())) == 2 and work["type"] == "book-chapter",
    "two ISSN": lambda work: len(work.get("ISSN", ())) == 2,
    "URL of old": lambda work: work["URL"].startswith("http://dx.doi.org/"),
    "SICI": lambda work: "(sici)" in work["DOI"] and "<" in work["DOI"],
    "brackets and semicolon": lambda work: {"[", "]", ";"} < set(work["DOI"]),
    "several slashes": lambda work: work["DOI"].count("/") > 1,
    "figure": lambda work: work["type"] == "component" and work["DOI"].endswith(".g001"),
    "film": lambda work: work["type"] == "component" and work["DOI"].endswith(".m002"),
    "data set of a paper": lambda work: work["type"] == "component" and work["DOI"].endswith("/dataset"),
    "review": lambda work: work["type"] == "peer-review" and work["title"][0].startswith("Review for"),
    "journal": lambda work: work["type"] == "journal",
    "issue of a journal": lambda work: work["type"] == "journal-issue",
    "standard": lambda work: work["type"] == "standard",
    "preprint": lambda work: (work["type"], work.get("subtype")) == ("posted-content", "preprint"),
    "abstract with headings": lambda work: "<jats:title>Abstract</jats:title><jats:sec>" in work.get("abstract", ""),
    "abstract in other tags": lambda work: "<st>" in work.get("abstract", ""),
    "abstract escaped twice": lambda work: "&amp;lt;" in work.get("abstract", ""),
    "twin": lambda work: twin(work, same=("issued", "page", "volume")),
    "false twin": lambda work: twin(work, same=("type", "container-title"), differ="page"),
    "shapes of old": lambda work: {work["member"][:4], work["prefix"][:4]} == {"http"} and "cited-count" in work,
    "empty relations": lambda work: [] in work["relation"].values() and any(work["relation"].values()),
    "is a preprint": lambda work: "is-preprint-of" in work["relation"],
    "has a preprint": lambda work: "has-preprint" in work["relation"],
    "corrects": update("update-to", "correction"),
    "corrected": update("updated-by", "correction"),
    "retracts": update("update-to", "retraction"),
    "retracted": update("updated-by", "retraction"),
    "retracted by the watch": update("updated-by", "retraction", "retraction-watch"),
    "retracted by the watch alone": lambda work: (
        {one["source"] for one in work.get("updated-by", ())} == {"retraction-watch"}
    ),
    "both directions about one DOI": lambda work: bool(named(work, "update-to") & named(work, "updated-by")),
    "new version": update("updated-by", "new_version"),
    "concern": update("updated-by", "expression_of_concern"),
    "partly retracted": update("updated-by", "partial_retraction", "retraction-watch"),
    "withdrawn": update("updated-by", "withdrawal"),
    "removed": update("updated-by", "removal"),
    "names its alias": lambda work: bool(work.get("aliases")),
}  # fmt: skip


@pytest.mark.parametrize("quirk", QUIRKS)
def test_the_quirk_is_there(quirk: str) -> None:
    assert any(QUIRKS[quirk](work) for work in WORKS)


def test_relations_and_updates_lead_to_works_that_are_there() -> None:
    dois = {work["DOI"] for work in WORKS}
    targets = {
        one["DOI"] for work in WORKS for key in ("update-to", "updated-by") for one in work.get(key, ())
    }
    targets |= {one["id"] for work in WORKS for several in work["relation"].values() for one in several}
    assert targets - dois == {"10.5555/concern.2"}
    assert len(dois) == len(WORKS)
    assert dois == {doi.lower() for doi in dois}


def test_made_up_identifiers_have_good_forms_and_prefixes() -> None:
    elsewhere = json.loads((HERE / "agencies.json").read_text(encoding="utf-8"))
    assert {work["DOI"].partition("/")[0] for work in WORKS} == {"10.5555", "10.55555"}
    assert {doi.partition("/")[0] for doi in elsewhere["dois"]} <= set(elsewhere["prefixes"])
    assert all(ids.issn(issn) for work in WORKS for issn in work.get("ISSN", ()))
    assert all(ids.doi(work["DOI"]) == work["DOI"] for work in WORKS)


def test_the_product_reads_them_all() -> None:
    records = [record_of(work) for work in WORKS]
    assert [record.doi for record in records] == [work["DOI"] for work in WORKS]
    assert {record.status for record in records} == {"", "retracted", "withdrawn", "concern"}
