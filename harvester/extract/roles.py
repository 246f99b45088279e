"""Roles: what the words beside people's names make of them, in the languages of carriers/labels/*.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from harvester.model.text import fold

#: Languages in the order in which a word that means several things is looked up.
LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "hr", "ru", "tr", "ja", "ca",
    "hu", "uk", "ko",
)  # fmt: skip
MAX_LABEL = 60
"""Characters; what is longer is no label and no role."""


@lru_cache(maxsize=1)
def tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Language -> section -> name -> labels, as the files have them."""
    folder = files("harvester.extract") / "carriers" / "labels"
    return {code: tomllib.loads((folder / f"{code}.toml").read_text(encoding="utf-8")) for code in LANGUAGES}


def role_of(word: str) -> str | None:
    """The role that ``word`` names, such as "advisor" for "Betreuer"; None for a word that is none.

    >>> role_of("Thesis Director"), role_of("deceased")
    ('advisor', None)
    """
    return _roles().get(fold(word)) if len(word) <= MAX_LABEL else None


@lru_cache(maxsize=1)
def _roles() -> dict[str, str]:
    """Folded word -> role; the first language that lists a word has it."""
    found: dict[str, str] = {}
    for sections in tables().values():
        for role, words in sections.get("roles", {}).items():
            for word in map(fold, words):
                found.setdefault(word, role)
    return found
