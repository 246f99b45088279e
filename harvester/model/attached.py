"""What is said of single people in a list, as text: "[Attree, Pamela; Morris, Sara] Lancaster University"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from harvester.model.identifier import orcid
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model.name import Name

Said = Literal["affiliation", "orcid"]
ATTACHED: tuple[Said, ...] = ("affiliation", "orcid")

_BRACKETED = re.compile(r"\s*\[([^\[\]]+)\]\s*(\S.*)", re.DOTALL)


def attached(names: Sequence[Name], said: Said) -> list[str]:
    """Each affiliation (or ORCID iD) of ``names`` with those it belongs to, in the order in which they come up.

    >>> from harvester.model import Name
    >>> attached([Name(family="Attree", affiliation=("Health",)), Name(literal="Li", affiliation=("Health",))], \
"affiliation")
    ['[Attree; Li] Health']
    """
    holders: dict[str, list[str]] = {}
    for name in names:
        for value in _values(name, said):
            holders.setdefault(value, []).append(_label(name))
    return [f"[{'; '.join(dict.fromkeys(labels))}] {value}" for value, labels in holders.items()]


def attach(names: Sequence[Name], said: Said, texts: Iterable[str]) -> tuple[tuple[Name, ...], list[str]]:
    """``names`` with what `attached` made ``texts`` of, and those of the texts that speak of none of them."""
    found: dict[str, list[str]] = {}
    left = []
    known = {fold(_label(name)) for name in names}
    for text in texts:
        match = _BRACKETED.fullmatch(text)
        labels = [fold(label) for label in match[1].split(";")] if match else []
        value = _read(match[2], said) if match else ""
        if not value or not labels or not known.issuperset(labels):
            left.append(text)
            continue
        for label in labels:
            found.setdefault(label, []).append(value)
    return tuple(_with(name, said, found.get(fold(_label(name)), [])) for name in names), left


def _values(name: Name, said: Said) -> tuple[str, ...]:
    if said == "affiliation":
        return name.affiliation
    return (name.orcid,) if name.orcid else ()


def _read(text: str, said: Said) -> str:
    return clean(text) if said == "affiliation" else orcid(text) or ""


def _with(name: Name, said: Said, values: list[str]) -> Name:
    if not values:
        return name
    if said == "orcid":
        return replace(name, orcid=name.orcid or values[0])
    return replace(name, affiliation=tuple(dict.fromkeys((*name.affiliation, *values))))


def _label(name: Name) -> str:
    return re.sub(r"[;\[\]]", " ", str(name)).strip()
