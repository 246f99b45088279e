"""The ``<title>``: the last witness, because sites put their own names around the item's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.document import Document

_BAR = re.compile(r"\s+[|\u00bb\u203a]\s+|\s+::\s+")
_PREPRINTS = re.compile(r"\bpreprints?\b", re.IGNORECASE)
MAX_SITE = 40
"""Characters of a site's name that may say what the site has."""
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")


def read(document: Document) -> Iterator[Candidate]:
    """The title that the ``<title>`` of the page holds, without the name of the site."""
    raw = document.text("title")
    site = next((meta.content for meta in document.metas if meta.name.lower() == "og:site_name"), "")
    title = without_site(clean(raw), site)
    if title:
        yield Candidate("title", "title-tag", title, raw)
    for part in _BAR.split(clean(raw)):
        if part != title and len(part) <= MAX_SITE and _PREPRINTS.search(part):
            yield Candidate("type", "title-tag", "article", part)


def without_site(title: str, site: str = "") -> str:
    """``title`` without the parts behind a bar, and without ``site`` before or after a dash.

    >>> without_site("Pathways of tailoring - DRS", "DRS"), without_site("Theory of particles | Springer")
    ('Pathways of tailoring', 'Theory of particles')
    >>> without_site("Phonon effect - an overview", "Physics")
    'Phonon effect - an overview'
    """
    parts = _BAR.split(title)
    if len(parts) > 1:
        # The site may stand before the title as well as after it; the longest part is the title.
        title = max(parts, key=len)
    ends = _DASH.split(title)
    if site and len(ends) > 1:
        if fold(ends[-1]) == fold(site):
            return title[: title.rindex(ends[-1])].rstrip(" -\u2013\u2014")
        if fold(ends[0]) == fold(site):
            return title[len(ends[0]) :].lstrip(" -\u2013\u2014")
    return title
