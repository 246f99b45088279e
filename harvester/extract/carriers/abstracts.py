"""Abstracts in several languages in one block: "Resumo: ... Abstract: ..."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.abstract_headings import HEADINGS, one_of
from harvester.extract.wording import in_other_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_LENGTH = 40
"""Characters below which what stands between two labels is no abstract."""

_WORDS = one_of()
_LABEL = re.compile(rf"^\s*(?P<label>{_WORDS})\s*(?:[:.\u2014\u2013-]\s*|$)", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<=[.!?\"\u201d)])\s+(?=(?:{_WORDS})\s*[:\u2014\u2013])", re.IGNORECASE)


def split_abstracts(values: Sequence[str]) -> list[tuple[str, str]]:
    """(language, abstract) for each in a block; the language is "" where no label tells it.

    Lines without a label of their own go on with the abstract in front of them.

    >>> resumo, abstract = "As gaivotas do norte comem peixe fresco.", "The gulls of the north feed on fresh fish."
    >>> split_abstracts([f"Resumo: {resumo}", f"Abstract: {abstract}"])[1]
    ('en', 'The gulls of the north feed on fresh fish.')
    >>> split_abstracts([f"RESUMO: {resumo} ABSTRACT: {abstract}"])[0]
    ('pt', 'As gaivotas do norte comem peixe fresco.')
    """
    found: list[tuple[str, list[str]]] = []
    for line in (part for value in values for part in _INSIDE.split(value)):
        label = _LABEL.match(line)
        if label or not found or in_other_languages(found[-1][1][0], line):
            text = line[label.end() :] if label else line
            found.append((HEADINGS[label["label"].lower()] if label else "", [text]))
        else:
            found[-1][1].append(line)
    joined = [(code, " ".join(parts).strip()) for code, parts in found]
    return [(code, text) for code, text in joined if len(text) >= MIN_LENGTH] or joined[:1]
