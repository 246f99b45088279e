"""schema.org in ``<script type="application/ld+json">``, read by hand so that one broken block costs only itself."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.carriers.own import own_titles
from harvester.extract.carriers.schema_org import MAX_DEPTH, Node, is_work, own_work, read_work
from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

CARRIER = "json-ld"
MAX_BLOCKS = 50
MAX_WORKS = 500
MAX_OBJECTS = 20_000
"""Objects of the page that references are looked up among."""

#: What a theme may wrap around the block.
_WRAPPING = re.compile(
    r"^(?://|/\*)?\s{0,9}(?:<!\[CDATA\[|<!--)(?:\s{0,9}\*/)?"
    r"|(?://|/\*)?\s{0,9}(?:\]\]>|-->)(?:\s{0,9}\*/)?$|;$"
)


def read(document: Document) -> Iterator[Candidate | Issue]:
    """What the work that the page is about says in its JSON-LD blocks."""
    blocks: list[Any] = []
    for script in document.tree.css('script[type*="ld+json" i]')[:MAX_BLOCKS]:
        try:
            blocks.append(_parsed(script.text()))
        except (ValueError, RecursionError) as error:
            yield Issue(
                kind="broken-json-ld",
                message=f"{document.page.url}: a JSON-LD block cannot be read ({error}); it was left out",
                subject=document.page.url,
                severity="info",
            )
    works = [work for block in blocks for work in _works(block)][:MAX_WORKS]
    if not works:
        return
    work = own_work(works, document.page.url, own_titles(document))
    if work:
        named: dict[str, Node] = {}
        for block in blocks:
            _collect(block, named)
        yield from read_work(_resolved(work, named), CARRIER)


def _parsed(text: str) -> Any:  # noqa: ANN401  (JSON is anything)
    r"""The JSON in a block; one whose quotation marks were escaped for HTML, or that is wrapped, is unwrapped first.

    >>> _parsed('//<![CDATA[\n{&quot;@type&quot;: &quot;Book&quot;}\n//]]>')
    {'@type': 'Book'}
    """
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError:
        plain = _WRAPPING.sub("", text.strip())
        if plain.lstrip()[1:60].lstrip().startswith("&quot;"):
            plain = html.unescape(plain)
        if plain == text or not plain.strip():
            raise
        return json.loads(plain, strict=False)


def _works(value: Any, depth: int = 0) -> list[Node]:  # noqa: ANN401
    """The objects of a scholarly type in a graph, a list, or under ``mainEntity``, in order."""
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [work for one in value[:MAX_WORKS] for work in _works(one, depth + 1)]
    if not isinstance(value, dict):
        return []
    if is_work(value):
        return [value]
    return [work for key in ("@graph", "mainEntity") for work in _works(value.get(key), depth + 1)]


def _collect(value: Any, named: dict[str, Node], depth: int = 0) -> None:  # noqa: ANN401
    """Every object that has an ``@id`` and says more than that, by its id."""
    if depth > MAX_DEPTH or len(named) >= MAX_OBJECTS:
        return
    if isinstance(value, list):
        for one in value:
            _collect(one, named, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > 1:
            named.setdefault(name, value)
        for one in value.values():
            if isinstance(one, dict | list):
                _collect(one, named, depth + 1)


def _resolved(value: Any, named: dict[str, Node], depth: int = 0) -> Any:  # noqa: ANN401
    """``value`` with each mere reference, ``{"@id": "#lee"}``, replaced by the object of that id."""
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_resolved(one, named, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) <= {"@id", "@type"} and isinstance(name := value.get("@id"), str) and name in named:
        value = named[name]
    return {
        key: one if key.startswith("@") else _resolved(one, named, depth + 1) for key, one in value.items()
    }
