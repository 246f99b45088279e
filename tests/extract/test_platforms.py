from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from harvester.extract.carriers.persons import persons
from harvester.extract.document import open_document
from harvester.extract.platforms import PLATFORMS, recognise
from tests.extract.reading import page, sample_pages


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (
            "<footer id=page-footer><a href='https://p.example/admin/workspace.xhtml'>Log in</a></footer>",
            "pure",
        ),
        ("<li class=list-result-item><h3 class=title><a class=link href=/x>x</a></h3></li>", "pure"),
        ("<li class=search-pager-information>1 - 2 out of 2 results</li>", "pure"),
        ("<ol class=portal_list><li class=portal_list_item>x</ol>", "pure-old"),
        ("<meta name=generator content='DSpace 4.3'>", "dspace"),
        ("<ds-app></ds-app>", "dspace"),
        ("<meta name=generator content='DSpace 5.8'><table class=itemDisplayTable></table>", "dspace-jspui"),
        ("<meta name=generator content='DSpace 5.8'><div id=ds-body></div>", "dspace-xmlui"),
        ("<meta name=bepress_citation_title content=x>", "digital-commons"),
        ("<h1 id=record-title>x</h1>", "invenio-rdm"),
        ("<link href='/static/gen/zenodo.0.css' rel=stylesheet>", "zenodo-legacy"),
        ("<meta property='og:site_name' content=figshare>", "figshare"),
        ("<form id=datasetForm></form>", "dataverse"),
        ("<span class='typdoc label_ART'>x</span>", "hal"),
        ("<table class='result-data frontdoordata'></table>", "opus4"),
        ("<dl class=islandora-inline-metadata></dl>", "islandora"),
        ("<dl class='work-show etd'></dl>", "hyrax"),
        ("<meta name=eprints.title content=x>", "eprints"),
        ("<meta name=generator content='WordPress 3'>", "generic"),
    ],
)
def test_platform_is_recognised_by_its_marks(html: str, name: str) -> None:
    document = open_document(page(html))
    assert document is not None
    assert recognise(document.page, document.tree).name == name


def test_every_selector_of_every_platform_can_be_asked() -> None:
    document = open_document(page("<p>x</p>"))
    assert document is not None
    for platform in PLATFORMS:
        rules = platform.listing
        asked = [
            *platform.selectors,
            *([rules.item, rules.next, rules.sublists, rules.total] if rules else []),
        ]
        assert all(document.tree.css(selector) == [] for selector in asked if selector)


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("research.northmoor.example/en/publications/?page=1", 10),
        ("www.research.lancs.ac.uk/portal/en/publications/search.html?page=1", 3),
        ("eprints.westbrook.example/view/year/2015.html", 3),
    ],
)
def test_listing_rules_find_the_items_of_the_sample(path: str, items: int) -> None:
    pages = sample_pages()
    if not pages:
        pytest.skip("data/sample is not here")
    document = open_document(pages[f"https://{path}"])
    assert document is not None
    rules = recognise(document.page, document.tree).listing
    assert rules is not None
    assert len({link.attributes["href"] for link in document.tree.css(rules.item)}) == items


@pytest.mark.parametrize(
    ("html", "people"),
    [
        ("Jane Doe, <a rel=Person>John Smith</a>, Ann Lee", ["Jane Doe", "John Smith", "Ann Lee"]),
        ("<span>Young, J.</span>, <span>Butler, C.</span> &amp; <a rel=Person><span>Paskell, R.</span></a>",
         ["Young, J.", "Butler, C.", "Paskell, R."]),
        ("Young, J., Butler, C. &amp; <a rel=Person><span>Paskell, R.</span></a>",
         ["Young, J.", "Butler, C.", "Paskell, R."]),
        ("<a rel=Person>Ann Lee</a>* and Bo Ng (Editor)", ["Ann Lee", "Bo Ng (Editor)"]),
    ],
)  # fmt: skip
def test_external_authors_are_read_between_the_links(html: str, people: list[str]) -> None:
    assert [text for text, _ in persons(BeautifulSoup(f"<p>{html}</p>", "lxml"))] == people
