from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.errors import Blocked, SourceError
from harvester.harvest import survey
from tests.harvest.loopback import LoopbackSite, page, sitemap, sitemap_index
from tests.harvest.repository import DIM, OAI_DC, Repository

if TYPE_CHECKING:
    from harvester.fetch import Web


@pytest.mark.usefixtures("look")
def test_a_survey_says_what_each_route_shows_in_a_few_requests(site: LoopbackSite, web: Web) -> None:
    site.pages["/"] = page(*(f"/item/{n}" for n in range(10)), total="1 - 10 out of 1,203 results")
    site.otherwise = lambda path: (
        page(*(f"/item/{path[-1]}{n}" for n in range(10))) if "page=" in path else 404
    )
    site.pages["/sitemap.xml"] = sitemap_index(*site.at(*(f"/{n}.xml" for n in range(30))))
    site.pages["/0.xml"] = sitemap(*site.at("/item/1", "/item/2"))
    found = survey(site.url, web, platform="numbered")
    routes = found.routes
    assert [(route.name, route.works, route.count_seen) for route in routes] == [
        ("sitemap", True, 2),
        ("listing", True, 20),
        ("oai", False, 0),
        ("rss", False, 0),
    ]
    assert (found.platform, found.title, found.robots) == ("numbered", "Numbered", f"lets us read {site.url}")
    assert "more follow; the site states 1,203" in routes[1].note
    assert len(site.asked) <= 7


@pytest.mark.usefixtures("look")
def test_a_survey_opens_one_part_of_a_listing_made_of_parts(site: LoopbackSite, web: Web) -> None:
    site.pages["/"] = page()
    site.pages["/view/year/"] = page(
        extra="<a class=year href=2011.html>2011</a><a class=year href=2010.html>2010</a>"
    )
    site.pages["/view/year/2011.html"] = page("/12/", "/11/")
    listing = survey(site.url, web, platform="yearly").routes[0]
    assert (listing.name, listing.works, listing.count_seen) == ("listing", True, 2)
    assert "/view/year/2010.html" not in site.asked


def test_a_survey_of_a_missing_page_is_an_error(site: LoopbackSite, web: Web) -> None:
    with pytest.raises(SourceError, match=r"^http.* answers 404"):
        survey(site.url, web)


def test_a_survey_of_a_site_that_refuses_us_says_so_without_a_source_name(
    site: LoopbackSite, web: Web
) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    with pytest.raises(Blocked, match=r"^robots\.txt forbids"):
        survey(site.url, web)


@pytest.mark.parametrize(("formats", "best"), [(("oai_dc", "dim"), "oai"), (("oai_dc",), "sitemap")])
def test_a_survey_puts_oai_pmh_first_where_it_says_more_than_the_pages(
    site: LoopbackSite, web: Web, formats: tuple[str, ...], best: str
) -> None:
    repository = Repository.of(
        7, total=True, formats={name: {"oai_dc": OAI_DC, "dim": DIM}[name] for name in formats}
    )
    uuid = "0f1d7c7e-5d22-4d51-9d5c-2e7ad1f5a001"
    site.pages["/"] = (
        "<html><head><meta name=Generator content='DSpace 7'></head><a href='/oai?verb=Identify'>OAI</a>"
    )
    site.pages["/robots.txt"] = (
        f"User-agent: *\nCrawl-delay: 2\nDisallow: /search\nSitemap: {site.url}map.xml\n"
    )
    site.pages["/map.xml"] = sitemap(*site.at(f"/items/{uuid}"))
    site.otherwise = repository.answer
    found = survey(site.url, web)
    assert (found.platform, found.routes[0].name) == ("dspace", best)
    assert found.robots == f"lets us read {site.url}, names 1 sitemap, and asks for 2 s between requests"
    (oai,) = [route for route in found.routes if route.name == "oai"]
    assert (oai.works, oai.total) == (True, 7)
    assert len(site.asked) <= 13
