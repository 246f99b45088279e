"""Titles and abstracts as Crossref has them, rid of markup, headings and footnote marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.formats import latex
from harvester.model.text import clean, fold, unescape

if TYPE_CHECKING:
    from collections.abc import Mapping

#: TeX beside a formula that is there as MathML already.
_ANNOTATION = re.compile(r"<((?:mml:)?annotation)\b[^<>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)
#: "<subtitle>A first look</subtitle>", inside a title.
_SUBTITLE = re.compile(r"<subtitle\b[^<>]*>(.*?)</subtitle>", re.IGNORECASE | re.DOTALL)
#: Commands and indices in a formula tell it from money: "$L^{2}$", "\alpha".
_TEX = re.compile(r"(\$\$?)(?=\S)[^$]*[\\^_][^$]*\1|\\[a-zA-Z]{2,}")
#: What sets indices apart; without it they stand as where they were marked up: "L2".
_INDICES = str.maketrans("", "", "^_${}")
#: "A title. *": what refers to a footnote, and the full stop; "...", "et al." and "U.S." end in theirs.
_MARKS = re.compile(r"[\s*\u2020\u2021\u00a7\u00b6]+$")
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
#: "<jats:title>Abstract</jats:title>", or the word alone where the markup is gone: "AbstractWe asked ...".
_HEADING = re.compile(r"^\s*<((?:jats:)?title|st)>\s*(?:abstract|summary)\W*</\1>", re.IGNORECASE)
_HEADING_WORD = re.compile(
    r"^(?:(?:[Aa]bstract|[Ss]ummary)[\s:.]*(?=[A-Z])|(?:ABSTRACT|SUMMARY)[\s:.]+(?=\S))"
)


def titles_of(message: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The title with its subtitles, unless it holds them already; and the others: bare, translated, original, short.

    >>> titles_of({"title": ["Fog &lt;subtitle&gt;A guide&lt;/subtitle&gt;", "Nebel"], "subtitle": ["A guide"]})
    ('Fog: A guide', ('Fog', 'Nebel'))
    """
    titles, inside = _read(message, "title")
    if not titles:
        return "", ()
    title = titles[0]
    for subtitle in (*inside, *_read(message, "subtitle")[0]):
        if fold(subtitle) not in fold(title):
            title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    others = (*titles, *_read(message, "original-title")[0], *_read(message, "short-title")[0])
    return title, tuple(other for other in dict.fromkeys(others) if fold(other) != fold(title))


def abstract_of(message: Mapping[str, Any]) -> str:
    """The abstract without its heading; the titles of its sections stay as words.

    >>> abstract_of({"abstract": "<jats:title>Abstract</jats:title><jats:title>Aim</jats:title><jats:p>To ask."})
    'Aim To ask.'
    >>> abstract_of({"abstract": "<p>Abstract art is not abstract.</p>"})
    'Abstract art is not abstract.'
    """
    text = _ANNOTATION.sub("", unescape("".join(_texts(message.get("abstract")))))
    bare = _HEADING.sub("", text)
    return _HEADING_WORD.sub("", clean(bare)) if bare == text else clean(bare)


def _read(message: Mapping[str, Any], key: str) -> tuple[list[str], list[str]]:
    """The titles under ``key``, and the subtitles that stand inside the first of them."""
    raws = [*map(unescape, _texts(message.get(key)))]
    titles = [title for raw in raws if (title := _clean(_SUBTITLE.sub("", raw)))]
    return titles, [text for inside in _SUBTITLE.findall(raws[0] if raws else "") if (text := _clean(inside))]


def _clean(raw: str) -> str:
    text = _MARKS.sub("", _TEX.sub(_plain, clean(_ANNOTATION.sub("", raw))))
    return text if "." in text[:-1] else _STOP.sub("", text)


def _plain(formula: re.Match[str]) -> str:
    text = formula[0].replace("$$", "$")
    return clean(latex.decode(text)).translate(_INDICES) if text.startswith("$") else latex.decode(text)


def _texts(value: Any) -> list[str]:  # noqa: ANN401  (JSON)
    """The texts in ``value``: mostly a list of them, now and then one alone, or lists in a list."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
