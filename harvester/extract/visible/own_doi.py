"""The work's own DOI in visible text: behind a "DOI" label or near the title, and only where it is the one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model.identifier import doi, find_dois

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.visible.lines import Line

MAX_LINE = 500
"""Characters of a line that may hold the work's own DOI; longer ones are prose."""
_BEFORE, _BEHIND = 12, 40

_LABEL = re.compile(r"\bdoi\b|\bdigital object identifier\b", re.IGNORECASE)
_CITE = re.compile(r"\bcite (?:this|as)\b|\bhow to cite\b|\bcitation\b|\bto cite\b", re.IGNORECASE)
#: Words that say that the DOI on the line is another work's.
_ANOTHER = re.compile(
    r"\b(?:published (?:in|as|at)|now published|version of record|preprint|pre-print|supplement\w*|data ?sets?|data available|"
    r"related|erratum|corrigendum|corrects|correction (?:to|for)|comment on|reply to|retract\w*|original article|"
    r"is (?:cited|referenced)|references?|see also|source data|figures?|review of|reviewed|journal version|final version|"
    r"other version|newer version|all versions|concept)\b",
    re.IGNORECASE,
)
# "10.1234/abc.v2.full.pdf", "10.1234/abc/full": addresses made of a DOI.
_TAIL = re.compile(r"(?:\.full(?:\.pdf)?|\.pdf|/(?:full|abstract|pdf|meta|epdf))$")


def read_own_doi(lines: Sequence[Line], at: int) -> str | None:
    """The DOI, or None where the lines near the title at ``at`` name none or several.

    A line that speaks of another version, of data or of a correction names another work's DOI.
    """
    near = [*lines[at + 1 : at + 1 + _BEHIND], *lines[max(0, at - _BEFORE) : at]]
    labelled = _dois(line for line in lines if _LABEL.search(line.text) or _CITE.search(line.text))
    if labelled:
        return labelled[0] if len(labelled) == 1 else None
    alone = _dois(line for line in near if len(line.text) < 200)
    return alone[0] if len(alone) == 1 else None


def _dois(lines: object) -> list[str]:
    found: dict[str, None] = {}
    for line in lines:  # type: ignore[attr-defined]
        if len(line.text) <= MAX_LINE and not _ANOTHER.search(line.text):
            found.update(dict.fromkeys(_TAIL.sub("", one) for one in find_dois(line.text)))
            found.update(dict.fromkeys(_linked(line)))
    return list(found)


def _linked(line: Line) -> list[str]:
    """The DOIs that the line's links lead to, where the text is only "DOI" or "Permalink"."""
    if len(line.text) > 60 or find_dois(line.text):
        return []
    links = line.node.css("a[href*='doi.org/10.']")
    return [found for link in links if (found := doi(link.attributes.get("href") or ""))]
