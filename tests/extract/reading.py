"""How the tests of extraction read pages: from a string, a file beside them, or the shipped sample."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from harvester.extract import Extraction, extract
from harvester.extract.candidate import Candidate
from harvester.extract.document import Document, open_document
from harvester.model import Issue, Page, Record

Carrier = Callable[[Document], Iterator[Candidate | Issue]]

HERE = Path(__file__).parent
PAGES = HERE / "pages"
SAMPLE = HERE.parents[1] / "data" / "sample"
GOLD = HERE.parents[2] / "shared" / "data" / "pages"


def page(html: str, url: str = "https://repo.example/item/7") -> Page:
    return Page(url=url, body=html.encode())


def read(html: str, url: str = "https://repo.example/item/7", **options: str) -> Extraction:
    return extract(page(html, url), source="s", **options)


def record(html: str, url: str = "https://repo.example/item/7", **options: str) -> Record:
    found = read(html, url, **options)
    assert found.record is not None, found.reason
    return found.record


def head(*metas: tuple[str, str], more: str = "") -> str:
    tags = "\n".join(f'<meta name="{name}" content="{content}">' for name, content in metas)
    return f"<!DOCTYPE html><html><head>{tags}{more}</head><body><p>text</p></body></html>"


def sample_pages() -> dict[str, Page]:
    """URL -> page, for every HTML page of the sample's repositories that was answered with 200."""
    found = {}
    for index in sorted(SAMPLE.glob("*/index.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            media = entry["headers"].get("Content-Type", "")
            if entry["status"] == 200 and entry["body"] and media.startswith("text/html"):
                body = (index.parent / entry["body"]).read_bytes()
                found[entry["url"]] = Page(url=entry["url"], body=body, charset="utf-8")
    return found


def said(html: str, carrier: Carrier, *, links: str = "") -> dict[str, list[str]]:
    """Field -> what ``carrier`` says of it on the page ``html``, as text, in order."""
    document = open_document(Page(url="https://repo.example/item/7", body=html.encode(), links=links))
    assert document is not None
    found: dict[str, list[str]] = {}
    for one in carrier(document):
        if not isinstance(one, Issue):
            value = one.value
            plain = [str(part) for part in value] if type(value) is tuple else [str(value)]
            found.setdefault(one.field, []).extend(plain)
    return found
