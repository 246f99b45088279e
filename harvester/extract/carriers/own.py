"""Which of several things on a page is the page's own: the one whose title the page has as its own title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.model.text import clean, fold, squeeze

if TYPE_CHECKING:
    from harvester.extract.document import Document

MAX_TITLES = 40
MIN_TITLE = 12
"""Characters below which a title is too short to be found inside another text."""
_BEGINNING = 24
_HEAD = frozenset(
    {
        "citation_title", "bepress_citation_title", "eprints.title", "dc.title", "dcterms.title", "dc:title",
        "og:title", "twitter:title",
    }
)  # fmt: skip
_HEADINGS = "h1, h2.title, h2.page-header, [itemprop=headline], .ep_tm_pagetitle"
# Between the title and the name of the site: "A title | Springer", "DRS - A title".
_SEPARATOR = re.compile(r"\s+[|\u00bb\u203a\u2013\u2014-]\s+|\s+::\s+")


@lru_cache(maxsize=1)
def own_titles(document: Document) -> OwnTitles:
    """The titles that the page of ``document`` gives itself; several carriers ask in turn."""
    return OwnTitles(document)


class OwnTitles:
    """The titles that a page gives itself: head tags, headings, ``<title>`` with and without the site's name."""

    def __init__(self, document: Document) -> None:
        said = [meta.content for meta in document.metas if meta.name.lower() in _HEAD]
        said += [node.text(separator=" ") for node in document.tree.css(_HEADINGS)[:MAX_TITLES]]
        said += _undecorated(document.text("title"))
        cleaned = list(dict.fromkeys(clean(text[:1_000]) for text in said[:MAX_TITLES]))
        self._keys = {key for text in cleaned if (key := squeeze(text))}
        self._plain = [text.casefold().rstrip(" .") for text in cleaned if len(text) >= MIN_TITLE]

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __contains__(self, title: object) -> bool:
        """Whether ``title`` is one of them, perhaps with a subtitle that the page leaves out."""
        key = squeeze(str(title)[:1_000])
        return key in self._keys or any(
            len(own) >= 2 * MIN_TITLE and key.startswith(own) for own in self._keys
        )

    def begin_at(self, text: str) -> int:
        """Where in ``text``, a citation or a block, one of them begins; -1 where none does.

        The first letters decide, so that a difference in a dash or a quotation mark further on does not.
        """
        whole = text.casefold()
        starts = (whole.find(own[:_BEGINNING]) for own in self._plain)
        return min((start for start in starts if start >= 0), default=-1)


def _undecorated(title: str) -> list[str]:
    """``title`` itself, and without one or more parts in front or behind.

    >>> _undecorated("DRS | Gulls")
    ['DRS | Gulls', 'DRS', 'Gulls']
    """
    title = " ".join(title.split())
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)][:6]
    starts, ends = [0, *(end for _, end in cuts)], [len(title), *(start for start, _ in cuts)]
    parts = [title[start:end] for start in starts for end in ends if end > start]
    return [part for part in dict.fromkeys(parts) if fold(part)]
