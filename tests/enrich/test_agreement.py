from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harvester.enrich import compare
from harvester.model import Name, PartialDate, Record, parse_name

PAGE = Record(
    id="here:1",
    source="here",
    title="Exploring the influence of service user involvement on health and social care services for cancer",
    author=tuple(filter(None, map(parse_name, ("Attree, Pamela", "Morris, Sara")))),
    issued=PartialDate(2011, 3),
    volume="14",
    page="48-58",
    doi="10.1000/x",
)
REGISTERED = replace(PAGE, id="crossref:10.1000/x", source="crossref", genre="journal-article")
NEIGHBOUR = "Patient choice and shared decisions in primary care: a survey"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "agree"),
        ({"title": PAGE.title.upper()}, "agree"),
        ({"title": PAGE.title + ": a review of the literature"}, "agree"),
        (
            {
                "title": PAGE.title.replace("influence", "<i>influence</i>")
                .replace("<i>", "")
                .replace("</i>", "")
            },
            "agree",
        ),
        (
            {
                "title": "Exploring the influence of user involvement on social care services for cancer patients"
            },
            "drift",
        ),
        (
            {"title": NEIGHBOUR, "author": (parse_name("Young, Jane"),), "volume": "14", "page": "59-70"},
            "wrong-doi",
        ),
        ({"title": NEIGHBOUR, "issued": PartialDate(2013), "page": "59-70"}, "wrong-doi"),
        ({"title": NEIGHBOUR, "page": "59-70"}, "review"),
        ({"title": "Der Einfluss der Nutzerbeteiligung auf die Krebsversorgung"}, "drift"),
        ({"title": ""}, "agree"),
        ({"genre": "component"}, "wrong-doi"),
        ({"genre": "journal"}, "wrong-doi"),
    ],
)
def test_title_decides_then_author_and_year(changes: dict[str, object], verdict: str) -> None:
    registered = replace(REGISTERED, **changes)  # type: ignore[arg-type]
    assert compare(PAGE, registered).verdict == verdict


def test_a_translated_title_that_the_registry_knows_agrees() -> None:
    registered = replace(REGISTERED, title="Etwas ganz anderes", title_alternative=(PAGE.title,), page="")
    assert compare(PAGE, registered).verdict == "agree"


def test_part_two_is_not_part_one() -> None:
    one = replace(PAGE, title="Decomposition of flotation reagents in solutions, Part I")
    two = replace(REGISTERED, title="Decomposition of flotation reagents in solutions, Part II")
    assert compare(one, two).verdict != "agree"


def test_the_note_quotes_both_titles() -> None:
    note = compare(PAGE, replace(REGISTERED, title=NEIGHBOUR, issued=PartialDate(1999), page="1")).note
    assert PAGE.title in note
    assert NEIGHBOUR in note


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"issued": PartialDate(2007)}, ["issued"]),
        ({"volume": "41"}, ["volume"]),
        ({"page": "448-458", "volume": "41"}, ["volume", "page"]),
        ({"author": (Name(family="Nobody", given="Ann"),)}, ["author"]),
    ],
)
def test_fields_that_contradict_each_other_are_a_conflict_with_both_values(
    changes: dict[str, Any], fields: list[str]
) -> None:
    found = compare(PAGE, replace(REGISTERED, **changes))
    assert found.verdict == "conflict"
    assert [one.field for one in found.conflicts] == fields
    assert all(one.here and one.there and one.here != one.there for one in found.conflicts)


def test_another_way_of_writing_a_number_is_no_conflict() -> None:
    page = replace(PAGE, page="E48", volume="014")
    assert compare(page, replace(REGISTERED, page="48-58", volume="14")).verdict == "agree"
