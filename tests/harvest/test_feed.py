from __future__ import annotations

import pytest

from harvester.errors import SourceError
from tests.harvest.loopback import Look, LoopbackSite, page

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>New works</title><link>{site}</link><atom:link rel="self" href="{site}feed.xml"/>
<item><title>Two</title><link>{site}item/2?utm_source=rss</link><pubDate>Thu, 21 Mar 2024 09:30:00 GMT</pubDate></item>
<item><title>One</title><guid>{site}item/1</guid></item>
<item><title>Not ours</title><link>https://elsewhere.example/3</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="{site}"/><entry><title>Two</title>
<link rel="edit" href="{site}edit/2"/><link href="{site}item/2"/><updated>2024-03-21T10:30:00+01:00</updated>
<published>2011-01-01T00:00:00Z</published></entry></feed>"""
ALTERNATE = "<link rel='alternate' type='application/{}+xml' href='{}'>"


def test_an_rss_feed_that_the_start_page_names_is_read(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page(
        head=ALTERNATE.format("rss", "/comments.xml") + ALTERNATE.format("rss", "/feed.xml")
    )
    site.pages["/feed.xml"] = RSS.replace("{site}", site.url)
    found = look("rss")
    items = list(found.items)
    assert [item[:2] for item in items] == [
        (site.url + "item/2", "2024-03-21T09:30:00Z"),
        (site.url + "item/1", ""),
    ]
    assert b"<title>Two</title>" in items[0].entry.body
    assert not found.complete
    assert [issue.kind for issue in found.issues] == ["foreign-links"]


def test_an_atom_feed_gives_the_page_and_when_it_was_updated(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page(head=ALTERNATE.format("atom", "/atom.xml"))
    site.pages["/atom.xml"] = ATOM.replace("{site}", site.url)
    assert [item[:2] for item in look("rss").items] == [(site.url + "item/2", "2024-03-21T09:30:00Z")]


def test_a_feed_can_be_given_as_the_source_itself(site: LoopbackSite, look: Look) -> None:
    site.pages["/feed.xml"] = RSS.replace("{site}", site.url)
    assert len(list(look("rss", path="feed.xml").items)) == 2
    assert site.read == ["/feed.xml"]


def test_pure_has_its_feed_at_a_usual_place(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page()
    site.pages["/list?format=rss"] = RSS.replace("{site}", site.url)
    assert len(list(look("rss", "pure").items)) == 2


def test_a_feed_with_a_dtd_is_refused(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page(head=ALTERNATE.format("rss", "/feed.xml"))
    site.pages["/feed.xml"] = "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + RSS.partition("?>")[2].replace(
        "{site}", site.url
    )
    with pytest.raises(SourceError, match="DTD"):
        look("rss")


def test_an_empty_feed_is_an_error(site: LoopbackSite, look: Look) -> None:
    site.pages["/feed.xml"] = "<rss><channel></channel></rss>"
    with pytest.raises(SourceError, match="has no entries"):
        look("rss", path="feed.xml")


def test_a_feed_that_breaks_off_keeps_what_it_gave(site: LoopbackSite, look: Look) -> None:
    site.pages["/feed.xml"] = RSS.replace("{site}", site.url).partition("<item><title>Not ours")[0]
    found = look("rss", path="feed.xml")
    assert len(list(found.items)) == 2
    assert [issue.kind for issue in found.issues] == ["feed-broken"]


def test_a_page_without_a_feed_says_so(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = page()
    with pytest.raises(SourceError, match="names no RSS or Atom feed"):
        look("rss", "numbered")
