"""From all witnesses to one value: each rule on a page of a few tags."""

from __future__ import annotations

import pytest

from harvester.model import Identifier, PartialDate
from tests.extract.reading import head, record

NAMED = (("citation_title", "On the counting of gulls"), ("citation_author", "Lee, Ann"))


def authors(*metas: tuple[str, str]) -> list[str]:
    return [str(name) for name in record(head(NAMED[0], *metas)).author]


def issued(*metas: tuple[str, str], platform: str = "auto") -> str:
    return str(record(head(*NAMED, *metas), platform=platform).issued)


def test_title_cut_short_loses_to_the_whole_one() -> None:
    html = head(
        ("citation_title", "On the counting of..."), NAMED[1], ("DC.title", "On the counting of gulls at sea")
    )
    assert record(html).title == "On the counting of gulls at sea"


def test_title_that_two_carriers_state_beats_one_that_a_heavier_carrier_states() -> None:
    html = head(
        ("citation_title", "Example Repository"), NAMED[1], ("DC.title", "Gulls"), ("eprints.title", "Gulls")
    )
    assert record(html).title == "Gulls"


def test_one_carrier_that_repeats_itself_is_one_witness() -> None:
    html = head(
        ("DC.title", "Gull"),
        ("DC.title", "Gull!"),
        ("DC.title", "Gull."),
        ("citation_title", "Gulls"),
        NAMED[1],
    )
    assert record(html).title == "Gulls"


def test_final_full_stop_goes_but_the_witness_keeps_it() -> None:
    found = record(head(("citation_title", "On gulls."), NAMED[1]))
    assert found.title == "On gulls"
    assert ("title", "citation_*", "On gulls.") in found.witness


def test_double_escaped_title_comes_out_as_people_read_it() -> None:
    assert record(head(("citation_title", "p &amp;amp;lt; 0.05"), NAMED[1])).title == "p < 0.05"


def test_authors_in_full_beat_initials() -> None:
    assert authors(
        ("citation_author", "Attree P"), ("citation_author", "Payne S"),
        ("DC.creator", "Attree, Pamela"), ("DC.creator", "Payne, Sheila"),
    ) == ["Attree, Pamela", "Payne, Sheila"]  # fmt: skip


def test_family_name_is_split_as_the_carrier_with_commas_splits_it() -> None:
    assert authors(
        ("citation_author", "Ana María Parra González"), ("DC.creator", "Parra González, A M")
    ) == ["Parra González, Ana María"]


def test_list_that_another_continues_is_a_beginning_of_it() -> None:
    assert authors(
        ("citation_author", "Lee, Ann"),
        ("DC.creator", "Lee, Ann"),
        ("DC.creator", "Li, Bo"),
        ("DC.creator", "Ng, Cy"),
    ) == ["Lee, Ann", "Li, Bo", "Ng, Cy"]


def test_list_cut_by_et_al_never_wins() -> None:
    assert authors(("citation_author", "Lee, Ann et al."), ("DC.creator", "Ng, Cy")) == ["Ng, Cy"]


def test_two_authors_of_one_family_name_both_stay() -> None:
    assert len(authors(("citation_author", "Wei Li"), ("citation_author", "Yang Li"))) == 2


def test_hundreds_of_authors_are_all_kept() -> None:
    many = [("citation_author", f"Family{n}, Given") for n in range(500)]
    assert len(authors(*many)) == 500


def test_advisors_are_contributors_and_never_authors() -> None:
    found = record(
        head(NAMED[0], ("DC.contributor.advisor", "Old, Ann"), ("DC.contributor.author", "Young, Bo"))
    )
    assert [name.family for name in found.author] == ["Young"]
    assert [(name.family, name.role) for name in found.contributor] == [("Old", "advisor")]


@pytest.mark.parametrize(
    ("metas", "date"),
    [
        ([("citation_publication_date", "2020/01/01"), ("citation_date", "2020-03-27")], "2020-03-27"),
        ([("citation_publication_date", "1926/01/01"), ("citation_online_date", "2006/03/16")], "1926"),
        ([("citation_date", "2011"), ("DC.date", "2011-03")], "2011-03"),
        (
            [("citation_date", "2021/08"), ("citation_online_date", "2021/07/15"), ("DC.date", "2021-07-15")],
            "2021-08",
        ),
        ([("citation_online_date", "January 03 2013")], "2013-01-03"),
        ([("citation_date", "1 Jan 2020")], "2020-01-01"),
        ([("citation_date", "\u00b9 Mar 2011")], "2011-03"),
        ([("DC.date", "2016-02"), ("citation_date", "1998"), ("eprints.date", "2016")], "2016-02"),
    ],
)
def test_date_of_publication(metas: list[tuple[str, str]], date: str) -> None:
    assert issued(*metas, platform="generic") == date


def test_accession_date_is_no_date_of_publication() -> None:
    html = head(*NAMED, ("DCTERMS.dateAccepted", "2013-05-09T05:16:48Z"), ("DCTERMS.available", "2013-05-09"))
    assert record(html).issued is None


def test_timestamp_in_the_date_tag_of_a_dspace_is_an_accession() -> None:
    assert issued(("citation_publication_date", "2015-06-17T19:34:28Z"), platform="dspace") == "None"
    assert issued(("citation_publication_date", "2014-03"), platform="dspace") == "2014-03"
    assert issued(("citation_publication_date", "2016-06-09T06:49:04Z"), platform="generic") == "2016-06-09"


def test_deposit_time_of_an_eprint_is_ignored() -> None:
    metas = [
        ("eprints.datestamp", "2019-01-02 03:04:05"),
        ("eprints.date", "2009"),
        ("DC.date", "2019-01-02"),
    ]
    found = record(head(("eprints.title", "Gulls"), ("eprints.creators_name", "Lee, Ann"), *metas))
    assert found.issued == PartialDate(2009)


def test_two_dois_in_one_field_are_told_apart_by_another_carrier() -> None:
    html = head(*NAMED, ("DC.identifier", "10.5555/preprint"), ("DC.identifier", "https://doi.org/10.5555/ARTICLE"),
                ("citation_doi", "doi:10.5555/article"))  # fmt: skip
    found = record(html)
    assert found.doi == "10.5555/article"
    assert found.identifier == (Identifier("doi", "10.5555/preprint", "IsRelatedTo"),)


def test_two_dois_that_nothing_tells_apart_are_none() -> None:
    found = record(head(*NAMED, ("DC.identifier", "10.5555/a"), ("DC.identifier", "10.5555/b")))
    assert found.doi is None
    assert {one.value for one in found.identifier} == {"10.5555/a", "10.5555/b"}


def test_doi_in_the_address_decides_between_two() -> None:
    html = head(*NAMED, ("DC.identifier", "10.5555/a"), ("DC.identifier", "10.5555/b"))
    assert record(html, "https://x.example/doi/10.5555/B").doi == "10.5555/b"


@pytest.mark.parametrize("empty", ["https://doi.org/", "doi.org/unavailable", "doi:"])
def test_empty_doi_is_none(empty: str) -> None:
    assert record(head(*NAMED, ("citation_doi", empty))).doi is None


def test_placeholder_issn_is_left_out() -> None:
    assert record(head(*NAMED, ("citation_issn", "0000-0000"), ("citation_issn", "1369-6513"))).issn == (
        "1369-6513",
    )


@pytest.mark.parametrize(
    ("metas", "pages"),
    [
        ([("citation_firstpage", "444-445")], "444-445"),
        ([("citation_firstpage", "48"), ("citation_lastpage", "58")], "48-58"),
        ([("citation_firstpage", "041027")], "041027"),
        ([("citation_firstpage", "48"), ("eprints.pagerange", "48--58")], "48-58"),
    ],
)
def test_pages(metas: list[tuple[str, str]], pages: str) -> None:
    assert record(head(*NAMED, *metas)).page == pages


def test_citation_in_an_identifier_gives_volume_issue_and_pages() -> None:
    found = record(
        head(*NAMED, ("dc.Identifier", "Molecular Gulls, Vol. 111, No. 9-11, July 2013, pp. 1092\u20131099"))
    )
    assert (found.volume, found.issue, found.page) == ("111", "9-11", "1092-1099")


def test_abbreviated_journal_supports_the_full_name() -> None:
    html = head(*NAMED, ("citation_journal_title", "J. Gull Stud."), ("eprints.publication", "Journal Gull Studies"),
                ("DC.relation.ispartof", "Other"))  # fmt: skip
    assert record(html).container_title == "Journal Gull Studies"


def test_language_of_the_source_is_assumed_only_where_none_is_stated() -> None:
    assert record(head(*NAMED), language="de").language == "de"
    assert record(head(*NAMED, ("citation_language", "English")), language="de").language == "en"
