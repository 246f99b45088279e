"""Text as publications carry it: cleaned for people, folded for comparison, made safe for terminals."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import anyascii

_TAGS = re.compile(
    r"</?(?:(?P<block>p|br|div|title|subtitle|sec|section|article|header|footer|ul|ol|li|dl|dt|dd|table|t[rdh]|"
    r"tbody|thead|blockquote|pre|figure|hr|h[1-6]|st|jats:(?:p|title|sec|list|list-item|label))|"
    r"i|b|em|strong|sub|sup|sc|scp|small|span|tt|u|s|italic|bold|emph|inf|underline|font|code|cite|abbr|img|"
    r"jats:[a-z-]+|mml:[a-z]+|math|m(?:i|n|o|row|text|space|style|sub|sup|subsup|frac|sqrt|root|over|under)|"
    r"inline-formula|tex-math|alternatives|a)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character: JSON can spell it, UTF-8 and SQLite cannot."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")
_MOJIBAKE = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—™š›œžŸ ]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
#: ASCII in lower case, with a blank for everything but letters and digits.
_FOLDED = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)
MAX_UNESCAPE = 4
_CAPITALS = re.compile(r"(?:[^\W_]\.){2,}|[^\W_]+(?:['\u2019][^\W_]+)?")
_SENTENCE = re.compile(r"^[\W_]*[^\W\d_]|(?<![.]\w)[:.?!]\s+[^\W\d_]")
_ROMAN = re.compile("[IVX]{2,}")
#: Acronyms that have a vowel, as words do.
_ACRONYMS = frozenset("AI AIDS COVID DNA EEG EU HIV IQ MRI MRNA NASA NATO RNA UK UN UNESCO USA UV".split())


def clean(text: str | None) -> str:
    """``text`` for people: entities and markup resolved, one blank between words, NFC.

    Pages escape twice and exports three times, so entities are resolved until nothing moves.

    >>> clean(" p &amp;lt; 0.05 for H<sub>2</sub>O &amp;amp; D<sub>2</sub>O ")
    'p < 0.05 for H2O & D2O'
    >>> clean("<jats:title>Abstract</jats:title><jats:p>One.</jats:p><p>Two.</p>")
    'Abstract One. Two.'
    """
    if not text:
        return ""
    if "&" not in text and "<" not in text:
        plain = text if is_plain(text) else " ".join(text.split())
        if is_plain(plain):
            return plain
    text = _SPACE.sub(" ", _TAGS.sub(_untagged, unescape(text)))
    text = _HALF.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    if _MOJIBAKE.search(text):
        text = _fixed(text)
    return unicodedata.normalize("NFC", text).strip()


def _untagged(tag: re.Match[str]) -> str:
    """What stands where a tag stood: a blank for one that begins or ends a block."""
    return " " if tag["block"] else ""


def _fixed(text: str) -> str:
    import ftfy  # noqa: PLC0415  (hardly any text needs it, and every command would wait for it)

    fixed: str = ftfy.fix_encoding(text)
    return fixed


def is_plain(text: str) -> bool:
    """Whether `clean` has nothing to do in ``text``, as can be told at a glance."""
    if "  " in text or "&" in text or "<" in text or not text.isprintable() or text != text.strip():
        return False
    return text.isascii() or (
        not ("â" in text or "Ã" in text or "Â" in text) and unicodedata.is_normalized("NFC", text)
    )


def clean_head(text: str, length: int) -> str:
    """The first ``length`` characters of `clean`, mostly without a look at the rest.

    >>> clean_head("A study of lichens on walls", 7)
    'A study'
    """
    head, after = text[:length], text[length : length + 1]
    # What a cut would take apart: entities and markup, mojibake, a letter and its accent, blanks.
    is_clean = is_plain(head) or (len(head) > 1 and head[-1] == " " != after and is_plain(head[:-1]))
    if is_clean and head.isascii() and " " <= after <= "~" and _is_plain_beyond(text):
        return head
    return clean(text)[:length]


def _is_plain_beyond(text: str) -> bool:
    """Whether nothing in ``text`` has an effect on letters far from it."""
    if "&" in text or "<" in text:
        return False
    return text.isascii() or not ("â" in text or "Ã" in text or "Â" in text)


def unescape(text: str) -> str:
    """``text`` with its entities resolved, however often they were escaped (up to four times)."""
    for _ in range(MAX_UNESCAPE):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def fold(text: str | None) -> str:
    """Letters and digits of ``text`` for comparison: ASCII, lower case, one blank between words.

    >>> fold("Æther–Größe: a “Müller” survey"), fold("王小明")
    ('aether grosse a muller survey', 'wangxiaoming')
    """
    # Bytes are translated at a third of the cost of text.
    plain = romanize(text or "").encode("ascii").translate(_FOLDED, b"'")
    return " ".join(plain.decode("ascii").split())


def romanize(text: str) -> str:
    """``text`` in ASCII, as it sounds.

    >>> romanize("Æther–Größe")
    'Aether-Grosse'
    """
    if text.isascii():
        return text
    return _FOREIGN.sub(_romanized, unicodedata.normalize("NFKC", text))


def _romanized(letter: re.Match[str]) -> str:
    return _ascii(letter[0])


@lru_cache(maxsize=1 << 14)
def _ascii(letter: str) -> str:
    return anyascii.anyascii(letter)


def lower_capitals(title: str) -> str:
    """A title of several words that are all in capitals as a sentence; what cannot be a plain word keeps them.

    >>> lower_capitals("THE KEEPING OF BEES: A U.S. VIEW OF DNA IN 1968"), lower_capitals("IPCC SR15")
    ('The keeping of bees: A U.S. view of DNA in 1968', 'IPCC SR15')
    """
    if not title.isupper() or len(title.split()) < 3:
        return title
    lowered = _CAPITALS.sub(lambda word: word[0] if _is_acronym(word[0]) else word[0].lower(), title)
    return _SENTENCE.sub(lambda start: start[0].upper(), lowered)


def _is_acronym(word: str) -> bool:
    """Whether capitals are a matter of spelling: figures, dots or no vowel in it, a Roman number, or well known."""
    if word.isascii() and not set(word) & set("AEIOUY"):
        return True
    if "." in word or any(letter.isdigit() for letter in word):
        return True
    return bool(_ROMAN.fullmatch(word)) or word in _ACRONYMS


def squeeze(text: str | None) -> str:
    """`fold` without the blanks: the same for "data base" and "database"."""
    return fold(text).replace(" ", "")


def printable(text: str) -> str:
    """``text`` without anything that a terminal would obey: control characters, escapes, bidi marks."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _INVISIBLE.sub("", text.replace("\n", " ")))


def shorten(text: str, width: int) -> str:
    """``text`` in at most ``width`` characters, cut with an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)].rstrip() + "…"
