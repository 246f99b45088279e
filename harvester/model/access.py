"""Access and licence: who may read a work, and what they may do with it."""

from __future__ import annotations

import re

from harvester.model.date import PartialDate, parse_date
from harvester.model.text import clean, fold

#: What a `Record` says of access, the most open first.
ACCESS = ("open", "embargoed", "restricted", "closed", "metadata-only")

#: Words for each: COAR's numbers, info:eu-repo's words, badges of DSpace, EPrints' full_text_status, Pure's markers.
_WORDS = {
    "open": "c abf2, openaccess, open access, open, public, free access, freely available, free to read, true, "
    "all open access",
    "embargoed": "c f1cf, embargoedaccess, embargoed access, embargoed, embargo, under embargo",
    "restricted": "c 16ec, restrictedaccess, restricted access, restricted",
    "closed": "closedaccess, closed access, closed, no access, not open access, false",
    "metadata-only": "c 14cb, metadata only access, metadata only, metadataonlyaccess, metadata only item, none",
}
_ACCESS_OF = {word.strip(): access for access, words in _WORDS.items() for word in words.split(",")}
_VOCABULARY = re.compile(
    r"^(?:https?://purl\.org/coar/access_right/|info:eu-repo/semantics/|https?://schema\.org/)", re.IGNORECASE
)
_EMBARGO = re.compile(
    r"(?:info:eu-repo/date/)?(?:(?:currently )?(?:under|in) )?(?:an )?embargo(?:ed)?(?: ?access| period)?\W*"
    r"(?:until|till|to|ends?(?: on| date)?|expires(?: on)?|lift(?:s|ed)?(?: on| date)?|date)?\W*"
    r"(?P<date>\w[\w ,./-]*)",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.](\d\d)")
_CC_URL = re.compile(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z+-]+)/?(\d\.\d)?(?:/([a-z]{2,3})\b)?\S*",
    re.IGNORECASE,
)
_CC_WORDS = re.compile(r"\b(?:creative commons|cc[ _-]?(?:by|0|zero))\b|\bcc[ _-]by[ _-]", re.IGNORECASE)


def access_of(text: str) -> str | None:
    """The word of `ACCESS` that ``text`` means, None where it means none.

    >>> access_of("http://purl.org/coar/access_right/c_abf2"), access_of("info:eu-repo/semantics/embargoedAccess")
    ('open', 'embargoed')
    >>> access_of("Open Access"), access_of("Access to the building")
    ('open', None)
    """
    word = _ACCESS_OF.get(fold(_VOCABULARY.sub("", text.strip())))
    return word or ("embargoed" if embargo_end(text) else None)


def embargo_end(text: str) -> PartialDate | None:
    """The day (or month, or year) until which ``text`` states an embargo, None where it states none.

    >>> str(embargo_end("Under embargo until 3 March 2021")), str(embargo_end("info:eu-repo/date/embargoEnd/2021-03"))
    ('2021-03-03', '2021-03')
    >>> str(embargo_end("Embargo ends: 3/01/21")), embargo_end("A study of the oil embargo of 1973")
    ('2021', None)
    """
    match = _EMBARGO.match(clean(text[:200]))
    if not match:
        return None
    # Two figures of a year do not tell which of the others is the day.
    short = _SHORT_DATE.fullmatch(match["date"].strip(" ."))
    return PartialDate(2000 + int(short[1])) if short else parse_date(match["date"].strip(" .()"))


def openness(access: str) -> float:
    """How open ``access`` is, from 0 for no word of `ACCESS`."""
    return float(len(ACCESS) - ACCESS.index(access)) if access in ACCESS else 0.0


def license_of(text: str) -> str:
    """The licence that ``text`` states: Creative Commons' address in one form, else its words; "" for a word on access.

    >>> license_of("http://www.creativecommons.org/licenses/BY-NC/4.0/legalcode"), license_of(" CC BY  4.0 ")
    ('https://creativecommons.org/licenses/by-nc/4.0/', 'CC BY 4.0')
    >>> license_of("info:eu-repo/semantics/openAccess")
    ''
    """
    text = clean(text)
    if match := _CC_URL.search(text):
        # A port to the law of some country is a licence of its own: /by/3.0/de/.
        parts = (part.lower() for part in match.groups() if part)
        return f"https://creativecommons.org/{'/'.join(parts)}/"
    return "" if access_of(text) or _VOCABULARY.match(text) else text


def is_creative_commons(text: str) -> bool:
    """Whether ``text`` states a licence (or waiver) of Creative Commons, all of which let everybody read.

    >>> is_creative_commons("https://creativecommons.org/licenses/by/4.0/"), is_creative_commons("cc_by_4")
    (True, True)
    >>> is_creative_commons("Copyright 2011, the authors")
    False
    """
    return "creativecommons.org/" in text.lower() or bool(_CC_WORDS.search(text))
