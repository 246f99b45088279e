"""schema.org as JSON-LD and as microdata, and COinS; all pages here are written for the tests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvester.extract.carriers import coins, json_ld, microdata
from harvester.extract.document import open_document
from tests.extract.reading import page, read, said


def ld(*blocks: Any, title: str = "") -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    return f"<html><head><title>{title}</title>{scripts}</head><body><p>text</p></body></html>"


# JSON-LD


def test_of_several_works_the_one_at_this_address_is_read() -> None:
    other = {"@type": "ScholarlyArticle", "name": "Another", "url": "https://repo.example/item/8"}
    mine = {"@type": "ScholarlyArticle", "name": "Gulls", "@id": "http://repo.example/item/7/"}
    assert said(ld(other, mine), json_ld.read)["title"] == ["Gulls"]


def test_of_several_works_the_one_with_the_pages_title_is_read() -> None:
    works = [{"@type": "Book", "name": name} for name in ("Another", "The gulls of the north")]
    assert said(ld(works, title="The gulls of the north | Eastvale"), json_ld.read)["title"] == [
        "The gulls of the north"
    ]


def test_several_works_that_are_not_the_pages_say_nothing() -> None:
    works = [{"@type": "Article", "headline": name} for name in ("News of today", "News of yesterday")]
    assert said(ld(works, title="The gulls of the north"), json_ld.read) == {}


def test_references_in_a_graph_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": "BreadcrumbList", "name": "Home"},
            {
                "@type": "ScholarlyArticle",
                "name": "Gulls",
                "author": [{"@id": "#lee"}],
                "isPartOf": {"@id": "#issue"},
            },
            {"@id": "#lee", "@type": "Person", "givenName": "Ann", "familyName": "Lee"},
            {
                "@id": "#issue",
                "@type": "PublicationIssue",
                "issueNumber": "3",
                "isPartOf": {"@id": "#journal"},
            },
            {"@id": "#journal", "@type": "Periodical", "name": "Bird Notes", "issn": "1369-6513"},
        ]
    }
    found = said(ld(graph), json_ld.read)
    assert (found["author"], found["container_title"], found["issue"]) == (
        ["Lee, Ann"],
        ["Bird Notes"],
        ["3"],
    )


def test_references_in_a_circle_come_to_an_end() -> None:
    graph = [
        {"@id": "#a", "@type": "Book", "name": "Gulls", "isPartOf": {"@id": "#b"}},
        {"@id": "#b", "@type": "CollectionPage", "name": "Birds", "isPartOf": {"@id": "#a"}},
    ]
    assert said(ld({"@graph": graph}), json_ld.read)["title"] == ["Gulls"]


@pytest.mark.parametrize(
    "block",
    [
        "{&quot;@type&quot;: &quot;Thesis&quot;, &quot;name&quot;: &quot;Gulls&quot;}",
        '//<![CDATA[\n{"@type": "Thesis", "name": "Gulls"}\n//]]>',
        '<!-- {"@type": "Thesis", "name": "Gulls"} -->',
        '{"@type": "Thesis", "name": "Gulls"};',
        '{"@type": "Thesis", "name": "Gulls", "abstract": "one\ntwo"}',
    ],
)
def test_blocks_wrapped_or_escaped_are_read(block: str) -> None:
    found = said(f'<script type="application/ld+json">{block}</script>', json_ld.read)
    assert (found["title"], found["type"]) == (["Gulls"], ["thesis"])


def test_issue_names_the_block_that_cannot_be_read() -> None:
    found = read(
        '<h1>x</h1><meta name="DC.creator" content="Lee, Ann"><script type="application/ld+json">{,}</script>'
    )
    assert [issue.kind for issue in found.issues if issue.kind == "broken-json-ld"] == ["broken-json-ld"]


def test_empty_doi_and_addresses_give_no_doi() -> None:
    work = {
        "@type": "Dataset",
        "name": "Counts",
        "identifier": "https://doi.org/",
        "url": "https://repo.example/7",
    }
    assert "doi" not in said(ld(work), json_ld.read)


def test_doi_as_a_property_value() -> None:
    value = {"@type": "PropertyValue", "propertyID": "doi", "value": "10.5555/GULLS"}
    assert said(ld({"@type": "Dataset", "name": "Counts", "identifier": [value]}), json_ld.read)["doi"] == [
        "10.5555/gulls"
    ]


def test_contributors_translators_and_funders_are_no_authors() -> None:
    work = {
        "@type": "Book", "name": "Gulls", "author": "Ann Lee", "translator": {"@type": "Person", "name": "Bo Ng"},
        "funder": [{"@type": "Organization", "name": "Wing Fund"}],
    }  # fmt: skip
    found = said(ld(work), json_ld.read)
    assert (found["author"], found["contributor"]) == (["Lee, Ann"], ["Ng, Bo"])
    assert found["funder"] == ["Wing Fund"]


# Microdata

ARTICLE = """
<div itemscope itemtype="https://schema.org/ScholarlyArticle" itemid="https://repo.example/item/7">
 <h1 itemprop="name">The gulls of the north</h1>
 <span itemprop="author" itemscope itemtype="https://schema.org/Person">
  <span itemprop="givenName">Ann</span> <span itemprop="familyName">Lee</span>
  <span itemprop="affiliation" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Eastvale</b></span>
 </span>
 <span itemprop="author creator" itemscope itemtype="https://schema.org/Person">Bo Ng</span>
 <time itemprop="datePublished" datetime="2010-03-01">1 March</time>
 <meta itemprop="inLanguage" content="en"><link itemprop="sameAs" href="https://doi.org/10.5555/gulls">
 <div itemprop="isPartOf" itemscope itemtype="https://schema.org/PublicationIssue"><span itemprop="issueNumber">3</span>
  <div itemprop="isPartOf" itemscope itemtype="https://schema.org/Periodical"><i itemprop="name">Bird Notes</i></div>
 </div>
 <div itemprop="citation" itemscope itemtype="https://schema.org/ScholarlyArticle"><b itemprop="name">Cited</b></div>
</div>
"""


def test_microdata_of_an_article() -> None:
    found = said(ARTICLE, microdata.read)
    assert found["title"] == ["The gulls of the north"]
    assert found["author"] == ["Lee, Ann", "Ng, Bo"]
    assert (found["issued"], found["language"], found["doi"]) == (["2010-03-01"], ["en"], ["10.5555/gulls"])
    assert (found["container_title"], found["issue"]) == (["Bird Notes"], ["3"])
    assert found["type"] == ["article-journal"]


def test_microdata_of_a_work_in_flat_properties() -> None:
    html = (
        '<div itemscope itemtype="http://schema.org/CreativeWork"><h1 itemprop="name">The gulls of the north</h1>'
        '<a itemprop="creator" href="/people/1">Lee, Ann</a><span itemprop="dateCreated">2010</span></div>'
    )
    found = said(html, microdata.read)
    assert (found["author"], found["issued"]) == (["Lee, Ann"], ["2010"])


def test_creative_work_of_another_title_is_not_the_pages() -> None:
    html = '<h1>The gulls of the north</h1><p itemscope itemtype="http://schema.org/CreativeWork"><b itemprop="name">Logo</b>'
    assert said(html, microdata.read) == {}


def test_numbers_of_affiliations_are_no_part_of_names() -> None:
    html = '<div itemscope itemtype="https://schema.org/Thesis"><b itemprop="author">Ann Lee<sup>1,2</sup>*</b></div>'
    assert said(html, microdata.read)["author"] == ["Lee, Ann"]


def test_properties_nested_without_end_are_read_in_time() -> None:
    nested = '<div itemscope itemprop="isPartOf" itemtype="http://schema.org/Book">' * 1_500
    html = f'<div itemscope itemtype="http://schema.org/Book"><b itemprop="name">Gulls</b>{nested}'
    assert said(html, microdata.read)["title"] == ["Gulls"]


# COinS


def coin(query: str) -> str:
    return f'<span class="Z3988" title="{query.replace("&", "&amp;")}"></span>'


JOURNAL = (
    "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&rft.genre=article&rft.atitle=Gulls"
    "&rft.jtitle=Bird+Notes&rft.aulast=Lee&rft.aufirst=Ann&rft.au=Lee%2C+Ann&rft.au=Ng%2C+Bo&rft.date=2010-03"
    "&rft.volume=12&rft.issue=3&rft.spage=45&rft.epage=67&rft.issn=1369-6513&rft_id=info%3Adoi%2F10.5555%2Fgulls"
)


def test_coins_of_an_article() -> None:
    assert said(coin(JOURNAL), coins.read) == {
        "author": ["Lee, Ann", "Ng, Bo"], "title": ["Gulls"], "container_title": ["Bird Notes"],
        "type": ["article-journal"], "issued": ["2010-03"], "issn": ["1369-6513"], "volume": ["12"], "issue": ["3"],
        "page": ["45-67"], "doi": ["10.5555/gulls"],
    }  # fmt: skip


def test_coins_of_a_chapter_names_the_book() -> None:
    query = (
        "rft_val_fmt=info:ofi/fmt:kev:mtx:book&rft.genre=bookitem&rft.atitle=Gull food&rft.btitle=The book of birds"
        "&rft.au=Lee, Ann&rft.pub=Wing Press&rft.place=London&rft.isbn=0306406152"
    )
    found = said(coin(query), coins.read)
    assert (found["title"], found["container_title"], found["type"]) == (
        ["Gull food"],
        ["The book of birds"],
        ["chapter"],
    )
    assert (found["publisher"], found["isbn"]) == (["Wing Press"], ["9780306406157"])


def test_coins_of_a_thesis_and_of_dublin_core() -> None:
    thesis = said(
        coin(
            "rft_val_fmt=info:ofi/fmt:kev:mtx:dissertation&rft.title=Gulls&rft.au=Lee, A&rft.inst=Eastvale&rft.degree=PhD"
        ),
        coins.read,
    )
    assert (thesis["type"], thesis["publisher"], thesis["genre"]) == (["thesis"], ["Eastvale"], ["PhD"])
    dc = said(
        coin(
            "rft_val_fmt=info:ofi/fmt:kev:mtx:dc&rft.title=Counts&rft.creator=Lee, Ann&rft.type=Dataset&rft.contributor=Ng, Bo"
        ),
        coins.read,
    )
    assert (dc["author"], dc["contributor"], dc["type"]) == (["Lee, Ann"], ["Ng, Bo"], ["dataset"])


def test_time_of_accession_in_coins_is_no_date() -> None:
    query = "rft_val_fmt=x&rft.title=Gulls&rft.date=2015-06-01T12:30:00Z&rft.date=2014"
    assert said(coin(query), coins.read)["issued"] == ["2014"]


def test_page_with_several_coins_is_a_listing() -> None:
    html = coin(JOURNAL) + coin(JOURNAL.replace("atitle=Gulls", "atitle=Terns"))
    assert said(html, coins.read) == {}
    document = open_document(page(html))
    assert document is not None
    assert [query.count("rft.atitle") for query in coins.contexts(document.tree)] == [1, 1]


def test_first_author_alone_is_not_the_whole_list() -> None:
    said_ = list(coins.read_context("rft.atitle=Gulls&rft.aulast=Lee&rft.aufirst=Ann"))
    assert [one.raw for one in said_ if one.field == "author"] == ["Lee, Ann et al."]
    assert said(coin("rft_val_fmt=x&rft.title=Gulls&rft.contributor=Lee, Ann"), coins.read) == {
        "title": ["Gulls"]
    }


def test_coins_with_empty_fields_or_escaped_twice() -> None:
    empty = said(coin("rft_val_fmt=x&rft.title=&rft.volume=&rft.spage="), coins.read)
    twice = [one.raw for one in coins.read_context("rft.atitle=Gulls&amp;rft.volume=12")]
    assert (empty, twice) == ({}, ["Gulls", "12"])
