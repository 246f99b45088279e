"""What the labels of rows mean: words of many languages (labels/*.toml), folded for comparison."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harvester.extract.candidate import people_in
from harvester.extract.roles import LANGUAGES, MAX_LABEL, role_of, tables
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Name

__all__ = ["LANGUAGES", "MAX_LABEL", "Meaning", "meaning", "role_of", "with_roles"]

_ROLE = re.compile(r"\s*[(\[]([^()\[\]]{2,40})[)\]]\s*$")


class Meaning(NamedTuple):
    """What a label says of the value beside it.

    Attributes:
        section: "fields", "dates", "roles" or "citation".
        name: a `Record` field; a kind of date ("issued", "online", "undefined", ...); a role; or "labels".
        language: ISO 639-1 code of the label's language; "" for a word of several.
    """

    section: str
    name: str
    language: str


@lru_cache(maxsize=1 << 12)
def meaning(label: str) -> Meaning | None:
    """What ``label`` means, or None where it is none of the known ones.

    >>> meaning("Erscheinungsdatum:"), meaning("Orientador(a)")
    (Meaning(section='dates', name='issued', language='de'), Meaning(section='roles', name='advisor', language='pt'))
    >>> meaning("Share this page")
    """
    return _table().get(fold(label)) if len(label) <= MAX_LABEL else None


def with_roles(values: Iterable[str]) -> list[Name]:
    """The people in ``values``, each with the role that stands behind the name in parentheses.

    >>> [(n.family, n.role) for n in with_roles(["Jiang, Zhijun (creator)", "Stein, Derek (Director)"])]
    [('Jiang', 'author'), ('Stein', 'advisor')]
    """
    found: list[Name] = []
    for value in values:
        match = _ROLE.search(value[-60:])
        role = role_of(match[1]) if match else None
        text = value[: len(value) - len(match[0])] if match and role else value
        found += [replace(name, role=role) for name in people_in([text])]
    return found


@lru_cache(maxsize=1)
def _table() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    # A person's role is looked up last: "sponsor" and "editor" are fields first.
    for section in ("fields", "dates", "citation", "roles"):
        for code, sections in tables().items():
            for name, labels in sections.get(section, {}).items():
                for label in map(fold, labels):
                    known = found.get(label)
                    if known is None:
                        found[label] = Meaning(section, name, code)
                    elif known[:2] == (section, name):
                        found[label] = known._replace(language="")
    return found
