"""What research offices count, off pages: units, access, licences, full texts, funders; each with who said so."""

from __future__ import annotations

import pytest

from harvester.model import Funder, Organisation, Record
from tests.extract.reading import PAGES, head, record

TITLED = (("citation_title", "A"), ("citation_author", "Gull, Ann"))
CC = "https://creativecommons.org/licenses/by/4.0/"


def said(found: Record, field: str) -> set[str]:
    return {one.carrier for one in found.witness if one.field == field}


@pytest.fixture
def pure() -> Record:
    page = (PAGES / "pure-units-and-files.html").read_text(encoding="utf-8")
    return record(page, "https://portal.example/en/publications/salt-marshes-and-storms")


def test_units_are_those_of_the_item_and_not_of_its_neighbours(pure: Record) -> None:
    base = "https://portal.example/en/organisations"
    uuid = "0e0f1d7c-5d22-4d51-9d5c-2e7ad1f5a001"
    assert sorted(pure.organisation) == [
        Organisation("Coast Group", f"{base}/coast/"),
        Organisation("School of Earth & Sea", f"{base}/earth({uuid}).html", uuid),
    ]
    assert said(pure, "organisation") == {"body"}


def test_a_unit_that_is_linked_behind_a_name_is_its_own(pure: Record) -> None:
    assert [(str(name), name.affiliation) for name in pure.author] == [
        ("Marsh, Hanna", ("Example University", "Coast Group")),
        ("Ode, Per", ()),
    ]
    assert said(pure, "affiliation") == {"citation_*", "body"}


def test_the_open_file_comes_before_others_and_brings_its_licence(pure: Record) -> None:
    assert pure.full_text == "https://portal.example/files/9/article.pdf"
    assert (pure.access, pure.license) == ("open", "https://creativecommons.org/licenses/by-nc/4.0/")
    assert "body" in said(pure, "access") & said(pure, "license") & said(pure, "full_text")


@pytest.mark.parametrize(
    ("tags", "access"),
    [
        ([("DC.title", "A"), ("DC.rights", "info:eu-repo/semantics/openAccess")], "open"),
        ([("DC.title", "A"), ("DC.rights", "http://purl.org/coar/access_right/c_f1cf")], "embargoed"),
        ([("DCTERMS.title", "A"), ("DCTERMS.accessRights", "restricted access")], "restricted"),
        ([("DC.title", "A"), ("DC.rights", "Closed Access")], "closed"),
        ([("DC.title", "A"), ("DC.rights", "Copyright 2011, the author")], ""),
        ([("DC.title", "A"), ("DC.rights", CC)], "open"),
        # What is said of access itself counts before what follows from a licence.
        ([("DC.title", "A"), ("DC.rights", CC), ("DC.rights", "embargoedAccess")], "embargoed"),
        ([("eprints.title", "A"), ("eprints.full_text_status", "public")], "open"),
        ([("eprints.title", "A"), ("eprints.full_text_status", "none")], "metadata-only"),
        ([("citation_title", "A"), ("citation_fulltext_world_readable", "")], "open"),
    ],
)
def test_access_is_read_from_every_vocabulary(tags: list[tuple[str, str]], access: str) -> None:
    assert record(head(*tags, *TITLED[1:])).access == access


def test_a_word_on_access_is_no_licence() -> None:
    rights = [("DC.rights", "http://purl.org/coar/access_right/c_abf2"), ("DC.rights", "open access")]
    found = record(head(("DC.title", "A"), *rights, *TITLED[1:]))
    assert (found.access, found.license) == ("open", "")


@pytest.mark.parametrize(("free", "access"), [("true", "open"), ('"False"', "closed"), ("null", "")])
def test_json_ld_says_whether_a_work_is_free(free: str, access: str) -> None:
    block = (
        f'{{"@type": "ScholarlyArticle", "name": "A", "author": "Ann Gull", "isAccessibleForFree": {free}}}'
    )
    assert record(head(more=f'<script type="application/ld+json">{block}</script>')).access == access


def test_the_badge_of_an_item_counts_and_those_of_results_do_not() -> None:
    def badge(text: str) -> str:
        return f"<ds-access-status-badge><span class='badge'>{text}</span></ds-access-status-badge>"

    item = f"<ds-app>{badge('Open Access')}<ds-item-page>{badge('Metadata only')}</ds-item-page></ds-app>"
    assert record(head(*TITLED).replace("<p>text</p>", item), platform="dspace").access == "metadata-only"


def test_divisions_of_eprints_are_units_with_their_address() -> None:
    row = "<tr><th>Divisions:</th><td><a href='/view/divisions/fac=5Fsea/'>Faculty of the Sea</a></td></tr>"
    page = head(("eprints.title", "A"), ("eprints.creators_name", "Gull, Ann"))
    found = record(page.replace("<p>text</p>", f"<div class='ep_summary_content'><table>{row}</table></div>"))
    assert found.organisation == (
        Organisation("Faculty of the Sea", "https://repo.example/view/divisions/fac=5Fsea/"),
    )
    assert said(found, "organisation") == {"body", "properties"}


def test_a_thesis_names_its_department() -> None:
    tags = (
        ("DC.title", "A"),
        ("DC.creator", "Gull, Ann"),
        ("DC.contributor.department", "Department of Tides"),
    )
    found = record(head(*tags))
    assert found.organisation == (Organisation("Department of Tides"),)
    assert found.contributor == ()


def test_grants_keep_their_numbers_and_their_funders() -> None:
    tags = (
        ("citation_funding_source", "citation_funder=Sea Fund;citation_grant_number=SF-1"),
        ("DC.title", "A"),
        ("DC.relation", "info:eu-repo/grantAgreement/EC/H2020/101000"),
        ("DC.relation", "https://repo.example/other"),
    )
    block = (
        '{"@type": "Article", "name": "A", "funder": {"name": "Sea Fund"}, "funding": [{"@type": "Grant", '
        '"identifier": "RF 2", "funder": {"name": "River Fund", "@id": "https://doi.org/10.13039/7"}}]}'
    )
    script = f'<script type="application/ld+json">{block}</script>'
    found = record(head(*TITLED, *tags, more=script))
    assert sorted(found.funder) == [
        Funder("EC H2020", "101000"),
        Funder("River Fund", "RF 2", "10.13039/7"),
        Funder("Sea Fund", "SF-1"),
    ]
    assert said(found, "funder") == {"citation_*", "dc", "json-ld"}
