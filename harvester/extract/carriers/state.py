"""The state that a page hands to its scripts: JSON in a ``<script>``, with the work among much else.

xplGlobal.document.metadata={"title": "Robust arrays", "authors": [{"firstName": "Kim", "lastName": "Park"}], ...};
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, names, read_field, span
from harvester.extract.carriers.own import own_titles
from harvester.model import Name, parse_name
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.extract.carriers.own import OwnTitles
    from harvester.extract.document import Document

CARRIER = "state"
Node = dict[str, Any]

#: Field -> the keys that sites use for it; the first that is there is heard.
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "articleTitle", "displayDocTitle", "headline"),
    "container_title": (
        "publicationTitle",
        "displayPublicationTitle",
        "journalTitle",
        "journalName",
        "journal",
    ),
    "volume": ("volume", "volumeNumber"),
    "issue": ("issue", "issueNumber"),
    "issued": ("publicationDate", "datePublished", "publishedDate", "publicationYear", "year"),
    "available_date": ("onlineDate", "dateOfOnlinePublication"),
    "doi": ("doi",),
    "abstract": ("abstract", "abstractText"),
    "publisher": ("publisher", "publisherName"),
    "number": ("articleNumber",),
}
_PEOPLE = ("authors", "authorList", "creators")
_FIRST, _LAST = ("startPage", "firstPage", "pageStart"), ("endPage", "lastPage", "pageEnd")
_FAMILY, _GIVEN = ("lastName", "familyName", "family", "surname"), ("firstName", "givenName", "given")
_WHOLE = ("name", "fullName", "preferredName", "displayName")
#: What a script must hold to be worth reading.
_MARKS = re.compile(rf'"(?:{"|".join(_PEOPLE)})"')
_OPENING = re.compile(r"[=(:]\s*(?=\{)|^\s*(?=\{)")
MAX_SCRIPT = 2_000_000
MAX_OPENINGS = 20
MAX_OBJECTS = 2_000
MAX_DEPTH = 6


def read(document: Document) -> Iterator[Candidate]:
    """What the first object with authors and the page's own title says; nothing where there is none."""
    own: OwnTitles | None = None
    for script in document.tree.css("script:not([src]):not([type*='ld+json' i])"):
        text = script.text()
        if len(text) > MAX_SCRIPT or not _MARKS.search(text):
            continue
        own = own_titles(document) if own is None else own
        for work in _works(text):
            if _text(work, KEYS["title"]) in own:
                yield from read_state(work)
                return


def read_state(work: Node) -> Iterator[Candidate]:
    """What one object says."""
    people = next(work[key] for key in _PEOPLE if isinstance(work.get(key), list))
    found = [(name, _stated(one)) for one in people if (name := _person(one))]
    yield from names("author", CARRIER, [name for name, _ in found], [raw for _, raw in found])
    for field, keys in KEYS.items():
        yield from read_field(field, CARRIER, _text(work, keys))
    yield from read_field("page", CARRIER, span(_text(work, _FIRST), _text(work, _LAST)))
    issns = work.get("issn")
    listed = issns if isinstance(issns, list) else [issns]
    yield from read_field("issn", CARRIER, [_text({"issn": one}, ("issn",)) for one in listed])


def _works(script: str) -> Iterator[Node]:
    """The objects with a title and authors in the JSON that the script assigns, passes on or is."""
    decoder = json.JSONDecoder(strict=False)
    behind = 0
    for number, opening in enumerate(_OPENING.finditer(script)):
        if number >= MAX_OPENINGS:
            return
        if opening.end() < behind:  # inside the object that was read last
            continue
        try:
            value, behind = decoder.raw_decode(script, opening.end())
        except (ValueError, RecursionError):
            continue  # a script's own braces; what it does is not ours to read
        yield from _titled(value)


def _titled(value: Any) -> Iterator[Node]:  # noqa: ANN401  (JSON is anything)
    level = [value]
    seen = 0
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for one in level:
            seen += 1
            if seen > MAX_OBJECTS:
                return
            if isinstance(one, dict):
                if any(isinstance(one.get(key), list) for key in _PEOPLE) and _text(one, KEYS["title"]):
                    yield one
                below += [inner for inner in one.values() if isinstance(inner, dict | list)]
            else:
                below += [inner for inner in one if isinstance(inner, dict | list)]
        level = below


def _person(value: Any) -> Name | None:  # noqa: ANN401
    if not isinstance(value, dict):
        return parse_name(value) if isinstance(value, str) else None
    family = clean(_text(value, _FAMILY))
    if family:
        return Name(family=family, given=clean(_text(value, _GIVEN)))
    return parse_name(_text(value, _WHOLE))


def _stated(value: Any) -> str:  # noqa: ANN401
    """A name as it was stated: in parts, or whole."""
    if not isinstance(value, dict):
        return str(value)
    family = _text(value, _FAMILY)
    return f"{family}, {_text(value, _GIVEN)}" if family else _text(value, _WHOLE)


def _text(node: Node, keys: tuple[str, ...]) -> str:
    """The text under the first of ``keys`` that has one; of an object its "value", "title" or "name"."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, dict):
            value = next((value[inner] for inner in ("value", "title", "name") if value.get(inner)), "")
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""
