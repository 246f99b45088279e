from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from harvester.config import Source
from harvester.errors import Blocked, SourceError
from harvester.harvest import Discovery, Item
from harvester.harvest.site import Site
from harvester.harvest.sitemap import Sitemap
from tests.harvest.loopback import Look, LoopbackSite, page, sitemap, sitemap_index

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.fetch import Web

BOMB = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))


def urls(discovery: Discovery) -> list[str]:
    return [item.url for item in discovery.items]


def kinds(discovery: Discovery) -> list[str]:
    return [issue.kind for issue in discovery.issues]


def test_a_zipped_index_named_in_robots_txt_is_read_file_by_file(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {site.url}maps/all.xml\n"
    site.pages["/maps/all.xml"] = sitemap_index(*site.at("/maps/1.xml.gz", "/maps/2.xml"))
    site.pages["/maps/1.xml.gz"] = gzip.compress(sitemap(*site.at("/item/1"), lastmod="2024-03-21").encode())
    site.pages["/maps/2.xml"] = sitemap(*site.at("/item/2"))
    found = look("sitemap", "numbered")
    assert list(found.items) == [Item(site.url + "item/1", "2024-03-21"), Item(site.url + "item/2")]
    assert found.complete
    assert not found.issues
    assert site.read == ["/maps/all.xml", "/maps/1.xml.gz", "/maps/2.xml"]


def test_the_usual_places_are_tried_where_robots_txt_names_none(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/1"))
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/1")
    assert site.read == ["/sitemap_index.xml", "/sitemap.xml"]
    assert not found.issues


def test_a_sitemap_can_be_given_as_the_source_itself(site: LoopbackSite, look: Look) -> None:
    site.pages["/theses.xml"] = sitemap(*site.at("/item/1"))
    assert urls(look("sitemap", "numbered", path="theses.xml")) == site.at("/item/1")


def test_only_urls_that_look_like_items_are_kept(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap(*site.at("/", "/about", "/item/1", "/item/1/"))
    assert urls(look("sitemap", "numbered")) == site.at("/item/1")


def test_every_url_is_kept_where_the_platform_is_unknown(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = "<p>hello</p>"
    site.pages["/sitemap.xml"] = sitemap(*site.at("/about", "/item/1"))
    assert urls(look("sitemap")) == site.at("/about", "/item/1")


def test_a_sitemap_without_items_says_what_it_holds(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap(*site.at("/about"), "https://elsewhere.example/item/1")
    with pytest.raises(
        SourceError, match="1 do not look like items of the platform and 1 lead to other hosts"
    ):
        look("sitemap", "numbered")


def test_no_sitemap_is_an_error_that_names_what_was_tried(look: Look) -> None:
    with pytest.raises(SourceError, match=r"sitemap_index\.xml: answers 404; .*sitemap\.xml: answers 404"):
        look("sitemap", "numbered")


def test_entries_on_other_hosts_are_left_out_and_counted(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/1"), "https://elsewhere.example/item/1")
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/1")
    assert kinds(found) == ["foreign-links"]
    assert found.complete


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE u [<!ENTITY a "ha">{BOMB}]><urlset x="&j;"><url><loc>&j;</loc></url></urlset>',
        f'<!DOCTYPE u [<!ENTITY a "ha">{BOMB}]><urlset><url><loc>&j;</loc></url></urlset>',
        '<!DOCTYPE urlset SYSTEM "http://127.0.0.1:9/x.dtd"><urlset><url><loc>{item}</loc></url></urlset>',
    ],
)
def test_an_xml_bomb_is_refused(site: LoopbackSite, look: Look, body: str) -> None:
    site.pages["/sitemap.xml"] = body.replace("{item}", site.url + "item/1")
    with pytest.raises(SourceError, match=r"DTD|amplification"):
        look("sitemap", "numbered")


def test_a_file_named_in_an_entity_is_not_read(site: LoopbackSite, look: Look, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(site.url + "item/secret")
    site.pages["/sitemap.xml"] = (
        f'<!DOCTYPE u [<!ENTITY x SYSTEM "{secret.as_uri()}">]><urlset><url><loc>&x;</loc></url></urlset>'
    )
    with pytest.raises(SourceError, match="DTD"):
        look("sitemap", "numbered")


def test_a_bad_file_of_an_index_is_noted_and_the_others_are_read(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap_index(*site.at("/1.xml", "/2.xml.gz", "/3.xml", "/4.xml"))
    site.pages["/1.xml"] = "<urlset><url>"
    site.pages["/2.xml.gz"] = gzip.compress(sitemap(*site.at("/item/2")).encode())[:40]
    site.pages["/4.xml"] = sitemap(*site.at("/item/4"))
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/4")
    assert kinds(found) == ["sitemap-broken"] * 3
    assert not found.complete


def test_an_index_that_names_itself_ends(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap_index(*site.at("/sitemap.xml", "/1.xml"))
    site.pages["/1.xml"] = sitemap(*site.at("/item/1"))
    assert urls(look("sitemap", "numbered")) == site.at("/item/1")
    assert site.read == ["/sitemap_index.xml", "/sitemap.xml", "/1.xml"]


def test_an_index_of_indexes_without_end_is_cut_and_noted(site: LoopbackSite, look: Look) -> None:
    site.pages["/sitemap.xml"] = sitemap_index(*site.at("/1.xml", "/x.xml"))
    site.pages["/1.xml"] = sitemap(*site.at("/item/1"))
    site.otherwise = lambda path: (
        sitemap_index(*site.at(f"{path[:-4]}x.xml")) if path.startswith("/x") else 404
    )
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/1")
    assert not found.complete
    assert len(site.read) < 6


@pytest.mark.usefixtures("look")
def test_the_number_of_sitemap_files_is_capped(site: LoopbackSite, web: Web) -> None:
    site.pages["/sitemap.xml"] = sitemap_index(*site.at(*(f"/{n}.xml" for n in range(9))))
    site.otherwise = lambda path: sitemap(*site.at(f"/item{path}")) if len(path) == 6 else 404
    walk = Sitemap(Site(Source(name="s", url=site.url, platform="numbered"), web), max_files=4)
    assert len(list(walk.items())) == 2
    assert not walk.complete


def test_a_web_page_among_the_named_sitemaps_is_passed_over(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = (
        f"Sitemap: {site.url}map.html\nSitemap: {site.url}map\nSitemap: {site.url}map.xml"
    )
    site.pages["/map"] = "<!DOCTYPE html><html><a href=/item/2>2</a></html>"
    site.pages["/map.xml"] = sitemap(*site.at("/item/1"))
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/1")
    assert found.complete
    assert not found.issues
    assert site.read == ["/map", "/map.xml"]


def test_a_sitemap_that_is_named_but_missing_is_noted(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = f"Sitemap: {site.url}old.xml\nSitemap: {site.url}map.xml"
    site.pages["/map.xml"] = sitemap(*site.at("/item/1"))
    found = look("sitemap", "numbered")
    assert urls(found) == site.at("/item/1")
    assert kinds(found) == ["sitemap-broken"]


def test_a_sitemap_that_robots_forbids_is_blocked(site: LoopbackSite, look: Look) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    with pytest.raises(Blocked, match=r"robots\.txt forbids"):
        look("sitemap", "numbered")


def test_a_sitemap_smaller_than_what_the_start_page_states_is_stale(site: LoopbackSite, look: Look) -> None:
    site.pages["/"] = page(total="3 results")
    site.pages["/sitemap.xml"] = sitemap(*site.at("/item/2"))
    found = look("sitemap", path="")
    assert urls(found) == site.at("/item/2")
    assert kinds(found) == ["stale-sitemap"]
    assert not found.complete
