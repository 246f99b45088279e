"""LaTeX as BibTeX files carry it, to Unicode and back."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

if TYPE_CHECKING:
    from collections.abc import Callable

#: pylatexenc needs about 6 ms per 1,000 characters and recurses into braces.
MAX_LENGTH = 20_000
MAX_DEPTH = 40

#: What pylatexenc stumbles with, one for each way of stopping in mid-command: "\\verb", "\\sqrt", "\\href",
#: "\\begin{array}", and environments nested a thousand deep.
_FAULTS = (IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError)

# Faulty LaTeX is normal input here, and what is lost is seen by comparing carriers, not in a log.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)

_MACROS = {
    "textless": "<",
    "textgreater": ">",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textunderscore": "_",
    "textbar": "|",
    "backslash": "\\",
    "url": "%s",
}
_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "%": r"\%",
        "#": r"\#",
        "$": r"\$",
        "&": r"\&",
        "_": r"\_",
    }
)
_LIGATURES = (("---", "—"), ("--", "\N{EN DASH}"), ("``", "“"), ("''", "”"), ("?`", "¿"), ("!`", "¡"))
#: Punctuation that Pure and others write as commands; with it alone a text needs no LaTeX parser.
_MARKS = {
    "textquoteleft": "\u2018",
    "textquoteright": "\u2019",
    "textquotedblleft": "\u201c",
    "textquotedblright": "\u201d",
    "textendash": "\u2013",
    "textemdash": "\u2014",
}
_PUNCTUATION = re.compile(rf"\{{\\({'|'.join(_MARKS)})\}}")
_SIMPLE = re.compile(r"\\([%&#_$])")
_DIFFICULT = re.compile(r"\\(?![%&#_$])|(?<!\\)\$")
_UNESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)([%&#])")
# A formula as Pandoc tells it from money: no blank inside the dollars, no digit after them.
_DOLLARS = re.compile(r"\\.|\$(?=\S)((?:\\.|[^$\\])*?(?:\\.|[^\s$\\]))\$(?!\d)|\$", re.DOTALL)


def _converter() -> Callable[[str], str]:
    macros: Any = get_default_latex_context_db()
    macros.add_context_category(
        "bibliographic",
        prepend=True,
        macros=[MacroTextSpec(name, simplify_repl=text) for name, text in _MACROS.items()],
    )
    # An unknown command is kept as written: in C:\path\new there is none.
    macros.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=lambda node: node.latex_verbatim()))
    converter = LatexNodes2Text(latex_context=macros, math_mode="text", keep_comments=True)

    def convert(text: str) -> str:
        return str(converter.latex_to_text(text))

    return convert


_convert = _converter()


def decode(text: str) -> str:
    r"""The Unicode text that the LaTeX ``text`` stands for; text without any LaTeX comes back as it is.

    >>> decode(r"Erd{\H o}s {\textendash} \textless{}i\textgreater{} {DNA}"), decode("R&D 50% -- done")
    ('Erdős \u2013 <i> DNA', 'R&D 50% -- done')
    >>> decode(r"R\&D costs $5 to $10, {50%} of $\aleph^2$ in C:\path\new")
    'R&D costs $5 to $10, 50% of ℵ^2 in C:\\path\\new'
    """
    if "\\" not in text and "$" not in text:
        return _strip_braces(text) if "{" in text or "}" in text else text
    text = _PUNCTUATION.sub(lambda match: _MARKS[match[1]], text)
    if not _DIFFICULT.search(text):
        return _strip_braces(_SIMPLE.sub(r"\1", text))
    if len(text) > MAX_LENGTH or _depth(text) > MAX_DEPTH:
        return _strip_braces(_SIMPLE.sub(r"\1", text))
    try:
        return _convert(_protect(text))
    except _FAULTS:
        return _strip_braces(text)


def encode(text: str) -> str:
    r"""``text`` as LaTeX that any BibTeX reads, its braces balanced.

    >>> encode("50% of {A} & a_b -- ~")
    '50\\% of {\\textbraceleft}A{\\textbraceright} \\& a\\_b -{}- {\\textasciitilde}'
    """
    # `--` and its like would come back as one typographic character.
    return re.sub(r"-(?=-)|`(?=`)|'(?=')|[?!](?=`)", r"\g<0>{}", text.translate(_ESCAPES))


def _protect(text: str) -> str:
    """``text`` with the characters escaped that people write as themselves and LaTeX reads as commands."""
    text = _UNESCAPED.sub(r"\1\\\2", text)
    # An accent over nothing is how exporters write the bare character.
    text = re.sub(r"\\\^\{ ?\}", r"{\\textasciicircum}", re.sub(r"\\~\{ ?\}", r"{\\textasciitilde}", text))
    return _DOLLARS.sub(lambda match: r"\$" if match[0] == "$" else match[0], text)


def _strip_braces(text: str) -> str:
    for ligature, character in _LIGATURES:
        text = text.replace(ligature, character)
    return text.replace("{", "").replace("}", "").replace("~", " ")


def _depth(text: str) -> int:
    """How deep the braces of ``text`` are nested."""
    deepest = depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        deepest = max(deepest, depth)
    return deepest
