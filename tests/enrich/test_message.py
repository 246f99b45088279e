from __future__ import annotations

from typing import Any

import pytest

from harvester.enrich import record_of
from harvester.model import Funder, Name, PartialDate, Relation


def message(**values: Any) -> dict[str, Any]:
    return {"DOI": "10.1000/X", "type": "journal-article", "title": ["A title"], **values}


def test_a_plain_article_is_read_whole() -> None:
    record = record_of(
        message(
            author=[{"given": "Pamela", "family": "Attree", "ORCID": "http://orcid.org/0000-0002-1825-0097"}],
            issued={"date-parts": [[2010, 7, 1]]},
            **{
                "published-print": {"date-parts": [[2011, 3]]},
                "published-online": {"date-parts": [[2010, 7, 1]]},
                "container-title": ["Health Expectations"],
                "article-number": "e7",
            },
            volume="14",
            page="48\N{EN DASH}58",
            ISSN=["1369-6513", "1369-7625"],
        )
    )
    assert record.id == "crossref:10.1000/x"
    assert record.author == (Name(family="Attree", given="Pamela", orcid="0000-0002-1825-0097"),)
    assert (record.issued, record.available_date) == (PartialDate(2011, 3), PartialDate(2010, 7, 1))
    assert (record.type, record.container_title, record.page) == (
        "article-journal",
        "Health Expectations",
        "48-58",
    )
    assert record.issn == ("1369-6513", "1369-7625")
    assert {witness.carrier for witness in record.witness} == {"crossref"}


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"title": []}, ""),
        ({"title": ["  "]}, ""),
        ({"title": ["Thin <i>films</i> of HfO<sub>2</sub>"]}, "Thin films of HfO2"),
        ({"title": ["p &amp;lt; 0.05"]}, "p < 0.05"),
        ({"title": ["A\n  title"]}, "A title"),
        ({"title": ["Main"], "subtitle": ["A study"]}, "Main: A study"),
        ({"title": ["Main: a study"], "subtitle": ["A study"]}, "Main: a study"),
        ({"title": ["Why?"], "subtitle": ["A study"]}, "Why? A study"),
        ({"title": ["Energy <mml:math><mml:mi>E</mml:mi></mml:math>"]}, "Energy E"),
    ],
)
def test_titles(given: dict[str, Any], title: str) -> None:
    assert record_of(message(**given)).title == title


def test_translated_and_original_titles_are_kept_beside_it() -> None:
    record = record_of(message(**{"title": ["One", "Eins"], "original-title": ["One", "Uno"]}))
    assert record.title_alternative == ("Eins", "Uno")


@pytest.mark.parametrize("issued", [{"date-parts": [[None]]}, {"date-parts": [[]]}, {}, None])
def test_a_date_that_says_nothing_is_none(issued: Any) -> None:
    assert record_of(message(issued=issued)).issued is None


@pytest.mark.parametrize("volume", ["null", "0", None, ""])
def test_a_number_that_says_nothing_is_empty(volume: Any) -> None:
    assert record_of(message(volume=volume)).volume == ""


def test_names_of_every_shape() -> None:
    people = [
        {"name": "World Health Organization", "sequence": "first"},
        {"family": "Plato"},
        {"given": "Jo", "family": "Li", "suffix": "Jr", "affiliation": [{"name": "Bath"}]},
        {"sequence": "additional"},
    ]
    names = record_of(message(author=people)).author
    assert names == (
        Name(literal="World Health Organization"),
        Name(literal="Plato"),
        Name(family="Li", given="Jo", suffix="Jr", affiliation=("Bath",)),
    )


def test_a_series_stands_apart_from_the_book() -> None:
    record = record_of(message(**{"type": "book-chapter", "container-title": ["Lecture Notes", "The Book"]}))
    assert (record.collection_title, record.container_title) == ("Lecture Notes", "The Book")


def test_updated_by_marks_the_work_and_update_to_the_notice() -> None:
    update = {"DOI": "10.1000/N", "type": "retraction", "source": "retraction-watch"}
    work = record_of(message(**{"updated-by": [update]}))
    notice = record_of(message(**{"update-to": [{**update, "DOI": "10.1000/W"}]}))
    assert (work.status, work.relation) == (
        "retracted",
        (Relation("IsRetractedBy", "10.1000/n", "retraction-watch"),),
    )
    assert (notice.status, notice.relation) == ("", (Relation("Retracts", "10.1000/w", "retraction-watch"),))


def test_the_gravest_update_counts() -> None:
    updates = [
        {"DOI": "10.1000/a", "type": "expression_of_concern"},
        {"DOI": "10.1000/b", "type": "retraction"},
    ]
    assert record_of(message(**{"updated-by": updates})).status == "retracted"


def test_relations_keep_their_direction_and_empty_lists_say_nothing() -> None:
    table = {
        "is-preprint-of": [{"id-type": "doi", "id": "10.1000/Article", "asserted-by": "subject"}],
        "has-review": [],
        "cites": [{"id-type": "uri", "id": "https://x.example"}],
    }
    assert record_of(message(relation=table)).relation == (
        Relation("IsPreprintOf", "10.1000/article", "crossref"),
    )


def test_an_abstract_loses_its_markup_and_its_heading() -> None:
    jats = "<jats:title>Abstract</jats:title><jats:p>We asked <jats:italic>users</jats:italic>.</jats:p>"
    assert record_of(message(abstract=jats)).abstract == "We asked users."


CC = "http://creativecommons.org/licenses/by/4.0/"


def stated(url: str, version: str, start: list[int], delay: int = 0) -> dict[str, Any]:
    return {"URL": url, "content-version": version, "start": {"date-parts": [start]}, "delay-in-days": delay}


@pytest.mark.parametrize(
    ("licenses", "license_", "access"),
    [
        ([], "", ""),
        ([{"URL": CC}], "https://creativecommons.org/licenses/by/4.0/", "open"),
        (
            [
                stated("http://x/tdm", "tdm", [2010]),
                stated("http://x/am", "am", [2010]),
                stated(CC, "vor", [2012]),
            ],
            "https://creativecommons.org/licenses/by/4.0/",
            "open",
        ),
        ([stated(CC, "vor", [2012, 5], 365), stated("http://x/own", "vor", [2011, 5])], "http://x/own", ""),
        ([stated(CC, "am", [2012, 5], 365)], "https://creativecommons.org/licenses/by/4.0/", ""),
    ],
)
def test_the_licence_of_the_version_of_record_comes_first(
    licenses: list[dict[str, Any]], license_: str, access: str
) -> None:
    record = record_of(message(license=licenses))
    assert (record.license, record.access) == (license_, access)
    assert len([one for one in record.witness if one.field == "license"]) == len(licenses)


def test_a_licence_is_witnessed_with_its_version_and_its_first_day() -> None:
    (witness,) = [
        one
        for one in record_of(message(license=[stated(CC, "vor", [2012, 5])])).witness
        if one.field == "license"
    ]
    assert witness.value == f"{CC} vor 2012-05"


def test_funders_come_once_for_each_award() -> None:
    funders = [
        {"name": "NASA", "DOI": "10.13039/100000104", "award": ["A1", "A1", "A2"]},
        {"name": "Sea  Fund", "award": []},
        {"DOI": "10.13039/1"},
    ]
    record = record_of(message(funder=funders))
    assert record.funder == (
        Funder("NASA", "A1", "10.13039/100000104"),
        Funder("NASA", "A2", "10.13039/100000104"),
        Funder("Sea Fund"),
    )


def test_affiliations_and_orcids_are_witnessed_with_their_people() -> None:
    person = {"family": "Gull", "given": "Ann", "ORCID": "https://orcid.org/0000-0002-1825-0097"}
    record = record_of(message(author=[person | {"affiliation": [{"name": "Shore Lab"}]}]))
    assert record.author[0].affiliation == ("Shore Lab",)
    assert {(one.field, one.value) for one in record.witness} >= {
        ("affiliation", "[Gull, Ann] Shore Lab"),
        ("orcid", "[Gull, Ann] 0000-0002-1825-0097"),
    }


def test_an_orcid_in_a_list_is_read() -> None:
    author = {"given": "Maren", "family": "Quill", "ORCID": ["0000-0002-1825-0097"]}
    assert record_of(message(author=[author])).author[0].orcid == "0000-0002-1825-0097"
