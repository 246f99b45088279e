"""Names of people and organisations, read from every order and abbreviation that pages use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["auto", "given-first", "family-first"]

PARTICLES = frozenset(
    (
        "van von der den de del della di da dos das du la le el al bin ibn ter ten zu zur zum af av y e 't do op in "
        "ap ab st san santa abu ben dal dalla dello degli"
    ).split()
)
SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv", "jnr", "snr"])
_ORGANISATION = re.compile(
    r"\b(?:universit\w*|institut\w*|organi[sz]ation|consortium|collaboration|group|committee|society|"
    r"association|ministry|department|office|agency|council|network|team|project|investigators|"
    r"foundation|cent(?:er|re)|commission|bank|press|program(?:me)?|initiative|laborator\w+|academy|"
    r"survey|alliance|federation|union|service|board|inc|ltd|gmbh|llc)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile("(?:[A-Z]\\.?-?){1,4}|(?:[\u0410-\u042f]\\.-?){1,4}")
# "Anna Sergeevna" in its own script: whoever ends with the father's name begins with the family's.
_PATRONYMIC = re.compile(
    "[\u0400-\u04ff]{2,}(?:\u043e\u0432\u0438\u0447|\u0435\u0432\u0438\u0447|\u0439\u043e\u0432\u0438\u0447|\u044c\u0438\u0447|\u043e\u0432\u043d\u0430|\u0435\u0432\u043d\u0430|\u0456\u0432\u043d\u0430|\u0457\u0432\u043d\u0430|\u0438\u0447\u043d\u0430|\u043e\u0433\u043b\u044b|\u043a\u044b\u0437\u044b)",
    re.IGNORECASE,
)
# "Stefan M\u00fcller 0007": how lists of names tell people of one name apart.
_NUMBERED = re.compile(r"(?<=[^\W\d_])\s\d{4}$")
_LONGEST = 1_000
"""Characters of a name that are read; longer ones are lists or not names."""
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person (``family``, ``given``) or an organisation or unsplit name (``literal``).

    Attributes:
        family: family name with its particles, as written.
        given: given names or initials, as written.
        suffix: "Jr", "III".
        literal: the whole name, where it has no parts.
        orcid: bare ORCID iD.
        affiliation: names of organisations, in the order stated.
        role: None for the field's own role, else "advisor", "referee", ...
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""
    orcid: str | None = None
    affiliation: tuple[str, ...] = ()
    role: str | None = None

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def initials(self) -> str:
        """The folded first letters of the given names: "ps" for "Pamela Sue", "p" for "P."."""
        return "".join([word[0] for word in folded(self.given).split()])

    @property
    def key(self) -> str:
        """The folded family name (or literal), for comparison."""
        return folded(self.family or self.literal)


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """`fold` of a part of a name; the same people are compared again and again."""
    return fold(text)


def all_affiliations(names: Iterable[Name]) -> tuple[str, ...]:
    """What the person is affiliated with by any of these ``names``, each place once, in the first spelling."""
    places: dict[str, str] = {}
    for name in names:
        for place in name.affiliation:
            places.setdefault(folded(place), place)
    return tuple(places.values())


def parse_name(text: str, order: Order = "auto") -> Name | None:
    """The name that ``text`` is, or None where nothing is left of it.

    "auto" reads the comma form, initials after the family name (Vancouver), and otherwise given
    names first.

    >>> [str(parse_name(t)) for t in ("Attree P", "Lewis G. F.", "Bank, Peter")]
    ['Attree, P', 'Lewis, G. F.', 'Bank, Peter']
    >>> [str(parse_name(t)) for t in ("Payne SA", "Morris, Sara", "Teven Le Scao", "Smith, Jr., John")]
    ['Payne, SA', 'Morris, Sara', 'Le Scao, Teven', 'Smith, John, Jr']
    >>> [str(parse_name(t)) for t in ("ATTREE P", "山田 太郎", "Haroldo E Salvo")]
    ['ATTREE, P', '山田, 太郎', 'Salvo, Haroldo E']
    >>> str(parse_name("Егоров Пётр Ильич")), str(parse_name("Пётр Ильич Егоров"))
    ('Егоров, Пётр Ильич', 'Егоров, Пётр Ильич')
    >>> str(parse_name("World Health Organization")), str(parse_name("王小明")), parse_name(" , ")
    ('World Health Organization', '王小明', None)
    """
    text = re.sub(r"\s*\[[^\[\]]{0,200}\]", "", clean(text[:_LONGEST])).strip(" ;,&*†‡")
    text = _NUMBERED.sub("", text)
    if not fold(text):
        return None
    if "," in text:
        return _comma_form(text)
    words = text.split()
    if len(words) == 1 or is_organisation(text):
        return Name(literal=text)
    if _CJK.search(text) and len(text.replace(" ", "")) <= 6:
        # In their own script, Chinese, Japanese and Korean names begin with the family's.
        return _split(words, "family-first" if order == "auto" else order)
    return _split(words, order)


def is_organisation(text: str) -> bool:
    """Whether ``text`` reads as an organisation's name rather than a person's."""
    return bool(_ORGANISATION.search(text)) or bool(
        re.match(r"(?:the|for the|on behalf of)\s", text, re.IGNORECASE)
    )


def split_names(text: str) -> list[str]:
    """The names that one string lists, by semicolon, " and ", or comma between whole names.

    >>> split_names("Le, A; Li, B"), split_names("Ann Lee, Bo Li"), split_names("Morris, Sara")
    (['Le, A', 'Li, B'], ['Ann Lee', 'Bo Li'], ['Morris, Sara'])
    """
    if ";" in text:
        parts = text.split(";")
    elif re.search(r"\sand\s|\s&\s", text) and not is_organisation(text):
        parts = re.split(r",?\s(?:and|&)\s", text)
        if (
            len(parts) == 2
            and parts[0].count(",")
            and all(" " in part.strip() for part in parts[0].split(","))
        ):
            parts = [*parts[0].split(","), parts[1]]
    elif text.count(",") and all(len(part.split()) >= 2 for part in text.split(",")):
        parts = text.split(",")
    else:
        parts = [text]
    return [part.strip() for part in parts if part.strip(" ,;.")]


def _comma_form(text: str) -> Name | None:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    # "Bank, Peter" is a person; "University of Bath, Library" is not.
    if len(parts) > 1 and " " in parts[0] and is_organisation(text):
        return Name(literal=text)
    suffix = next((part for part in parts[1:] if part.strip(".").lower() in SUFFIXES), "")
    rest = [part for part in parts if part != suffix or not suffix]
    if not rest:
        return None
    if len(rest) == 1:
        return Name(literal=rest[0]) if not suffix else Name(family=rest[0], suffix=suffix.strip("."))
    return Name(family=rest[0], given=" ".join(rest[1:]), suffix=suffix.strip("."))


def _split(words: list[str], order: Order) -> Name:
    suffix = ""
    if len(words) > 2 and words[-1].strip(".").lower() in SUFFIXES:
        suffix, words = words[-1].strip("."), words[:-1]
    if order == "family-first" or (order == "auto" and _ends_in_patronymic(words)):
        return Name(family=words[0], given=" ".join(words[1:]), suffix=suffix)
    tail = _trailing_initials(words) if order == "auto" else 0
    if tail:
        return Name(family=" ".join(words[:-tail]), given=" ".join(words[-tail:]), suffix=suffix)
    cut = len(words) - 1
    # "Eça e Queirós" has a particle, "Haroldo E Salvo" an initial.
    while (
        cut > 1
        and (words[cut - 1].lower() in PARTICLES or words[cut - 1] == "St.")
        and words[cut - 1] not in ("E", "Y")
    ):
        cut -= 1
    return Name(family=" ".join(words[cut:]), given=" ".join(words[:cut]), suffix=suffix)


def _ends_in_patronymic(words: list[str]) -> bool:
    return (
        len(words) == 3
        and bool(_PATRONYMIC.fullmatch(words[2]))
        and not _PATRONYMIC.fullmatch(words[1])
        and not words[1].endswith(".")
    )


def _trailing_initials(words: list[str]) -> int:
    """How many of the last words are Vancouver's initials: 1 in "Attree P", 2 in "Lewis G. F.", 0 in "JO LI".

    Among capitals only a letter alone is an initial: 1 in "ATTREE P".
    """
    tail = 0
    while tail < len(words) - 1 and _INITIALS.fullmatch(words[-tail - 1]):
        tail += 1
    if all(word.isupper() for word in words[: len(words) - tail]):
        while tail and not all(len(word.strip(".")) == 1 for word in words[-tail:]):
            tail -= 1
        return tail if all(len(word) > 1 for word in words[: len(words) - tail]) else 0
    return tail
