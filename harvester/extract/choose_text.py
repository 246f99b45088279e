"""From all witnesses of a field of text to one value: titles, abstracts, and every field without a rule of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.extract.abstract_headings import HEADINGS, one_of
from harvester.extract.plausible import LOST
from harvester.extract.vote import groups, ranked
from harvester.extract.wording import languages_of
from harvester.formats import latex
from harvester.model.text import fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

MIN_ABSTRACT = 80
"""Characters below which a text is hardly an abstract."""
MIN_STEM = 20
"""Folded characters of a title from which another title that goes on is the same one."""

#: Carriers that put the name of the site around the title.
DECORATED = frozenset({"og", "title-tag"})

_CUT = re.compile(r"\s*(?:\.\.\.|\u2026|\[\.\.\.\]|\[\u2026\])\s*$")
#: What may stand before an abstract, and tells its language or not.
_HEADING = one_of("background and aims", "background and aim")
_LABEL = re.compile(rf"^(?:{_HEADING})\s*[:.\u2014-]?\s+(?=[A-Z\u00c0-\u00de0-9\"\u201c(])", re.IGNORECASE)
_INNER_LABEL = re.compile(
    rf"(?:^|(?<=[.!?)\"\u201d:;\s]))\s*\b({_HEADING})\b\s*[:.\u2014-]?\s+(?=[A-Z\u00c0-\u00de])",
    re.IGNORECASE,
)
# "HfO$_2$": a title as its author typed it, for TeX.
_MATHS = re.compile(r"\$[^$]*[\\_^][^$]*\$")
_TEX = re.compile(r"\\[a-zA-Z]{2,}\s*\{|\{\\|\\['`^\"~=.][{a-zA-Z]")
_FINAL_STOP = re.compile(r"(?<!\.)(?<!\.[A-Z])\.$")
#: What may stand between a title and its subtitle.
_SUBTITLE = re.compile(r"\s*(?:[:;.?!\u2013\u2014]|-\s|\s[-=/]\s)")


#: `squeeze`; the same few values of a page are compared again and again.
squeezed = lru_cache(maxsize=1 << 9)(squeeze)


def choose_plain(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The value that most weight stands behind, compared by letters and digits alone."""
    won = groups(candidates, weigh, same_text)
    return str(won[0].members[0].value) if won else ""


def same_text(a: Candidate, b: Candidate) -> bool:
    """Whether two texts have the same letters and digits; zeros before a number do not count."""
    one, other = (squeezed(str(c.value)).lstrip("0") for c in (a, b))
    return one == other and bool(one or str(a.value) == str(b.value))


def choose_title(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The title: whole rather than cut, with its subtitle, without the site's name, without one final full stop.

    Titles that go on where another ends, or that have the site's name around them, are one title.
    """
    whole = _uncut(candidates)
    won = groups(whole, weigh, same_title)
    if not won:
        return ""
    best = _fullest(
        [one for one in won[0].members if one.carrier not in DECORATED] or list(won[0].members), weigh
    )
    return without_final_stop(_plain_tex(best))


def other_titles(candidates: Sequence[Candidate], title: str, weigh: Weigh) -> tuple[str, ...]:
    """The titles in which carriers that state the chosen one call the work too: translations, nearly always."""
    said = [one for one in ranked(candidates, weigh) if one.carrier not in DECORATED and weigh(one) >= 0.5]
    carriers = {one.carrier for one in said if squeezed(str(one.value)) == squeezed(title)}
    others = [str(one.value) for one in said if one.carrier in carriers and not _CUT.search(str(one.value))]
    return tuple(
        without_final_stop(text)
        for text in dict.fromkeys(others)
        if len(fold(text)) > 3 and not continues(text, title)
    )


def same_title(a: Candidate, b: Candidate) -> bool:
    """Whether two titles are equal, or one goes on where the other ends, or has the site's name around it."""
    if continues(str(a.value), str(b.value)):
        return True
    one, other = fold(str(a.value)), fold(str(b.value))
    return b.carrier in DECORATED and len(one) > MIN_STEM and other.endswith(one)


# The same titles are compared to group them, to find others, and to tell who agrees.
@lru_cache(maxsize=1 << 8)
def continues(one: str, other: str) -> bool:
    """Whether two titles are equal, or the longer goes on where the shorter ends.

    >>> continues("On gulls", "On gulls: a field study"), continues("On gulls", "On gulls and terns")
    (True, False)
    """
    one, other = _plain_tex(_CUT.sub("", one)), _plain_tex(_CUT.sub("", other))
    short, long = sorted((fold(one), fold(other)), key=len)
    if squeezed(one) == squeezed(other):
        return True
    if not short or not long.startswith(short):
        return False
    text, whole = sorted((one, other), key=lambda text: len(fold(text)))
    return len(short) > MIN_STEM or bool(_SUBTITLE.match(whole[len(text) :]))


def without_final_stop(title: str) -> str:
    """``title`` without one full stop at its end; an ellipsis or an initial keeps its own.

    >>> without_final_stop("Services for cancer."), without_final_stop("Life in the U.S.")
    ('Services for cancer', 'Life in the U.S.')
    """
    return _FINAL_STOP.sub("", title).rstrip()


def choose_abstract(candidates: Sequence[Candidate], weigh: Weigh, language: str | None = None) -> str:
    """The abstract in the record's language, else the one with most weight; the longest of those that begin alike.

    A text that holds the abstract in two languages, each under its heading, is taken apart; what is not
    chosen stays among the witnesses.

    Args:
        candidates: what carriers say.
        weigh: their weight.
        language: the record's, as ISO 639-1.
    """
    long = [one for one in candidates if len(str(one.value)) >= MIN_ABSTRACT] or list(candidates)
    won = groups(long, weigh, begin_alike)
    if not won:
        return ""
    in_language = [lot for lot in won if language in languages_of(_best_of(lot.members))] if language else []
    if in_language and not language_in(_best_of(won[0].members), language):
        won = in_language
    return _in_one_language(_best_of(won[0].members), language)


def language_in(text: str, language: str | None) -> bool:
    """Whether ``text`` may hold a part in ``language``: it is in it, or its words do not tell."""
    parts = [part for _, part in _parts(text)]
    found = [languages_of(part) for part in parts]
    return any(not languages or language in languages for languages in found)


def begin_alike(a: Candidate, b: Candidate) -> bool:
    """Whether two abstracts begin with the same words, labels aside."""
    one, other = (squeezed(_LABEL.sub("", str(c.value))[:160])[:60] for c in (a, b))
    return bool(one) and bool(other) and (one.startswith(other) or other.startswith(one))


def _best_of(members: Sequence[Candidate]) -> str:
    kept = [one for one in members if not LOST.search(str(one.value))] or list(members)
    whole = [one for one in kept if not _CUT.search(str(one.value))] or kept
    # The export of a block of its own wins over the same text cut short, not over a few more words.
    longest = max(len(str(one.value)) for one in whole)
    return next(str(one.value) for one in whole if len(str(one.value)) >= 0.8 * longest)


def _in_one_language(text: str, language: str | None) -> str:
    """The part of a bilingual abstract in ``language``, or its first part; any other text without its heading."""
    parts = _parts(text)
    fitting = [
        part
        for heading, part in parts
        if language and (language in languages_of(part) or heading == language)
    ]
    return (fitting or [parts[0][1]])[0]


def _parts(text: str) -> list[tuple[str, str]]:
    """The parts of a text that headings of different languages begin, each with the heading's language."""
    marks = [match for match in _INNER_LABEL.finditer(text) if match[1].lower() in HEADINGS]
    starts = [0, *(match.start() for match in marks if match.start() > 0)]
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    if len(parts) > 1 and all(len(part) >= MIN_ABSTRACT for part in parts):
        spoken = [languages_of(part) for part in parts]
        if all(spoken) and not frozenset.intersection(*spoken):
            return [(_heading_of(part), _LABEL.sub("", part)) for part in parts]
    return [("", _LABEL.sub("", text))]


def _heading_of(part: str) -> str:
    match = _INNER_LABEL.match(part)
    return HEADINGS.get(match[1].lower(), "") if match else ""


def _uncut(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the titles that end in an ellipsis, where another title goes on from there."""
    whole = [one for one in candidates if not _CUT.search(str(one.value))]
    kept = []
    for one in candidates:
        stem = squeezed(_CUT.sub("", str(one.value)))
        if one in whole or not any(squeezed(str(other.value)).startswith(stem) for other in whole):
            kept.append(one)
    return kept


def _fullest(members: Sequence[Candidate], weigh: Weigh) -> str:
    """The longest of the well-stated; of the same letters the one without damage, TeX's marks or shouting."""
    top = max(map(weigh, members))
    strong = [one for one in members if weigh(one) >= 0.5 * top]
    longest = max(len(fold(_plain_tex(str(one.value)))) for one in strong)
    texts = [str(one.value) for one in strong if len(fold(_plain_tex(str(one.value)))) >= 0.98 * longest]
    texts += [
        str(one.value) for one in members if any(squeezed(str(one.value)) == squeezed(text) for text in texts)
    ]
    return min(
        texts, key=lambda text: (bool(LOST.search(text)), bool(_MATHS.search(text[:1_000])), text.isupper())
    )


def _plain_tex(title: str) -> str:
    """``title`` with its formulas and TeX's accents as plain text: "HfO2" for "HfO$_2$"."""
    if _MATHS.search(title[:1_000]):
        return re.sub(r"[_^](?=\w)", "", latex.decode(title))
    return latex.decode(title) if _TEX.search(title[:1_000]) else title
