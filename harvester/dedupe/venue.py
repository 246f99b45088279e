"""Venues: the names of journals and conferences, compared through their abbreviations and acronyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from harvester.model.text import clean, fold

#: How alike an acronym and a name are that nothing else connects: an acronym that cannot be read denies little.
UNREAD = 0.7
#: How alike a name is with itself cut off, and the letters that make it tell.
CUT, SHORTEST_CUT = 0.85, 10
#: Letters of a name that are compared.
LONGEST = 200
# Letters that no word is made of: "bmj", "cvpr", "vldb"; "gut" and "spine" are names.
_ACRONYM = re.compile("[b-df-hj-np-tv-xz]{3,6}")
_SMALL_WORDS = frozenset(
    "the of on and in for a an to de la le les des du der die das und et e y dei di del da do fur et al at with "
    "proceedings proc annual international intl int conference conf th st nd rd ieee acm usenix "
    "symposium symp workshop meeting pages pp vol volume no appear press eds ed edited by journal j".split()
)
_ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)?|(?:twenty|thirty|forty|fifty|sixty)?\s?(?:first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth)|tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth|fortieth|fiftieth)\b"
)
_MEETING = re.compile(
    r"\b(?:conference|conf|symposium|symp|sympos|workshop|wkshp|meeting|congress|colloquium|kolloquium)\b"
)
# "Proceedings" alone is also a journal's name (of the National Academy of Sciences, of the Royal Society).
_PROCEEDINGS = re.compile(r"\bproc(?:eedings)?\b")
_PERIODICAL = re.compile(
    r"\b(?:journal|j|jnl|jour|transactions|trans|letters|lett|review|rev|magazine|quarterly|annals|ann|archives|"
    r"arch|bulletin|bull|record|communications|commun|zeitschrift|revue|revista|cahiers|acta)\b"
)
# Embase: "Circulation. Conference: Resuscitation Science Symposium ReS ..." is an issue of Circulation.
_MEETING_OF = re.compile(r"(?<=\w)\.\s*conference\s*:.*$", re.IGNORECASE)
_REPORT = re.compile(
    r"\b(?:tech(?:nical)? ?rep(?:ort)?|tr|working paper|discussion paper|unpublished|manuscript|ph ?d|thesis|"
    r"dissertation|preprint|submitted|in preparation|personal communication)\b"
)


@dataclass(frozen=True, slots=True)
class Venue:
    """A container's name as matching sees it.

    Attributes:
        text: folded name, "" where unknown.
        words: its telling words in order, without "journal", ordinals and little words.
        acronyms: acronyms that it may go by: the capitals in it and the initials of its words.
        kind: "meeting", "periodical", "report" or "".
    """

    text: str = ""
    words: tuple[str, ...] = ()
    acronyms: frozenset[str] = frozenset()
    kind: str = ""


@lru_cache(maxsize=1 << 16)
def venue_name(name: str) -> str:
    """The folded name of a container, a meeting's part of a journal left out."""
    return fold(_MEETING_OF.sub("", clean(name)))[:LONGEST]


@lru_cache(maxsize=1 << 16)
def read_venue(text: str) -> Venue:
    """The venue that a folded name spells.

    >>> read_venue(venue_name("Proc. of the 26th Annual ACM Symposium on Theory of Computing")).words
    ('theory', 'computing')
    >>> read_venue(venue_name("The VLDB Journal")).kind
    'periodical'
    """
    words = tuple(
        word for word in _ORDINAL.sub(" ", text).split() if word not in _SMALL_WORDS and not word.isdigit()
    )
    long = [word for word in text.split() if word not in _GLUE and not _ORDINAL.fullmatch(word)]
    acronyms = {"".join(word[0] for word in long), "".join(word[0] for word in words)}
    acronyms |= {word for word in text.split() if 2 < len(word) <= 7 and word not in _SMALL_WORDS}
    return Venue(text, words, frozenset(word for word in acronyms if len(word) > 2), _kind(text))


_GLUE = frozenset(
    "the of on and in for a an to de la le les des du der die das und et e y th st nd rd".split()
)


def _kind(text: str) -> str:
    if _REPORT.search(text):
        return "report"
    if _MEETING.search(text) or (_PROCEEDINGS.search(text) and _ORDINAL.search(text)):
        return "meeting"
    return "periodical" if _PERIODICAL.search(text) else ""


@lru_cache(maxsize=1 << 18)
def venue_similarity(a: Venue, b: Venue) -> float:
    """How surely two venues are one, 0 to 1; symmetric; NaN where a name says nothing ("Proc.").

    >>> journal, short = read_venue("current opinion in lipidology"), read_venue("curr opin lipidol")
    >>> venue_similarity(journal, short) > 0.9 > 0.3 > venue_similarity(journal, read_venue("diabetes care"))
    True
    """
    if a.text == b.text:
        return 1.0
    # "Neurology" and "Journal of Neurology", "VLDB" and "The VLDB Journal" are two.
    if not a.words or not b.words:
        return float("nan")
    short, long = sorted((a, b), key=lambda venue: (len(venue.text), venue.text))
    # "international jour": a name that a list of results has cut off inside a word.
    if (
        len(short.text) >= SHORTEST_CUT
        and long.text.startswith(short.text)
        and long.text[len(short.text)] != " "
    ):
        return CUT
    if _ACRONYM.fullmatch(short.text) and not _ACRONYM.fullmatch(long.text):
        return 0.9 if short.text in long.text.split() else max(_by_kind(a, b), UNREAD)
    return _by_kind(a, b)


_MOST_BY_KIND = {frozenset(("meeting", "periodical")): 0.3, frozenset(("", "periodical")): 0.55}


def _by_kind(a: Venue, b: Venue) -> float:
    return min(_by_words(a, b), _MOST_BY_KIND.get(frozenset((a.kind, b.kind)), 1.0))


def _by_words(a: Venue, b: Venue) -> float:
    if a.words and a.words == b.words:
        return 0.95
    # Two acronym candidates in common are one name; short[0] alone may be a common word.
    share = _abbreviates(a.words, b.words)
    initials = {"".join(word[0] for word in a.words), "".join(word[0] for word in b.words)}
    if any(len(word) > 2 and word in a.acronyms and word in b.acronyms for word in initials) and (
        len(a.words) == 1 or len(b.words) == 1
    ):
        share = max(share, 0.9)
    ratio = fuzz.ratio("".join(a.words), "".join(b.words)) / 100
    return max(share, 0.95 * ratio if ratio >= 0.85 else 0.5 * ratio)


def _abbreviates(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """The share of the shorter name's words that abbreviate a word of the longer one, in order."""
    short, long = sorted((a, b), key=lambda words: (len(words), words))
    matched, at = 0, 0
    for word in short:
        place = next((i for i in range(at, len(long)) if _is_short_for(word, long[i])), None)
        if place is not None:
            matched, at = matched + 1, place + 1
    if len(short) == 1 and len(long) > 2:
        return 0.6 * matched
    share = matched / len(short) * (1 - 0.1 * min(len(long) - len(short), 4) / 2)
    # A word that nothing stands for tells two names apart: "cancer prevention research", "clinical cancer research".
    return share * share if matched < len(short) else share


def _is_short_for(a: str, b: str) -> bool:
    """Whether one word is the other cut off ("lipidol") or shortened inside ("intl", "dtsch")."""
    if a == b:
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if long.startswith(short):
        return True
    if len(short) >= 3 and short[:3] == long[:3]:
        return fuzz.ratio(short, long) > 75
    return False
