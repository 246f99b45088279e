from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.extract import extract
from harvester.model import Page
from tests.extract.reading import head, page, read


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\n  %PDF-1.4", "a PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"plain words", "no markup"),
    ],
)
def test_a_body_that_is_no_html_is_refused_with_its_kind(body: bytes, words: str) -> None:
    found = extract(Page(url="https://x.example/1", body=body))
    assert found.record is None
    assert words in found.reason


def test_another_media_type_is_refused() -> None:
    found = extract(Page(url="", body=b"<a/>", content_type="application/xml"))
    assert "application/xml" in found.reason


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<title>Just a moment...</title>", "challenge"),
        ("<title>Attention Required! | Cloudflare</title>", "challenge"),
        ("<title>X</title><script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>", "challenge"),
        ("<title>Log in</title><h1>Log in</h1>", "log in"),
        ("<title>X</title><form><input type=password></form>", "log in"),
        ("<title>Cookie consent</title>", "consent"),
        ("<title>404 Page not found</title><h1>404</h1>", "not found"),
        ("<title>DSpace</title><ds-app></ds-app>", "shell"),
        ("<title>X</title><div id=root></div><script>let a = 1</script>", "shell"),
        ("<title>About us</title><h1>About us</h1><p>We are a library.</p>", "nothing on the page"),
    ],
)
def test_a_page_that_is_no_item_gives_the_reason_and_no_record(html: str, words: str) -> None:
    found = read(f"<html><head></head><body>{html}</body></html>")
    assert found.record is None
    assert words in found.reason


def test_a_work_about_challenges_is_a_record() -> None:
    tags = [("citation_title", "Just a moment"), ("citation_author", "Lee, Ann")]
    assert read(head(*tags, more="<title>Just a moment...</title>")).record is not None


def test_an_unknown_platform_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'purr' is unknown; known are auto, .*pure"):
        extract(page("<p>x</p>"), platform="purr")


def test_a_page_without_authors_says_so() -> None:
    found = read(head(("citation_title", "Alone"), ("citation_date", "2020")))
    assert [(issue.kind, issue.source, issue.subject) for issue in found.issues] == [
        ("no-author", "s", "s:https://repo.example/item/7")
    ]


def test_a_block_that_lost_its_author_line_says_so_though_another_names_them() -> None:
    found = read(head(("citation_title", "A title"), ("DC.title", "A title"), ("DC.creator", "Lee, Ann")))
    assert found.record is not None
    assert found.record.author
    assert [(issue.kind, issue.severity) for issue in found.issues] == [("author-line-missing", "info")]
