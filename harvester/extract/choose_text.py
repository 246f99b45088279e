"""From all witnesses of a field of text to one value: titles, abstracts, journals, numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.vote import groups
from harvester.formats import latex
from harvester.model.text import fold, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

MIN_ABSTRACT = 80
"""Characters below which a text is hardly an abstract."""

_CUT = re.compile(r"\s*(?:\.\.\.|\u2026|\[\.\.\.\]|\[\u2026\])\s*$")
_LABEL = re.compile(
    r"^(?:abstract|summary|background and aims?|resumo|resumen)\s*[:.\u2014-]?\s+(?=[A-Z\u00c0-\u00de])",
    re.IGNORECASE,
)
# "HfO$_2$": a title as its author typed it, for TeX.
_MATHS = re.compile(r"\$[^$]*[\\_^][^$]*\$")
# "????" or "Nguy?n": letters that an export could not write.
_LOST = re.compile(r"\?{2,}|\w\?\w")
_FINAL_STOP = re.compile(r"(?<!\.)(?<!\.[A-Z])\.$")


def choose_plain(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The value that most weight stands behind, compared by letters and digits alone."""
    won = groups(candidates, weigh, lambda a, b: squeeze(str(a.value)) == squeeze(str(b.value)))
    return str(won[0].members[0].value) if won else ""


def choose_title(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The title: whole rather than cut, without the site's name, without one final full stop."""
    whole = _uncut(candidates)
    won = groups(whole, weigh, same_title)
    if not won:
        return ""
    best = str(_not_lost(won[0].members).value)
    return without_final_stop(_plain_maths(best) if _MATHS.search(best[:1_000]) else best)


def _plain_maths(title: str) -> str:
    """``title`` with its formulas as plain text: "HfO2" for "HfO$_2$"."""
    return re.sub(r"[_^](?=\w)", "", latex.decode(title))


def choose_type(candidates: Sequence[Candidate], weigh: Weigh) -> str | None:
    """The type that most weight stands behind; "document" says nothing where another carrier says more."""
    definite = [one for one in candidates if one.value != "document"]
    return choose_plain(definite or candidates, weigh) or None


def same_title(a: Candidate, b: Candidate) -> bool:
    """Whether two titles are equal, or the second (weaker) is the first with the site's name around it."""
    one, other = fold(str(a.value)), fold(str(b.value))
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    decorated = b.carrier in ("og", "title-tag")
    return decorated and len(one) > 20 and (other.startswith(one) or other.endswith(one))


def without_final_stop(title: str) -> str:
    """``title`` without one full stop at its end; an ellipsis or an initial keeps its own.

    >>> without_final_stop("Services for cancer."), without_final_stop("Life in the U.S.")
    ('Services for cancer', 'Life in the U.S.')
    """
    return _FINAL_STOP.sub("", title)


def choose_abstract(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The abstract: the longest of those that begin alike and have most weight behind them."""
    long = [one for one in candidates if len(str(one.value)) >= MIN_ABSTRACT] or list(candidates)
    won = groups(long, weigh, _begin_alike)
    if not won:
        return ""
    kept = [one for one in won[0].members if not _LOST.search(str(one.value))] or list(won[0].members)
    whole = [one for one in kept if not _CUT.search(str(one.value))] or kept
    # The export of a block of its own wins over the same text cut short, not over a few more words.
    longest = max(len(str(one.value)) for one in whole)
    best = next(one for one in whole if len(str(one.value)) >= 0.8 * longest)
    return _LABEL.sub("", str(best.value))


def _begin_alike(a: Candidate, b: Candidate) -> bool:
    one, other = (squeeze(_LABEL.sub("", str(c.value))[:160])[:60] for c in (a, b))
    return bool(one) and bool(other) and (one.startswith(other) or other.startswith(one))


def choose_container(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The journal or book: an abbreviated name supports the full one it abbreviates and loses to it."""
    won = groups(candidates, weigh, _same_container)
    if not won:
        return ""
    top = max(weigh(one) for one in won[0].members)
    strong = [one for one in won[0].members if weigh(one) >= 0.7 * top]
    return str(max(strong, key=lambda one: (not _is_abbreviated(str(one.value)), weigh(one))).value)


def _same_container(a: Candidate, b: Candidate) -> bool:
    one, other = fold(str(a.value)), fold(str(b.value))
    if one == other:
        return True
    short, long = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    return len(short) == len(long) and all(
        full.startswith(part) for part, full in zip(short, long, strict=True)
    )


def _is_abbreviated(text: str) -> bool:
    return bool(re.search(r"\w\.(?:\s|$)", text))


def choose_page(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The pages; a first page alone supports a range that begins with it and loses to it."""
    won = groups(candidates, weigh, lambda a, b: _first(a) == _first(b))
    if not won:
        return ""
    return max((str(one.value) for one in won[0].members), key=lambda page: "-" in page)


def _first(candidate: Candidate) -> str:
    return str(candidate.value).split("-")[0].lstrip("0").lower()


def _uncut(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the titles that end in an ellipsis, where another title goes on from there."""
    whole = [one for one in candidates if not _CUT.search(str(one.value))]
    kept = []
    for one in candidates:
        stem = squeeze(_CUT.sub("", str(one.value)))
        if one in whole or not any(squeeze(str(other.value)).startswith(stem) for other in whole):
            kept.append(one)
    return kept


def _not_lost(members: Sequence[Candidate]) -> Candidate:
    """The heaviest that shows no damage; one without TeX's marks is preferred to one with them."""
    sound = [one for one in members if not _LOST.search(str(one.value))] or list(members)
    return next((one for one in sound if not _MATHS.search(str(one.value)[:1_000])), sound[0])
