"""Lists of names in BibTeX: "Pamela Attree and {World Health Organization} and others"."""

from __future__ import annotations

import re

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from harvester.formats import latex
from harvester.formats.values import people, person, tidy
from harvester.model import Name

# A part that BibTeX would take apart, or read as two names.
_PROTECT = re.compile(r",|\band\b|^others$", re.IGNORECASE)


def read_names(raw: str) -> tuple[tuple[Name, ...], bool]:
    r"""The names in the LaTeX ``raw``, in order, and whether it says that there are others.

    >>> names, cut = read_names(r"Pamela Attree AND M{\"u}ller, Jr, Karl and {Barnes and Noble} and others")
    >>> [str(name) for name in names], cut
    (['Attree, Pamela', 'Müller, Karl, Jr', 'Barnes and Noble'], True)
    """
    texts = [text for text in split_multiple_persons_names(" ".join(raw.split())) if text.strip()]
    cut = bool(texts) and texts[-1].strip().lower() in ("others", "et al", "et al.")
    if cut:
        texts.pop()
    if len(texts) == 1 and not _is_braced(texts[0]) and _is_list(texts[0]):
        names, et_al = people([latex.decode(texts[0])])
        return names, cut or et_al
    return tuple(name for text in texts if (name := _read_name(text.strip()))), cut


def write_names(names: tuple[Name, ...]) -> str:
    """The value of an ``author`` field, without its enclosing braces.

    >>> write_names((Name(family="de la Cruz", given="Ana"), Name(literal="Barnes and Noble")))
    'de la Cruz, Ana and {Barnes and Noble}'
    """
    return " and ".join(map(_write_name, names))


def _read_name(text: str) -> Name | None:
    if _is_braced(text):
        literal = tidy(latex.decode(text))
        return Name(literal=literal) if literal else None
    if "," not in text and not re.search(r"\{[^{}\\\s]*\s[^{}]*\}", text):
        return person(latex.decode(text))
    parts = parse_single_name_into_parts(text, strict=False)
    family, given, suffix = (
        tidy(latex.decode(" ".join(words))).strip(",")
        for words in ((*parts.von, *parts.last), parts.first, parts.jr)
    )
    if not family and not given:
        return None
    if not given and not suffix:
        return Name(literal=family)
    return Name(family=family, given=given, suffix=suffix.strip("."))


def _write_name(name: Name) -> str:
    if not (name.family and name.given):
        return f"{{{latex.encode(str(name))}}}"
    parts = (name.family, name.suffix, name.given) if name.suffix else (name.family, name.given)
    return ", ".join(
        f"{{{latex.encode(part)}}}" if _PROTECT.search(part) else latex.encode(part) for part in parts
    )


def _is_braced(text: str) -> bool:
    r"""Whether one pair of braces encloses all of ``text``, as around an organisation (not ``{\"O}``)."""
    text = text.strip()
    if not text.startswith("{") or not text.endswith("}") or re.match(r"\{\\\W", text):
        return False
    depth = 0
    for mark in re.finditer(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end() == len(text)
    return False


def _is_list(text: str) -> bool:
    """Whether a file that does not know " and " listed its authors by semicolons or by many commas."""
    return ";" in re.sub(r"&\w+;|&#\w+;", "", text) or text.count(",") > 2
