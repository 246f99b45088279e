"""Organisations: the units that a repository files a work under, and those that paid for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from harvester.model.identifier import doi
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_BEHIND = re.compile(r"\s*<([^<>\s]+)>\s*$")
_NUMBER = re.compile(r"(?P<name>.*\S)\s*\((?P<number>[^()]*\d[^()]*)\)$")
# Highwire's "citation_funder=Wellcome Trust;citation_grant_number=WT-1"
_TAGGED = re.compile(r"citation_(funder|funder_id|grant_number)\s*=\s*([^;]+)")

# OpenAIRE's "info:eu-repo/grantAgreement/EC/H2020/101000", at times with the jurisdiction and titles behind it.
_AGREEMENT = re.compile(r"info:eu-repo/grantAgreement/([^/]+)/([^/]*)/([^/]+)(?:/.*)?", re.IGNORECASE)


class Organisation(NamedTuple):
    """A unit of an institution, as a repository names and links it.

    Attributes:
        url: the unit's page, or "".
        id: its ROR id or the one that the portal itself gives it, or "".
    """

    name: str
    url: str = ""
    id: str = ""

    def __str__(self) -> str:
        """The form that `parse_organisation` reads: "School of Health <https://x.example/health>"."""
        return " ".join((self.name, *(f"<{part}>" for part in (self.url, self.id) if part)))


class Funder(NamedTuple):
    """Who paid, once for each grant.

    Attributes:
        number: of the grant, or "".
        id: the funder's DOI (bare, lower case), or "".
    """

    name: str
    number: str = ""
    id: str = ""

    def __str__(self) -> str:
        """The form that `parse_funder` reads: "Wellcome Trust (WT-1) <10.13039/100004440>"."""
        number = f" ({self.number})" if self.number else ""
        return f"{self.name}{number}" + (f" <{self.id}>" if self.id else "")


def parse_organisation(text: str) -> Organisation | None:
    """The unit that ``text`` names, or None for no text.

    >>> parse_organisation("School of Health <https://x.example/health>")
    Organisation(name='School of Health', url='https://x.example/health', id='')
    """
    text, behind = _taken_off(text)
    url = next((part for part in behind if part.startswith("http") and "//ror.org/" not in part), "")
    identity = next((part for part in behind if part != url), "")
    return Organisation(text, url, identity) if text else None


def parse_funder(text: str) -> Funder | None:
    """The funder that ``text`` names, with the number of the grant where it stands in parentheses; None for no text.

    >>> parse_funder("Wellcome Trust (WT-1)"), parse_funder("European Research Council (ERC)").number
    (Funder(name='Wellcome Trust', number='WT-1', id=''), '')
    >>> parse_funder("citation_funder=NIH;citation_grant_number=R01")
    Funder(name='NIH', number='R01', id='')
    >>> str(parse_funder("info:eu-repo/grantAgreement/EC/H2020/101000"))
    'EC H2020 (101000)'
    """
    if tagged := dict(_TAGGED.findall(text)):
        return Funder(
            clean(tagged.get("funder")), clean(tagged.get("grant_number")), doi(tagged.get("funder_id")) or ""
        )
    if agreed := _AGREEMENT.fullmatch(text.strip()):
        return Funder(clean(unquote(f"{agreed[1]} {agreed[2]}")), clean(unquote(agreed[3])))
    text, behind = _taken_off(text)
    match = _NUMBER.fullmatch(text)
    name, number = match.group("name", "number") if match else (text, "")
    return Funder(name, number, "".join(behind[:1])) if name else None


def is_grant(text: str) -> bool:
    """Whether ``text`` is OpenAIRE's name of a grant."""
    return bool(_AGREEMENT.fullmatch(text.strip()))


def united(organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Every unit once, in the order stated: one address is one unit, and so is one name with one address or none.

    >>> united([Organisation("Library"), Organisation("LIBRARY", "https://x.example/lib")])
    (Organisation(name='Library', url='https://x.example/lib', id=''),)
    """
    found: list[Organisation] = []
    for one in organisations:
        at = next((place for place, other in enumerate(found) if _is_same(one, other)), None)
        if at is None:
            found.append(one)
        else:
            kept = found[at]
            found[at] = Organisation(kept.name, kept.url or one.url, kept.id or one.id)
    return tuple(found)


def united_funders(funders: Iterable[Funder]) -> tuple[Funder, ...]:
    """Every grant once, in the order stated; a funder without a number only where it stands with none.

    >>> united_funders([Funder("NIH"), Funder("Nih", "R01"), Funder("NIH", "R01", "10.13039/100000002")])
    (Funder(name='Nih', number='R01', id='10.13039/100000002'),)
    """
    found: dict[tuple[str, str], Funder] = {}
    for one in funders:
        key = (fold(one.name), fold(one.number))
        known = found.setdefault(key, one)
        found[key] = known._replace(id=known.id or one.id)
    numbered = {name for name, number in found if number}
    return tuple(one for (name, number), one in found.items() if number or name not in numbered)


def _is_same(one: Organisation, other: Organisation) -> bool:
    if one.url and other.url:
        return one.url == other.url
    return fold(one.name) == fold(other.name)


def _taken_off(text: str) -> tuple[str, list[str]]:
    """``text`` without what stands in angle brackets at its end, and that, in order."""
    behind: list[str] = []
    while match := _BEHIND.search(text):
        text = text[: match.start()]
        behind.insert(0, match[1])
    return clean(text), behind
