"""Journals: an archive of issues and their contents, in the markup of Open Journal Systems 3 and 2 (made up)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.harvest import Discovery
    from tests.harvest.loopback import Look, LoopbackSite

HEAD = "<html><head><meta name='generator' content='Open Journal Systems {}'></head><body>"


def urls(discovery: Discovery) -> list[str]:
    return [item.url for item in discovery.items]


def contents(*numbers: int) -> str:
    """The contents of an issue: titles lead to articles, galleys to files."""
    rows = "".join(
        f"<div class='obj_article_summary'><h3 class='title'><a href='/j/article/view/{n}'>T</a></h3>"
        f"<ul class='galleys_links'><li><a class='obj_galley_link' href='/j/article/view/{n}/9'>PDF</a></li></ul></div>"
        for n in numbers
    )
    return HEAD.format("3.3.0.8") + f"<div class='obj_issue_toc'>{rows}</div>"


def archive(*numbers: int, following: str = "") -> str:
    rows = "".join(
        f"<li><div class='obj_issue_summary'><h2><a class='title' href='/j/issue/view/{n}'>No. {n}</a></h2></div></li>"
        for n in numbers
    )
    pager = (
        f"<div class='cmp_pagination'><a class='next' href='{following}'>Next</a></div>" if following else ""
    )
    return HEAD.format("3.3.0.8") + f"<ul class='issues_archive'>{rows}</ul>{pager}"


def test_a_journal_is_listed_issue_by_issue(site: LoopbackSite, look: Look) -> None:
    site.pages["/j"] = contents(4, 5)
    site.pages["/j/issue/archive"] = archive(2, following="/j/issue/archive/2")
    site.pages["/j/issue/archive/2"] = archive(1)
    site.pages["/j/issue/view/2"] = contents(4, 5)
    site.pages["/j/issue/view/1"] = contents(1, 2, 3)
    found = look("auto", path="j")
    assert sorted(urls(found)) == site.at(*(f"/j/article/view/{n}" for n in (1, 2, 3, 4, 5)))
    assert (found.route, found.complete) == ("listing", True)
    assert "Open Journal Systems recognised" in found.why
    assert len(site.read) == 5


def test_an_older_journal_hides_its_contents_behind_covers(site: LoopbackSite, look: Look) -> None:
    def old(body: str) -> str:
        return HEAD.format("2.4.8.1") + body

    def issues(*numbers: int) -> str:
        links = "".join(f"<h4><a href='/j/issue/view/{n}'>Vol 1, No {n}</a></h4>" for n in numbers)
        pager = "<a href='/j/issue/archive?issuesPage=2#issues'>2</a>"
        return old(f"<div id='issues'>{links}</div>{pager}")

    toc = (
        "<div class='tocTitle'><a href='/j/article/view/{0}'>T</a></div>"
        "<div class='tocGalleys'><a href='/j/article/view/{0}/1'>PDF</a></div>"
    )
    site.pages["/j/issue/archive"] = issues(2)
    site.pages["/j/issue/archive?issuesPage=2"] = issues(1)
    site.pages["/j/issue/view/2"] = old("<a href='/j/issue/view/2/showToc'>Table of Contents</a>")
    site.pages["/j/issue/view/2/showToc"] = old(toc.format(7))
    site.pages["/j/issue/view/1"] = old(toc.format(6))
    found = look("listing", path="j/issue/archive")
    assert sorted(urls(found)) == site.at("/j/article/view/6", "/j/article/view/7")
    assert found.complete


def test_an_issue_that_fails_costs_its_articles_and_completeness(site: LoopbackSite, look: Look) -> None:
    site.pages["/j"] = site.pages["/j/issue/archive"] = archive(1, 2)
    site.pages["/j/issue/view/1"] = 500
    site.pages["/j/issue/view/2"] = contents(4)
    found = look("listing", path="j")
    assert urls(found) == site.at("/j/article/view/4")
    assert ([issue.kind for issue in found.issues], found.complete) == (["listing-broken"], False)


def test_a_link_with_a_doubled_path_is_tried_without(site: LoopbackSite, look: Look) -> None:
    site.pages["/j"] = archive(1).replace("/j/issue/view/1", "/j/j/issue/view/1")
    site.pages["/j/issue/view/1"] = contents(3)
    assert urls(look("listing", path="j")) == site.at("/j/article/view/3")
