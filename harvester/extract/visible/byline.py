"""The authors as a page shows them: blocks by class, "By ..." lines, and lists of names beneath the title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.abstract_headings import HEADINGS
from harvester.extract.visible.dates import DATE_AT_END, without_date
from harvester.extract.visible.lines import names_of
from harvester.extract.visible.people import is_affiliation, is_person, split_people
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from harvester.extract.visible.lines import Line

_BEFORE, _BEHIND, _NEAR = 4, 200, 6
"""Lines before and behind the title where a block of authors may stand, and a list of names without any mark."""
_SOON = 15
_MOST_INSIDE = 6
"""Marked elements inside an author's own: the name's parts, a link; more of them are other authors'."""
_CLIMB = 4
MAX_MARKED = 200
"""Elements of a block that are asked whether they hold a name; each is searched for others inside it."""
_GAP = 6
"""Lines without a name that may stand between two authors: affiliations."""
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|by-line|contributors?|contrib|contrib-group|creators?|autor(?:es|en)?|auteurs?|"
    r"article__authors?|authorship|authorstring|authorlist|author-?names?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"affil|bio(?:$|[\s_-])|biograph|note|info(?:$|[\s_-])|instruct|for-?author|about|guideline|search|"
    r"count|institut|address|e?mail|tooltip|contributions|widget|interest|department|other|degree|avatar|photo",
    re.IGNORECASE,
)
#: Elements that may hold one author's name.
_NAMES = (
    "[itemprop~=author], [itemprop~=creator], [itemprop~=author] [itemprop~=name], "
    "[itemprop~=creator] [itemprop~=name], [rel~=author], [class*=author i], [class*=contrib i], "
    "[class*=creator i], .name, [class*=person], a[href*='author' i], a[href*='/people/'], "
    "a[href*='/person'], a[href*='/profile']"
)
_PERSON_LINKS = (
    "a[href*='author'], a[href*='/people/'], a[href*='/person'], a[href*='orcid.org'], a[href^='mailto:']"
)
_BY = re.compile(
    r"(?:(?:written )?by|von|par|por|authors?|author\(s\)|autor(?:es|en)?|auteurs?|verfasser|"
    r"creators?)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
# What stands between two names that are blocks of their own.
_JOINT = re.compile(r"\W{1,3}|(?:and|und|et|y|e|och|og|en)", re.IGNORECASE)
_STOPS = frozenset(map(fold, HEADINGS)) | {"introduction"}
_NO_NAMES = frozenset({"sup", "script", "style", "svg", "button"})
_SILENT = re.compile(
    r"affil|email|orcid|tooltip|popup|role|degree|hidden|invisible|sr-only|address|institution", re.IGNORECASE
)


def read_byline(lines: Sequence[Line], at: int) -> list[str]:
    """The authors' names, one text each; none where nothing near the title at ``at`` reads as such."""
    front = _front(lines, at)
    if found := _from_blocks(front):
        return found
    for line in front:
        label = _BY.match(line.bare)
        if label and (found := _people(DATE_AT_END.sub("", line.bare[label.end() :]))):
            return found
    return _unmarked(lines[at + 1 : at + 1 + _NEAR]) or _above(lines[max(0, at - 2) : at])


def _above(near: Sequence[Line]) -> list[str]:
    """A list of two names or more right above the title, where nothing else tells the authors."""
    for line in reversed(near):
        found = split_people(line.bare)
        if len(found) > 1 and not line.rank and all(is_person(part, strict=True) for part in found):
            return found
    return []


def _front(lines: Sequence[Line], at: int) -> list[Line]:
    """The lines around the title, those behind it first, up to the abstract."""
    found: list[Line] = []
    for line in lines[at + 1 : at + 1 + _BEHIND]:
        if fold(line.text) in _STOPS:
            break
        found.append(line)
    return [*found, *lines[max(0, at - _BEFORE) : at]]


def _is_marked(node: LexborNode) -> bool:
    """Whether a class, id or property of the block, or of one around it, calls it the authors'."""
    up: LexborNode | None = node
    for _ in range(_CLIMB):
        if up is None or up.tag in ("body", "main", "article"):
            return False
        attributes = up.attributes
        names = names_of(up)
        if _NO_AUTHOR.search(names):
            return False
        said = f"{attributes.get('itemprop') or ''} {attributes.get('rel') or ''}"
        if _AUTHOR.search(names) or re.search(r"\b(?:author|creator)\b", said):
            return True
        up = up.parent
    return False


def _from_blocks(front: Sequence[Line]) -> list[str]:
    """The names in the first run of blocks that are marked as the authors', or hold elements that are."""
    found: list[str] = []
    silent = 0
    for place, line in enumerate(front):
        marked = _is_marked(line.node)
        here = max(_people(line.bare) if marked else [], _named_inside(line), key=len)
        here = here or (_first_piece(line.node) if marked else [])
        silent = 0 if here else silent + 1
        # Behind a heading that is no name itself, the people are told about.
        if found and (silent > _GAP or (line.rank and not here)):
            break
        # Names that begin far behind the title without such a mark are other people's.
        if found or marked or place < _SOON:
            found += here
    return list(dict.fromkeys(found))


def _first_piece(block: LexborNode) -> list[str]:
    """The name that an author's block begins with, where the rest of it is about the person."""
    for piece in block.iter(include_text=True):
        if text := own_text(piece):
            return people if len(people := _people(text)) == 1 else []
    return []


def _named_inside(line: Line) -> list[str]:
    """The names that stand in elements of their own inside the block of ``line``."""
    if not line.is_whole:
        return []
    people: dict[str, None] = {}
    for node in line.node.css(_NAMES)[:MAX_MARKED]:
        inner = [one for one in node.css(_NAMES) if one.mem_id != node.mem_id]
        # An element around others that hold names runs them together.
        if (
            len(inner) > _MOST_INSIDE
            or _NO_AUTHOR.search(names_of(node))
            or any(_people(own_text(one)) for one in inner)
        ):
            continue
        here = _people(own_text(node))
        people.update(dict.fromkeys(here if len(here) == 1 else ()))
    return list(people)


def own_text(node: LexborNode) -> str:
    """The text of ``node`` without superscripts and without what is said about the person."""
    parts: list[str] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if one.tag == "-text":
            parts.append(one.text_content or "")
        elif one is node or (one.tag not in _NO_NAMES and not _SILENT.search(names_of(one))):
            stack.extend(reversed(list(one.iter(include_text=True))))
    return clean(" ".join(parts))


def _people(text: str) -> list[str]:
    """The names in ``text``; none unless every part of it that is no affiliation is a person's name."""
    parts = [part for part in split_people(text) if not is_affiliation(part)]
    return parts if parts and all(is_person(part) for part in parts) else []


def _unmarked(near: Sequence[Line]) -> list[str]:
    """A list of names that nothing but its place marks as such; a name alone needs something that speaks for it."""
    for at, line in enumerate(near):
        if line.rank == 1 or fold(line.text) in _STOPS:
            return []
        text, dated = without_date(line.bare)
        found = split_people(text)
        if not found or not all(is_person(part, strict=True) for part in found):
            continue
        behind = near[at + 1].text if at + 1 < len(near) else ""
        if len(found) > 1 or dated or _speaks_for_names(line, behind):
            return found + (_more(near[at + 1 :], line) or _first_lines(near[at + 1 :], line))
    return []


def _first_lines(behind: Sequence[Line], first: Line) -> list[str]:
    """The names with which the next blocks of the same kind begin, each with its places of work below it."""
    found: list[str] = []
    block = first.node.mem_id
    for line in behind:
        if line.node.mem_id == block:
            continue
        parts = split_people(line.bare)
        if line.node.tag != first.node.tag or len(parts) != 1 or not is_person(parts[0], strict=True):
            break
        block = line.node.mem_id
        found += parts
    return found


def _speaks_for_names(line: Line, behind: str) -> bool:
    """Whether there are marks of affiliation, an initial, a link to a person, or an affiliation on the next line."""
    return (
        line.bare != line.text
        or bool(re.search(r"\b[A-Z]\.", line.bare) or re.search(r"\bauthors?\b", behind))
        or line.node.css_first(_PERSON_LINKS) is not None
        or is_affiliation(behind)
    )


def _more(behind: Sequence[Line], first: Line) -> list[str]:
    """The names on the next lines of the same kind, where a list sets one name on a line."""
    found: list[str] = []
    for line in behind:
        if _JOINT.fullmatch(line.bare):
            continue
        parts = split_people(line.bare)
        same = line.node.tag == first.node.tag and parts and all(is_person(one, strict=True) for one in parts)
        if not same:
            break
        found += parts
    return found
