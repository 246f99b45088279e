"""Titles: what of a title names the work, and how two titles differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.model.text import clean, fold, is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from harvester.model.lines import Lines

#: Characters of a title that are compared; the rest of a longer one is an abstract by mistake.
MAX_TITLE = 512

# "[Chinese]", "[Review] [53 refs]", "[Erratum appears in Brain Inj. 2011;25(4):433]", also where it is cut off.
_TRAILING_NOTE = re.compile(r"\s*\[[^\[\]]{1,300}\]?\s*\.?\s*$")
# PubMed's notes, which nest brackets: "[Erratum appears in Brain Inj. 2011;25(4) [corrected to Small, S K]]".
_NOTICE_NOTE = re.compile(
    r"\s*[\[(](?:published )?(?:errat|corr|comment in|comment on|retract|see comment).*$", re.IGNORECASE
)
_MAY_BE_NOTICE = re.compile(r"[\[(](?:published|errat|corr|comment|retract|see|vol)", re.IGNORECASE)
# "Effects of X (Erratum)", "Effects of X [Correction]": the notice under the article's own title.
_BRACKETED = re.compile(
    r"[\[(](?:(?P<erratum>errat(?:um|a)|corrigend(?:um|a)|corrections?)|(?P<retraction>retraction))[\])]\s*\.?$",
    re.IGNORECASE,
)
# "Effects of X: Correction." and "Effects of X (vol 12, pg 101, 2015)": by its place in another volume.
_ENDING = re.compile(
    r"[:.\u2013\u2014-]\s*(?:(?P<erratum>errat(?:um|a)|corrigend(?:um|a)|correction)|(?P<retraction>retraction))\s*\.?$"
    r"|\(vol\.? [^\s,]+,? (?:pp?|pg|art no)\.? .{1,40}\d{4}\)\s*\.?$",
    re.IGNORECASE,
)
# A mark that publishers put before the title of the article itself when they retract it.
_RETRACTED = re.compile(r"^(?:retracted|withdrawn)(?: article)?\s*:\s*", re.IGNORECASE)
_NO_TITLE = frozenset(
    {"", "unknown", "untitled", "no title", "no title available", "na", "n a", "none", "title"}
)
ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
_SMALL = {"one": "1", "two": "2", "three": "3", "four": "4", "first": "1", "second": "2", "third": "3",
          "i": "1", "v": "5", "x": "10", "a": "1", "b": "2", "c": "3"}  # fmt: skip
# "Part II", "Pt. 2", "Chapter 3", "Volume 1": a word of division and its number.
_DIVISIONS = tuple(
    "parts part pt chapter volume vol paper phase study section book lecture series no".split()
)
_PART = re.compile(rf"\b(?:{'|'.join(_DIVISIONS)})\s+(\w+)")
_FINAL_ROMAN = re.compile(r"\s(i|ii|iii|iv|v|vi|vii|viii|ix|x)(?=$|\s(?:the|a|an)\b)")

# What a notice says it is; each kind is a different work from the article it is about.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns)))
    for kind, patterns in (
        (
            "erratum",
            (
                (
                    r"^(?:\w+ ){0,3}(?:errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|corrections?)"
                    r"(?: (?:to|for|in|of)\b|$)"
                ),
                r"\b(?:erratum|corrigendum)\b",
                r"^(?:author|publisher)s? correction\b",
            ),
        ),
        ("retraction", (r"^(?:retraction|withdrawal|notice of retraction)\b", r"^expression of concern")),
        (
            "reply",
            (
                r"^(?:(?:the )?authors? )?(?:repl(?:y|ies)|response|rejoinder)(?: (?:to|by|from)\b|$)",
                r"\bauthors? reply$",
                r"\breply to\b",
            ),
        ),
        (
            "comment",
            (
                r"^(?:a )?(?:comments?|commentary|discussion|letter)(?: (?:on|to|regarding|by)\b|$)",
                r"^re \w+",
            ),
        ),
        ("review", (r"^(?:book )?reviews? of\b", r"^book reviews?\b")),
        (
            "editorial",
            (
                r"\bguest editorial$",
                (
                    r"^(?:guest )?editor(?:ial|s|ials)?"
                    r"(?: (?:on|comment|note|introduction|message|foreword|notes|preface|page)\b|$)"
                ),
            ),
        ),
        (
            "protocol",
            (r"\b(?:study|trial|review) protocol$", r"^protocol (?:for|of)\b", r"\bprotocol for an?\b"),
        ),
    )
)

# "Correction: Effects of X", "Reply - Effects of X": the word, a mark, and the article's own title.
_HEADING = re.compile(
    r"\W*(?:(?:author|publisher)'?s?'? )?"
    r"(?:(?P<erratum>errat(?:um|a)|corrigend(?:um|a)|addendum|corrections?)|(?P<reply>repl(?:y|ies)|response)"
    r"|(?P<comment>comment(?:ary)?)|(?P<editorial>editorial)|(?P<retraction>retraction))\s*[:.\u2013\u2014-]\s",
    re.IGNORECASE,
)
_COLUMNS = (
    (
        r"(?:guest |an? |the |from the |managing )?(?:editors?|editorials?|editor in chief)(?: s)?"
        r"(?: (?:introduction|foreword|notes?|message|page|column|choice|comment|preface|letter|corner|desk))?"
    ),
    (
        r"(?:introduction|preface|foreword|prologue|epilogue|conclusions?|introductory remarks|opening remarks)"
        r"(?: to (?:the )?(?:special )?(?:issue|section|minitrack|volume|theme|symposium))?"
    ),
    r"special (?:issue|section)(?: introduction| editorial)?",
    r"in this issue|this issue|in brief|in memoriam|obituary",
    r"(?:book|software|product|media) reviews?(?: column)?",
    r"(?:letter|letters) to the editors?|letters?|correspondence|calls? for papers",
    (
        r"(?:vice |general |program |programme |the )?(?:chair|president|treasurer|director|secretary|dean)"
        r"(?:man|person)?s?(?: s)? (?:message|letter|report|introduction|column|page|corner|notes?|remarks|address)"
    ),
    r"research highlights?|highlights|journal club|quiz|(?:image|case) of the (?:week|month)|meeting reports?",
    r"(?:about the )?contributors|questions and answers|viewpoints?|perspectives?|interviews?",
    r"(?:message|letter) from the (?:editors?|chairs?|president|editor in chief)",
    r"news(?: and notes| notes| in brief| and views)?|announcements?|calendar",
    r"(?:table of )?contents|(?:author |subject )?index|front matter|back matter|cover|masthead|editorial board",
    r"errat(?:um|a)|corrigend(?:um|a)|corrections?|repl(?:y|ies)|response|authors? (?:reply|response)",
    r"comments?|commentary|discussion|notes?|notes and comments|research notes?|case reports?|data|appendix",
    r"abstracts?|panel|keynote(?: address| speech)?|welcome|invited talk|tutorial|poster(?: session)?",
    r"bibliography|references|acknowledge?ments?|(?:list of )?reviewers|annual report|minutes",
)
#: Titles of columns and front matter that every journal repeats; matched against the whole folded title.
GENERIC = re.compile(rf"(?:{'|'.join(_COLUMNS)})(?: \d+)?")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as matching sees it; all parts are "" or empty where there is no usable title.

    Attributes:
        text: folded words, notes like "[Chinese]" removed.
        kind: "erratum", "reply", ... where the title says that it is such a notice, else "".
        part: the number after "part" and the like, or a final Roman numeral, else "".
        generic: whether it is a title that columns and front matter repeat.
    """

    text: str = ""
    kind: str = ""
    part: str = ""
    generic: bool = False


class Titles(NamedTuple):
    """Titles as columns; each as in `Title`."""

    text: Lines
    kind: list[str]
    part: NDArray[np.int32]
    generic: NDArray[np.bool_]


@lru_cache(maxsize=1 << 13)
def read_title(title: str, container: str = "") -> Title:
    """The title as matching sees it; a title that only repeats its container is none.

    >>> read_title("Effects of X on Y: Part II. [Chinese]").part, read_title("Erratum to: Effects of X").kind
    ('2', 'erratum')
    >>> read_title("Journal of Tests Volume 52 Paper 41", "Journal of Tests"), read_title("Book review").generic
    (Title(text='', kind='', part='', generic=False), True)
    """
    text = _RETRACTED.sub("", clean(title)[:MAX_TITLE])
    said = None
    if _MAY_BE_NOTICE.search(text):
        said = _BRACKETED.search(text)
        noted = _NOTICE_NOTE.sub("", text)
        text = noted if len(noted) >= 12 else text
    while "[" in text and (shorter := _TRAILING_NOTE.sub("", text)) != text and len(shorter) >= 12:
        text = shorter
    folded = fold(text.strip("[] "))
    if folded in _NO_TITLE or _repeats(folded, fold(container)):
        return Title()
    return Title(
        text=folded,
        kind=(said and said.lastgroup) or _ending(text) or _kind(text, folded),
        part=_part(folded),
        generic=GENERIC.fullmatch(folded) is not None,
    )


#: Letters of a container that a title may repeat.
_SHORTEST_NAME = 8


def title_words(text: str) -> list[str]:
    """The words of a folded title in order, Roman numerals as digits."""
    words = text.split()
    return words if ROMAN.keys().isdisjoint(words) else [ROMAN.get(word, word) for word in words]


def _repeats(title: str, container: str) -> bool:
    """Whether ``title`` is its container's name and nothing but volume and paper numbers."""
    if len(container) < _SHORTEST_NAME or not title.startswith(container):
        return False
    rest = title.replace(container, " ")
    return not re.sub(r"\b(?:volume|vol|issue|number|no|paper|article|\d+)\b", "", rest).strip()


# One of these stands in every notice's title, here or in front; most titles have none and need no closer look.
_SIGNS = ("errat", "corrig", "addend", "correction", "retraction", "reply", "editorial", "protocol")
_SIGN = re.compile("|".join(_SIGNS))
_OPENINGS = (
    *(
        "the author ",
        "the authors ",
        "author ",
        "authors ",
        "publisher ",
        "publishers ",
        "repl",
        "respon",
        "rejoin",
    ),
    *("retract", "withdraw", "notice of", "expression of", "guest edit", "editor", "a comment", "comment"),
    *("a discussion", "discussion", "a letter", "letter", "re ", "book review", "review"),
)


def _ending(text: str) -> str:
    """The kind of notice that the end of a title tells."""
    match = _ENDING.search(text)
    return (match.lastgroup or "erratum") if match else ""


def _kind(text: str, folded: str) -> str:
    heading = _HEADING.match(text)
    if not heading and not folded.startswith(_OPENINGS) and not _SIGN.search(folded):
        return ""
    if heading and heading.lastgroup:
        return heading.lastgroup
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), "")


def _part(folded: str) -> str:
    for word in _PART.findall(folded):
        number = ROMAN.get(word) or _SMALL.get(word) or (word.lstrip("0") if word.isdigit() else "")
        if number and len(number) < 4:
            return str(number)
    if match := _FINAL_ROMAN.search(folded):
        return ROMAN.get(match[1]) or _SMALL[match[1]]
    return ""


#: The longest that a `GENERIC` title gets without a number at its end, and a title that is none.
_LONGEST_GENERIC, _LONGEST_NONE = 80, max(map(len, _NO_TITLE))
# What may be a notice or a part, in folded titles that stand on lines.
_TELLING = re.compile(
    rf"\s(?:{'|'.join(_SIGNS)}|(?:{'|'.join(_DIVISIONS)}) (?:\d|(?:{'|'.join([*ROMAN, *_SMALL])})\b)"
    r"|[ivx]{1,4}(?:$| (?:the|an?)\b))".encode(),
    re.MULTILINE,
)


class _Beginnings:
    """Some beginnings of words, looked for in many words at once by their first three letters."""

    def __init__(self, words: Iterable[str]) -> None:
        heads = {int.from_bytes(f"{word} "[:3].encode(), "little") for word in words}
        self._is_one = np.zeros(1 << 16, dtype=np.bool_)
        self._is_one[_short_hash(np.array([*heads], dtype=np.uint32))] = True

    def among(self, lines: Lines, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the places where words start at which one of these may; of the others hardly any."""
        # Every byte of the lines with the three after it, as one number.
        fours = np.ndarray((len(lines.data),), dtype="<u4", buffer=lines.data + b"\n\n\n", strides=(1,))
        return starts[self._is_one[_short_hash(fours[starts] & np.uint32(0xFFFFFF))]]


def _short_hash(heads: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return heads * np.uint32(0x9E3779B1) >> np.uint32(16)


# How what `_TELLING` takes for a final Roman numeral goes on, into the next line too.
_ROMAN = (
    "".join(letters)
    for second, third in (("ivx", "ivx \n"), (" ", "ta"), ("\n", f"\n{digits}{ascii_lowercase}"))
    for letters in product("ivx", second, third)
)
_TELLING_WORDS, _OPENING_WORDS = _Beginnings([*_SIGNS, *_DIVISIONS, *_ROMAN]), _Beginnings(_OPENINGS)


def read_titles(titles: Lines, folded: Lines, containers: Sequence[str]) -> Titles:
    """`read_title` of each title and the container in the same place, most of them without a closer look.

    Args:
        titles: clean.
        folded: the same, folded.
        containers: one for each.
    """
    texts = folded.texts()
    kinds, parts = [""] * len(texts), np.zeros(len(texts), dtype=np.int32)
    generic = _generic(texts, folded)
    changes: dict[int, str] = {}
    rows = sorted({*_telling(texts, folded), *_noted(titles), *_repeating(texts, containers)})
    for row, text in zip(rows, titles.take(rows), strict=True):
        title = read_title(text, containers[row])
        kinds[row], parts[row], generic[row] = title.kind, int(title.part or 0), title.generic
        if title.text != texts[row]:
            changes[row] = title.text
    return Titles(folded.replaced(changes), kinds, parts, generic)


def _telling(texts: Sequence[str], folded: Lines) -> Iterator[int]:
    """The places of the titles in which something like a notice's word or a part's number stands."""
    starts = np.flatnonzero(folded.letters() <= ord(" "))[:-1] + 1
    places = _TELLING_WORDS.among(folded, starts) - 1
    telling = [place for place in places.tolist() if _TELLING.match(folded.data, place)]
    yield from folded.rows(np.array(telling, dtype=np.int64) + 1)
    openings = _OPENING_WORDS.among(folded, folded.feeds[:-1] + 1)
    yield from (row for row in folded.rows(openings) if texts[row].startswith(_OPENINGS))
    short = np.flatnonzero(folded.lengths() <= _LONGEST_NONE)
    yield from (row for row in short.tolist() if texts[row] in _NO_TITLE)


# Bytes of a note, markup or of letters that are none before they are folded, such as a trade mark.
_IS_ODD = bytes(code in b"[&<(" or code >= 0x80 for code in range(256))


def _noted(titles: Lines) -> Iterator[int]:
    """The places of the titles that may hold a note, markup or a heading."""
    yield from np.flatnonzero(titles.lengths() > MAX_TITLE).tolist()
    rows = titles.rows(np.flatnonzero(np.frombuffer(titles.data.translate(_IS_ODD), dtype=np.bool_)))
    for row, title in zip(rows, titles.take(rows), strict=True):
        is_marked = "[" in title or "&" in title or "<" in title
        # What is no letter may stand before a heading.
        is_foreign = not title.isascii() and (_HEADING.match(title) or not is_plain(title))
        if is_marked or is_foreign or ("(" in title and _MAY_BE_NOTICE.search(title)):
            yield row


def _repeating(texts: Sequence[str], containers: Sequence[str]) -> Iterator[int]:
    """The places of the titles that start with the name of their container."""
    names = {name: _fold_container(name) for name in set(containers)}
    heads = {name[:_SHORTEST_NAME] for name in names.values() if len(name) >= _SHORTEST_NAME}
    for row, text in enumerate(texts):
        if text[:_SHORTEST_NAME] in heads and text.startswith(names[containers[row]]):
            yield row


@lru_cache(maxsize=1 << 13)
def _fold_container(name: str) -> str:
    return fold(name)


def _generic(texts: Sequence[str], folded: Lines) -> NDArray[np.bool_]:
    lengths, ends = folded.lengths(), folded.letters()[folded.feeds[1:] - 1]
    is_generic = (lengths <= _LONGEST_GENERIC) | ((ends >= ord("0")) & (ends <= ord("9")))
    for row in np.flatnonzero(is_generic).tolist():
        is_generic[row] = GENERIC.fullmatch(texts[row]) is not None
    return is_generic
