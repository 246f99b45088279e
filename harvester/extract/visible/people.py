"""Lists of names in running text: marks stripped, split, and told from other words."""

from __future__ import annotations

import re

from harvester.model.name import PARTICLES, SUFFIXES, is_organisation

MAX_LIST = 20_000
"""Characters of a list of names that are read."""
MAX_NAME = 300

_LABEL = re.compile(
    r"^\s*(?:(?:written )?by|authors?|author\(s\)|autor(?:es|en)?|auteurs?|creators?|"
    r"contributors?)\s*:\s*|^\s*by\s+|^\s*(?:von|par|por)\s+(?=[A-Z\u00c0-\u00de]\S+\s+[A-Z\u00c0-\u00de])",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\S+@\S+|(?:https?://|www\.|orcid\.org/)\S+|\b(?:e-?mail|mail)\b$|\bview orcid profile|"
    r"\borcid(?: icon| id)?\b:?|\d{4}-\d{4}-\d{4}-\d{3}[\dX]|\[[^\[\]]{0,200}\]|\([^()]{0,200}\)|"
    r"[*\u2020\u2021\u00a7\u00b6\u2016#\u2709\u00b9\u00b2\u00b3\u2070-\u2079\u2217\u204e]",
    re.IGNORECASE,
)
# "Ann Lee1,2, Bo Ng 3": figures that stand for affiliations.
_FIGURES = re.compile(r"(?<=[^\W\d_.])\s?\d{1,2}(?:\s?[,;]\s?\d{1,2})*(?=\s*(?:[,;&]|and\b|$))")
# "Ann Lee a, Bo Ng b": letters that do.
_LETTERS = re.compile(r"(?<=[^\W\d_]{3})\s[a-h](?:\s?,\s?[a-h])*(?=\s*(?:[,;&]|and\b|$))")
_DEGREES = re.compile(
    r"[,\s]+(?:Ph\.? ?D|D\.? ?Phil|M\.? ?D|M\.? ?Sc|B\.? ?Sc|MPH|MBBS|FRCPC?|FRCS|RN|BA|MBA|"
    r"Dr\. ?rer\. ?nat)\b\.?(?=\s*(?:[,;&]|and\b|$))"
)
_HONOURS = re.compile(r"^(?:dr|prof|professor|mr|mrs|ms)\.?\s+(?:dr\.?\s+)?", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:and|und|et|&)\s+|\s*[\u00b7\u2022|]\s*|\s+/\s+", re.IGNORECASE)
_COMMAS = re.compile("[\u3001\uff0c]")
_INITIALS = re.compile(r"(?:[A-Z\u00c0-\u00de\u0410-\u042f]\.?[\s-]?){1,4}")
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af]{1,3}\\s?[\u2e80-\u9fff\uac00-\ud7af]{1,4}")
_AFFILIATION = re.compile(
    r"universi|institut|\bdep(?:artmen)?t\b|department|facult|school|college|hospital|laborator|\blabs?\b|"
    r"cent(?:re|er)\b|"
    r"academy|\blibrar(?:y|ies)\b|\bmuseum\b|\barchives?\b|\bgmbh\b|\binc\b|\bltd\b|ministr|agency|division|clinic|\bcampus\b|\bp\.?\s?o\.?\s?box\b|"
    r"e-?mail|\bstreet\b|\u5927\u5b66|\u7814\u7a76|\u5927\u5b78|foundation|observatory|corporation",
    re.IGNORECASE,
)
# Words that no name holds; a line with one of them is about something else.
_OTHER = re.compile(
    r"\b(?:abstract|access|article|paper|pdf|download|full|text|open|journal|volume|issue|pages?|"
    r"published|publication|"
    r"research|review|original|report|thesis|dissertation|home|search|login|view|print|share|cite|citation|export|"
    r"keywords?|license|licence|copyright|rights|reserved|the|of|for|with|from|about|this|how|what|why|is|are|new|"
    r"results|author|authors|editor|editors|received|accepted|available|online|science|sciences|studies|theory|"
    r"google|scholar|scopus|orcid|pubmed|researchgate|mathjax|introduction|figures?|tables?|references|"
    r"supplement\w*|contents?|news|edition|department|section|category|"
    r"first|last|more|show|hide|all|et al|page|jump|main|skip|information|metrics|corresponding|"
    r"additional|related)\b|\w(?:ology|ography|onomy|ysis|tion|tions|ics|isms?|ities)\b",
    re.IGNORECASE,
)
# "Taro YAMADA" tells which is the family name, and so does "\u0418\u0432\u0430\u043d\u043e\u0432 \u0418. \u0418."
_SHOUTED = re.compile(
    r"(?P<given>[A-Z][a-z\u00df-\u00ff].*?)\s+(?P<family>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'\u2019-]+(?:\s[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'\u2019-]+)*)"
)
_CYRILLIC = re.compile(
    r"^(?P<family>[\u0400-\u04ff]{2,}(?:-[\u0400-\u04ff]+)?)\s+(?P<given>(?:[\u0410-\u042f]\.\s?){1,3})$"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019.\u2010-])*")


def split_people(text: str) -> list[str]:
    """The names that ``text`` lists, without labels, degrees, addresses and marks of affiliation.

    >>> split_people("By Ann Lee1,2, Bo Ng* and Prof. Ida de Vries, PhD")
    ['Ann Lee', 'Bo Ng', 'Ida de Vries']
    >>> split_people("Taro YAMADA, Ken ITO")
    ['YAMADA, Taro', 'ITO, Ken']
    >>> split_people("Lee, A., Ng, B. C. & de Vries, I."), split_people("Lee, Ann; Ng, Bo")
    (['Lee, A.', 'Ng, B. C.', 'de Vries, I.'], ['Lee, Ann', 'Ng, Bo'])
    """
    text = _NOISE.sub(" ", _LABEL.sub("", text[:MAX_LIST]))
    text = re.sub(r"\s(?:and|&)\s*$", "", text)
    text = _DEGREES.sub("", _LETTERS.sub("", _FIGURES.sub("", _COMMAS.sub(",", text))))
    parts = [part for part in (text.split(";") if ";" in text else _by_commas(text)) if len(part) <= MAX_NAME]
    tidy = [_HONOURS.sub("", " ".join(part.split()).strip(" ,.:-") + _final_stop(part)) for part in parts]
    found = [name for name in tidy if name.strip(" .")]
    shouted = [match for name in found if (match := _SHOUTED.fullmatch(name))]
    if found and len(shouted) == len(found) and any(len(match["family"]) > 3 for match in shouted):
        return [f"{match['family']}, {match['given']}" for match in shouted]
    return [_CYRILLIC.sub(r"\g<family>, \g<given>", name) for name in found]


def is_person(text: str, *, strict: bool = False) -> bool:
    """Whether ``text`` can be the name of a person; ``strict`` where nothing else says that it is one.

    >>> [is_person(text) for text in ("Ann Lee", "de Vries, I.", "Research Article", "Ng", "\u738b\u5c0f\u660e")]
    [True, True, False, False, True]
    """
    if _CJK.fullmatch(text):
        return True
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= (5 if strict else 7) or len(text) > 70 or _AFFILIATION.search(text):
        return False
    if not all(_WORD.fullmatch(word) for word in words) or _OTHER.search(text) or is_organisation(text):
        return False
    telling = [word for word in words if word not in PARTICLES and word not in ("los", "las", "ben", "mac")]
    return bool(telling) and all(word[0].isupper() or not word[0].isascii() for word in telling)


def is_affiliation(text: str) -> bool:
    """Whether ``text`` names the place where somebody works, rather than a person.

    >>> is_affiliation("Department of Physics, Princeton"), is_affiliation("Ann Lee")
    (True, False)
    """
    return bool(_AFFILIATION.search(text))


def _final_stop(part: str) -> str:
    """The full stop of an initial at the end of a name, which is no punctuation."""
    initial = re.search(r"(?:^|[\s.-])[^\W\d_]\.[\s,]*$", part)
    # Without a comma or another full stop it ends the list: "Lee A, Ng B."
    return "." if initial and ("," in part or "." in part[: initial.start() + 1]) else ""


def _by_commas(text: str) -> list[str]:
    """The names in a list with commas: whole names, or pairs of family and given names."""
    pieces = [part for piece in _AND.split(text) if piece.strip(" ,.") for part in _by_small_words(piece)]
    parts = [part.strip() for piece in pieces for part in piece.split(",") if part.strip(" .")]
    # "Smith, John, Jr."
    parts = _with_suffixes(parts)
    paired = len(parts) % 2 == 0 and (
        all(_INITIALS.fullmatch(part) for part in parts[1::2])
        or sum(" " not in part and not _CJK.fullmatch(part) for part in parts[::2]) * 2 > len(parts) / 2
    )
    if paired:
        return [", ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    return parts


def _by_small_words(text: str) -> list[str]:
    """Names joined by "and" in other languages; "Ortega y Gasset" is one name, since "Gasset" alone is none."""
    parts = re.split(r"\s+(?:y|e|en|og|och)\s+", text)
    return (
        parts
        if len(parts) > 1 and all(len(part.split(",")[-1].split()) > 1 for part in (parts[0], *parts[1:]))
        else [text]
    )


def _with_suffixes(parts: list[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and part.strip(".").lower() in SUFFIXES:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found
