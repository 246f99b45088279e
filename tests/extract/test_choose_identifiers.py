"""Which DOI is the work's own, and what the others are."""

from __future__ import annotations

import pytest

from tests.extract.choosing import Said, chosen, value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ["10.1371/journal.pone.0000030.g001", "10.1371/journal.pone.0000030"],
            "10.1371/journal.pone.0000030",
        ),
        (["10.7554/eLife.44753.002", "10.7554/eLife.44753"], "10.7554/elife.44753"),
        (["10.5061/dryad.7898/1", "10.5061/dryad.7898"], "10.5061/dryad.7898"),
        (["10.1080/tmph20.v111.i09-11", "10.1080/00268976.2013.788745"], "10.1080/00268976.2013.788745"),
        (["10.1080/tmph20.v111.i09-11"], ""),
        (["https://www.biorxiv.org/doi/10.1101/2020.03.22.002386"], ""),
        (["https://doi.org/10.1101/2020.03.22.002386v3.full.pdf"], "10.1101/2020.03.22.002386"),
        (["10.5555/example", "10.1234/real"], "10.1234/real"),
        (["10.5555/example"], "10.5555/example"),
        (["https://doi.org/", "unavailable", "doi:"], ""),
        (["doi: 10.1016/S0009-2614(97)04014-1."], "10.1016/s0009-2614(97)04014-1"),
    ],
)
def test_own_doi(said: list[str], expected: str) -> None:
    assert value("doi", ("doi", "dc", said)) == expected


def test_others_keep_what_they_are_to_the_work() -> None:
    found = chosen(
        ("doi", "citation_*", ["10.7554/elife.1"]),
        ("doi", "dc", ["10.7554/elife.1", "10.7554/elife.1.002", "10.7554/elife.v1.i2", "10.9999/cited"]),
    )
    assert [(one.value, one.relation) for one in found["identifier"]] == [
        ("10.7554/elife.1.002", "HasPart"),
        ("10.7554/elife.v1.i2", "IsPartOf"),
        ("10.9999/cited", "IsRelatedTo"),
    ]


def test_version_and_concept_are_told_apart_by_the_carriers() -> None:
    said: list[Said] = [
        ("doi", "citation_*", "10.6084/m9.figshare.1.v2"),
        ("doi", "body", "10.6084/m9.figshare.1"),
    ]
    found = chosen(*said)
    assert found["doi"] == "10.6084/m9.figshare.1.v2"
    assert [(one.value, one.relation) for one in found["identifier"]] == [
        ("10.6084/m9.figshare.1", "IsVersionOf")
    ]


def test_longer_doi_in_the_address_decides() -> None:
    said: Said = ("doi", "dc", ["10.9999/a.1", "10.9999/a.12"])
    assert value("doi", said) == ""
    assert value("doi", said, url="https://x.example/doi/10.9999/a.12") == "10.9999/a.12"


@pytest.mark.parametrize(
    "text", ["1369-6513 1369-7625", "1369-6513, 1369-7625", "ISSN 1369-6513 (Print) 1369-7625"]
)
def test_two_issns_in_one_value_are_two(text: str) -> None:
    assert value("issn", ("issn", "dc", text)) == "1369-6513; 1369-7625"


def test_two_isbns_in_one_value_are_two_and_one_with_blanks_is_one() -> None:
    assert value("isbn", ("isbn", "dc", "0-306-40615-2 978-3-16-148410-0")) == "9780306406157; 9783161484100"
    assert value("isbn", ("isbn", "dc", "978 0 306 40615 7")) == "9780306406157"
