"""The abstract as a page shows it: under its heading, behind its label, or in a block of that class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.abstract_headings import one_of
from harvester.extract.carriers.labels import MAX_LABEL, meaning
from harvester.extract.visible.lines import is_elsewhere, text_of
from harvester.extract.wording import in_other_languages
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.extract.visible.lines import Line

MIN_LENGTH = 80
"""Characters below which a text is hardly an abstract."""
_SOON = 8
"""Lines behind the title where an abstract without any heading may begin."""
MAX_LENGTH = 6_000
"""Characters at which an abstract that no heading ends is taken to have ended."""

MAX_PARTS = 30
"""Paragraphs of a block that are asked for their language."""
_WORDS = one_of("description", "extract")
_HEADING = re.compile(rf"\W*(?:{_WORDS})(?:\s*\([\w ]{{2,20}}\))?\W*", re.IGNORECASE)
_LABELLED = re.compile(rf"\W*(?:{_WORDS})\s*[:.\u2014\u2013-]\s*(?=\S)", re.IGNORECASE)
_LABEL = re.compile(rf"^\W*(?i:{_WORDS})(?:\s*[:.\u2014\u2013-]\s*|\s+(?=[A-Z\u00c0-\u00de]))")
_ENDS = re.compile(
    r"\s*(?:key ?words?|index terms|palavras-chave|palabras clave|schlagw\u00f6rter|mots[- ]cl\u00e9s|jel|"
    r"parole chiave|trefwoorden|nyckelord|n\u00f8kkelord|n\u00f8gleord|asiasanat|avainsanat|"
    r"s\u0142owa kluczowe|klju\u010dne rije\u010di|"
    r"kl\u00ed\u010dov\u00e1 slova|anahtar (?:kelimeler|s\u00f6zc\u00fckler)|paraules clau|"
    r"\u043a\u043b\u044e\u0447\u0435\u0432\u044b\u0435 \u0441\u043b\u043e\u0432\u0430|"
    r"\u30ad\u30fc\u30ef\u30fc\u30c9|\u5173\u952e\u8bcd|"
    r"subjects?|doi|cite|"
    r"citation|received|accepted|published|copyright|\u00a9|introduction|1\.? introduction|download|"
    r"full text|references|volltext|texte int\u00e9gral|texto completo|testo completo)\b",
    re.IGNORECASE,
)
#: Headings inside an abstract.
_SECTIONS = frozenset(
    "background|introduction|context|objective|objectives|aim|aims|purpose|design|setting|participants|patients|methods|"
    "method|methodology|materials and methods|methods and findings|design methodology approach|main outcome measures|"
    "results|findings|discussion|conclusion|conclusions|significance|interpretation|limitations|implications|"
    "research limitations implications|practical implications|social implications|originality value|originality|"
    "hintergrund|ziel|methoden|methode|ergebnisse|schlussfolgerung|schlussfolgerungen|objectif|objectifs|methodes|"
    "resultats|objetivo|objetivos|metodos|metodologia|resultados|conclusiones|conclusao|conclusoes".split("|")
)
_BLOCKS = (
    "[itemprop=abstract], [itemprop=description], section#abstract, div#abstract, #articleAbstract, "
    "div.abstract, "
    "section.abstract, blockquote.abstract, p.abstract, .abstract-text, .abstract-content, .article-abstract, "
    ".abstractSection, [class$=_abstract], .field-name-field-abstract, .field--name-field-abstract, .item-abstract"
)


def read_abstract(tree: LexborHTMLParser, lines: Sequence[Line], at: int | None) -> str:
    """The abstract, without its heading, or ""."""
    for node in tree.css(_BLOCKS):
        text = "" if is_elsewhere(node) else _in_first_language(node)
        if len(text) >= MIN_LENGTH:
            return text
    return "" if at is None else _from_lines(lines[at + 1 :])


def _in_first_language(node: LexborNode) -> str:
    """The text of a block of abstracts up to the first paragraph in another language than the first."""
    pieces = [text for one in node.css("p")[:MAX_PARTS] if (text := text_of(one))]
    other = next((piece for piece in pieces[1:] if in_other_languages(pieces[0], piece)), "")
    return abstract_in(node).partition(other)[0].strip() if other else abstract_in(node)


def abstract_in(node: LexborNode) -> str:
    """The text of a block that holds an abstract, without the heading or label that it begins with."""
    return _LABEL.sub("", text_of(node), count=1)


def _from_lines(lines: Sequence[Line]) -> str:
    for at, line in enumerate(lines):
        if _HEADING.fullmatch(line.text) and fold(line.text) != "description":
            if text := paragraphs(lines[at + 1 :]):
                return text
        elif (label := _LABELLED.match(line.text)) and len(line.text) - label.end() >= MIN_LENGTH:
            return line.text[label.end() :]
    return _quoted(lines[:_SOON])


def _quoted(lines: Sequence[Line]) -> str:
    """What stands between title and text in a block that is set apart, as old magazines print it without a heading."""
    found: list[str] = []
    for line in lines:
        if line.rank:
            break
        if "blockquote" in (line.node.tag, line.node.parent.tag if line.node.parent else ""):
            found.append(line.text)
        elif found:
            break
    text = " ".join(found)
    return text if len(text) >= MIN_LENGTH else ""


def _follows_rule(line: Line) -> bool:
    """Whether a ruled line stands before the block of the line."""
    before = line.node.prev
    while before is not None and not before.is_element_node and not before.text().strip():
        before = before.prev
    return before is not None and before.tag == "hr"


def _is_label(line: Line) -> bool:
    """Whether the line is the label of what follows, known or not."""
    return line.node.tag in ("dt", "th") or (len(line.text) <= MAX_LABEL and line.text.endswith(":"))


def paragraphs(lines: Sequence[Line]) -> str:
    """The paragraphs from there to the next heading or label; "" where the first is none."""
    found: list[str] = []
    for line in lines:
        # Structured abstracts have small headings of their own.
        part = fold(line.text) in _SECTIONS
        if found and not part and (_is_label(line) or _follows_rule(line) or meaning(line.text.rstrip(" :"))):
            break
        if (line.rank and not part) or _ENDS.match(line.text) or sum(map(len, found)) > MAX_LENGTH:
            break
        if not found and len(line.text) < MIN_LENGTH and not part:
            return ""
        if found and in_other_languages(found[0], line.text):
            break
        found.append(line.text)
    text = " ".join(found)
    return text if len(text) >= MIN_LENGTH else ""
