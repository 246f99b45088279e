"""Tags in the head of a page, each set on its own; all pages here are written for the tests."""

from __future__ import annotations

import pytest

from harvester.extract.carriers import bepress, dublin_core, eprints, highwire, open_graph, prism, signposting
from harvester.extract.carriers.signposting import Link, header_links
from tests.extract.reading import head, said

ORCID = "https://orcid.org/0000-0002-1825-0097"


def scheme(name: str, kind: str, content: str) -> str:
    return f'<meta name="{name}" scheme="{kind}" content="{content}">'


# Highwire


def test_first_page_that_holds_the_range_is_the_range() -> None:
    found = said(head(("citation_firstpage", "444-445"), ("citation_lastpage", "445")), highwire.read)
    assert found["page"] == ["444-445"]


def test_leading_zeros_of_a_page_stay() -> None:
    assert said(head(("citation_firstpage", "041027")), highwire.read)["page"] == ["041027"]


def test_all_authors_in_one_tag_joined_by_semicolons() -> None:
    found = said(head(("citation_author", "MOGHADDAM, M.;SILVA, A.;LEE, B.")), highwire.read)
    assert found["author"] == ["MOGHADDAM, M.", "SILVA, A.", "LEE, B."]


def test_a_hundred_authors_stay_a_hundred() -> None:
    tags = [("citation_author", f"Lee{chr(65 + at // 26)}{chr(97 + at % 26)}, Ann") for at in range(120)]
    assert len(said(head(*tags), highwire.read)["author"]) == 120


def test_affiliation_in_brackets_is_no_part_of_the_name() -> None:
    assert said(head(("citation_author", "Dudek, Danuce [UNESP]")), highwire.read)["author"] == [
        "Dudek, Danuce"
    ]


def test_conference_title_makes_a_conference_paper() -> None:
    found = said(head(("citation_title", "A"), ("citation_conference_title", "Birds 2010")), highwire.read)
    assert (found["container_title"], found["type"]) == (["Birds 2010"], ["paper-conference"])


def test_book_that_a_chapter_is_in() -> None:
    found = said(head(("citation_title", "A"), ("citation_inbook_title", "The book of birds")), highwire.read)
    assert (found["container_title"], found["type"]) == (["The book of birds"], ["chapter"])


def test_report_has_its_number_and_institution() -> None:
    tags = (
        ("citation_technical_report_institution", "Wing Institute"),
        ("citation_technical_report_number", "12"),
    )
    found = said(head(*tags), highwire.read)
    assert (found["publisher"], found["number"], found["type"]) == (
        ["Wing Institute"],
        ["12"],
        ["report"] * 2,
    )


def test_degree_of_a_thesis_is_no_second_title() -> None:
    tags = (("citation_title", "Gulls"), ("citation_dissertation_institution", "Eastvale University"))
    degree = said(head(*tags, ("citation_dissertation_name", "Doctor of Philosophy")), highwire.read)
    again = said(head(*tags, ("citation_dissertation_name", "Gulls")), highwire.read)
    assert (degree["title"], degree["genre"], degree["type"]) == (
        ["Gulls"],
        ["Doctor of Philosophy"],
        ["thesis"] * 2,
    )
    assert "genre" not in again


def test_abbreviated_journal_stands_in_for_a_missing_one_but_a_number_does_not() -> None:
    assert said(head(("citation_journal_abbrev", "J. Birds")), highwire.read)["container_title"] == [
        "J. Birds"
    ]
    assert "container_title" not in said(head(("citation_journal_abbrev", "1")), highwire.read)


def test_double_escaped_markup_in_a_title_comes_out_plain() -> None:
    found = said(head(("citation_title", "p &amp;amp;lt; 0.05 for H<sub>2</sub>O")), highwire.read)
    assert found["title"] == ["p < 0.05 for H2O"]


def test_placeholder_issn_is_none() -> None:
    assert "issn" not in said(head(("citation_issn", "0000-0000")), highwire.read)


# Dublin Core


def test_identifiers_are_told_apart_by_their_scheme() -> None:
    tags = (
        scheme("dc.Identifier", "publisher-id", "788745"),
        scheme("dc.Identifier", "doi", "10.1080/00268976.2013.788745"),
        scheme("dc.Identifier", "coden", "Molecular Physics, Vol. 111, No. 9-11, July 2013, pp. 1092–1099"),
    )
    found = said("".join(tags), dublin_core.read)
    assert found["doi"] == ["10.1080/00268976.2013.788745"]
    assert found["container_title"] == ["Molecular Physics"]
    assert (found["volume"], found["issue"], found["page"]) == (["111"], ["9-11"], ["1092-1099"])
    assert "identifier" not in found


def test_empty_doi_with_a_prefix_is_none() -> None:
    assert "doi" not in said(scheme("dc.Identifier", "doi", "https://doi.org/"), dublin_core.read)


def test_bare_database_number_is_no_identifier() -> None:
    assert said(head(("DC.identifier", "10274")), dublin_core.read) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("DC.Source", "Bird Notes; Vol. 12 No. 3 (2010); 45-67"),
        ("DC.Source", "Bird Notes; Vol 12, No 3 (2010): Summer; 45-67"),
        ("DC.identifier.citation", "Bird Notes, v. 12, n. 3, p. 45-67, 2010"),
        (
            "DCTERMS.bibliographicCitation",
            "Lee, A. (2010). The gulls of the north. Bird Notes, 12(3), 45-67.",
        ),
        ("DC.identifier", "   Lee A. The gulls of the north. Bird Notes 12(3):45-67   "),
        ("DC.relation.ispartof", "Bird Notes, Vol. 12, No. 3, pp. 45-67"),
    ],
)
def test_citations_in_words_give_journal_and_numbers(name: str, content: str) -> None:
    found = said(head(("DC.title", "The gulls of the north"), (name, content)), dublin_core.read)
    assert set(found["container_title"]) == {"Bird Notes"}
    assert (set(found["volume"]), set(found["issue"]), set(found["page"])) == ({"12"}, {"3"}, {"45-67"})


def test_citation_of_the_article_is_not_the_data_sets() -> None:
    tags = (
        ("DC.title", "Data from: The gulls of the north"), ("DC.type", "Dataset"),
        ("DCTERMS.bibliographicCitation", "Lee A (2010) Gulls of the north. Bird Notes 12(3): 45-67. doi:10.5555/gulls"),
    )  # fmt: skip
    found = said(head(*tags), dublin_core.read)
    assert "volume" not in found
    assert "doi" not in found
    assert found["identifier"] == ["Identifier(scheme='doi', value='10.5555/gulls', relation='IsRelatedTo')"]


def test_issn_in_is_part_of_is_no_journal() -> None:
    found = said(head(("DCTERMS.isPartOf", "urn:ISSN:1369-6513")), dublin_core.read)
    assert found == {"issn": ["1369-6513"]}


def test_issued_wins_over_created_and_modified_says_nothing() -> None:
    tags = (
        ("DC.Date.created", "2008-01-05"),
        ("DC.Date.issued", "2010-03"),
        ("DC.Date.modified", "2019-09-09"),
    )
    assert said(head(*tags), dublin_core.read)["issued"] == ["2010-03"]


def test_time_of_accession_is_no_date_of_publication() -> None:
    tags = (("DC.date", "2015-06-01T12:30:00Z"), ("DC.date", "2014"), ("DC.date", "2015-06-01T12:31:00Z"))
    assert said(head(*tags), dublin_core.read)["issued"] == ["2014"]


def test_contributors_keep_their_roles() -> None:
    tags = (
        ("DC.creator", "Lee, Ann"), ("DC.contributor.advisor", "Stein, Derek"),
        ("DC.contributor", "Hall, James (Referee)"), ("DC.contributor", "Lee, Ann"),
    )  # fmt: skip
    found = said(head(*tags), dublin_core.read)
    assert found["author"] == ["Lee, Ann"]
    assert found["contributor"] == ["Hall, James", "Stein, Derek"]


def test_contributors_are_the_authors_where_there_is_no_creator() -> None:
    found = said(
        head(("dc.contributor", "Matthew J Kourakis"), ("dc.contributor", "Cezar Borba")), dublin_core.read
    )
    assert found["author"] == ["Kourakis, Matthew J", "Borba, Cezar"]


def test_only_licences_are_read_from_rights() -> None:
    tags = (
        ("DC.Rights", "Copyright (c) 2010 Ann Lee"),
        ("DC.Rights", "https://creativecommons.org/licenses/by/4.0"),
    )
    assert said(head(*tags), dublin_core.read)["license"] == ["https://creativecommons.org/licenses/by/4.0/"]


def test_names_padded_with_blanks_are_cleaned() -> None:
    assert said(head(("dc.Creator", " Jean-Paul    Malrieu ")), dublin_core.read)["author"] == [
        "Malrieu, Jean-Paul"
    ]


# EPrints, Digital Commons


def test_eprints_date_of_deposit_says_nothing() -> None:
    tags = (
        ("eprints.datestamp", "2019-01-01 10:00:00"),
        ("eprints.date", "2010"),
        ("eprints.date_type", "published"),
    )
    assert said(head(*tags), eprints.read)["issued"] == ["2010"]


def test_eprints_supervisors_are_no_authors() -> None:
    tags = (
        ("eprints.creators_name", "Lee, Ann"), ("eprints.supervisors_name", "Stein, Derek"),
        ("eprints.contributors_name", "Hall, James"),
        ("eprints.contributors_type", "http://www.loc.gov/loc.terms/relators/THS"),
    )  # fmt: skip
    found = said(head(*tags), eprints.read)
    assert (found["author"], found["contributor"]) == (["Lee, Ann"], ["Stein, Derek", "Hall, James"])


def test_digital_commons_tags_are_highwires_under_another_prefix() -> None:
    tags = (
        ("bepress_citation_title", "Gulls"), ("bepress_citation_author", "Lee, Ann"),
        ("bepress_citation_dissertation_name", "Doctor of Philosophy (PhD)"),
        ("bepress_citation_dissertation_institution", "Eastvale University"),
    )  # fmt: skip
    found = said(head(*tags), bepress.read)
    assert (found["title"], found["genre"]) == (["Gulls"], ["Doctor of Philosophy (PhD)"])
    assert (found["publisher"], found["type"]) == (["Eastvale University"], ["thesis"] * 2)


# PRISM, Open Graph


@pytest.mark.parametrize("prefix", ["prism.", "PRISM.", "prism:"])
def test_prism_tags_give_the_journal_and_its_numbers(prefix: str) -> None:
    tags = {
        "publicationName": "Bird Notes", "publicationDate": "2010-03-01", "volume": "12", "number": "3",
        "startingPage": "45", "endingPage": "67", "issn": "1369-6513", "eIssn": "1369-7625",
        "doi": "10.5555/gulls", "section": "Research article", "copyright": "2010 Ann Lee",
    }  # fmt: skip
    found = said(head(*((prefix + name, text) for name, text in tags.items())), prism.read)
    assert found == {
        "issued": ["2010-03-01"], "container_title": ["Bird Notes"], "volume": ["12"], "issue": ["3"],
        "doi": ["10.5555/gulls"], "type": ["article-journal"], "issn": ["1369-6513", "1369-7625"], "page": ["45-67"],
    }  # fmt: skip


def test_prism_url_counts_only_where_it_is_a_doi() -> None:
    assert "doi" not in said(head(("prism.url", "https://repo.example/7")), prism.read)
    assert said(head(("prism.url", "http://dx.doi.org/10.5555/GULLS")), prism.read)["doi"] == [
        "10.5555/gulls"
    ]


def test_open_graph_names_title_and_isbn() -> None:
    found = said(head(("og:title", "Gulls"), ("book:isbn", "0-306-40615-2")), open_graph.read)
    assert found == {"title": ["Gulls"], "isbn": ["9780306406157"]}


# Signposting


def test_typed_links_of_the_head() -> None:
    links = (
        '<link rel="cite-as" href="https://doi.org/10.5555/GULLS"><link rel="type" href="https://schema.org/AboutPage">'
        '<link rel="type" href="https://schema.org/Thesis"><link rel="item" href="/a.pdf" type="application/pdf">'
        '<link rel="item" href="/b.csv" type="text/csv"><link rel="license" href="https://spdx.org/licenses/MIT">'
        '<link rel="describedby" href="/a.ris" type="application/x-research-info-systems">'
    )
    assert said(links, signposting.read) == {
        "doi": ["10.5555/gulls"],
        "license": ["https://spdx.org/licenses/MIT"],
        "type": ["thesis"],
        "full_text": ["/a.pdf"],
    }


def test_typed_links_of_the_http_header() -> None:
    header = (
        '<https://hdl.handle.net/1885/10005>; rel="cite-as", </a.pdf>; rel="item"; type="application/pdf"'
    )
    found = said("<p>text</p>", signposting.read, links=header)
    assert found["full_text"] == ["/a.pdf"]
    assert found["identifier"] == ["Identifier(scheme='handle', value='1885/10005', relation='self')"]


def test_orcid_ids_go_to_the_authors_only_where_each_has_one() -> None:
    one = head(("citation_author", "Lee, Ann"), more=f'<link rel="author" href="{ORCID}">')
    two = head(
        ("citation_author", "Lee, Ann"),
        ("citation_author", "Ng, Bo"),
        more=f'<link rel="author" href="{ORCID}">',
    )
    assert said(one, signposting.read)["author"] == ["Lee, Ann"]
    assert "author" not in said(two, signposting.read)


def test_two_licences_are_none() -> None:
    links = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">a</a>'
    other = '<a rel="license" href="https://opensource.org/licenses/MIT">b</a>'
    assert said(links, signposting.read)["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "license" not in said(links + other, signposting.read)


def test_broken_link_header_gives_what_can_be_read() -> None:
    assert header_links('<unclosed; rel=x, <https://a.example/>; rel="Author item", nonsense') == [
        Link("author", "https://a.example/"),
        Link("item", "https://a.example/"),
    ]
