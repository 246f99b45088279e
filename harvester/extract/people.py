"""People as pages write them: one name with what librarians and publishers hang on it, or many names in one text."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.extract.degrees import DEGREES, without_degree, without_degrees
from harvester.extract.roles import role_of
from harvester.formats.values import people_in as listed_people
from harvester.model import Name, parse_name
from harvester.model.name import SUFFIXES, is_organisation
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_LIST = 50_000
"""Characters of one text of names that are read."""

MAX_ROLES = 3
"""Roles behind one name that are taken off it."""

#: Roles that make nobody an author; a speaker or a researcher may well be one.
_OTHERS = frozenset(
    {"advisor", "referee", "committee-member", "editor", "translator", "illustrator", "sponsor", "depositor"}
)
#: Words for roles that are given names too: "Hovy, Ed", "Petrov, Jury".
_GIVEN_TOO = frozenset({"ed", "juri", "jury", "mentor", "red"})
#: What systems write where they know no author, folded.
_NOBODY = frozenset(
    {
        "admin", "administrator", "site admin", "super user", "webmaster", "user", "test user", "guest", "author",
        "authors", "no author", "unknown", "unknown author", "anonymous", "anon", "various", "others", "et al",
        "na", "n a", "none", "null", "undefined", "not available",
    }
)  # fmt: skip
# "Lee, Ann, 1950-2001" and "Lee, Ann (1950-)", as library catalogues tell people of one name apart.
_YEARS = re.compile(
    r",?\s*\(?\b(?:b\.|born|ca\.|approximately|d\.)?\s*1[5-9]\d\d\s*[-\u2013]\s*(?:(?:ca\.\s*)?(?:1[5-9]|20)\d\d)?\)?"
    r"(?=\s*(?:[,.;]|$))|,\s*(?:b\.|born|d\.)?\s*(?:1[5-9]|20)\d\d\s*$",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?:,\s*|\s+)(?:Ph\.?\s?D\.?|D\.?Phil\.?|M\.?Sc\.?|B\.?Sc\.?|MBBS|MPH|MBChB|Dr\.?\s?rer\.?\s?nat\.?|M\.D\.,?\s*Ph\.?D\.?)(?=,|\s*$)"
)
_HONORIFIC = re.compile(
    r"^(?:(?:Univ\.-)?Prof(?:essor|\.)?|Doctor|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Dipl\.-\w+\.?|Frau|Herr)\s+"
    r"(?:(?:Dr|Prof)\.?\s+)*(?=[^\W\d_]{2})"
)
_MAIL = re.compile(r"[<(]?[^\s@<(]{1,100}@[^\s@>)]{1,100}[>)]?")
# "Ann Lee1,2*": footnotes. Names hold no figures.
_FOOTNOTES = re.compile(
    r"(?<=[^\W\d_.])[\s,]{0,3}[\d\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021\u00a7\u00b6]{1,9}[\d\s,*]{0,30}$"
)
_ROLE = re.compile(r"(?:\s*\(([^()]{2,40})\)|,\s*([^,()]{2,30}))\.?\s*$")
_BRACKETS = re.compile(r"\s*[(\uff08]([^()\uff08\uff09]{0,200})[)\uff09]")
_BEHIND = re.compile(r"(?<=\S)\s*[(\uff08]([^()\uff08\uff09]{2,200})[)\uff09]$")
# "Attree P", one of a list that commas set apart.
_VANCOUVER = re.compile(r"[^\W\d_][^,;.]{1,40}\s[^\W\d_a-z]{1,3}")
#: Particles that keep a small letter where capitals are undone.
_SMALL = frozenset("van von der den de del della di da dos das du ten ter zu zur af av".split())
_AND = re.compile(r",?\s(and|&|und|et|och|og)\s")
#: Letters that only languages have that tell a dotted I from one without: Turkish, Azerbaijani.
_OF_TWO_I = "\u0130\u0131\u011e\u011f"
_TO_SMALL = str.maketrans({"\u0130": "i", "I": "\u0131"})
#: The same where every name is "Family, Given", in languages whose word for it may be part of a name elsewhere.
_AND_IN_PAIRS = re.compile(r",?\s(?:and|&|und|et|och|og|en|y|e|i|ja|ve)\s")
_CAPITALS = re.compile(r"[^\W\d_a-z]{2,}(?:[-'\u2019][^\W\d_a-z]{2,})*")


def read_people(texts: Iterable[str]) -> tuple[Name, ...]:
    """The people that ``texts`` name, each once, in order; one text may name several.

    >>> [str(n) for n in read_people(["Reef, D. F.; King, G."])]
    ['Reef, D. F.', 'King, G.']
    >>> [str(n) for n in read_people(["Donald F. Reef, Gary King, Jessy Dupont"])]
    ['Reef, Donald F.', 'King, Gary', 'Dupont, Jessy']
    >>> [str(n) for n in read_people(["YAMADA Taro", "Wei LIU"])]
    ['YAMADA, Taro', 'LIU, Wei']
    """
    parts = [part for text in texts for part in clean(text[:MAX_LIST]).split(";") if part.strip()]
    in_capitals = sum(map(_is_marked, parts)) * 2 >= len(parts)
    found: list[Name] = []
    for part in parts:
        split = _by_capitals(_HONORIFIC.sub("", part.strip())) if in_capitals else None
        found += [split] if split else _people_in(part)
    return tuple(dict.fromkeys(name for name in found if fold(str(name)) not in _NOBODY))


def read_person(text: str) -> Name | None:
    """The person that ``text`` names, with the role that stands behind the name; None where nothing is left.

    >>> str(read_person("Lee, Ann, 1950-")), str(read_person("Prof. Dr. Ann Lee, PhD")), str(read_person("Suharto, -"))
    ('Lee, Ann', 'Lee, Ann', 'Suharto')
    >>> str(read_person("Smith Jr., John"))
    'Smith, John, Jr'
    >>> read_person("Old, Bo, thesis advisor").role, str(read_person("Ann Lee (University of Bath)"))
    ('advisor', 'Lee, Ann')
    >>> str(read_person("van Dam, K.J. (TU Delft Hydraulics)")), str(read_person("Gulls Group (Paris)"))
    ('van Dam, K.J.', 'Gulls Group (Paris)')
    """
    text, role = _without_role(_without_ballast(clean(text)))
    # "Lee, Ann1, Author": the footnote stands before the role.
    name = parse_name(_without_ballast(text) if role else text)
    if name is None:
        return None
    if name.given and not fold(name.given):
        name = Name(literal=name.family)
    family, _, last = name.family.rpartition(" ")
    if family and not name.suffix and last.strip(".").lower() in SUFFIXES:
        name = replace(name, family=family, suffix=last.strip("."))
    return replace(name, role=None if role in ("", "author") else role)


# Every carrier of a page writes the same names.
@lru_cache(maxsize=1 << 10)
def _people_in(part: str) -> tuple[Name, ...]:
    """The people in a text without semicolons: one, or a list that commas or "and" set apart."""
    if listed := _vancouver(part):
        return listed
    part = _without_ballast(part)
    text, role = _without_role(part)
    if role:
        found = read_person(part)
        return (found,) if found else ()
    if pairs := _joined_pairs(text):
        return pairs
    commas = [one.strip() for one in text.split(",")]
    joints = len(_AND.findall(text))
    if not joints and len(commas) <= 2 and not all(" " in one for one in commas[1:]):
        # One comma between single names parts family and given.
        one = read_person(part)
        return (one,) if one else ()
    if listed := _vancouver(text):
        return listed
    before, _joint, last = _AND.split(text) if joints == 1 else ("", "", "")
    if "," in before and "," not in last and all(" " in one.strip() for one in before.split(",")):
        # "D. F. Reef, G. King and J. Dupont"
        text = f"{before}, {last}"
    names, _ = listed_people(text)
    if len(names) > 1 and not is_organisation(text):
        return names
    one = read_person(text)
    return (one,) if one else ()


def _vancouver(text: str) -> tuple[Name, ...]:
    """The people of a list "Attree P, Morris S"; none where it is another, as "Ann Lee MPH, Bo Ng MSC" is."""
    parts = [without_degree(one.strip()) for one in text.split(",")]
    if len(parts) < 2 or not all(map(_VANCOUVER.fullmatch, parts)):
        return ()
    found = without_degrees([name for one in parts if (name := parse_name(one))])
    return () if all(one.given in DEGREES for one in found) else tuple(found)


def _joined_pairs(text: str) -> tuple[Name, ...]:
    """The people of "Lee, Ann and Ng, Bo", one comma each; none where the text is another list.

    The same capitals behind every name are where all of them work: "Lee, Ann UBX och Ng, Bo UBX".
    """
    pieces = _AND_IN_PAIRS.split(text)
    if len(pieces) < 2 or any(piece.count(",") != 1 for piece in pieces) or is_organisation(text):
        return ()
    found = [name for piece in pieces if (name := parse_name(piece))]
    last = {name.given.rpartition(" ")[2] for name in found}
    tail = last.pop() if len(last) == 1 else ""
    if len(tail) > 2 and tail.isupper() and all(" " in name.given for name in found):
        found = [replace(name, given=name.given.rpartition(" ")[0]) for name in found]
    return tuple(found)


def _without_ballast(text: str) -> str:
    text = _YEARS.sub("", _MAIL.sub("", text)).strip(" ,;")
    text = text if is_organisation(text) else _FOOTNOTES.sub("", text)
    text = _HONORIFIC.sub("", _DEGREES.sub("", text))
    text = _BRACKETS.sub(_in_brackets, text).strip(" ,;")
    behind = _BEHIND.search(text)
    # What stands in brackets behind a name is a role or a place: "Holzer, E B (CERN)".
    if behind and not role_of(behind[1]) and not is_organisation(text[: behind.start()]):
        text = text[: behind.start()].rstrip(" ,;")
    return text


def _in_brackets(match: re.Match[str]) -> str:
    """Nothing for a place of work or the name in another script; a role in brackets stays, and a nickname."""
    inside = match[1]
    dropped = not role_of(inside) and (is_organisation(inside) or max(inside, default=" ") > "\u024f")
    return "" if dropped else match[0]


def _without_role(text: str) -> tuple[str, str]:
    """``text`` and the role stated behind the name, in brackets or behind a comma: "" where there is none."""
    found = ""
    # "Old, Bo, degree supervisor, author." has two; the last one counts.
    for _ in range(MAX_ROLES):
        match = _ROLE.search(text, max(len(text) - 60, 0))
        role = role_of(match[1] or match[2]) if match else None
        if not match or not role:
            break
        # "Hovy, Ed" is a name; "Old, Bo, ed" and "Bo Old, Ed." are editors.
        named_so = match[2] and fold(match[2]) in _GIVEN_TOO and "," not in text[: match.start()]
        if named_so and not text.rstrip().endswith("."):
            break
        text, found = text[: match.start()], found or (role if role in _OTHERS else "author")
    return text, found


def _is_marked(text: str) -> bool:
    """Whether capitals mark the family name of "YAMADA Taro": a run of capital words at one end, and others."""
    runs = [bool(_CAPITALS.fullmatch(word)) for word in text.split()]
    long = any(len(word) >= 4 for word, run in zip(text.split(), runs, strict=True) if run)
    at_end = runs[0] or runs[-1]
    return "," not in text and long and at_end and not all(runs) and not is_organisation(text)


def _by_capitals(text: str) -> Name | None:
    """The name whose family name stands in capitals, or None where that is not to be seen."""
    words = text.split()
    runs = [bool(_CAPITALS.fullmatch(word)) for word in words]
    if "," in text or all(runs) or not (runs[0] or runs[-1]) or is_organisation(text):
        return None
    if runs[0]:
        cut = runs.index(False)
        return None if any(runs[cut:]) else Name(family=" ".join(words[:cut]), given=" ".join(words[cut:]))
    cut = len(runs) - runs[::-1].index(False)
    return Name(family=" ".join(words[cut:]), given=" ".join(words[:cut]))


def without_habits(people: Sequence[Name]) -> tuple[Name, ...]:
    """The people with family names in capitals, or all names in small letters, written as names are.

    Undone only where it is the habit of the whole list, or of most of it; the witnesses keep it.

    >>> [str(n) for n in without_habits([Name(family="MOORE", given="A."), Name(family="DE SOUZA", given="ANA MARIA")])]
    ['Moore, A.', 'de Souza, Ana Maria']
    >>> [str(n) for n in without_habits([Name(family="wolf", given="jo")])]
    ['Wolf, Jo']
    >>> [str(n) for n in without_habits([Name(family="LI", given="A"), Name(family="Moore", given="B")])]
    ['LI, A', 'Moore, B']
    """
    long = [name for name in people if len(fold(name.family)) > 3]
    shouted = sum(name.family.isupper() for name in long)
    whispered = sum(name.family.islower() and not name.given[:1].isupper() for name in long)
    if not long or max(2 * shouted, whispered) < len(long):
        return tuple(replace(name, given=_given(name.given)) if _shouts(name) else name for name in people)
    two_i = any(letter in str(name) for name in people for letter in _OF_TWO_I)
    return tuple(
        replace(name, family=_cased(name.family, two_i=two_i), given=_given(name.given, two_i=two_i))
        for name in people
    )


def _shouts(name: Name) -> bool:
    """Whether the given names alone are in capitals that are no initials."""
    words = name.given.split()
    return (
        name.given.isupper() and not name.family.isupper() and any(len(word.strip(".")) > 3 for word in words)
    )


def _given(text: str, *, two_i: bool = False) -> str:
    """Given names cased; "JMA" alone is taken for initials, "ANA MARIA" not."""
    return _cased(text, initials=1 if any(len(word) > 3 for word in text.split()) else 3, two_i=two_i)


def _cased(text: str, initials: int = 1, *, two_i: bool = False) -> str:
    """``text`` with each word that is all capitals or all small written as a name; short capitals may be initials."""
    words = text.split()
    small = 0
    while small < len(words) - 1 and words[small].lower() in _SMALL:
        small += 1
    return " ".join(
        [word.lower() for word in words[:small]]
        + [_word(word, initials, two_i=two_i) for word in words[small:]]
    )


def _word(word: str, initials: int, *, two_i: bool) -> str:
    if "." in word or not (word.isupper() or word.islower()) or (word.isupper() and len(word) <= initials):
        return word
    if two_i and word.isupper():
        # The letters that begin a part stay as they are.
        small = word.translate(_TO_SMALL).lower()
        return re.sub(r"(?:^|(?<=[-'\u2019]))[^\W\d_]", lambda letter: word[letter.start()], small)
    cased = re.sub(
        r"(?:^|(?<=[-'\u2019]))[^\W\d_]",
        lambda letter: letter[0].upper(),
        word.lower().replace("i\u0307", "i"),
    )
    return re.sub(r"(?<=^Mc)[^\W\d_]", lambda letter: letter[0].upper(), cased)
