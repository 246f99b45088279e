"""Journals, publishers, numbers and types."""

from __future__ import annotations

import pytest

from harvester.model.kind import csl_type
from tests.extract.choosing import Said, chosen, value

ARTICLE: Said = ("type", "dc", "Journal article")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("container_title", "citation_*", "J. Phys. Radium"),
          ("container_title", "dc", "Journal de Physique et le Radium")], "Journal de Physique et le Radium"),
        ([("container_title", "citation_*", "1"), ("container_title", "dc", "First Monday")], "First Monday"),
        ([("container_title", "citation_*", "Westbrook Research Repository")], ""),
        ([("container_title", "citation_*", "SOIL DAAC"), ("type", "json-ld", "Dataset")], ""),
        ([("container_title", "citation_*", "Archive of Applied Mechanics"), ARTICLE], "Archive of Applied Mechanics"),
        ([("container_title", "citation_*", "PLOS ONE"), ("container_title", "ris", "PLoS ONE")], "PLOS ONE"),
    ],
)  # fmt: skip
def test_container(said: list[Said], expected: str) -> None:
    assert value("container_title", *said) == expected


@pytest.mark.parametrize(
    ("said", "page", "number"),
    [
        ([("page", "citation_*", "1092\u20131099")], "1092-1099", ""),
        ([("page", "citation_*", "123-7")], "123-127", ""),
        ([("page", "citation_*", "58-4")], "58-4", ""),
        ([("page", "citation_*", "444-445")], "444-445", ""),
        ([("page", "citation_*", "1-9"), ("number", "body", "3")], "", "3"),
        ([("page", "citation_*", "85883"), ("number", "body", "781")], "", "781"),
        ([("page", "citation_*", "041027"), ("number", "eprints.*", "041027")], "", "041027"),
        ([("page", "citation_*", "48-58"), ("number", "body", "7")], "48-58", "7"),
        ([("page", "citation_*", "041027")], "041027", ""),
        ([("page", "citation_*", "2020.03.22.002386"), ("doi", "dc", "10.1101/2020.03.22.002386")], "", ""),
        ([("page", "body", "xii, 234 p.")], "", ""),
        ([("page", "citation_*", "1-12"), ("number", "body", "TR-7"), ("type", "dc", "report")], "1-12", "TR-7"),
    ],
)  # fmt: skip
def test_pages_and_article_numbers(said: list[Said], page: str, number: str) -> None:
    found = chosen(*said)
    assert (found.get("page", ""), found.get("number", "")) == (page, number)


@pytest.mark.parametrize(
    ("text", "volume"),
    [("Vol. 25 (2014)", "25"), ("ahead-of-print", ""), ("0", ""), ("041", "041"), ("4-6", "4-6")],
)
def test_volume(text: str, volume: str) -> None:
    assert value("volume", ("volume", "citation_*", text)) == volume


def test_library_imprint_is_place_publisher_and_year() -> None:
    found = chosen(("publisher", "properties", "Boston (Mass.) : Wing University, February 26, 2014"))
    assert [str(found[field]) for field in ("publisher_place", "publisher", "issued")] == [
        "Boston (Mass.)", "Wing University", "2014-02-26"
    ]  # fmt: skip


def test_publisher_with_and_without_its_legal_form_is_one() -> None:
    said: list[Said] = [("publisher", "citation_*", "Other House"), ("publisher", "dc", "Wing Press Ltd"),
                        ("publisher", "json-ld", "Wing Press")]  # fmt: skip
    assert value("publisher", *said) == "Wing Press"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("http://purl.org/coar/resource_type/c_6501", "article-journal"),
        ("info:eu-repo/semantics/doctoralThesis", "thesis"),
        ("http://purl.org/eprint/type/JournalArticle", "article-journal"),
        ("Contribution to conference > Paper > peer-review", "paper-conference"),
        ("Tese de Doutorado", "thesis"),
        ("Beitrag in Sammelband", "chapter"),
        ("Article dans une revue", "article-journal"),
        ("Thesis/Dissertation", "thesis"),
        ("http://purl.org/dc/dcmitype/Text", "document"),
        ("https://schema.org/SoftwareSourceCode", "software"),
        ("Trabajo fin de máster", "thesis"),
        ("nothing known", None),
    ],
)
def test_type_words(word: str, kind: str | None) -> None:
    assert csl_type(word) == kind


def test_document_says_nothing_beside_another_type() -> None:
    assert value("type", ("type", "dc", "Text"), ("type", "body", "PhD thesis")) == "thesis"


def test_article_of_a_preprint_server_is_a_preprint() -> None:
    assert (
        value("type", ("type", "citation_*", "Article"), ("container_title", "citation_*", "bioRxiv"))
        == "article"
    )


def test_placeholder_issn_has_no_vote() -> None:
    assert value("issn", ("issn", "dc", ["0000-0000", "1369-6513"])) == "1369-6513"
