from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from harvester.errors import Blocked, EndlessListing, SourceError
from tests.harvest.loopback import Look, LoopbackSite, page, sitemap
from tests.harvest.repository import Repository

if TYPE_CHECKING:
    from harvester.harvest import Discovery

FEED = "<rss><channel><item><link>{site}item/9</link></item></channel></rss>"


def urls(discovery: Discovery) -> list[str]:
    return [item.url for item in discovery.items]


def pure_page(*slugs: str, total: str = "", extra: str = "") -> str:
    """A listing page in the markup of the new Pure portals."""
    items = "".join(
        f"<li class='list-result-item'><div class='result-container'><div class='rendering rendering_researchoutput "
        f"rendering_thesis rendering_portal-short'><h3 class='title'><a class='link' rel='Thesis' "
        f"href='/en/publications/{slug}'><span>{slug}</span></a></h3></div></div></li>"
        for slug in slugs
    )
    return (
        f"<html><body><ul><li class='search-pager-information'>{total}</li></ul><ul class='list-results'>{items}</ul>"
        f"{extra}<footer id='page-footer'>Powered by Pure, Scopus &amp; Elsevier Fingerprint Engine"
        f"<a href='/admin/workspace.xhtml'>Log in to Pure</a></footer></body></html>"
    )


def test_auto_takes_the_sitemap_and_says_why(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page()
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/1"))
    found = look("auto", "numbered", path="")
    assert (found.route, found.why) == ("sitemap", "Numbered recognised")
    assert urls(found) == site.at("/item/1")
    assert found.complete


def test_auto_takes_the_listing_where_there_is_no_sitemap(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page("/item/1", total="1 result")
    found = look("auto", "numbered", path="")
    assert found.route == "listing"
    assert "sitemap passed over: no sitemap with items" in found.why
    assert urls(found) == site.at("/item/1")
    assert not found.issues


def test_auto_takes_a_url_that_is_itself_a_listing_at_its_word(site: LoopbackSite, look: Look) -> None:
    site.pages["/chemistry/"] = page("/item/1", total="1 result")
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/1", "/item/2", "/item/3"))
    found = look("auto", "numbered", path="chemistry/")
    assert urls(found) == site.at("/item/1")
    assert "the URL is itself a listing" in found.why


def test_auto_takes_the_feed_only_when_nothing_else_works(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page(head="<link rel=alternate type=application/rss+xml href=/feed.xml>")
    site.pages["/feed.xml"] = FEED.replace("{site}", site.url)
    found = look("auto", "numbered", path="")
    assert found.route == "rss"
    assert "only the newest" in found.why
    assert urls(found) == site.at("/item/9")
    assert not found.complete


def test_auto_says_what_was_tried_when_nothing_works(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page()
    with pytest.raises(SourceError, match=r"no route lists any item: sitemap .*listing .*rss "):
        look("auto", "numbered", path="")


def test_auto_on_an_unknown_site_offers_only_what_was_not_tried(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = "<html><body><a href='/a.html'>A</a></body></html>"
    site.pages["/a.html"] = "<html><head><meta name=citation_title content=A></head></html>"
    with pytest.raises(SourceError) as caught:
        look("auto", path="")
    assert "set discovery to sitemap" not in str(caught.value)
    assert "another discovery" not in str(caught.value)
    assert str(caught.value).endswith(
        "set platform, or write the URLs of its pages into a list and set discovery to urls"
    )


def test_auto_on_a_missing_page_says_so_at_once(site: LoopbackSite, look: Look) -> None:
    with pytest.raises(SourceError, match="answers 404: there is no page; check the URL"):
        look("auto", path="gone")
    assert site.read == ["/gone"]


def test_auto_on_a_site_that_forbids_us_asks_for_nothing(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    with pytest.raises(Blocked, match=r"robots\.txt forbids"):
        look("auto", path="")
    assert site.read == []


def test_a_sitemap_that_breaks_is_followed_by_the_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page("/item/1", "/item/2", total="2 results")
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/2")).replace("</urlset>", "")
    found = look("auto", path="")
    assert urls(found) == site.at("/item/2", "/item/1")
    assert [issue.kind for issue in found.issues] == ["sitemap-broken", "stale-sitemap"]
    assert found.complete


def test_a_stale_sitemap_is_filled_up_from_the_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page("/item/1", "/item/2", "/item/3", total="3 results")
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/2"))
    found = look("auto", path="")
    assert found.route == "sitemap"
    assert urls(found) == site.at("/item/2", "/item/1", "/item/3")
    assert [issue.kind for issue in found.issues] == ["stale-sitemap"]
    assert found.complete


def test_an_endless_listing_after_a_stale_sitemap_is_noted_and_never_complete(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/"] = page("/item/1", "/item/2", total="9 results")
    site.pages["/?page=1"] = page("/item/3", "/item/4", total="9 results")
    site.pages["/?page=2"] = page("/item/1", "/item/2", total="9 results")
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/1"))
    found = look("auto", path="")
    assert len(urls(found)) == 4
    assert [issue.kind for issue in found.issues] == ["stale-sitemap", "route-failed"]
    assert not found.complete


def test_an_endless_listing_alone_fails_the_source(site: LoopbackSite, look: Look) -> None:
    site.otherwise = lambda path: page("/item/1", extra=f"<a class=next href='{path}x'>Next</a>")
    found = look("auto", "linked", path="list")
    with pytest.raises(EndlessListing):
        urls(found)


def test_a_pure_listing_without_rendering_classes_is_recognised(site: LoopbackSite, look: Look) -> None:
    bare = pure_page("a", "b", total="1 - 2 out of 2 results")
    bare = re.sub(r"rendering\w*", "", bare).replace("/admin/workspace.xhtml", "/login")
    site.pages["/en/publications/"] = bare
    found = look("auto", path="en/publications/")
    assert urls(found) == site.at("/en/publications/a", "/en/publications/b")
    assert "Pure" in found.why
    assert found.complete


def test_a_pure_portal_is_recognised_and_listed_from_page_zero(site: LoopbackSite, look: Look) -> None:
    steps = (
        "<nav class='pages'><ul><li class='next'><a class='nextLink' href='?page=1'>Next</a></li></ul></nav>"
    )
    site.pages["/en/publications/"] = pure_page("a", "b", total="1 - 2 out of 3 results", extra=steps)
    site.pages["/en/publications/?page=1"] = pure_page("c", total="3 - 3 out of 3 results")
    found = look("auto", path="en/publications/")
    assert urls(found) == site.at("/en/publications/a", "/en/publications/b", "/en/publications/c")
    assert found.route == "listing"
    assert "Pure" in found.why
    assert found.complete


def test_auto_falls_back_on_oai_pmh_before_the_feed(site: LoopbackSite, look: Look) -> None:
    repository = Repository.of(2)
    site.otherwise = repository.answer
    site.pages["/"] = page(head="<link rel=alternate type=application/rss+xml href=/feed.xml>").replace(
        "</ul>", "</ul><a href='/oai?verb=Identify'>OAI-PMH</a>"
    )
    site.pages["/feed.xml"] = FEED.replace("{site}", site.url)
    found = look("auto", path="")
    assert (found.route, len(urls(found)), found.complete) == ("oai", 2, True)
    assert "sitemap passed over" in found.why


def test_auto_passes_over_oai_pmh_that_says_less_than_the_pages(site: LoopbackSite, look: Look) -> None:
    repository = Repository.of(2)
    site.otherwise = repository.answer
    uuid = "0f1d7c7e-5d22-4d51-9d5c-2e7ad1f5a001"
    site.pages["/"] = (
        "<html><head><meta name=Generator content='DSpace 7'></head><a href='/oai?verb=Identify'>OAI</a>"
    )
    site.pages["/sitemap.xml"] = sitemap(*site.at(f"/items/{uuid}"))
    found = look("auto", path="")
    assert found.route == "sitemap"
    assert "offers simple Dublin Core alone" in found.why
    assert "ListRecords" not in repository.verbs()


def test_auto_obeys_robots_txt_about_oai_pmh(site: LoopbackSite, look: Look) -> None:
    repository = Repository.of(2)
    site.otherwise = repository.answer
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /oai\n"
    site.pages["/"] = page().replace("</ul>", "</ul><a href='/oai?verb=Identify'>OAI-PMH</a>")
    with pytest.raises(SourceError, match=r"robots\.txt forbids"):
        look("auto", path="")
    assert repository.asked == []
