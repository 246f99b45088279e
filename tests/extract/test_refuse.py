from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.extract import extract
from harvester.model import Page
from tests.extract.reading import head, page, read


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", "empty", "empty"),
        (b" \r\n\t", "empty", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf", "a PDF"),
        (b"\n  %PDF-1.4", "pdf", "a PDF"),
        (b"PK\x03\x04rest", "not-html", "ZIP"),
        (b"\x1f\x8b\x08rest", "not-html", "gzip"),
        (b"plain words", "not-html", "no markup"),
    ],
)
def test_a_body_that_is_no_html_is_refused_with_its_kind(body: bytes, kind: str, words: str) -> None:
    found = extract(Page(url="https://x.example/1", body=body))
    assert found.record is None
    assert found.kind == kind
    assert words in found.reason


def test_another_media_type_is_refused() -> None:
    found = extract(Page(url="", body=b"<a/>", content_type="application/xml"))
    assert "application/xml" in found.reason


LINKS = "".join(
    f"<li><a href='/item/{n}'>The growth of lichens on walls, part {n}</a><p>Ann Lee, Bo Ng</p></li>"
    for n in range(8)
)


@pytest.mark.parametrize(
    ("html", "kind", "words"),
    [
        ("<title>Just a moment...</title>", "challenge", "challenge"),
        ("<title>Attention Required! | Cloudflare</title>", "challenge", "challenge"),
        (
            "<title>X</title><script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>",
            "challenge",
            "challenge",
        ),
        (
            "<title>Access Denied</title><h1>Access Denied</h1>You don't have permission.",
            "challenge",
            "challenge",
        ),
        ("<title>X</title><h1>Human Verification</h1><div id=px-captcha></div>", "challenge", "challenge"),
        (
            "<title>Pardon Our Interruption</title><p>Something made us think you were a bot.</p>",
            "challenge",
            "challenge",
        ),
        ("<title></title>Request unsuccessful. Incapsula incident ID: 1-2", "challenge", "challenge"),
        ("<title>Log in</title><h1>Log in</h1>", "log-in", "log in"),
        ("<title>Sign in to continue - Repository</title>", "log-in", "log in"),
        ("<title>X</title><form><input type=password></form>", "log-in", "log in"),
        ("<title>Cookie consent</title>", "consent", "consent"),
        ("<title>Before you continue</title><p>We use cookies.</p>", "consent", "consent"),
        ("<title>X</title><p>Cookies must be enabled to use this site.</p>", "consent", "consent"),
        ("<title>404 Page not found</title><h1>404</h1>", "not-found", "not found"),
        ("<title>Repository</title><h1>Seite nicht gefunden</h1>", "not-found", "not found"),
        ("<title>Page introuvable | D\u00e9p\u00f4t</title>", "not-found", "not found"),
        ("<title>Repositorio</title><h1>P\u00e1gina no encontrada</h1>", "not-found", "not found"),
        (
            "<title>Reposit\u00f3rio</title><p>O documento n\u00e3o foi encontrado.</p>",
            "not-found",
            "not found",
        ),
        (
            "<title>X</title><h1>Oops!</h1><p>The item you requested could not be found.</p>",
            "not-found",
            "not found",
        ),
        (
            "<title>X</title><p>\u041d\u0435 \u043d\u0430\u0439\u0434\u0435\u043d\u043e</p>",
            "not-found",
            "not found",
        ),
        ("<title>Search results | Repository</title><h1>Search</h1>", "not-found", "search page"),
        (
            "<title>Repository</title><link rel=canonical href='https://repo.example/'>",
            "not-found",
            "front page",
        ),
        ("<title>X</title><h1>Item withdrawn</h1>", "tombstone", "withdrawn"),
        (
            "<title>X</title><p>This item has been removed at the author's request.</p>",
            "tombstone",
            "withdrawn",
        ),
        ("<title>X</title><p>Das Dokument wurde gel\u00f6scht.</p>", "tombstone", "withdrawn"),
        ("<title>Repository</title><p>El registro ha sido eliminado.</p>", "tombstone", "withdrawn"),
        ("<title>410 Gone</title>", "tombstone", "withdrawn"),
        ("<title>DSpace</title><ds-app></ds-app>", "shell", "shell"),
        ("<title>X</title><div id=root></div><script>let a = 1</script>", "shell", "shell"),
        (
            "<title>X</title><script src=a.js></script><noscript>Please enable JavaScript.</noscript>",
            "shell",
            "shell",
        ),
        (f"<title>Papers</title><h1>Papers</h1><ul>{LINKS}</ul>", "listing", "8 links"),
        (
            f"<title>Journal of Walls</title><h1>Volume 12, Issue 3 (2010)</h1><ul>{LINKS}</ul>",
            "listing",
            "8 links",
        ),
        (
            f"<title>Lee group</title><h1>Publications of the wall group</h1><ul>{LINKS}</ul>",
            "listing",
            "8 links",
        ),
        (
            "<title>About us</title><h1>About us</h1><p>We are a library.</p>",
            "no-metadata",
            "nothing on the page",
        ),
    ],
)
def test_a_page_that_is_no_item_gives_its_kind_and_no_record(html: str, kind: str, words: str) -> None:
    found = read(f"<html><head></head><body>{html}</body></html>")
    assert found.record is None
    assert found.kind == kind
    assert words in found.reason


ABSTRACT = (
    "Servers answer many requests with a page that says that there is nothing; this study counts how often."
)


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found: why pages vanish",
        "Access denied: a history of closed stacks",
        "Just a moment: the psychology of waiting",
        "Please wait: queues in hospitals",
        "Cookie consent",
        "Log in: how timber is stored",
        "Before you continue: consent and its walls",
        "This item has been removed: museums and restitution",
        "Search results and their readers",
        "Page not found",
        "Withdrawn items in public libraries",
    ],
)
@pytest.mark.parametrize("shape", ["head", "body"])
def test_a_work_about_such_pages_is_a_record(title: str, shape: str) -> None:
    # One page has head tags, the other only what readers see.
    tags = f'<meta name="citation_title" content="{title}"><meta name="citation_author" content="Lee, Ann">'
    shown = f"<h1>{title}</h1><p class=authors>Ann Lee, Bo Ng</p><h2>Abstract</h2><p>{ABSTRACT}</p>"
    html = f"<title>{title} | Stone Studies</title>" + (tags if shape == "head" else shown)
    found = read(f"<html>{html}</html>")
    assert found.record is not None, found.reason
    assert (found.record.title, found.kind) == (title, "")


def test_an_item_with_related_items_is_no_listing() -> None:
    html = (
        "<title>Moss on roofs</title><h1>Moss on roofs</h1><p class=authors>Ann Lee</p>"
        f"<h2>Abstract</h2><p>{ABSTRACT}</p><h2>Related articles</h2><ul>{LINKS}</ul>"
    )
    record = read(html).record
    assert record is not None
    assert [str(name) for name in record.author] == ["Lee, Ann"]


def test_a_record_behind_a_form_to_log_in_and_a_banner_is_read() -> None:
    html = (
        "<title>Moss on roofs</title><div id=cookie-banner>Accept all cookies to continue</div><h1>Moss on roofs</h1>"
        f"<p>By Ann Lee and Bo Ng</p><h2>Abstract</h2><p>{ABSTRACT}</p><form>Log in: <input type=password></form>"
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    )
    assert read(html).record is not None


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
