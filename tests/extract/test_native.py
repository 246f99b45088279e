from __future__ import annotations

import pytest

from tests.extract.reading import head, record

NAMED = (("citation_title", "Gulls"), ("citation_author", "Lee, Ann"))
UUID = "0a1b2c3d-0000-4000-8000-00000000abcd"


@pytest.mark.parametrize(
    ("platform", "url", "native"),
    [
        ("pure", f"https://p.example/portal/en/publications/gulls({UUID}).html", UUID),
        ("pure", f"https://p.example/en/publications/{UUID}", UUID),
        ("dspace", "https://d.example/handle/1885/10005?show=full", "1885/10005"),
        ("dspace", f"https://d.example/items/{UUID}", UUID),
        ("eprints", "https://e.example/123/", "123"),
        ("eprints", "https://e.example/id/eprint/123", "123"),
        (
            "generic",
            "https://g.example/a;jsessionid=1F?b=2&utm_source=rss&a=1#top",
            "https://g.example/a?b=2&a=1",
        ),
    ],
)
def test_id_is_what_the_repository_calls_the_item(platform: str, url: str, native: str) -> None:
    assert record(head(*NAMED), url, platform=platform).id == f"s:{native}"


def test_pure_slug_is_no_id_where_the_page_tells_the_uuid() -> None:
    html = head(*NAMED) + f"<div id=cite-BIBTEX><pre>@article{{{UUID.replace('-', '')},\n}}</pre></div>"
    assert record(html, "https://p.example/en/publications/gulls", platform="pure").id == f"s:{UUID}"


def test_canonical_link_names_the_page_if_it_stays_on_the_host() -> None:
    link = '<link rel="canonical" href="{}">'
    url = "https://g.example/view?id=7&phpsessid=9"
    assert record(head(*NAMED, more=link.format("/item/7")), url).id == "s:https://g.example/item/7"
    for elsewhere in ("https://other.example/item/7", "https://g.example/", "mailto:a@g.example"):
        assert record(head(*NAMED, more=link.format(elsewhere)), url).id == "s:https://g.example/view?id=7"


def test_saved_file_without_an_address_still_has_an_id() -> None:
    found = record(head(*NAMED), "")
    assert found.id.startswith("s:file-")
    assert found.id == record(head(*NAMED), "").id


@pytest.mark.parametrize("url", ["http://x/[", "https://g.example:port/a", "//"])
def test_malformed_address_does_no_harm(url: str) -> None:
    named = (*NAMED, ("citation_pdf_url", "//[/a.pdf"))
    found = record(head(*named, more='<link rel="canonical" href="http://[bad">'), url)
    assert (found.title, found.full_text) == ("Gulls", "")
