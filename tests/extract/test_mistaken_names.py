"""Names, places and numbers that read as something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.extract.candidate import is_cut_list, people_in
from harvester.extract.carriers import json_ld, state
from harvester.extract.carriers.author_lists import read_list
from harvester.extract.carriers.vancouver import read_vancouver
from tests.extract.reading import head, read, record, said

if TYPE_CHECKING:
    from harvester.model import Record


def names(found: Record) -> list[str]:
    return [str(one) for one in found.author]


def test_initials_are_not_and_others() -> None:
    assert [str(one) for one in people_in(["Khan, U. A."])] == ["Khan, U. A."]
    assert not is_cut_list("Smith, J.; Khan, U. A.")
    assert is_cut_list("Meyer, H. u. a.")


@pytest.mark.parametrize(
    ("text", "role"), [("Hovy, Ed", None), ("Old, Bo, ed", "editor"), ("Bo Old, Ed.", "editor")]
)
def test_a_given_name_is_no_role(text: str, role: str | None) -> None:
    (found,) = people_in([text])
    assert (found.family, found.role) == ("Hovy" if role is None else "Old", role)


def test_the_place_of_nobody_is_not_the_author_s_before() -> None:
    tags = [
        ("citation_title", "Gulls"),
        ("citation_author", "Lee, Ann"),
        ("citation_author_institution", "Bath"),
    ]
    tags += [("citation_author", "Anonymous"), ("citation_author_institution", "Oslo")]
    assert record(head(*tags)).author[0].affiliation == ("Bath",)


def test_a_version_in_an_address_makes_no_other_doi() -> None:
    work = '{"@type": "ScholarlyArticle", "name": "Gulls", "@id": "https://doi.org/10.1101/2020.03.22.002386v3.full.pdf"}'
    html = f'<title>Gulls</title><script type="application/ld+json">{work}</script>'
    assert said(html, json_ld.read)["doi"] == ["10.1101/2020.03.22.002386"]


def test_a_range_as_the_first_page_is_the_range() -> None:
    tags = [
        ("DC.title", "Gulls"),
        ("DC.citation.spage", "48-58"),
        ("DC.citation.epage", "58"),
        ("DC.creator", "Lee, A"),
    ]
    assert record(head(*tags)).page == "48-58"


def test_numbers_beyond_all_bounds_and_broken_addresses_cost_no_page() -> None:
    digits = "9" * 5_000
    html = head(("citation_title", "Gulls"), ("citation_author", "Lee, Ann"))
    scripts = f'<script type="application/ld+json">{{"a": {digits}}}</script>'
    scripts += f'<script>x = {{"authors": null, "authorList": ["Lee, Ann"], "title": "Gulls", "n": {digits}}}</script>'
    assert names(record(html + scripts)) == ["Lee, Ann"]
    assert said(html + scripts, state.read) == {}
    page = '<title>Start</title><link rel="canonical" href="http://["><a href="http://[x">x</a>' * 30
    assert read(page).record is None


def test_authors_that_are_null_give_way_to_a_list() -> None:
    html = '<title>Gulls of the north</title><script>x = {"authors": null, "authorList": ["Lee, Ann"],'
    html += ' "title": "Gulls of the north"}</script>'
    assert said(html, state.read)["author"] == ["Lee, Ann"]


def test_a_block_of_thousands_of_marked_elements_is_read_in_time() -> None:
    block = "<br>".join(f"line {n}" for n in range(120)) + '<i class="author"></i>' * 4_000
    found = read(f"<title>Gulls of the north</title><h1>Gulls of the north</h1><div>{block}</div>")
    assert found.record is None or found.record.title == "Gulls of the north"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith MPH, Jones AB", ["Smith", "Jones, AB"]),
        ("Smith J MPH, Jones AB MD PhD", ["Smith, J", "Jones, AB"]),
        ("Smith MPH, Jones ABC", ["Smith, MPH", "Jones, ABC"]),
        ("Payne MD, Jones AB", ["Payne, MD", "Jones, AB"]),
    ],
)
def test_degrees_in_vancouver_lists_are_told_from_initials_by_the_others(
    text: str, expected: list[str]
) -> None:
    listed = read_list(text)
    assert listed is not None
    assert [str(one) for one in listed.names] == expected
    assert [str(one) for one in people_in([text])] == expected
    line = f"{text}. Gulls of the north. Bird Notes. 2011 Mar;14(1):48-58."
    (authors,) = [one for one in read_vancouver(line) if one.field == "author"]
    assert authors.value == tuple(listed.names)


def test_degrees_behind_names_in_full_are_no_vancouver_list() -> None:
    assert [str(one) for one in people_in(["Ann Lee MPH, Bo Ng MPH, Cy Payne MPH"])] == [
        "Lee, Ann", "Ng, Bo", "Payne, Cy"
    ]  # fmt: skip
