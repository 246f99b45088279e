"""The work's own DOI in visible text: behind a "DOI" label or near the title, and only where it is the one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.extract.doi_class import without_address
from harvester.model.identifier import doi, find_dois

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.extract.visible.lines import Line
    from harvester.model import Page

MAX_LINE = 500
"""Characters of a line that may hold the work's own DOI; longer ones are prose."""
MAX_ALONE = 200
"""Characters of a line near the title whose DOI counts without a label."""
_BEFORE, _BEHIND = 12, 40

_LINK = "a[href*='doi.org/10.']"
_LABEL = re.compile(r"\bdoi\b(?!\.org)|\bdigital object identifier\b", re.IGNORECASE)
_CITE = re.compile(r"\bcite (?:this|as)\b|\bhow to cite\b|\bcitation\b|\bto cite\b", re.IGNORECASE)
#: Words that say that the DOI on the line is another work's.
_ANOTHER = re.compile(
    r"\b(?:published (?:in|as|at)|now published|version of record|preprint|pre-print|supplement\w*|"
    r"data ?sets?|data available|"
    r"related|erratum|corrigendum|corrects|correction (?:to|for)|comment on|reply to|retract\w*|original article|"
    r"is (?:cited|referenced)|references?|see also|source data|figures?|review of|reviewed|"
    r"journal version|final version|other version|newer version|all versions|concept)\b",
    re.IGNORECASE,
)


def read_own_doi(page: Page, lines: Sequence[Line], at: int) -> str | None:
    """The DOI, or None where the lines near the title at ``at`` name none or several.

    A line that speaks of another version, of data or of a correction names another work's DOI; the
    DOI in the page's own address counts where the page links to it.
    """
    if found := _in_address(page):
        return found
    near = [*lines[at + 1 : at + 1 + _BEHIND], *lines[max(0, at - _BEFORE) : at]]
    for some in (
        [line for line in near if _LABEL.search(line.text)],
        [line for line in lines if _LABEL.search(line.text) or _CITE.search(line.text)],
        [line for line in near if len(line.text) < MAX_ALONE],
    ):
        if dois := _dois(some):
            return dois[0] if len(dois) == 1 else None
    return None


def speaks_of_another(text: str) -> bool:
    """Whether a line is about another work, or another version of this one.

    >>> speaks_of_another("A preprint of this article was published in 2017")
    True
    """
    return bool(_ANOTHER.search(text))


def _in_address(page: Page) -> str | None:
    """The DOI that the page's URL ends with, where the page links to just that DOI."""
    found = find_dois(unquote(page.url.split("?", 1)[0]))
    own = without_address(found[-1]) if found else ""
    linked = re.compile(rb"doi\.org/" + re.escape(own.encode()) + rb"(?=[\"'<\s?#&])", re.IGNORECASE)
    return own if own and linked.search(page.body) else None


def _dois(lines: Iterable[Line]) -> list[str]:
    """The DOIs on ``lines``, each once, without those of parts ("10.1234/a.001" beside "10.1234/a")."""
    found: dict[str, None] = {}
    for line in lines:
        if len(line.text) <= MAX_LINE and not _ANOTHER.search(line.text):
            anchors = line.node.css(_LINK) if line.is_whole else []
            links = [one for link in anchors if (one := doi(link.attributes.get("href") or ""))]
            # The words of a link may run into those behind it.
            stated = [one for one in find_dois(line.text) if not any(one.startswith(link) for link in links)]
            linked = links if len(links) == 1 or not stated else []
            found.update(dict.fromkeys(without_address(one) for one in (*linked, *stated)))
    return [one for one in found if not any(one != other and one.startswith(other) for other in found)]
