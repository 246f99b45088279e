"""How sure a chosen value is: by weight, by the number of carriers, by plausibility."""

from __future__ import annotations

from harvester.model import Confidence, Record
from tests.extract.choosing import Said, chosen, sure
from tests.extract.reading import head, read

TITLE: Said = ("title", "citation_*", "On the counting of gulls")


def test_more_carriers_that_agree_make_surer() -> None:
    one = sure("title", TITLE)
    two = sure("title", TITLE, ("title", "dc", "On the counting of gulls"))
    assert 0.8 < one < two < 1


def test_same_carrier_twice_is_one_witness() -> None:
    assert sure("title", ("title", "citation_*", ["On gulls", "On gulls!"])) == sure(
        "title", ("title", "citation_*", "On gulls")
    )


def test_dissent_and_weak_carriers_make_less_sure() -> None:
    alone = sure("volume", ("volume", "citation_*", "12"))
    assert sure("volume", ("volume", "citation_*", "12"), ("volume", "dc", "13")) < 0.6 * alone
    assert sure("title", ("title", "title-tag", "On gulls")) < 0.3


def test_implausible_value_is_less_sure() -> None:
    doi: Said = ("doi", "citation_*", "10.1016/S0009-2614(97)04014-1")
    assert sure("issued", ("issued", "dc", "2019"), doi) < 0.5 * sure("issued", ("issued", "dc", "1997"), doi)


def test_value_that_no_witness_gives_has_none() -> None:
    found = chosen(TITLE)
    assert found.keys() == {"title", "confidence"}


def test_record_keeps_it_apart_from_its_content() -> None:
    found = read(
        head(("citation_title", "On gulls"), ("citation_author", "Lee, Ann"), ("DC.title", "On terns"))
    )
    record = found.record
    assert record is not None
    assert [one.field for one in record.confidence] == ["title", "author"]
    assert Record.from_dict(record.to_dict()) == record
    assert isinstance(Record.from_dict(record.to_dict()).confidence[0], Confidence)
    assert [tuple(one) for one in found.dissent] == [("title", "dc", "On terns")]


def test_language_that_the_source_assumes_has_no_witness() -> None:
    record = read(head(("citation_title", "On gulls"), ("citation_author", "Lee, Ann")), language="de").record
    assert record is not None
    assert record.language == "de"
    assert "language" not in dict(record.confidence)
