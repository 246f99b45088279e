"""Titles side by side: equal, the same with slips, one cut short, alike or another; and what tells them apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz

from harvester.dedupe.opposites import begin_opposed, opposed
from harvester.dedupe.title import read_title, title_words
from harvester.enrich.likeness import MAX_TITLE, numbers, spelling
from harvester.model.text import clean, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Record

Level = Literal["other", "near", "cut", "same", "equal"]
LEVELS: tuple[Level, ...] = ("other", "near", "cut", "same", "equal")

SAME = 90.0
"""Similarity, 0 to 100, from which two titles are one with slips: two typos in the shortest title that counts (25
letters) leave 92, one word in ten left out leaves 94."""
CUT = 93.0
"""Similarity of a title and as many letters of a longer one from which it is its beginning, slips included."""
CUT_LETTERS = 20
"""Letters that the beginning of a title needs to be taken for the whole: "Deep learning" begins many titles."""
CUT_WORD = 30
"""Letters from which one or two words suffice for that: German titles are long words."""
NEAR, NEAR_SET = 80.0, 90.0
"""Similarity, and similarity of the words in common, from which two titles are worth a person's look."""
NEAR_LETTERS = 15
"""Letters that the shorter of two titles with common words needs for that: "ecology" is within many."""
TYPO = 80.0
"""Similarity from which two words are one misspelt: one slip in five letters."""

_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CJK_WORDS = re.compile(
    "[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_CJK_WEIGHT = 3
"""Letters that an ideograph is worth: the length of a word's share in a Latin title."""
_LITTLE = frozenset(
    "the and for from with into onto upon its their among between at by on in of to an a la le les des der die das "
    "und von zur zum del los las una der een het via per as is are".split()
)
"""Words whose exchange makes no other title."""
_NEGATIONS = frozenset("non not no without never anti".split())
# What names another work where only one of two titles has it: a part, a notice.
_DIVISION = r"(?:part|pt|vol|volume|chapter|section|supplement)"
_DIVIDED = rf"\b{_DIVISION} (?:\d+|[ivx]+|[a-e]|one|two|three|four)\b"
_PART = re.compile(rf"^(?:\d+|[ivx]+)\b|\b(?:\d{{1,2}}|[ivx]+)$|{_DIVIDED}")
_REPLY = (
    "(?:repl(?:y|ies)|comments?|response|rejoinder|discussion|errat(?:um|a)|corrigend(?:um|a)|corrections?|addendum"
    "|retraction|commentary)"
)
_NOTICE = re.compile(
    rf"\b(?:{_REPLY}|retracted|withdrawn|editorial|supplementary (?:material|information|data)"
    r"|supporting information|appendix)$"
    rf"|^(?:an? |the |authors? )?(?:{_REPLY}|supplement) (?:to|on|by|from|of)\b"
    r"|\ban? (?:reply|comment|rejoinder|erratum|corrigendum)\b|^data(?:set)? (?:from|for)\b"
)
_LONE = re.compile(r"\bi\b")


class TitleMatch(NamedTuple):
    """How the titles of two records compare.

    Attributes:
        level: "equal" (but for case, marks and blanks), "same" (with slips), "cut" (one begins with the other),
            "near" (many words in common) or "other".
        letters: of the shorter one, an ideograph counting for three.
        similarity: 0 to 100.
        apart: what makes them titles of two works, such as "parts 1 and 2", or "".
        replaced: what may make them so but may be a slip, too: a word of each that stands for one of the other, or
            a part in the rest of a title that is cut short; or "".
        generic: whether it is a title that columns and front matter repeat.
    """

    level: Level
    letters: int = 0
    similarity: float = 0.0
    apart: str = ""
    replaced: str = ""
    generic: bool = False

    @property
    def rank(self) -> int:
        """The level as a number, the best the highest."""
        return LEVELS.index(self.level)


class _Text(NamedTuple):
    """A title for comparison: its words, and these in one text."""

    words: tuple[str, ...]
    text: str
    part: str
    generic: bool
    letters: int


def match_titles(page: Record, registered: Record) -> TitleMatch:
    """The best pair of what both records call the work; an alternative that only begins the title is none."""
    pairs = product(_forms(page), _forms(registered))
    matches = (_match(_read(*one), _read(*other)) for one, other in pairs)
    return max(matches, key=lambda found: (not found.apart, found.rank, not found.replaced, found.similarity))


def _forms(record: Record) -> list[tuple[str, str]]:
    whole = squeeze(record.title)
    others = [one for one in record.title_alternative if not whole.startswith(squeeze(one))]
    return [(one, record.container_title) for one in (record.title, *others)]


@lru_cache(maxsize=1 << 12)
def _read(title: str, container: str) -> _Text:
    read = read_title(title, container)
    if _CJK.search(title):
        plain = unicodedata.normalize("NFKC", clean(title)[:MAX_TITLE]).lower()
        words = tuple(_CJK_WORDS.findall(plain))
        letters = sum(_CJK_WEIGHT if _CJK.match(word) else len(word) for word in words)
        return _Text(words, "".join(words), read.part, read.generic, letters)
    words = tuple(title_words(read.text))
    return _Text(words, " ".join(words), read.part, read.generic, len(read.text))


def _match(one: _Text, other: _Text) -> TitleMatch:
    shorter, longer = sorted((one, other), key=lambda text: (len(text.text), text.text))
    if not shorter.text:
        return TitleMatch("other")
    letters, generic = min(one.letters, other.letters), one.generic or other.generic
    if shorter.text.replace(" ", "") == longer.text.replace(" ", ""):
        return TitleMatch("equal", letters, 100.0, generic=generic)
    similarity = spelling(one.text, other.text)
    apart = f"parts {one.part} and {other.part}" if one.part and other.part and one.part != other.part else ""
    left, right = _alone(one.words, other.words)
    apart = apart or _notice(left) or _notice(right)
    slips = _other_part(one, other, left, right) or _other_numbers(one, other)
    if similarity >= SAME and not slips:
        return TitleMatch("same", letters, similarity, apart, _replaced(left, right), generic)
    if rest := _rest(shorter, longer):
        likeness = fuzz.partial_ratio(shorter.text, longer.text)
        return TitleMatch("cut", letters, likeness, apart or _notice(rest), _part(rest), generic)
    if similarity >= SAME:
        return TitleMatch("same", letters, similarity, apart or slips, "", generic)
    common = fuzz.token_set_ratio(one.text, other.text)
    is_near = similarity >= NEAR or (common >= NEAR_SET and letters >= NEAR_LETTERS)
    return TitleMatch("near" if is_near else "other", letters, max(similarity, common), apart, "", generic)


def _other_part(one: _Text, other: _Text, left: Sequence[str], right: Sequence[str]) -> str:
    """A part that only one title names; another number of division ("No. 59") in both does not hide it."""
    if one.part != other.part:
        return f"part {one.part or other.part} on one side only"
    divided = (match[0] for words in (left, right) if (match := re.search(_DIVIDED, " ".join(words))))
    return "".join(f"{part} on one side only" for part in divided)


def _other_numbers(one: _Text, other: _Text) -> str:
    """What differs between the numbers of two titles; "10 000" and "10000" are one."""
    # A lone "i" is a letter that was lost or added; as a numeral it is a part.
    mine, theirs = (numbers(_LONE.sub(" ", text.text)) for text in (one, other))
    if mine == theirs or re.sub(r"\D", "", one.text) == re.sub(r"\D", "", other.text) != "":
        return ""
    only = (", ".join(sorted(some)) or "none" for some in (mine - theirs, theirs - mine))
    return "numbers {} and {}".format(*only)


def _rest(shorter: _Text, longer: _Text) -> tuple[str, ...]:
    """The words of the longer title after those with which the shorter one ends; none where it does not begin so."""
    if shorter.letters < CUT_LETTERS or (len(shorter.words) < 3 and shorter.letters < CUT_WORD):
        return ()
    size = len(shorter.text)
    if fuzz.ratio(shorter.text, longer.text[:size]) < CUT:
        return ()
    many = len(shorter.words)
    if numbers(shorter.text) != numbers(" ".join(longer.words[:many])):
        return ()
    # A word that one of them splits moves the end by one.
    left, _ = _alone(shorter.words, longer.words[: many + 1])
    last = shorter.words[-1]
    cut_inside = any(word.startswith(last) for word in longer.words[many - 1 : many + 1])
    if any(_tells(word) for word in left if not (word == last and cut_inside)):
        return ()
    return longer.words[many:] or longer.words[-1:]


def _notice(words: Sequence[str]) -> str:
    """What words of one title alone say, if they make a notice of it."""
    text = " ".join(words)
    return f"“{text}” on one side only" if _NOTICE.search(text) else ""


def _part(rest: Sequence[str]) -> str:
    """What the rest of a title says, if it makes a part of the whole."""
    text = " ".join(rest)
    return f"“{text}” on one side only" if _PART.search(text) else ""


def _replaced(left: Sequence[str], right: Sequence[str]) -> str:
    """The words, told in one text, of which each title has its own; "" where they only differ in little ones."""
    if opposed(left, right):
        return f"“{' '.join(left)}” and “{' '.join(right)}”"
    left, right = ([word for word in some if _tells(word)] for some in (left, right))
    if (left and right) or not _NEGATIONS.isdisjoint((*left, *right)):
        return f"“{' '.join(left)}” and “{' '.join(right)}”"
    return ""


def _tells(word: str) -> bool:
    return word in _NEGATIONS or (word not in _LITTLE and (len(word) > 2 or bool(_CJK.match(word))))


def _alone(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that only one of two titles has, but for those that are misspelt or split in the other."""
    mine, theirs = Counter(one), Counter(other)
    left, right = list((mine - theirs).elements()), list((theirs - mine).elements())
    _rejoin(left, right)
    _rejoin(right, left)
    for word in list(left):
        twin = next((other for other in right if _misspells(word, other)), None)
        if twin is not None:
            left.remove(word)
            right.remove(twin)
    return left, right


def _rejoin(parts: list[str], wholes: list[str]) -> None:
    """Take out of both lists the words that one writes as two: "data base" and "database"."""
    for first, second in list(pairwise(parts)):
        if first + second in wholes and first in parts and second in parts:
            wholes.remove(first + second)
            parts.remove(first)
            parts.remove(second)


def _misspells(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 3 or one.isdigit() or other.isdigit():
        return False
    alike = fuzz.ratio(one, other) >= TYPO or sorted(one) == sorted(other)
    return alike and not begin_opposed(one, other) and not opposed([one], [other])
