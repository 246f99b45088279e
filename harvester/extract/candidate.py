"""Candidate: what one carrier on a page says about one field, typed as `Record` wants it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from harvester.extract.doi_class import without_address
from harvester.extract.people import read_people
from harvester.formats.values import page_range
from harvester.model import Funder, Identifier, Name, Organisation, PartialDate, Witness, parse_date
from harvester.model.access import access_of, is_creative_commons, license_of
from harvester.model.attached import ATTACHED, attached
from harvester.model.identifier import arxiv, doi, find_isbns, find_issns, handle, pmid
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.name import split_names
from harvester.model.organisation import parse_funder, parse_organisation, united
from harvester.model.record import WITNESSED_DATES
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Value = (
    str
    | PartialDate
    | tuple[str, ...]
    | tuple[Name, ...]
    | tuple[Identifier, ...]
    | tuple[Organisation, ...]
    | tuple[Funder, ...]
)

MAX_TEXT = 50_000
"""Characters of one text that are read: ten times a long abstract, and a limit to what patterns may cost."""

MAX_VALUES = 30
"""Different texts that one carrier may state for a field that has one value; they are compared each with each."""
MAX_PEOPLE = 10_000
"""People (or keywords) of one list that are read: twice as many as the largest collaborations have."""

_ET_AL = re.compile(r"\bet\.? al\b|\band others\b|(?-i:\bu\. ?a\.\s*$)", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:vol(?:ume|umen)?|v|bd|band|tome|jahrgang|jg|no|n[\u00b0\u00ba]|num(?:ber|ero)?|issue|iss|nr|heft|h|fasc(?:icule)?)"
    r"\b[.:]*\s*(?=[\w\[])|^#\s*",
    re.IGNORECASE,
)
#: What stands for a volume, issue or page that is yet to come.
_AHEAD = re.compile(
    r"(?:[ae]?head[ -]?of[ -]?print|online[ -]?first|early (?:view|access|online)|in press|forthcoming|e-?pub\b.*|"
    r"latest articles|just accepted|advance (?:access|online).*|preprint|[-0.]+)",
    re.IGNORECASE,
)
# "234 p.", "xii, 234 pages": how many pages there are.
_EXTENT = re.compile(
    r"(?:[ivxlc]+\s*[,+]\s*)?\[?\d+\]?\s*(?:p|pp|pgs?|pages?|pags?|p[a\u00e1]ginas?|s|seiten?|bl|f|ff|leaves|hojas|sidor|"
    r"sivua|pagine)\.?(?:\s*[:;+].*)?",
    re.IGNORECASE,
)
# "Boston (Mass.) : Northeastern University, February 26, 2014", as cataloguing rules have it.
_IMPRINT = re.compile(
    r"(?:(?P<place>[^:]{2,80}?)\s:\s)?(?P<publisher>[^:]{2,300}?)"
    r"(?:,\s*(?P<date>(?:[^\W\d_]{3,9}\.?\s(?:\d{1,2},\s)?)?[\[c\u00a9]?(?:1[5-9]|20)\d\d\]?)\.?)?"
)
_RANGE = re.compile(r"\w+\s*[-\u2010-\u2015]+\s*\w+")
_PLACEHOLDERS = frozenset(
    {"", "-", "n/a", "na", "none", "null", "unknown", "undefined", "n.a.", "[object object]"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One carrier's word on one field.

    Attributes:
        field: the `Record` field it speaks of, or one of `WITNESSED_DATES`.
        carrier: which block of the page said it, such as "citation_*" or "ris".
        value: what it said, typed as that field of `Record` is.
        raw: what it said as text; lists are joined with "; ".
    """

    field: str
    carrier: str
    value: Value
    raw: str

    def witnesses(self) -> Iterator[Witness]:
        """This candidate as the record keeps it: cleaned text, nothing decided; and what was said of single people."""
        yield Witness(self.field, self.carrier, _cleaned(self.raw))
        if self.field in ("author", "editor", "contributor"):
            people = [one for one in self.value if isinstance(one, Name)]
            for said in ATTACHED:
                yield from (Witness(said, self.carrier, text) for text in attached(people, said))
        for one in self.identifiers:
            if one.relation != "self":
                yield Witness("relation", self.carrier, f"{one.relation} {one.value}")

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The identifiers that it states; none where it speaks of another field."""
        if self.field != "identifier" or not isinstance(self.value, tuple):
            return ()
        return tuple(one for one in self.value if isinstance(one, Identifier))


def read_field(field: str, carrier: str, raws: str | Iterable[str | None]) -> list[Candidate]:
    """The candidates that ``carrier`` offers for ``field`` with the texts ``raws``; unreadable texts give none.

    A list field (authors, keywords, ISSNs) gives one candidate for all texts, any other field one
    for each text that differs. Where a licence is asked for, what it says of access is told too.

    >>> read_field("author", "ris", ["Attree, Pamela", "Morris, Sara"])[0].raw
    'Attree, Pamela; Morris, Sara'
    >>> [c.value for c in read_field("page", "citation_*", "pp. 48--58")]
    ['48-58']
    >>> [(c.field, str(c.value)) for c in read_field("publisher", "body", "Boston : Wing Press, 2014")]
    [('publisher', 'Wing Press'), ('publisher_place', 'Boston'), ('issued', '2014')]
    """
    if field == "publisher":
        return _imprints(carrier, [raws] if isinstance(raws, str) else [raw for raw in raws if raw])
    return _read(field, carrier, raws)


def _read(field: str, carrier: str, raws: str | Iterable[str | None]) -> list[Candidate]:
    texts = [raws] if isinstance(raws, str) else list(dict.fromkeys(raw for raw in raws if raw))
    texts = [text[:MAX_TEXT] for text in texts if field == "access" or not _is_placeholder(text[:MAX_TEXT])]
    if field in _LISTS:
        texts = texts[:MAX_PEOPLE]
        value = _LISTS[field](texts)
        return [Candidate(field, carrier, value, "; ".join(texts))] if value else []
    # One more than will be kept, so that it shows that the page says more.
    found = {text: _SINGLES.get(field, _cleaned)(text) for text in texts[: MAX_VALUES + 1]}
    said = [Candidate(field, carrier, value, text) for text, value in found.items() if value]
    if field == "license":
        told = {text: "open" if is_creative_commons(text) else access_of(text) for text in found}
        said += [Candidate("access", carrier, value, text) for text, value in told.items() if value]
    return said


def span(first: str, last: str) -> str:
    """The pages from ``first`` to ``last``; some systems put the whole range into the first page.

    >>> span("48", "58"), span("48-58", "58"), span("48", "48"), span("", "58")
    ('48-58', '48-58', '48', '')
    """
    first, last = first.strip(), last.strip()
    return first if not first or not last or last == first or _RANGE.fullmatch(first) else f"{first}-{last}"


def names(field: str, carrier: str, people: Iterable[Name], raws: Iterable[str]) -> list[Candidate]:
    """The candidate for people whose names were already read from the texts ``raws``; none for nobody."""
    unique = tuple(islice(dict.fromkeys(people), MAX_PEOPLE))
    return [Candidate(field, carrier, unique, "; ".join(raws))] if unique else []


# Each text is cleaned to be asked whether it says anything, to be read, and to be kept as a witness.
_cleaned = lru_cache(maxsize=1 << 8)(clean)


def _is_placeholder(text: str) -> bool:
    return _cleaned(text).casefold() in _PLACEHOLDERS


def is_cut_list(raw: str) -> bool:
    """Whether a list of names says that it is not the whole list ("et al.").

    >>> is_cut_list("Attree, Pamela; Morris, Sara et al."), is_cut_list("Al-Etal, B")
    (True, False)
    """
    return bool(_ET_AL.search(raw))


def read_names(texts: Sequence[str]) -> tuple[Name, ...]:
    """The people that ``texts`` name, each once, in order; a text that stands alone may hold two whole names.

    >>> [str(n) for n in read_names(["MOGHADDAM, M.;SILVA, A."])]
    ['MOGHADDAM, M.', 'SILVA, A.']
    """
    return people_in(_split_joined(texts[0]) if len(texts) == 1 else texts)


def people_in(texts: Iterable[str]) -> tuple[Name, ...]:
    """The people that ``texts`` name, each once, in order; "Parra González, Ana María" is one name.

    >>> [str(n) for n in people_in(["Le Scao, Teven", "Rush, Alexander; Li, Yang"])]
    ['Le Scao, Teven', 'Rush, Alexander', 'Li, Yang']
    """
    return read_people(_ET_AL.sub("", text) for text in islice(texts, MAX_PEOPLE))


def _split_joined(text: str) -> list[str]:
    """The names in one tag; "Family, Given" is one name, however many words the family name has."""
    parts = split_names(clean(text))
    return parts if ";" in text or len(parts) != 2 or text.count(",") != 1 else [text]


def identifiers(text: str) -> tuple[Identifier, ...]:
    """The identifier that ``text`` is, in its canonical form; nothing for prose.

    >>> identifiers("http://hdl.handle.net/1885/10005"), identifiers("10274")
    ((Identifier(scheme='handle', value='1885/10005', relation='self'),), ())
    """
    text = text.strip()
    if "handle.net/" in text or text.lower().startswith("hdl:") or "/handle/" in text:
        found = handle(text)
        return (Identifier("handle", found),) if found else ()
    if "arxiv" in text.lower() and (found := arxiv(text)):
        return (Identifier("arxiv", found),)
    if text.lower().startswith("pmid") and (found := pmid(text)):
        return (Identifier("pmid", found),)
    if re.fullmatch(r"https?://\S+", text) and "doi.org/" not in text and not doi(text):
        return (Identifier("url", text),)
    return ()


def keywords(texts: Sequence[str]) -> tuple[str, ...]:
    """The keywords in ``texts``; one text may hold several, set apart by semicolons or commas.

    >>> keywords(["cancer care, partnership"]), keywords(["Thesis, dissertation", "Physics"])
    (('cancer care', 'partnership'), ('Thesis, dissertation', 'Physics'))
    """
    if len(texts) == 1:
        texts = texts[0].split(";" if ";" in texts[0] else ",")
    else:
        texts = [part for text in texts for part in text.split(";")]
    return tuple(dict.fromkeys(word for text in texts if (word := clean(text).strip(" ,;"))))


def _imprints(carrier: str, raws: Iterable[str]) -> list[Candidate]:
    """Publishers, and the place and year that librarians write with one: "Place : Name, 2014"."""
    found: list[Candidate] = []
    for raw in dict.fromkeys(raws):
        match = _IMPRINT.fullmatch(clean(raw[:1_000]))
        parts = match.groupdict() if match and (match["place"] or match["date"]) else {"publisher": raw}
        for field in ("publisher", "publisher_place", "issued"):
            text = parts.get({"publisher_place": "place", "issued": "date"}.get(field, field)) or ""
            # The witness keeps what was written, whichever part of it is meant.
            found += [replace(one, raw=raw) for one in _read(field, carrier, text)]
    return found


def _number(text: str) -> str:
    """A volume or issue without its label and without its year: "25" for "Vol. 25 (2014)"; none that is to come.

    >>> _number("Vol. 25 (2014)"), _number("no. 3"), _number("ahead-of-print"), _number("4-6")
    ('25', '3', '', '4-6')
    """
    bare = _LABEL.sub("", clean(text)).strip(" .,;:")
    bare = re.sub(r"(?<=\w)\s*\((?:1[89]|20)\d\d\)$", "", bare)
    return "" if _AHEAD.fullmatch(bare) else bare


def _pages(text: str) -> str:
    """Pages as "48-58"; one page stated as a range is that page, and a number of pages is none.

    >>> _pages("1092\u20131099"), _pages("041027-041027"), _pages("xii, 234 p."), _pages("p. 48")
    ('1092-1099', '041027', '', '48')
    """
    if _EXTENT.fullmatch(clean(text[:100])) or _AHEAD.fullmatch(clean(text[:100])):
        return ""
    pages = page_range(text)
    first, _, last = pages.partition("-")
    return first if first == last else pages


def _doi(text: str) -> str | None:
    found = doi(text)
    return without_address(found) if found else None


def _web_address(text: str) -> str:
    return text.strip() if re.match(r"(?:https?:)?/{1,2}\w", text.strip()) else ""


def _each(find: Callable[[str], list[str]]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    def read_all(texts: Sequence[str]) -> tuple[str, ...]:
        parts = [part for text in texts for part in re.split(r"[;,]|\s{2,}", text)]
        return tuple(dict.fromkeys(found for part in parts for found in find(part)))

    return read_all


def _identifier_list(texts: Sequence[str]) -> tuple[Identifier, ...]:
    return tuple(dict.fromkeys(found for text in texts for found in identifiers(text)))


_LISTS: dict[str, Callable[[Sequence[str]], Value]] = {
    "author": read_names,
    "editor": read_names,
    "contributor": read_names,
    "keyword": keywords,
    "issn": _each(find_issns),
    "isbn": _each(find_isbns),
    "identifier": _identifier_list,
    "title_alternative": lambda texts: tuple(clean(text) for text in texts),
    "organisation": lambda texts: united(found for text in texts if (found := parse_organisation(text))),
    "funder": lambda texts: tuple(dict.fromkeys(found for text in texts if (found := parse_funder(text)))),
}
_SINGLES: dict[str, Callable[[str], Value | None]] = {
    "issued": parse_date,
    "available_date": parse_date,
    **dict.fromkeys(WITNESSED_DATES, parse_date),
    "doi": _doi,
    "language": language,
    "type": csl_type,
    "page": _pages,
    "volume": _number,
    "issue": _number,
    "full_text": _web_address,
    "access": access_of,
    "license": license_of,
}
