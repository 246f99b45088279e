"""Values as files state them, brought to the form that a `Record` keeps: pages, names, keywords, dates."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.model import Name, PartialDate, parse_name
from harvester.model.name import SUFFIXES, split_names
from harvester.model.standing import warning
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model import Work

#: Characters; what is longer is no name that could be taken apart.
MAX_NAME = 500

_PLACEHOLDERS = frozenset({"", "-", "na", "n/a", "nan", "none", "null"})
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAGE_WORD = re.compile(r"^\(?\s*(?:pages?|pp?)\b\.?\s*:?\s*(?=\S*\d)", re.IGNORECASE)
_DASHES = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
_NUMBERS = re.compile(r"([A-Za-z]*)(\d+)-\1?(\d+)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[- ]?){1,4}")
_GIVEN_FIRST = re.compile(r"(?:[^\W\d_]\.[- ]?)+\s*[^\W\d_]{2,}.*")
_ET_AL = re.compile(
    r"(?<![,\s])[,\s]*\b(?:et\.? al\b\.?|and others)\s*$|^(?:et\.? al\.?|others)$", re.IGNORECASE
)


def tidy(value: object) -> str:
    """``value`` as clean text; "" for None. Half characters, which no file can hold, are replaced."""
    return "" if value is None else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", clean(str(value)))


def verbatim(value: object) -> str:
    """A DOI or URL as written, without blanks around it: what looks like markup in it is none.

    >>> verbatim(" 10.1002/(sici)1(2)3<a::aid-b>3.0.co;2-6 ")
    '10.1002/(sici)1(2)3<a::aid-b>3.0.co;2-6'
    """
    text = "" if value is None else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", one_line(str(value)))
    return "" if is_placeholder(text) else text


def is_placeholder(text: str) -> bool:
    """Whether ``text`` is what programs write where there is nothing: "NA", "null", "-"."""
    return text.strip().casefold() in _PLACEHOLDERS


def stated(text: str) -> str:
    """``text`` tidied, or "" where it is a placeholder."""
    text = tidy(text)
    return "" if is_placeholder(text) else text


def is_plain_range(text: str) -> bool:
    """Whether ``text`` is two numbers of the same length and a hyphen.

    >>> is_plain_range("48-58"), is_plain_range("148-58")
    (True, False)
    """
    first, _, last = text.partition("-")
    return len(first) == len(last) and first.isdigit() and last.isdigit() and text.isascii()


def page_range(text: str) -> str:
    """Pages as "48-58", an elided last page completed; anything else as it was written.

    A spreadsheet turns 1-10 into "01-Oct"; which pages that were cannot be known, so it stays.

    >>> [page_range(t) for t in ("48--58", "pp. 221-8.", "S121--8", "1098-103", "01-Oct", "e30", "58-4")]
    ['48-58', '221-228', 'S121-S128', '1098-1103', '01-Oct', 'e30', '58-4']
    """
    if is_plain_range(text):
        return text
    text = _PAGE_WORD.sub("", stated(text)).strip(" .,;")
    if text.count(")") > text.count("("):
        text = text.rstrip(").,; ")
    text = _DASHES.sub("-", text)
    match = _NUMBERS.fullmatch(text)
    if not match:
        return text
    prefix, start, end = match.groups()
    whole = start[: len(start) - len(end)] + end if len(end) < len(start) else end
    if len(end) < len(start) and int(whole) < int(start):
        return text
    return f"{prefix}{start}-{prefix}{whole}"


def pick_date(dates: Sequence[PartialDate]) -> PartialDate | None:
    """The most precise of ``dates`` that agrees with the first of them.

    >>> str(pick_date([PartialDate(2011), PartialDate(2012, 1, 2), PartialDate(2011, 3)]))
    '2011-03'
    """
    if not dates:
        return None
    best = dates[0]
    for date in dates:
        if len(date.parts) > len(best.parts) and date.parts[: len(best.parts)] == best.parts:
            best = date
    return best


def people(texts: Iterable[str]) -> tuple[tuple[Name, ...], bool]:
    """The names in ``texts``, in order, and whether the list says that it is cut ("et al.").

    Names in one text are set apart by semicolons; lists that use commas are recognised by their initials.

    >>> [str(name) for name in people(["Attree P; Lewis G. F.", "a. blum, m. furst,"])[0]]
    ['Attree, P', 'Lewis, G. F.', 'blum, a.', 'furst, m.']
    >>> people(["Morris, Sara; et al."])[1]
    True
    """
    names: list[Name] = []
    cut = False
    for text in texts:
        for piece in stated(text).split(";"):
            found, is_cut = people_in(piece)
            names += found
            cut = cut or is_cut
    return tuple(names), cut


@lru_cache(maxsize=1 << 13)
def people_in(piece: str) -> tuple[tuple[Name, ...], bool]:
    """The names in a tidied text without semicolons, nearly always one, and whether it says that there were more."""
    rest = _ET_AL.sub("", piece.strip())
    names = tuple([name for part in _listed(rest.strip()) if (name := person(part))])
    return names, rest != piece.strip()


def may_be_cut(text: str) -> bool:
    """Whether a text of names may hold a word for the names that it leaves out."""
    text = text.lower().replace("\N{LATIN SMALL LETTER LONG S}", "s")
    return "others" in text or "et al" in text or "et. al" in text


def person(text: str) -> Name | None:
    """The name that ``text`` is, with any number of initials after the family name.

    >>> str(person("Lewis G. F.")), str(person("Robert E. Schapire."))
    ('Lewis, G. F.', 'Schapire, Robert E.')
    """
    text = tidy(text).strip()
    if len(text) > MAX_NAME:
        return Name(literal=text)
    if "," not in text:
        text = re.sub(r"(?<=[^\W\d_]{4})\.$", "", text)
        words = text.split()
        count = 0
        while count < len(words) - 1 and re.fullmatch(r"[A-Z]\.?(?:-?[A-Z]\.?)?", words[-1 - count]):
            count += 1
        if count > 1:
            text = f"{' '.join(words[:-count])}, {' '.join(words[-count:])}"
    return parse_name(text)


def _listed(text: str) -> list[str]:
    """The names that one text between semicolons holds: nearly always one."""
    is_open = text.endswith(",")
    text = text.strip(" ,")
    parts = [re.sub(r"^(?:and|&)\s+", "", part.strip()) for part in text.split(",")]
    if len(parts) == 1:
        return split_names(text) if re.search(r"\s(?:and|&)\s", text) else [text]
    families, initials = parts[::2], parts[1::2]
    if len(parts) >= 4 and len(families) == len(initials) and all(map(_INITIALS.fullmatch, initials)):
        return [f"{family}, {given}" for family, given in zip(families, initials, strict=True)]
    if all(map(_GIVEN_FIRST.fullmatch, parts)):
        return parts
    suffixed = any(part.strip(".").lower() in SUFFIXES for part in parts)
    if len(parts) > 2 - is_open and not suffixed and all(" " in part for part in parts):
        return parts
    return [text]


def keywords(texts: Sequence[str]) -> tuple[str, ...]:
    """The keywords in ``texts``, each once; one text alone may hold several, by semicolon or comma.

    >>> keywords(["cancer care, partnership"]), keywords(["Thesis, dissertation", "Physics"])
    (('cancer care', 'partnership'), ('Thesis, dissertation', 'Physics'))
    """
    if len(texts) == 1:
        texts = texts[0].split(";" if ";" in texts[0] else ",")
    return tuple(dict.fromkeys(word for text in texts if (word := stated(text).strip(" ,;"))))


def keyword_list(words: Sequence[str]) -> str:
    """Keywords as one text that `keywords` reads back, wherever their own punctuation allows it.

    >>> keyword_list(["cancer care", "partnership"]), keyword_list(["Smith, Adam", "trade"])
    ('cancer care, partnership', 'Smith, Adam; trade')
    """
    return ("; " if any("," in word for word in words) else ", ").join(words)


def id_list(identities: Iterable[str], separator: str = ", ") -> str:
    """Record ids as one text; quoted as in CSV where one holds what sets them apart.

    >>> id_list(["a:1", "Smith, 2011"])
    'a:1, "Smith, 2011"'
    """
    return separator.join(
        '"{}"'.format(one.replace('"', '""')) if re.search('[,;"]', one) else one for one in identities
    )


def remark(work: Work) -> str:
    """One line for a note field: which work this is, from which records, and whether it was retracted."""
    parts = [f"Work {work.id}", f"records {id_list(work.members)}"]
    return "; ".join(filter(None, (*parts, warning(work.content))))


def one_line(text: str) -> str:
    r"""``text`` on one line, whatever separators it holds.

    >>> one_line("a\r\nER  - \u2028b")
    'a ER - b'
    """
    return " ".join(text.split())
