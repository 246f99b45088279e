"""Words that stand in one table: roles of people, headings of abstracts. All examples are invented."""

from __future__ import annotations

import pytest

from harvester.extract.abstract_headings import HEADINGS
from harvester.extract.candidate import people_in
from harvester.extract.carriers.abstracts import split_abstracts
from harvester.extract.choose_text import choose_abstract
from harvester.extract.roles import role_of, tables
from tests.extract.choosing import candidates
from tests.extract.reading import record

TEXT = "Gulls of the northern coast were counted on nine beaches over seven winters, and their number fell by half."


@pytest.mark.parametrize(
    "word", ["Doktorvater", "directrice de thèse", "coorientador", "relatore", "begeleider"]
)
def test_a_role_behind_a_name_is_known_in_every_language_of_the_labels(word: str) -> None:
    (found,) = people_in([f"Old, Bo ({word})"])
    assert (str(found), found.role) == ("Old, Bo", "advisor")


def test_words_behind_names_are_those_of_the_labels() -> None:
    words = [word for sections in tables().values() for word in sections["roles"]["advisor"]]
    roles = {
        word: [one.role for one in people_in([f"Old, Bo ({word})"])] for word in words if len(word) <= 40
    }
    assert {word: role for word, role in roles.items() if role != [role_of(word)]} == {}


@pytest.mark.parametrize("word", ["speaker", "researcher", "Author"])
def test_some_roles_are_those_of_authors(word: str) -> None:
    (found,) = people_in([f"Lee, Ann ({word})"])
    assert (str(found), found.role) == ("Lee, Ann", None)


@pytest.mark.parametrize("name", ["Hovy, Ed", "Petrov, Jury", "Krasniqi, Mentor"])
def test_a_given_name_that_is_a_word_for_a_role_is_a_name(name: str) -> None:
    (found,) = people_in([name])
    assert (str(found), found.role) == (name, None)


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_heading_of_an_abstract_is_known_wherever_one_is_read(heading: str) -> None:
    assert split_abstracts([f"{heading.title()}: {TEXT}"]) == [(HEADINGS[heading], TEXT)]
    said = candidates(("abstract", "dc", f"{heading.title()}: {TEXT}"))
    assert choose_abstract(said, lambda _: 1.0, None) == TEXT
    shown = f"<h1>Gulls of the north</h1><p>Ann Lee</p><h2>{heading.title()}</h2><p>{TEXT}</p>"
    tags = '<meta name="citation_title" content="Gulls of the north"><meta name="citation_author" content="Lee, Ann">'
    assert record(f"<html><head>{tags}</head><body>{shown}</body></html>").abstract == TEXT
