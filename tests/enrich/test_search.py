"""Titles to DOIs; all works here are made up."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from harvester.enrich import record_of
from harvester.enrich.search import MOST_LETTERS, judge, question
from harvester.model import Name, PartialDate, Record, Relation

QUILL, OSEI, MOSS = (
    Name(family="Quill", given="Maren B."),
    Name(family="Osei", given="Kwame"),
    Name(family="Moss", given="Ada"),
)
TITLE = "Lichen growth on old walls: a survey of forty northern towns"
PAGE = Record(
    id="here:1",
    source="here",
    type="article-journal",
    title=TITLE,
    author=(QUILL, OSEI, MOSS),
    issued=PartialDate(2011, 3),
    container_title="Journal of Urban Lichens",
    volume="14",
    page="48-58",
)
BARE = replace(PAGE, type=None, container_title="", volume="", page="")


def registered(doi: str = "10.5555/a", **changes: Any) -> Record:
    return replace(
        PAGE,
        **{"id": f"crossref:{doi}", "source": "crossref", "doi": doi, "genre": "journal-article"} | changes,
    )


WORK = registered()
PREPRINT = registered(
    "10.5555/p", type="article", genre="posted-content", container_title="", volume="", page=""
)


def outcome(page: Record, *candidates: Record) -> tuple[str, str | None]:
    finding = judge(page, candidates)
    return finding.outcome, finding.doi


ACCEPT, REVIEW, REJECT = ("accept", "10.5555/a"), ("review", "10.5555/a"), ("reject", None)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": TITLE.upper()},
        {"title": "Lichen growth on old walls"},
        {"title": "Lichen growth on old walls: a survey of forty nor..."},
        {"title": "Lichn growth on old wallls: a survey of forty northern towns"},
        {"title": TITLE + " - an overview"},
        {"author": (Name(family="Quill", given="M. B."), Name(family="Osei", given="K."))},
        {"author": (QUILL,)},
        {"author": (MOSS, QUILL, OSEI)},
        {"author": (Name(family="Maren", given="Quill"), Name(family="Kwame", given="Osei"))},
        {"author": (Name(family="Qiull", given="Maren"), OSEI, MOSS)},
        {"author": (Name(literal="Quill M"), Name(literal="et al."))},
        {"issued": PartialDate(2012)},
        {"issued": None},
        {"container_title": "J. Urban Lichens"},
        {"page": "48"},
        {"volume": "", "page": ""},
        {"type": None},
    ],
)
def test_a_damaged_record_is_recognised(changes: dict[str, Any]) -> None:
    assert outcome(replace(PAGE, **changes), WORK) == ACCEPT


@pytest.mark.parametrize("changes", [{}, {"title": "Lichen growth on old walls"}, {"author": (MOSS, QUILL)}])
def test_title_authors_and_year_are_enough(changes: dict[str, Any]) -> None:
    assert outcome(replace(BARE, **changes), WORK) == ACCEPT


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Lichen growth on old walls II: a survey of forty northern towns"},
        {"title": f"Erratum to: {TITLE}"},
        {"title": f"{TITLE} (Erratum)"},
        {"title": f"Reply to: {TITLE}"},
        {"title": f"{TITLE}: Reply"},
        {"title": f"Comment on “{TITLE}”"},
        {"title": f"Retraction: {TITLE}"},
        {"issued": PartialDate(2014)},
        {"author": (Name(family="Ibarra", given="Luz"), Name(family="Tanaka", given="Rei"))},
        {"relation": (Relation("IsCorrectionOf", "10.5555/a", "crossref"),)},
        {"genre": "peer-review"},
        {"genre": "journal-issue"},
        {"title": "The chemistry of paint in coastal railway stations"},
    ],
)
def test_a_near_miss_is_rejected(changes: dict[str, Any]) -> None:
    near = registered(**{"page": "60-71"} | changes)
    assert outcome(replace(PAGE, page=""), near) == REJECT
    assert outcome(replace(PAGE, page=""), near, registered("10.5555/right")) == ("accept", "10.5555/right")


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        ({}, {"page": "60-71"}),
        ({}, {"page": "", "volume": "15"}),
        ({"volume": "", "page": ""}, {"container_title": "Annals of Paint Chemistry"}),
        ({"volume": "", "page": "", "container_title": "", "issued": PartialDate(2012)}, {}),
        ({"volume": "", "page": "", "container_title": "", "issued": None}, {}),
        ({"volume": "", "page": ""}, {"title": TITLE.replace("northern", "southern")}),
        ({"volume": "", "page": ""}, {"title": TITLE.replace("survey", "history")}),
        (
            {"volume": "", "page": "", "title": "Lichen growth on old walls"},
            {"title": "Lichen growth on old walls: Part II"},
        ),
        ({"issued": PartialDate(2015)}, {}),
        ({"type": "thesis", "page": "", "volume": "", "container_title": ""}, {}),
        (
            {"page": "", "volume": "", "author": (MOSS, Name(family="Ibarra", given="Luz"))},
            {"author": (QUILL, MOSS)},
        ),
    ],
)
def test_one_doubt_is_for_a_person(page: dict[str, Any], changes: dict[str, Any]) -> None:
    assert outcome(replace(PAGE, **page), registered(**changes)) == REVIEW


def test_parts_one_and_two_are_told_apart_in_any_numerals() -> None:
    one, two = (registered(f"10.5555/{n}", title=f"Walls of the north, Part {n}") for n in ("I", "II"))
    page = replace(BARE, title="Walls of the north, part 2")
    assert outcome(page, one, two) == ("accept", "10.5555/II")
    assert outcome(page, one) == REJECT


def test_a_part_on_one_side_alone_is_for_a_person() -> None:
    for title in (f"{TITLE}: Part II", f"{TITLE} II"):
        assert outcome(BARE, registered(title=title)) == REVIEW
        assert outcome(PAGE, registered(title=title)) == REVIEW


def test_a_part_is_seen_beside_the_same_number() -> None:
    title = "Routine testing of lichen covered walls in towns (Report No. 59) (2nd edition), pp. 119"
    assert outcome(replace(BARE, title=title), registered(title=f"{title}. Part 2")) != ACCEPT


def test_another_number_or_another_volume_and_page_is_another_work() -> None:
    page = replace(BARE, title="Lichen growth on old walls in 1990")
    assert outcome(page, registered(title="Lichen growth on old walls in 1991")) == REJECT
    assert outcome(PAGE, registered(volume="15", page="101-110")) == REJECT


def test_an_erratum_is_found_by_its_own_title() -> None:
    erratum = registered(
        "10.5555/e",
        title=f"Erratum: {TITLE}",
        page="99",
        relation=(Relation("IsCorrectionOf", "10.5555/a", "crossref"),),
    )
    page = replace(PAGE, title=f"Erratum to: {TITLE}", page="99")
    assert outcome(page, WORK, erratum) == ("accept", "10.5555/e")


@pytest.mark.parametrize("title", ["Editorial", "Introduction", "Book reviews"])
def test_a_title_that_recurs_needs_the_same_place(title: str) -> None:
    work = registered(title=title)
    assert outcome(replace(PAGE, title=title), work) == ACCEPT
    assert outcome(replace(PAGE, title=title, page="", volume=""), work) == REVIEW


def test_a_short_title_needs_more_than_one_author_or_the_container() -> None:
    work = registered(title="Urban lichens")
    page = replace(BARE, title="Urban lichens")
    assert outcome(page, work) == ACCEPT
    assert outcome(replace(page, author=(QUILL,)), work) == REVIEW
    assert outcome(replace(page, author=(QUILL,), container_title=PAGE.container_title), work) == ACCEPT


def test_of_twins_in_two_years_the_one_that_fits_is_taken() -> None:
    later = registered("10.5555/b", issued=PartialDate(2012), volume="15", page="3-9")
    assert outcome(BARE, WORK, later) == ACCEPT
    assert outcome(replace(BARE, issued=PartialDate(2012)), WORK, later) == ("accept", "10.5555/b")
    assert outcome(replace(BARE, issued=None), WORK, later)[0] == "review"
    assert outcome(replace(PAGE, issued=None, page=""), WORK, later) == ACCEPT


def test_two_that_fit_equally_are_for_a_person() -> None:
    finding = judge(BARE, [WORK, registered("10.5555/b")])
    assert finding.outcome == "review"
    assert "fits as well" in finding.reason


def test_the_article_is_taken_for_the_article_and_the_preprint_for_the_preprint() -> None:
    assert outcome(PAGE, PREPRINT, WORK) == ACCEPT
    assert outcome(replace(BARE, type="article"), WORK, PREPRINT) == ("accept", "10.5555/p")
    assert outcome(PAGE, PREPRINT) == ("review", "10.5555/p")
    assert outcome(BARE, PREPRINT) == ("review", "10.5555/p")


def test_a_translated_title_is_known_by_an_original_title_or_the_place() -> None:
    german = "Flechtenwachstum an alten Mauern: eine Erhebung in vierzig Städten des Nordens"
    page = replace(PAGE, title=german)
    assert outcome(replace(page, volume="", page=""), registered(title_alternative=(german,))) == ACCEPT
    assert outcome(page, WORK) == ACCEPT
    assert outcome(replace(page, page="48"), replace(WORK, page="48")) == REVIEW


def test_an_original_title_in_the_registrys_json_counts() -> None:
    message = {
        "DOI": "10.5555/A", "type": "journal-article", "title": ["Urban lichens of the north in winter"],
        "original-title": ["Stadtflechten des Nordens im Winter"], "issued": {"date-parts": [[2011]]},
        "author": [{"family": "Quill", "given": "Maren"}, {"family": "Osei", "given": "Kwame"}],
    }  # fmt: skip
    assert outcome(replace(BARE, title="Stadtflechten des Nordens im Winter"), record_of(message)) == ACCEPT


def test_an_organisation_is_an_author() -> None:
    work = registered(author=(Name(literal="World Lichen Organization"),))
    for name in ("World Lichen Organization", "The World Lichen Organisation", "WLO"):
        assert outcome(replace(BARE, author=(Name(literal=name),)), work) == ACCEPT
    assert outcome(replace(BARE, author=(Name(literal="Ministry of Paint"),)), work) == REJECT


def test_without_authors_all_else_must_agree() -> None:
    page = replace(PAGE, author=(), title=TITLE + " and villages")
    work = registered(title=page.title)
    assert outcome(page, work) == ACCEPT
    for changes in (
        {"volume": "", "page": ""},
        {"issued": None},
        {"issued": PartialDate(2012)},
        {"title": TITLE},
    ):
        assert outcome(replace(page, **changes), work) == REVIEW


def test_ideographs_are_compared_one_by_one() -> None:
    author = (Name(literal="王小明"), Name(literal="李四"))
    work = registered(title="城市墙面地衣生长的调查研究(一)", author=author)
    page = replace(BARE, title="城市墙面地衣生长的调查研究（一）", author=author)
    assert outcome(page, work) == ACCEPT
    assert outcome(replace(page, title="城市墙面地衣生长的调查研究（二）"), work) == REVIEW
    assert outcome(replace(page, title="现代汉语语法的历史演变与地域差异"), work) == REJECT


def test_nothing_comes_of_nothing() -> None:
    assert judge(PAGE, []) == ("reject", None, "no publication among the answers", ())
    assert outcome(PAGE, replace(WORK, title="")) == REJECT
    assert outcome(PAGE, replace(WORK, doi=None)) == REJECT


def test_order_and_repetition_change_nothing() -> None:
    others = [registered("10.5555/b", issued=PartialDate(2012), volume="15", page="3-9"), PREPRINT, WORK]
    findings = {judge(PAGE, many) for many in (*itertools.permutations(others), [*others, *others])}
    assert [(one.outcome, one.doi) for one in findings] == [ACCEPT]


def test_the_evidence_is_told_in_words_and_numbers() -> None:
    finding = judge(replace(PAGE, issued=PartialDate(2012)), [WORK])
    assert finding.reason == "the title, the authors, the place in print agree"
    assert finding.evidence == (
        "title: equal (59 letters, 100 of 100 alike)",
        "authors: 3 of 3 in both, the first is the same",
        "year: 1 apart",
        "volume: agrees",
        "page: agrees",
        "container: agrees",
    )


def test_a_rejection_names_the_nearest() -> None:
    reason = judge(PAGE, [registered(title=f"Reply to: {TITLE}")]).reason
    assert "10.5555/a" in reason
    assert "reply" in reason


def test_the_question_is_title_first_families_and_year() -> None:
    many = replace(PAGE, author=(*PAGE.author, Name(family="Ibarra", given="Luz")))
    assert question(many) == f"{TITLE} Quill Osei Moss 2011"
    assert (
        question(replace(PAGE, title="Editorial"))
        == "Editorial Quill Osei Moss Journal of Urban Lichens 2011"
    )
    assert (
        question(replace(PAGE, title="城市墙面地衣生长的调查研究", author=(), editor=(QUILL,)))
        == "城市墙面地衣生长的调查研究 Quill 2011"
    )
    assert (
        question(replace(PAGE, title="<i>" + "wall lichen " * 100 + "</i>", author=(QUILL,)))[:12]
        == "wall lichen "
    )
    assert len(question(replace(PAGE, title="wall lichen " * 100)) or "") < MOST_LETTERS + 60


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "Untitled"},
        {"title": "Data"},
        {"title": "Urban lichens", "author": ()},
        {"title": "Editorial", "volume": "", "page": ""},
        {"title": PAGE.container_title},
    ],
)
def test_who_says_too_little_is_not_asked_for(changes: dict[str, Any]) -> None:
    assert question(replace(PAGE, **changes)) is None


def test_a_thousand_authors_and_a_title_of_a_page_are_no_burden() -> None:
    crowd = tuple(Name(family=f"Family{number}", given="A.") for number in range(1_000))
    page = replace(BARE, title="wall lichen growth " * 2_000, author=crowd)
    assert outcome(page, *(registered(title=page.title, author=crowd) for _ in range(10))) == ACCEPT
