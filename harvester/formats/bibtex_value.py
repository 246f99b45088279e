"""The value of a BibTeX field as written, to the text that it stands for: braces, quotes, macros, `#`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: More than these in one value are no forgotten commas.
MAX_REPAIRS = 20

_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=(.*)", re.DOTALL)
_MARK = re.compile(r'\\.|[{}"#]', re.DOTALL)
_BARE = re.compile(r"\s*[^\s{}\"#=,]+")


def expand(raw: str, macros: Mapping[str, str]) -> str:
    """The text that ``raw`` stands for; a macro that nobody defined stands for its own name.

    >>> expand('{A {B}}', {}), expand('"a" # sep # mar', {"sep": " - "}), expand("2011", {})
    ('A {B}', 'a - mar', '2011')
    """
    if "#" not in raw:
        return _unwrap(raw, macros)
    return "".join(_unwrap(part, macros) for part in _concatenated(raw))


def repair(key: str, raw: str) -> list[tuple[str, str]]:
    """The fields that ``raw`` holds, which are several where the comma after one was forgotten.

    >>> repair("title", '{A} year = 2011'), repair("url", "{http://a?b=c}")
    ([('title', '{A}'), ('year', '2011')], [('url', '{http://a?b=c}')])
    """
    fields: list[tuple[str, str]] = []
    while "=" in raw and len(fields) < MAX_REPAIRS:
        end = _first_token(raw)
        match = _FIELD.fullmatch(raw[end:])
        if not match:
            break
        fields.append((key, raw[:end].strip()))
        key, raw = match[1], match[2].strip()
    return [*fields, (key, raw)]


def _unwrap(part: str, macros: Mapping[str, str]) -> str:
    part = part.strip()
    if len(part) > 1 and (part[0], part[-1]) in (("{", "}"), ('"', '"')):
        return part[1:-1]
    return macros.get(part.lower(), part)


def _concatenated(raw: str) -> list[str]:
    """The operands of `#`, which is an ordinary character inside braces and quotes."""
    parts, start, depth, quoted = [], 0, 0, False
    for mark in _MARK.finditer(raw):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif mark[0] == '"' and not depth:
            quoted = not quoted
        elif mark[0] == "#" and not depth and not quoted:
            parts.append(raw[start : mark.start()])
            start = mark.end()
    return [*parts, raw[start:]]


def _first_token(raw: str) -> int:
    """Where the first braced, quoted or bare value in ``raw`` ends."""
    if raw[:1] not in ("{", '"'):
        match = _BARE.match(raw)
        return match.end() if match else 0
    depth = 0
    for mark in _MARK.finditer(raw):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        closes = mark[0] == "}" if raw[0] == "{" else mark[0] == '"' and mark.start()
        if closes and not depth:
            return mark.end()
    return len(raw)
