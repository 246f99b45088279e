from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from harvester.config import Source
from harvester.errors import BadBody, Blocked, EndlessListing, HttpStatus, SourceError
from harvester.harvest.listing import Listing
from harvester.harvest.listing_page import stated_total
from harvester.harvest.site import Site
from tests.harvest.loopback import Look, LoopbackSite, page

if TYPE_CHECKING:
    from harvester.fetch import Web
    from harvester.harvest import Discovery


def urls(discovery: Discovery) -> list[str]:
    return [item.url for item in discovery.items]


def kinds(discovery: Discovery) -> list[str]:
    return [issue.kind for issue in discovery.issues]


def test_the_zero_based_first_page_is_not_lost(site: LoopbackSite, look: Look) -> None:
    pager = "<a href='?page=0'>1</a><a href='?page=1'>2</a>"
    site.pages["/list"] = page("/item/1", "/item/2", total="1 - 2 out of 3 results", extra=pager)
    site.pages["/list?page=1"] = page("/item/3", total="3 - 3 out of 3 results", extra=pager)
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1", "/item/2", "/item/3")
    assert found.complete
    assert not found.issues
    assert site.read == ["/list", "/list?page=1"]


def test_a_url_copied_from_a_later_page_starts_at_the_first(site: LoopbackSite, look: Look) -> None:
    site.pages["/list?type=a"] = page("/item/1", total="1 result")
    assert urls(look("listing", "numbered", path="list?page=7&type=a")) == site.at("/item/1")


def test_items_are_listed_while_they_are_read(site: LoopbackSite, look: Look) -> None:
    site.otherwise = lambda path: page(f"/item/{path[-3:]}", f"/item/{path[-3:]}b")
    found = look("listing", "numbered")
    list(islice(found.items, 2))
    assert site.read == ["/list"]
    assert not found.complete


def test_a_number_beyond_the_end_that_gives_the_last_page_again_ends_the_listing(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/list"] = page("/item/1", "/item/2")
    site.otherwise = lambda path: page("/item/3") if "page=" in path else 404
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1", "/item/2", "/item/3")
    assert found.complete
    assert site.read == ["/list", "/list?page=1", "/list?page=2"]


def test_a_missing_page_after_the_first_ends_the_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1")
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1")
    assert found.complete


def test_a_missing_page_that_an_earlier_pager_links_to_is_a_broken_listing(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/list"] = page("/item/1", extra="<a href='?page=1'>2</a><a href='?page=3'>4</a>")
    site.pages["/list?page=1"] = page("/item/2")
    site.pages["/list?page=3"] = page("/item/4")
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1", "/item/2", "/item/4")
    assert not found.complete
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("listing-broken", "error")]
    assert found.issues[0].subject.endswith("/list?page=2")
    assert site.read[-1] == "/list?page=4"


def test_a_missing_page_number_that_only_another_listing_links_to_is_the_end(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/list"] = page("/item/1", extra="<a href='/news?page=9'>news</a>")
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1")
    assert found.complete


def test_a_next_link_to_a_missing_page_is_a_broken_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1", extra="<a class=next href='/more'>Next</a>")
    found = look("listing", "linked")
    assert urls(found) == site.at("/item/1")
    assert not found.complete
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("listing-broken", "error")]
    assert "/more: linked as a page of the listing, but missing" in found.issues[0].message


def test_a_short_listing_of_an_older_pure_portal_is_noticed(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = (
        "<p class=portal_navigator_results>1 - 1 out of 8</p><ol class=portal_list>"
        "<li class=portal_list_item><h2><a href='/portal/en/publications/a.html'>a</a></h2></li></ol>"
    )
    found = look("listing", "pure-old")
    assert len(urls(found)) == 1
    assert not found.complete
    assert kinds(found) == ["listing-short"]


def test_an_empty_page_after_the_first_ends_the_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1")
    site.pages["/list?page=1"] = page()
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1")
    assert found.complete


def test_a_missing_first_page_is_an_error_and_not_an_empty_listing(look: Look) -> None:
    with pytest.raises(SourceError, match="answers 404"):
        look("listing", "numbered")


def test_a_broken_first_page_is_an_error(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = 500
    with pytest.raises(HttpStatus) as caught:
        look("listing", "numbered")
    assert caught.value.status == 500


def test_a_first_page_that_refuses_us_is_blocked(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = 403
    with pytest.raises(Blocked, match="403"):
        look("listing", "numbered")


def test_a_first_page_without_items_names_the_selector(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page()
    with pytest.raises(SourceError, match="has no items: nothing matches 'li a' on http"):
        look("listing", "numbered")


def test_a_page_that_robots_forbids_is_blocked_not_the_end(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /*page="
    site.pages["/list"] = page("/item/1")
    found = look("listing", "numbered")
    with pytest.raises(Blocked, match=r"robots\.txt forbids"):
        urls(found)


def test_fewer_items_than_stated_are_not_complete(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1", "/item/2", total="1 - 2 out of 1,203 results")
    found = look("listing", "numbered")
    assert len(urls(found)) == 2
    assert not found.complete
    assert kinds(found) == ["listing-short"]
    assert "states 1,203 items, but 2 were found" in found.issues[0].message


def test_more_items_than_stated_are_welcome(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1", "/item/2", total="1 result", extra="<a href='?page=1'>2</a>")
    site.pages["/list?page=1"] = page("/item/3", total="1 result")
    found = look("listing", "numbered")
    assert len(urls(found)) == 3
    assert found.complete


def test_a_broken_page_in_the_middle_costs_its_items_and_completeness_only(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/list"] = page("/item/1")
    site.pages["/list?page=1"] = 500
    site.pages["/list?page=2"] = page("/item/3")
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1", "/item/3")
    assert not found.complete
    assert kinds(found) == ["listing-broken"]
    assert found.issues[0].subject.endswith("page=1")


def test_two_broken_pages_in_a_row_end_the_listing(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1")
    site.otherwise = lambda _: 500
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1")
    assert kinds(found) == ["listing-broken", "listing-broken"]


def test_page_numbers_that_lead_in_a_circle_are_noticed(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1", "/item/2")
    site.pages["/list?page=1"] = page("/item/3", "/item/4")
    site.pages["/list?page=2"] = page("/item/1", "/item/2")
    found = look("listing", "numbered")
    with pytest.raises(EndlessListing, match="repeats an earlier page after 4 items"):
        urls(found)
    assert not found.complete


def test_linked_pages_are_followed_to_the_last(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("item/1", extra="<a class=next href='/more?cache=7'>Next</a>")
    site.pages["/more?cache=7"] = page("item/2", extra="<a class=next href='#'>Next</a>")
    found = look("listing", "linked")
    assert urls(found) == site.at("/item/1", "/item/2")
    assert found.complete


def test_next_links_that_go_on_without_new_items_are_endless(site: LoopbackSite, look: Look) -> None:
    site.otherwise = lambda path: page("/item/1", extra=f"<a class=next href='{path}x'>Next</a>")
    with pytest.raises(EndlessListing, match="go on, but the last 2 pages added no new item"):
        urls(look("listing", "linked"))
    assert len(site.read) == 3


def test_a_next_link_that_leads_back_is_endless(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("/item/1", extra="<a class=next href='/more'>Next</a>")
    site.pages["/more"] = page("/item/2", extra="<a class=next href='/list'>Next</a>")
    with pytest.raises(EndlessListing, match="leads back to"):
        urls(look("listing", "linked"))


@pytest.mark.usefixtures("look")
def test_a_listing_that_always_has_more_ends_at_the_page_cap(site: LoopbackSite, web: Web) -> None:
    site.otherwise = lambda path: page(f"/item{path}", extra=f"<a class=next href='{path}x'>Next</a>")
    source = Source(name="calendar", url=site.url + "list", platform="linked")
    listing = Listing(Site(source, web), max_pages=7)
    with pytest.raises(EndlessListing, match="does not end: 7 pages and 7 items"):
        list(listing.items())
    assert len(site.read) == 7


def test_session_ids_make_no_new_items(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page(
        "/item/1;jsessionid=AB12?full=1", "/item/1?PHPSESSID=f00&full=1", "/item/1?full=1#top"
    )
    assert urls(look("listing", "numbered")) == site.at("/item/1?full=1")


def test_a_listing_whose_every_link_carries_a_new_session_id_ends(site: LoopbackSite, look: Look) -> None:
    def answer(_: str) -> str:
        session = f"jsessionid={len(site.asked):08X}"
        return page(f"/item/1;{session}", extra=f"<a class=next href='/list;{session}'>Next</a>")

    site.otherwise = answer
    found = look("listing", "linked")
    assert urls(found) == site.at("/item/1")
    assert len(site.read) == 1


def test_links_to_other_hosts_are_left_out_and_counted(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page(
        "/item/1", "https://doi.org/10.5555/1", "//elsewhere.example/2", "mailto:a@b.example"
    )
    found = look("listing", "numbered")
    assert urls(found) == site.at("/item/1")
    assert kinds(found) == ["foreign-links"]
    assert found.issues[0].message.startswith(
        "2 items on other hosts were left out, such as https://doi.org/"
    )


def test_a_listing_made_of_years_is_read_year_by_year(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page(extra="<p>Welcome</p>")
    site.pages["/view/year/"] = page(
        extra="<a class=year href=2011.html>2011</a><a class=year href=2010.html>2010</a>"
    )
    site.pages["/view/year/2011.html"] = page("/12/", "/11/")
    site.pages["/view/year/2010.html"] = page("./", "#top", "/11/", "/10")
    found = look("listing", "yearly", path="")
    assert urls(found) == site.at("/12/", "/11/", "/10")
    assert found.complete


def test_usual_places_are_looked_for_beside_a_file_and_not_below_it(site: LoopbackSite, look: Look) -> None:
    site.pages["/index.html"] = page()
    site.pages["/view/year/"] = page(extra="<a class=year href=2011.html>2011</a>")
    site.pages["/view/year/2011.html"] = page("/11/")
    assert urls(look("listing", "yearly", path="index.html")) == site.at("/11/")
    assert site.read == ["/index.html", "/view/year/", "/view/year/2011.html"]


def test_a_url_inside_a_usual_place_is_not_looked_for_inside_itself(site: LoopbackSite, look: Look) -> None:
    site.pages["/portal/en/publications/search.html"] = page()
    with pytest.raises(SourceError, match="has no items"):
        look("listing", "pure-old", path="portal/en/publications/search.html")
    assert site.read == ["/portal/en/publications/search.html"]


def test_a_missing_year_costs_completeness_only(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page(extra="<a class=year href=/2011>2011</a><a class=year href=/2010>2010</a>")
    site.pages["/2011"] = page("/11/")
    found = look("listing", "yearly", path="")
    assert urls(found) == site.at("/11/")
    assert not found.complete
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("listing-broken", "error")]


def test_relative_links_count_from_the_base_of_the_page(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page("item/1", head="<base href='/deep/er/'>")
    assert urls(look("listing", "numbered")) == site.at("/deep/er/item/1")


def test_a_page_too_deep_to_be_read_is_an_error_and_not_an_empty_listing(
    site: LoopbackSite, look: Look
) -> None:
    site.pages["/list"] = page("/item/1", extra="<div>" * 50_000)
    with pytest.raises(BadBody, match="nests deeper than"):
        look("listing", "numbered")


def test_an_unknown_platform_is_named_with_the_known_ones(look: Look) -> None:
    with pytest.raises(SourceError, match="platform 'dspce' is unknown; known are auto, numbered"):
        look("listing", "dspce")


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("1 - 50 out of 80,716 results", 80716),
        ("Ergebnisse 1 bis 20 von 1.234", 1234),
        ("1 - 20 sur 80\N{NO-BREAK SPACE}716 résultats", 80716),
        ("Number of items: 7.", 7),
        ("21 - 22 out of 21", 21),
        ("de 21 à 22 sur 21", 21),
        ("21 \N{EN DASH} 22 von insgesamt 21 Treffern", 21),
        ("1 to 20 of 300, page 1 of 15", 300),
        ("page 1 of 15: 300 results", 300),
        ("", None),
    ],
)
def test_the_stated_total_is_read_as_people_write_it(text: str, total: int | None) -> None:
    assert stated_total(text) == total
