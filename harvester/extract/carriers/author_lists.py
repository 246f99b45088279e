"""Lists of authors as citations print them, such as "Attree, P., Morris, S., & Payne, S."."""

from __future__ import annotations

import re
from typing import NamedTuple

from harvester.extract.degrees import without_degree, without_degrees
from harvester.model import Name, parse_name
from harvester.model.name import PARTICLES, SUFFIXES, is_organisation
from harvester.model.text import clean

MAX_NAMES = 5_000
MAX_NAME = 80
"""Characters of one name; what is longer is no name."""

_CUT = re.compile(
    r"[\s,;&]{0,6}(?:\bet\.?\s+al\b\.?|\band others\b|(?-i:\bu\.\s?a\.)|\be outros\b|\by otros\b|\u2026|\.\.\.)[\s,.]*",
    re.IGNORECASE,
)
_EDITORS = re.compile(
    r"[\s,]{0,6}[(\[](?:eds?|hrsg|hg|dirs?|coords?|orgs?|editors?|comps?)\.?[)\]][\s,.]*$", re.IGNORECASE
)
_AND = re.compile(r"\s*[,;]?\s+(?:&|and|und|et|y|e|en|i)\s+(?=[^\W\d_])")
# "P.", "S. A.", "J.-P.", "SA", "Yu. V."; never in lower case alone.
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]?){1,5}")
_DOTTED = re.compile(r"(?:[^\W\d_][^\W\d_A-Z]{0,2}\.[\s-]?){1,4}")
# "Ana. Gaivotas do norte": a full stop behind a word ends a sentence, and no name holds two.
_SENTENCE = re.compile(r"[^\W\d_]{4,}\.\s|:\s|[?!]")
_VANCOUVER = re.compile(
    r"(?P<family>.*[^\W\d_]{2,})\s(?P<initials>(?!Jr|Sr|II|IV)[^\W\d_]{1,4}|[^\W\d_](?:-[^\W\d_]){1,2})(?:\s(?P<suffix>Jr|Sr|II|III|IV)\.?)?"
)


class AuthorList(NamedTuple):
    """The people of a citation.

    Attributes:
        names: in order; never empty.
        cut: whether the list says that it goes on ("et al.").
        editors: whether it says that they are editors.
        guessed: whether the given names stand in front, so that where the family name begins is a guess.
    """

    names: tuple[Name, ...]
    cut: bool = False
    editors: bool = False
    guessed: bool = False

    @property
    def raw(self) -> str:
        """The list as text, joined with "; "; a name has a comma only where the line shows which its family name is."""
        names = (
            f"{one.given} {one.family}" if self.guessed and one.family else str(one) for one in self.names
        )
        return "; ".join(names) + (" et al." if self.cut else "")


def read_list(text: str) -> AuthorList | None:
    """The people that ``text`` lists, in whichever of the usual forms; None where it does not read as one.

    >>> [str(n) for n in read_list("Attree, P., van der Berg, S. A., & Payne, S.").names]
    ['Attree, P.', 'van der Berg, S. A.', 'Payne, S.']
    >>> [str(n) for n in read_list("Attree, Pamela, Sara Morris, and Sheila Payne").names]
    ['Attree, Pamela', 'Morris, Sara', 'Payne, Sheila']
    >>> [str(n) for n in read_list("Doe, Jane and Smith, John et al.").names], read_list("the effect, of 3 gulls")
    (['Doe, Jane', 'Smith, John'], None)
    """
    text = clean(text).strip(" ,;:")
    editors = bool(_EDITORS.search(text))
    text = _EDITORS.sub("", text)
    cut = _CUT.search(text)
    if cut:
        # Behind an ellipsis stands the last author of many, behind "et al." nothing.
        if text[cut.end() :] and "l" in cut[0]:
            return None
        text = text[: cut.start()]
    text = re.sub(r"(?<=[^\W\d_][^\W\d_A-Z])\.$", "", text.strip(" ,;:&"))
    names = _read(text) if text and not re.search(r"\d|https?:", text) else None
    if not names or not any(name.given or is_organisation(name.literal) for name in names):
        return None
    guessed = ("," not in text or len(names) > 1) and not _has_order(text, names)
    return AuthorList(tuple(names[:MAX_NAMES]), cut is not None, editors, guessed)


def _has_order(text: str, names: list[Name]) -> bool:
    """Whether the text writes the last name with its family name in front."""
    last = names[-1]
    return bool(last.literal) or text.rstrip(" .").rfind(last.family) < text.rstrip(" .").rfind(
        last.given.rstrip(".")
    )


def _read(text: str) -> list[Name] | None:
    if ";" in text:
        return _whole([_AND.sub("", part) if part.strip()[:2] == "& " else part for part in text.split(";")])
    by_and = [part.strip(" ,") for part in _AND.split(text)]
    if len(by_and) > 1 and all(part.count(",") == 1 for part in by_and):
        # "Doe, Jane and Smith, John": EPrints
        return _whole(by_and)
    parts = [part for piece in by_and for part in re.split(r"\s*,\s*", piece) if part]
    return _pairs(parts) or _vancouver(parts) or _chicago(parts, by_and) or _natural(parts, text)


def _whole(parts: list[str]) -> list[Name] | None:
    """One name a part."""
    found = [parse_name(part) for part in parts if part.strip(" .&")]
    sound = [name for name in found if name and _is_name(str(name))]
    return sound if sound and len(sound) == len(found) else None


def _pairs(parts: list[str]) -> list[Name] | None:
    """Family name and initials in turn, perhaps with "Jr." behind them; an organisation may stand among them."""
    found: list[Name] = []
    at = 0
    while at < len(parts):
        family, given = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if given.strip(".").lower() in SUFFIXES and found:
            return None
        if _is_initials(given) and _is_name(family):
            at += 2
            suffix = (
                parts[at].strip(".") if at < len(parts) and parts[at].strip(".").lower() in SUFFIXES else ""
            )
            at += bool(suffix)
            found.append(Name(family=family, given=given, suffix=suffix))
        elif found and is_organisation(family):
            found.append(Name(literal=family))
            at += 1
        else:
            return None
    return found or None


def _vancouver(parts: list[str]) -> list[Name] | None:
    """Initials behind the family name, no comma between: "Attree P, Payne SA"."""
    found: list[Name] = []
    for part in parts:
        match = _VANCOUVER.fullmatch(without_degree(part.rstrip(".")))
        if match and match["initials"].isupper() and _is_name(match["family"]):
            found.append(Name(family=match["family"], given=match["initials"], suffix=match["suffix"] or ""))
        elif found and is_organisation(part):
            found.append(Name(literal=part))
        else:
            return None
    return without_degrees(found) or None


def _chicago(parts: list[str], by_and: list[str]) -> list[Name] | None:
    """Only the first name turned round: "Attree, Pamela, Sara Morris, and Sheila Payne"."""
    turned = len(parts) > 2 and "," in by_and[0] and (" " not in parts[0] or " " not in parts[1])
    if not turned or any(_DOTTED.fullmatch(word) for word in parts[0].split()):
        return None
    first, rest = Name(family=parts[0], given=parts[1]), parts[2:]
    if not all(len(part.split()) > 1 for part in rest) or not _is_name(f"{parts[0]} {parts[1]}"):
        return None
    others = _whole(rest)
    return [first, *others] if others else None


def _natural(parts: list[str], text: str) -> list[Name] | None:
    """Given names in front, "Pamela Attree, Sara Morris"; or one person, "Attree, Pamela"; or one organisation."""
    if is_organisation(text) and len(text) <= 2 * MAX_NAME and text.count(",") < 2:
        return [Name(literal=text)]
    if len(parts) == 2 and "," in text:
        return _one_or_two(parts)
    if len(parts) > 1 and any(len(part.split()) < 2 for part in parts):
        return None
    return _whole(parts)


def _one_or_two(parts: list[str]) -> list[Name] | None:
    """One person in "Le, Teven", two in "Ann B. Lee, Bo Ng"; of "Garcia Ruiz, Ana Maria" only a reader could tell."""
    family, given = (part.split() for part in parts)
    if any(_DOTTED.fullmatch(word) for word in family):
        return _whole(parts)
    one = (
        len(family) == 1 or len(given) == 1 or family[0].lower() in PARTICLES or _DOTTED.fullmatch(given[-1])
    )
    return _whole([", ".join(parts)]) if one else None


def _is_initials(text: str) -> bool:
    return bool(_INITIALS.fullmatch(text) and text.isupper()) or bool(_DOTTED.fullmatch(text))


def _is_name(text: str) -> bool:
    """Whether a text can be a name: short, few words, none in lower case but particles."""
    words = text.replace(",", " ").split()
    if not words or len(text) > MAX_NAME or _SENTENCE.search(text):
        return False
    plain = all(
        word.lower() in PARTICLES for word in words if word[0].islower() and word[1:2] not in ("'", "\u2019")
    )
    return is_organisation(text) or (plain and len(words) <= 6)
