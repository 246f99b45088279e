"""Which of many dates is that of publication."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.extract.choosing import Said, sure, value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # Digitised or deposited decades later.
        ([("issued", "citation_*", "2008-02-04"), ("issued", "dc", "1955")], "1955"),
        ([("issued", "citation_*", "1997/10/31"), ("available_date", "citation_*", "1998/04/14")], "1997-10-31"),
        # A dummy first of January in figures.
        ([("issued", "citation_*", "2020/01/01"), ("issued", "dc", "2020-03-27")], "2020-03-27"),
        ([("issued", "citation_*", "01-01-2011")], "2011"),
        ([("issued", "citation_*", "1 January 2011")], "2011-01-01"),
        # The month is voted on among the dates of the chosen year alone.
        ([("issued", "citation_*", "2014"), ("issued", "dc", "2014-06"), ("issued", "ris", "2014-06"),
          ("issued", "og", "2013-12-24")], "2014-06"),
        # The DOI's name, or the volume's, tells the era.
        ([("issued", "citation_*", "2019-05-01"), ("issued", "dc", "1997-10-31"),
          ("doi", "citation_*", "10.1016/S0009-2614(97)04014-1")], "1997-10-31"),
        ([("issued", "citation_*", "2016-02-03"), ("issued", "dc", "2009"), ("volume", "citation_*", "2009")], "2009"),
        # What computers write for nothing.
        ([("issued", "citation_*", "1970-01-01"), ("issued", "og", "2004")], "2004"),
        # Two carriers outvote one, however early it is.
        ([("issued", "dc", "2016-02"), ("issued", "citation_*", "1998"), ("issued", "eprints.*", "2016")], "2016-02"),
    ],
)  # fmt: skip
def test_date_of_publication(said: list[Said], expected: str) -> None:
    assert value("issued", *said) == expected


def test_date_to_come_is_not_believed() -> None:
    said: list[Said] = [("issued", "citation_*", "2051-03"), ("issued", "og", "2024-03")]
    assert value("issued", *said, today=dt.date(2025, 6, 1)) == "2024-03"
    assert value("issued", said[0], today=dt.date(2025, 6, 1)) == ""
    assert value("issued", ("issued", "citation_*", "2026-01"), today=dt.date(2025, 6, 1)) == "2026-01"


def test_online_date_stands_in_with_less_confidence() -> None:
    online: Said = ("available_date", "citation_*", "January 03 2013")
    assert value("issued", online) == "2013-01-03"
    assert sure("issued", online) < sure("available_date", online)


def test_date_that_another_carrier_calls_the_online_date_is_no_dissent() -> None:
    said: list[Said] = [("issued", "citation_*", "2021/08"), ("available_date", "citation_*", "2021/07/15")]
    assert sure("issued", *said, ("issued", "dc", "2021-07-15")) == sure("issued", *said)
