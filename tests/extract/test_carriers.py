"""Each carrier on its own: what one form of metadata is read as."""

from __future__ import annotations

from harvester.extract.carriers import CARRIERS, citation_line, embedded
from harvester.extract.carriers.blocks import cite_blocks
from harvester.extract.document import open_document
from harvester.model import Issue
from tests.extract.reading import head, page, read, record


def test_carrier_order_does_not_change_the_record() -> None:
    html = head(
        ("citation_title", "A"), ("citation_author", "Lee, Ann"), ("DC.title", "B"), ("og:title", "C")
    )
    document = open_document(page(html))
    assert document is not None
    said = [one for carrier in CARRIERS for one in carrier(document)]
    assert [one.carrier for one in said if not isinstance(one, Issue) and one.field == "title"] == [
        "citation_*",
        "dc",
        "og",
    ]


def test_joined_authors_plural_tag_is_split() -> None:
    found = record(
        head(("citation_title", "A"), ("citation_authors", "Donald F. Reef, Gary King, Jessy G. Dévieux"))
    )
    assert [name.family for name in found.author] == ["Reef", "King", "Dévieux"]


def test_one_family_given_name_in_the_plural_tag_is_one_author() -> None:
    found = record(head(("citation_title", "A"), ("citation_authors", "Le Scao, Teven Marie")))
    assert [str(name) for name in found.author] == ["Le Scao, Teven Marie"]


def test_institution_and_orcid_belong_to_the_author_before_them() -> None:
    found = record(
        head(
            ("citation_title", "A"), ("citation_author", "Ann Lee"), ("citation_author", "Bo Ng"),
            ("citation_author_institution", "Uni"), ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        )
    )  # fmt: skip
    assert found.author[0].affiliation == ()
    assert (found.author[1].affiliation, found.author[1].orcid) == (("Uni",), "0000-0002-1825-0097")


def test_broken_json_ld_is_an_issue_and_the_next_block_is_read() -> None:
    blocks = (
        '<script type="application/ld+json">{"@type": "Article", </script>'
        '<script type="application/ld+json">[{"mainEntity": {"@type": "https://schema.org/ScholarlyArticle", '
        '"headline": "Gulls", "author": "Ann Lee"}}]</script>'
    )
    found = read(head(more=blocks))
    assert [issue.kind for issue in found.issues] == ["broken-json-ld"]
    assert found.record is not None
    assert (found.record.title, found.record.type) == ("Gulls", "article-journal")


def test_json_ld_nested_without_end_is_left_alone() -> None:
    deep = '{"mainEntity":' * 5_000 + "1" + "}" * 5_000
    found = read(
        head(
            ("citation_title", "A"),
            ("citation_author", "Lee, Ann"),
            more=f'<script type="application/ld+json">{deep}</script>',
        )
    )
    assert found.record is not None


def test_ris_in_a_text_area_is_read() -> None:
    ris = "TY  - JOUR\nTI  - Gulls\nAU  - Lee, Ann\nPY  - 2011/03//\nJF  - Bird Notes\nER  - \n"
    found = record(f"<title>x</title><textarea>{ris}</textarea>")
    assert (found.title, str(found.issued), found.container_title) == ("Gulls", "2011-03", "Bird Notes")


def test_blocks_that_are_no_records_are_left_alone() -> None:
    document = open_document(page("<pre>@media print { a { color: red } }</pre><pre>TY for reading</pre>"))
    assert document is not None
    assert [one for one in embedded.read(document) if not isinstance(one, Issue)] == []


def test_empty_styles_give_no_block() -> None:
    document = open_document(
        page("<h3>Harvard</h3><h3>APA</h3><h3>Vancouver</h3><div>Lee A. T.</div><h3>RIS</h3>")
    )
    assert document is not None
    assert cite_blocks(document.tree) == {"vancouver": "Lee A. T."}


def test_vancouver_line_of_a_book_gives_authors_and_doi_alone() -> None:
    line = "Lee A, Ng B. Gulls of the north. London: Wing Press, 2011. 120 p. doi: 10.5555/gulls"
    assert [one.field for one in citation_line.read_vancouver(line)] == ["author", "doi"]


def test_site_name_is_taken_off_the_title_tag() -> None:
    html = head(
        ("og:site_name", "DRS"), ("DC.creator", "Lee, Ann"), more="<title>Pathways of gulls - DRS</title>"
    )
    assert record(html).title == "Pathways of gulls"


def test_relative_full_text_is_made_absolute_and_scripts_are_not_taken() -> None:
    named = (("citation_title", "A"), ("citation_author", "Lee, Ann"))
    assert record(head(*named, ("citation_pdf_url", "/a.pdf"))).full_text == "https://repo.example/a.pdf"
    assert record(head(*named, ("citation_pdf_url", "javascript:alert(1)"))).full_text == ""
