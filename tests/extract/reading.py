"""How the tests of extraction read pages: from a string, a file beside them, or the shipped sample."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.extract import Extraction, extract
from harvester.model import Page, Record

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
