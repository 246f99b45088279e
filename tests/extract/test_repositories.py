"""What the platform files of repositories state as data: how lists lead on, where machines ask, whose id it is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from harvester.extract.document import open_document
from harvester.extract.platforms import PLATFORMS, Platform, platform_named, recognise
from harvester.harvest.listing_page import ListingPage, read_listing
from harvester.model.url import canonical
from tests.extract.reading import head, page, read, record

NAMED = (("citation_title", "Gulls"), ("citation_author", "Lee, Ann"), ("citation_online_date", "2008/02/04"))


def own(href: str, base: str) -> str | None:
    found = canonical(href, base)
    return found if found and urlsplit(found).netloc == urlsplit(base).netloc else None


def listing(html: str, url: str) -> tuple[str, ListingPage]:
    document = open_document(page(html, url))
    assert document is not None
    platform = recognise(document.page, document.tree)
    assert platform.listing is not None
    return platform.name, read_listing(document.tree, url, platform.listing, own)


@pytest.mark.parametrize(
    ("html", "url", "name", "items", "onward", "total"),
    [
        (
            ("<ds-app><div class=pagination-info>Now showing 1 - 2 of 345</div>"
            "<a class='lead item-list-title dont-break-out' href='/items/1'>A</a>"
            "<a class='lead item-list-title dont-break-out' href='/entities/publication/2'>B</a></ds-app>"),
            "https://d.example/browse/dateissued", "dspace", 2, "", 345,
        ),
        (
            ("<div id=ds-body><p class=pagination-info>Now showing items 1-2 of 21</p><h4 class=artifact-title>"
            "<a href='/handle/1/2'>A</a></h4><div class='col-sm-9 artifact-description'><a href='/handle/1/3'>"
            "<h4>B</h4></a></div><a class=next-page-link href='/browse?type=dateissued&offset=20'>Next</a></div>"),
            "https://d.example/browse?type=dateissued", "dspace-xmlui", 2, "offset=20", 21,
        ),
        (
            ("<meta name=Generator content='DSpace 5.8'><form action='/jspui/simple-search'></form>"
            "<div class='panel-heading text-center'>Showing results 1 to 2 of 40 <a class=pull-left "
            "href='/jspui/browse?offset=0'>p</a> <a class=pull-right href='/jspui/browse?type=title&offset=20'>n</a>"
            "</div><table><tr><td headers=t1>2014</td><td headers=t2><a href='/jspui/handle/1/2'>A</a></td>"
            "<td headers=t3><a href='/jspui/handle/1/1/browse?type=author&value=X'>X</a></td></tr>"
            "<tr><td headers=t2><a href='/jspui/handle/1/3'>B</a></td></tr></table>"),
            "https://d.example/jspui/browse?type=title", "dspace-jspui", 2, "offset=20", 40,
        ),
        (
            ("<p class=article-listing><a href='/etd/1'>A</a>, Rosa Hive</p><p class=article-listing>"
            "<a href='/etd/2'>B</a></p><ul class=pager><li class=next><a href='/etd/index.2.html'>Next</a></ul>"),
            "https://c.example/etd/", "digital-commons", 2, "index.2.html", None,
        ),
        (
            ("<form id=dataverseForm><span class=results-count>1 to 2 of 12 Results</span><div class=datasetResult>"
            "<a href='/dataset.xhtml?persistentId=doi:10.5072/FK2/A'>A</a></div><div class=datasetResult>"
            "<a href='/dataset.xhtml?persistentId=doi:10.5072/FK2/B'>B</a><a href='/dataverse/x'>x</a></div></form>"),
            "https://v.example/dataverse/root", "dataverse", 2, "", 12,
        ),
        (
            ("<body class='blacklight-catalog'><div class=page_entries>1 - 2 of 30</div><ul>"
            "<li id=document_a class=document><a href='/concern/etds/a'>A</a></li>"
            "<li id=document_b class=document><a href='/concern/etds/b?locale=en'>B</a></li></ul>"
            "<a rel=next href='/catalog?page=2'>Next</a>"),
            "https://h.example/catalog", "hyrax", 2, "page=2", 30,
        ),
        (
            ("<a href='http://www.kobv.de/opus4/'>OPUS</a><a href='/frontdoor/index/index/docId/1'>A</a>"
            "<a href='/frontdoor/index/index/docId/2'>B</a><a href='/crawlers/sitelinks/list/year/2014'>2014</a>"),
            "https://o.example/crawlers/sitelinks", "opus4", 2, "", None,
        ),
        (
            ("<div class=islandora-objects><dl class=islandora-objects-list-item><dt><a href='/islandora/object/u:1'>"
            "<img></a></dt><dd><a href='/islandora/object/u:1'>A</a></dd></dl></div>"
            "<li class=pager-next><a href='/islandora/object/u:c?page=1'>next</a>"),
            "https://i.example/islandora/object/u%3Ac", "islandora", 1, "page=1", None,
        ),
        (
            ("<link href='//static.ccsd.cnrs.fr' rel=dns-prefetch><table class=results-table><tr><td>"
            "<a href='/hal-00000001v1'>A</a><a href='/hal-00000001/document'>pdf</a></td></tr></table>"),
            "https://hal.science/search/index/?q=*", "hal", 1, "", None,
        ),
    ],
)  # fmt: skip
def test_listing_leads_to_items_and_onward(
    html: str, url: str, name: str, items: int, onward: str, total: int | None
) -> None:
    recognised, found = listing(html, url)
    assert recognised == name
    assert (len(found.items), found.total) == (items, total)
    assert onward in found.next
    assert bool(found.next) == bool(onward)


@pytest.mark.parametrize(
    ("platform", "url", "native"),
    [
        ("digital-commons", "https://c.example/law/vol12/iss3/4/?utm_source=mail", "law/vol12/iss3/4"),
        ("digital-commons", "https://c.example/etd/88", "etd/88"),
        ("invenio-rdm", "https://zenodo.org/records/7000002/preview/a.pdf", "7000002"),
        ("invenio-rdm", "https://r.example/records/ab3de-fg7h1?preview=1", "ab3de-fg7h1"),
        ("zenodo-legacy", "https://zenodo.org/record/1000002#.YxQ", "1000002"),
        ("figshare", "https://figshare.com/articles/A_Tale/3423371", "3423371"),
        ("figshare", "https://x.figshare.com/articles/thesis/A_Tale/3423371/2", "3423371.v2"),
        ("dataverse", "https://v.example/dataset.xhtml?v=2&persistentId=doi%3A10.5072/FK2/A", "doi:10.5072/FK2/A"),
        ("hyrax", "https://h.example/concern/parent/x1/file_sets/w9?locale=en", "w9"),
        ("hal", "https://theses.hal.science/tel-04000123v2", "tel-04000123"),
        ("hal", "https://hal.archives-ouvertes.fr/jpa-00235190/document", "jpa-00235190"),
        ("opus4", "https://o.example/frontdoor/index/index/year/2015/docId/4711", "4711"),
        ("opus4", "https://o.example/frontdoor/index/index/52", "52"),
        ("islandora", "https://i.example/islandora/object/uni%3A3321/datastream/MODS", "uni:3321"),
        ("diva", "http://u.diva-portal.org/smash/record.jsf?dswid=-4&pid=diva2%3A900123", "diva2:900123"),
        ("diva", "http://u.diva-portal.org/smash/get/diva2:900123/FULLTEXT01.pdf", "diva2:900123"),
    ],
)  # fmt: skip
def test_id_is_what_the_repository_calls_the_item(platform: str, url: str, native: str) -> None:
    assert record(head(*NAMED), url, platform=platform).id == f"s:{native}"


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_machine_routes_are_addresses_below_a_site(platform: Platform) -> None:
    for path in platform.routes.values():
        assert not path.startswith("/"), "joined to the root of a site, which may be a folder"
    for path in (*platform.oai, *platform.routes.values()):
        assert urljoin("https://r.example/", path).startswith("https://")
        assert set(re.findall(r"\{(.*?)\}", path)) <= {"id"}
    assert all("{id}" in path for path in platform.routes.values())


def test_documentation_has_a_row_for_every_platform() -> None:
    lines = (Path(__file__).parents[2] / "docs" / "platforms.md").read_text(encoding="utf-8").splitlines()
    row_of = {match[1]: line for line in lines if (match := re.match(r"\| `([\w-]+)` \|", line))}
    assert set(row_of) == {platform.name for platform in PLATFORMS}
    absent = [
        path for one in PLATFORMS for path in one.oai if f"`{path.lstrip('./')}`" not in row_of[one.name]
    ]
    assert absent == []


def test_date_of_deposit_in_hal_is_no_online_date() -> None:
    html = head(*NAMED, ("citation_publication_date", "1957"))
    deposited = record(html, platform="hal")
    assert (str(deposited.issued), deposited.available_date) == ("1957", None)
    assert str(record(html, platform="generic").available_date) == "2008-02-04"
    assert record(head(*NAMED), platform="hal").issued is None


@pytest.mark.parametrize(
    "json",
    ["[]", "7", "{}", '{"metadata": 3, "pids": [], "parent": null, "custom_fields": "x"}',
     '{"metadata": {"creators": [3, {"person_or_org": null}, {}], "languages": {"id": 1}, "title": ["x"]}}'],
)  # fmt: skip
def test_embedded_record_of_another_shape_does_no_harm(json: str) -> None:
    html = head(*NAMED) + f"<h1 id=record-title>Gulls</h1><div data-record='{json}'></div>"
    found = read(html, platform="invenio-rdm")
    assert found.record is not None
    assert (found.record.title, [str(one) for one in found.record.author]) == ("Gulls", ["Lee, Ann"])
    assert found.issues == ()


def test_record_nested_too_deeply_is_an_issue_and_the_page_is_read() -> None:
    html = head(*NAMED) + f"<h1 id=record-title>Gulls</h1><div data-record='{'[' * 200_000}'></div>"
    found = read(html, platform="invenio-rdm")
    assert found.record is not None
    assert [issue.kind for issue in found.issues] == ["broken-json"]


def test_figshare_names_in_mixed_case_are_left_in_their_order() -> None:
    html = head(("citation_title", "Gulls"), ("citation_author", "Lee, Ann"), ("citation_author", "gray, bo"))
    assert [str(one) for one in record(html, platform="figshare").author] == ["Lee, Ann", "Gray, Bo"]


def test_eprints_contributors_without_types_have_no_role() -> None:
    tags = [("eprints.title", "Gulls"), ("eprints.creators_name", "Lee, Ann")]
    tags += [("eprints.contributors_name", "Wall, Petra"), ("eprints.contributors_name", "Hall, Ivo")]
    typed = [*tags, ("eprints.contributors_type", "http://www.loc.gov/loc.terms/relators/THS")]
    assert [one.role for one in record(head(*typed), platform="eprints").contributor] == [None, None]


def test_explicit_platform_is_used_whatever_the_page_looks_like() -> None:
    assert read(head(*NAMED), platform="opus4").platform == platform_named("opus4").name


@pytest.mark.parametrize(
    ("tags", "page", "number"), [([("bepress_citation_firstpage", "301")], "301", ""), ([], "", "4")]
)
def test_an_article_counted_in_its_issue_is_known_by_its_pages_where_they_are_stated(
    tags: list[tuple[str, str]], page: str, number: str
) -> None:
    named = [("bepress_citation_title", "On fences"), ("bepress_citation_author", "Gate, Ann"), *tags]
    cited = "Gate, Ann (1998) &quot;On fences,&quot; Law of the Land: Vol. 12 : Iss. 3 , Article 4."
    body = f'<div id="recommended_citation" class="element"><h2>Recommended Citation</h2><p>{cited}</p></div>'
    html = head(*named).replace("<p>text</p>", body)
    found = record(html, "https://commons.example/law/vol12/iss3/4/")
    assert (found.volume, found.issue, found.page, found.number) == ("12", "3", page, number)


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<span>1-50</span> {50} <span>...</span> {200}", "50"),
        ("{0} <span>...</span> {100} <span>151-200</span> {200}", "200"),
        ("{150} <span>201-217</span>", ""),
    ],
)
def test_the_lists_of_arxiv_lead_on_by_what_they_skip(pager: str, following: str) -> None:
    links = re.sub(r"\{(\d+)\}", r"<a href='/list/cs.WL/2024-01?skip=\1&amp;show=50'>\1</a>", pager)
    items = "<dl><dt><a href='/abs/2401.1'>x</a></dt></dl>"
    html = f"<h1>Walls</h1><div class='paging'>Total of 217 entries : {links}</div>{items}"
    rules = platform_named("arxiv").listing
    assert rules is not None
    found = read_listing(LexborHTMLParser(html), "https://arxiv.org/list/cs.WL/2024-01", rules, own)
    asked = f"https://arxiv.org/list/cs.WL/2024-01?skip={following}&show=50" if following else ""
    assert (found.next, found.total) == (asked, 217)
