"""RIS in any dialect, to the lines that rispy reads: two blanks before the hyphen, every record ended."""

from __future__ import annotations

import re
from typing import NamedTuple

from rispy.config import TAG_KEY_MAPPING

#: `TY  - JOUR` by the standard; `TY - JOUR` in Pure, `ty  - jour` elsewhere, all perhaps indented by a page.
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9])(\s{1,4})-\s?(.*)", re.DOTALL)
_END = re.compile(r"\s*ER\s*-?\s*", re.IGNORECASE)


class Start(NamedTuple):
    """Where a record starts (lines count from 1), and whether it had a start and an end of its own."""

    line: int
    ended: bool
    started: bool = True


class Lines(NamedTuple):
    """The records as rispy reads them, with one `Start` for each."""

    text: str
    starts: list[Start]


def normalise(text: str) -> Lines:
    r"""``text`` in the one dialect that rispy reads; what stands before the first record is left out.

    >>> normalise("\ufeffty - JOUR\n\nti - A\n b\n").text
    'TY  - JOUR\nTI  - A b\nER  - \n'
    """
    lines: list[list[str]] = []
    starts: list[Start] = []
    is_open = is_lower = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.replace("\ufeff", "")), start=1):
        if not line.strip():
            continue
        if is_open and _END.fullmatch(line):
            lines.append(["ER  - "])
            starts[-1] = starts[-1]._replace(ended=True)
            is_open = False
            continue
        match = _LINE.match(line)
        if match and match[1].upper() == "TY" and re.fullmatch(r"\s*\w*\s*", match[3]):
            if is_open:
                lines.append(["ER  - "])
            is_open, is_lower = True, match[1].islower()
            starts.append(Start(number, ended=False))
        elif not is_open:
            if match is None or not _is_stray(match):
                continue
            is_open, is_lower = True, False
            lines.append(["TY  - GEN"])
            starts.append(Start(number, ended=False, started=False))
        elif not match or not _is_tag(match, is_lower=is_lower):
            _wrap(lines, line.strip())
            continue
        lines.append([f"{match[1].upper()}  - {match[3].strip()}"])
    if is_open:
        lines.append(["ER  - "])
    return Lines("".join(f"{' '.join(pieces)}\n" for pieces in lines), starts)


def _wrap(lines: list[list[str]], text: str) -> None:
    """Let a wrapped text go on; a list of keywords has one a line."""
    if lines[-1][0].startswith("KW"):
        lines.append(["KW  -"])
    lines[-1].append(text)


def _is_stray(match: re.Match[str]) -> bool:
    """Whether a line outside every record is a tag all the same, so that a ``TY`` was lost."""
    return match[1] != "ER" and match[1] in TAG_KEY_MAPPING and len(match[2]) >= 2


def _is_tag(match: re.Match[str], *, is_lower: bool) -> bool:
    """Whether a line starts a tag, and is no wrapped text such as "is - as we show - ..."."""
    tag, blanks = match[1], match[2]
    if tag != tag.upper():
        return is_lower and tag.islower() and tag.upper() in TAG_KEY_MAPPING
    return len(blanks) >= 2 or tag in TAG_KEY_MAPPING or tag[1].isdigit()
