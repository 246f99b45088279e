"""Identifiers in their canonical form: what makes two spellings the same identifier."""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(
    r"^\s*(?:<?(?:https?:)?(?://)?(?:dx\.|www\.)?doi\.org/+|(?:info:)?doi\s*[:/]?\s*|urn:doi:)", re.IGNORECASE
)
_ARXIV = re.compile(
    r"(?:arxiv[:./\s]*(?:org/(?:abs|pdf)/)?)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?",
    re.IGNORECASE,
)
_PMID = re.compile(r"(?:pmid:?\s*|https?://.*?pubmed[^/]*/(?:pubmed/)?)?(\d{1,8})/?", re.IGNORECASE)
_HANDLE = re.compile(r"(?:hdl\.handle\.net/|/handle/|hdl:\s*|^)(\d[\d.]*/[^\s?#]+)", re.IGNORECASE)
_ISSN = re.compile(r"(?<![\dXx])(\d{4})[-\u2010-\u2015 ]?(\d{3}[\dXx])(?![\dXx])")
PLACEHOLDER_DOIS = {"10.0000/0", "10.1234/5678"}


class Identifier(NamedTuple):
    """One identifier of one work.

    Attributes:
        scheme: doi, issn, isbn, pmid, arxiv, handle, oai, uuid, eprint or url.
        value: its canonical form.
        relation: "self", or how the identified thing relates to the work, such as
            "IsVersionOf" (a DataCite relation type).
    """

    scheme: str
    value: str
    relation: str = "self"


def doi(text: str | None) -> str | None:
    """The bare, lower-case DOI that ``text`` is, or None where it is none.

    >>> doi("https://doi.org/10.1111/J.1369-7625.2010.00620.x."), doi("doi: 10.1002/(SICI)1(2)3<4::AID-5>3.0.CO;2-6")
    ('10.1111/j.1369-7625.2010.00620.x', '10.1002/(sici)1(2)3<4::aid-5>3.0.co;2-6')
    >>> doi("https://doi.org/"), doi("unavailable"), doi("10.1000/182 and more")
    (None, None, None)
    """
    if not text:
        return None
    stripped = _DOI_PREFIX.sub("", html.unescape(text).strip("\u200b\ufeff \t\r\n"))
    from_url = stripped != text.strip() and "://" in text
    if from_url:
        stripped = stripped.split("?", 1)[0].split("#", 1)[0]
    if from_url or "%2f" in stripped[:14].lower():
        stripped = unquote(stripped)
    stripped = _trim(stripped.strip())
    if not _DOI.fullmatch(stripped) or stripped in PLACEHOLDER_DOIS:
        return None
    return stripped.lower()


def find_dois(text: str) -> list[str]:
    """Every DOI inside running text, in order, each once.

    >>> find_dois("See doi:10.1000/a.1, and (10.1000/B).")
    ['10.1000/a.1', '10.1000/b']
    """
    found = (doi(match.rstrip("\"'<>&")) for match in re.findall(r"10\.\d{4,9}/[^\s\"<>\u27e9\u3009]+", text))
    return list(dict.fromkeys(value for value in found if value))


def _trim(text: str) -> str:
    """``text`` without the punctuation of the sentence around it."""
    while text and (
        text[-1] in ".,;:'\"]}*"
        or (text[-1] == ")" and text.count(")") > text.count("("))
        or (text[-1] == ">" and text.count(">") > text.count("<"))
    ):
        text = text[:-1]
    return text


def issn(text: str | None) -> str | None:
    """The ISSN ``NNNN-NNNC`` in ``text``, or None where its check digit is wrong or it is a placeholder.

    >>> issn("13696513"), issn("ISSN 1369-6513 (Print)"), issn("0000-0000"), issn("1234-5678")
    ('1369-6513', '1369-6513', None, None)
    """
    match = _ISSN.search(text or "")
    if not match:
        return None
    digits = (match[1] + match[2]).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
    check = "0123456789X"[-total % 11]
    return f"{digits[:4]}-{digits[4:]}" if check == digits[7] and digits != "00000000" else None


def find_issns(text: str) -> list[str]:
    """Every ISSN inside ``text``, in order, each once, whatever parts them: a single blank is enough.

    >>> find_issns("1369-6513 1369-7625"), find_issns("2010 1369-6513"), find_issns("1369 6513 1369 7625")
    (['1369-6513', '1369-7625'], ['1369-6513'], ['1369-6513', '1369-7625'])
    """
    found: list[str] = []
    match = _ISSN.search(text)
    while match:
        value = issn(match[0])
        found += [value] if value else []
        # "2010 1369" has the form of one and is none: the next may begin within it.
        match = _ISSN.search(text, match.end() if value else match.start() + 1)
    return list(dict.fromkeys(found))


def find_isbns(text: str) -> list[str]:
    """The ISBN that ``text`` is, which may have blanks inside, or else those among its words.

    >>> find_isbns("978 0 306 40615 7"), find_isbns("0-306-40615-2 978-3-16-148410-0")
    (['9780306406157'], ['9780306406157', '9783161484100'])
    """
    whole = isbn(text)
    return [whole] if whole else list(dict.fromkeys(filter(None, map(isbn, text.split()))))


def isbn(text: str | None) -> str | None:
    """The ISBN-13 (13 digits) of the ISBN in ``text``, or None where its check digit is wrong.

    >>> isbn("0-306-40615-2"), isbn("978-0-306-40615-7"), isbn("978-0-306-40615-8")
    ('9780306406157', '9780306406157', None)
    """
    digits = re.sub(r"(?i)^\s*(?:urn:)?isbn(?:-1[03])?:?", "", text or "")
    digits = re.sub(r"\(.*?\)|[\s\-\u2010-\u2015]", "", digits).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
            return None
        return _with_check("978" + digits[:9])
    if re.fullmatch(r"97[89]\d{10}", digits):
        return digits if _with_check(digits[:12]) == digits else None
    return None


def _with_check(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def orcid(text: str | None) -> str | None:
    """The ORCID iD ``NNNN-NNNN-NNNN-NNNC`` in ``text``, or None where its check digit is wrong.

    >>> orcid("http://orcid.org/0000-0002-1825-0097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    match = re.search(r"(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])", text or "")
    if not match:
        return None
    digits = match[1].replace("-", "").upper()
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = "0123456789X"[(12 - total % 11) % 11]
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4)) if check == digits[15] else None


def arxiv(text: str | None) -> str | None:
    """The arXiv id in ``text`` without its version, or None.

    >>> arxiv("https://arxiv.org/abs/1902.02534v2"), arxiv("arXiv:hep-th/9901001"), arxiv("12.5")
    ('1902.02534', 'hep-th/9901001', None)
    """
    match = _ARXIV.fullmatch(re.sub(r"^https?://(?:www\.)?|\.pdf$", "", (text or "").strip()))
    return match[1].lower() if match else None


def pmid(text: str | None) -> str | None:
    """The PubMed id in ``text`` (1 to 8 digits), or None.

    >>> pmid("PMID: 20550592"), pmid("PMC20550592")
    ('20550592', None)
    """
    match = _PMID.fullmatch((text or "").strip())
    return match[1] if match else None


def handle(text: str | None) -> str | None:
    """The Handle ``prefix/suffix`` in ``text``, or None; a DOI is no Handle here.

    >>> handle("http://hdl.handle.net/1885/10005"), handle("https://x.edu/handle/1885/10005?show=full")
    ('1885/10005', '1885/10005')
    """
    match = _HANDLE.search((text or "").strip())
    return match[1].rstrip("/").lower() if match and not match[1].startswith("10.") else None
