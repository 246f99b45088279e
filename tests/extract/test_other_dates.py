"""Dates that are not the publication's: submitted, accepted and deposited ones, and the ends of embargoes."""

from __future__ import annotations

import datetime as dt

import pytest

from harvester.cli.side_by_side import lines
from harvester.extract import Extraction, extract
from tests.extract.reading import head, page, read

NAMED = (("DC.title", "Gulls"), ("DC.creator", "Lee, Ann"))
FILE = ("citation_pdf_url", "https://repo.example/a.pdf")
TODAY = dt.date(2024, 5, 17)


def access(*tags: tuple[str, str], today: dt.date | None = TODAY, more: str = "") -> str:
    html = head(*NAMED, *tags).replace("<p>text</p>", more or "<p>text</p>")
    record = extract(page(html), source="s", today=today).record
    assert record is not None
    return record.access


def witnesses(found: Extraction) -> dict[str, str]:
    assert found.record is not None
    return {one.field: one.value for one in found.record.witness}


def test_other_dates_are_kept_as_said_and_are_never_the_date_of_publication() -> None:
    tags = (("DC.date.issued", "2021"), ("DC.date.submitted", "2019-02-03"), ("DC.date.accepted", "2020-04-05"),
            ("DC.date.accessioned", "2023-01-02T08:00:00Z"))  # fmt: skip
    found = read(head(*NAMED, *tags))
    assert found.record is not None
    assert (str(found.record.issued), found.record.available_date) == ("2021", None)
    said = witnesses(found)
    assert (said["submitted"], said["accepted"], said["deposited"]) == (
        "2019-02-03", "2020-04-05", "2023-01-02T08:00:00Z"
    )  # fmt: skip
    assert not {one for one in found.dissent if one.field in ("submitted", "accepted", "deposited")}


def test_a_page_that_states_other_dates_alone_has_no_date_of_publication() -> None:
    found = read(
        head(*NAMED, ("DC.date.submitted", "2019-02-03"), ("eprints.datestamp", "2023-01-02 08:00:00"))
    )
    assert found.record is not None
    assert (found.record.issued, found.record.available_date) == (None, None)


def test_inspect_shows_other_dates() -> None:
    found = read(head(*NAMED, ("DC.date.accepted", "2020-04-05")))
    shown = [(line.kind, line.name, line.value) for line in lines(found)]
    at = shown.index(("chosen", "accepted", "(not chosen)"))
    assert shown[at + 1] == ("agrees", "dc", "2020-04-05")


@pytest.mark.parametrize(
    "tags",
    [
        [
            ("DC.rights", "info:eu-repo/semantics/embargoedAccess"),
            ("DC.date", "info:eu-repo/date/embargoEnd/2020-01-01"),
        ],
        [("DC.rights.accessRights", "Embargoed until 1 January 2020")],
        [("DC.rights", "embargoedAccess"), ("DC.date.embargo", "2020-01-01")],
        [("eprints.date_embargo", "2020-01-01")],
    ],
)
def test_an_embargo_that_has_ended_is_open_access_where_a_file_is_linked(tags: list[tuple[str, str]]) -> None:
    assert access(*tags, FILE) == "open"
    assert access(*tags) == "embargoed"
    assert access(*tags, FILE, today=None) == "embargoed"
    assert access(*tags, FILE, today=dt.date(2019, 12, 31)) == "embargoed"


@pytest.mark.parametrize(
    ("label", "until"),
    [
        ("Embargo end date", "2020-01-01"),
        ("Sperrfrist bis", "01.01.2020"),
        ("Date de fin d'embargo", "1 janvier 2020"),
    ],
)
def test_the_row_of_an_embargo_is_read_in_every_language(label: str, until: str) -> None:
    table = f"<table><tr><th>{label}</th><td>{until}</td></tr></table>"
    assert access(FILE, more=table) == "open"
    assert access(FILE, more=table, today=dt.date(2019, 12, 31)) == "embargoed"


def test_of_two_embargoes_the_later_counts_and_one_without_a_date_goes_on() -> None:
    both = [("DC.date.embargo", "2020-01-01"), ("DC.date.embargo", "2030-01-01")]
    assert access(*both, FILE) == "embargoed"
    assert access(("DC.rights", "embargoedAccess"), FILE) == "embargoed"


def test_a_year_in_two_figures_is_over_when_the_year_is() -> None:
    assert access(("DC.rights.accessRights", "Embargo ends: 1/02/24"), FILE) == "embargoed"
    assert access(("DC.rights.accessRights", "Embargo ends: 1/02/23"), FILE) == "open"


def test_the_end_of_an_embargo_is_no_date_of_publication() -> None:
    found = read(head(*NAMED, ("DC.date", "info:eu-repo/date/embargoEnd/2020-01-01"), ("DC.date", "2018")))
    assert found.record is not None
    assert str(found.record.issued) == "2018"
