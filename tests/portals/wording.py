"""How platforms word what a sheet says: dates, names, types, BibTeX, RIS and citation lines."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.portals.table import Parts, Sheet

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LANGUAGES = {"en": "English", "ru": "Russian", "": "English"}

BIBTEX_TYPES = {
    "journal-article": "article", "proceedings-article": "inproceedings", "book-chapter": "inbook",
    "monograph": "book", "dissertation": "phdthesis", "report": "techreport", "posted-content": "techreport",
}  # fmt: skip
RIS_TYPES = {
    "journal-article": "JOUR", "proceedings-article": "CONF", "book-chapter": "CHAP", "monograph": "BOOK",
    "dissertation": "THES", "report": "RPRT", "posted-content": "UNPB",
}  # fmt: skip

# What TeX writes before a letter for each combining character.
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0327": "c", "\u030c": "v",
}  # fmt: skip
_TEX = {
    "\N{LEFT SINGLE QUOTATION MARK}": "{\\textquoteleft}",
    "\N{RIGHT SINGLE QUOTATION MARK}": "{\\textquoteright}",
    "&": "\\&",
    "%": "\\%",
    "#": "\\#",
    "Ł": "{\\L}",
}
_TEX |= {"ł": "{\\l}", "ø": "{\\o}", "ß": "{\\ss}"}


def day_month_year(date: Parts) -> str:
    """The date as Pure's new portal writes it.

    >>> day_month_year((2024, 3, 21)), day_month_year((2018, 6)), day_month_year((2019,))
    ('21 Mar 2024', 'Jun 2018', '2019')
    """
    words = [str(date[0])]
    words += [MONTHS[date[1] - 1]] if len(date) > 1 else []
    words += [str(date[2])] if len(date) > 2 else []
    return " ".join(reversed(words))


def joined_date(date: Parts, mark: str, *, padded: bool = True) -> str:
    """The parts of ``date`` from year to day with ``mark`` between them.

    >>> joined_date((2011, 3), "/", padded=False), joined_date((2011, 3, 4), "-")
    ('2011/3', '2011-03-04')
    """
    return mark.join(f"{part:02d}" if padded else str(part) for part in date)


def venue_numbers(sheet: Sheet) -> str:
    """Volume, issue and pages as in "14(1):48-58"."""
    issue = f"({sheet.issue})" if sheet.issue else ""
    return f"{sheet.volume}{issue}" + (f":{sheet.page}" if sheet.page else "")


def standard(sheet: Sheet) -> str:
    """The line under Pure's heading Standard: at most three authors, then "et al."."""
    names = "; ".join(one.inverted for one in sheet.authors[:3]) + (
        " et al" if len(sheet.authors) > 3 else ""
    )
    year = ".".join(reversed([f"{part:02d}" for part in sheet.date]))
    numbers = [
        f"Vol. {sheet.volume}" if sheet.volume else "",
        f"No. {sheet.issue}" if sheet.issue else "",
        year,
        f"p. {sheet.page}" if sheet.page else "",
    ]
    venue = ", ".join(part for part in (sheet.container, *numbers) if part)
    return f"{sheet.full_title.rstrip('.')}. / {names}.\nIn: {venue}."


def vancouver(sheet: Sheet) -> str:
    """The citation with every author and initials only."""
    names = ", ".join(f"{one.family} {one.initials}".strip() for one in sheet.authors)
    date = " ".join([str(sheet.date[0]), *(MONTHS[month - 1] for month in sheet.date[1:2])])
    numbers = f";{venue_numbers(sheet)}" if sheet.volume else f". p. {sheet.page}" if sheet.page else ""
    end = f" doi: {sheet.bare_doi}" if sheet.doi else ""
    title = sheet.full_title.rstrip(".")
    venue = f" {sheet.container}." if sheet.container else ""
    return f"{names}. {title}.{venue} {date}{numbers}.{end}"


def apa(sheet: Sheet) -> str:
    """The citation in the manner of APA 7."""
    names = [f"{one.family}, {one.dotted}" if one.given else one.family for one in sheet.authors[:20]]
    listed = ", ".join(names[:-1]) + (", & " if len(names) > 1 else "") + names[-1] if names else ""
    numbers = f", {sheet.volume}" + (f"({sheet.issue})" if sheet.issue else "") if sheet.volume else ""
    pages = f", {sheet.page}" if sheet.page else ""
    link = f" https://doi.org/{sheet.bare_doi}" if sheet.doi else ""
    venue = f" {sheet.container}{numbers}{pages}." if sheet.container else ""
    return f"{listed} ({sheet.date[0]}). {sheet.full_title.rstrip('.')}.{venue}{link}"


def harvard(sheet: Sheet) -> str:
    """The citation in the manner of Harvard."""
    names = " & ".join(f"{one.family}, {one.dotted}".rstrip(", ") for one in sheet.authors[:6])
    numbers = f", vol. {sheet.volume}" if sheet.volume else ""
    numbers += f", no. {sheet.issue}" if sheet.issue else ""
    numbers += f", pp. {sheet.page}" if sheet.page else ""
    return f"{names} {sheet.date[0]}, '{sheet.full_title.rstrip('.')}', {sheet.container}{numbers}."


def tex(text: str, *, accents: bool = True) -> str:
    r"""``text`` as Pure's BibTeX has it: curly quotes and, with ``accents``, accented letters in TeX.

    >>> print(tex("Chadès, HfO<sub>2</sub> & Łukasz"))
    Chad{\`e}s, HfO$_{2}$ \& {\L}ukasz
    """
    text = re.sub(r"<sub>(.*?)</sub>", "\0\\1\1", text)
    quoted = "".join(_TEX.get(letter, _accented(letter) if accents else letter) for letter in text)
    return quoted.replace("\0", "$_{").replace("\1", "}$")


def _accented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        accent = _ACCENTS[parts[1]]
        return f"{{\\{accent}{' ' if accent.isalpha() else ''}{parts[0]}}}"
    return letter


def bibtex(sheet: Sheet, *, accents: bool = True) -> str:
    """The BibTeX entry of Pure's cite tab; its key is the uuid without hyphens."""
    month = MONTHS[sheet.date[1] - 1].lower() if len(sheet.date) > 1 else ""
    venue = "journal" if sheet.type == "journal-article" else "booktitle"
    rows = [
        ("title", tex(sheet.full_title, accents=accents)),
        ("abstract", tex(sheet.abstract, accents=accents)),
        ("keywords", ", ".join(sheet.keywords)),
        ("author", " and ".join(_tex_name(one.plain, one.given, accents=accents) for one in sheet.authors)),
        ("year", str(sheet.date[0])),
        ("month", month),
        ("day", str(sheet.date[2]) if len(sheet.date) > 2 else ""),
        ("doi", sheet.bare_doi),
        ("language", LANGUAGES[sheet.language]),
        ("isbn", sheet.isbn[0] if sheet.isbn else ""),
        ("volume", sheet.volume),
        ("pages", sheet.page.replace("-", "--")),
        (venue, tex(sheet.container, accents=accents)),
        ("issn", sheet.issn_print or sheet.issn_electronic),
        ("publisher", tex(sheet.publisher, accents=accents)),
        ("number", sheet.issue),
    ]
    lines = [
        f'{name} = "{value}",' if name != "month" else f"month = {value}," for name, value in rows if value
    ]
    return f"@{BIBTEX_TYPES[sheet.type]}{{{sheet.uuid.replace('-', '')},\n" + "\n".join(lines) + "\n\n}"


def _tex_name(plain: str, given: str, *, accents: bool) -> str:
    name = tex(plain, accents=accents)
    return name if given else f"{{{name}}}"


def ris(sheet: Sheet, *, gap: str = "  ", phrase: str = "") -> list[str]:
    """The RIS lines of Pure's cite tab; ``gap`` is what stands before each hyphen, ``phrase`` goes into M3."""
    date = joined_date(sheet.date, "/", padded=False)
    first, last = sheet.pages
    # T2 is the subtitle in Pure's RIS, not the journal.
    rows = [
        ("TY", RIS_TYPES[sheet.type]),
        ("T1", re.sub(r"<[^>]+>", "", sheet.title)),
        ("T2", sheet.subtitle),
    ]
    rows += [("AU", one.inverted) for one in sheet.authors]
    rows += [("PY", date), ("Y1", date), ("N2", sheet.abstract), ("AB", sheet.abstract)]
    rows += [("KW", word) for word in sheet.keywords]
    rows += [("U2", sheet.bare_doi), ("DO", sheet.bare_doi), ("M3", phrase), ("VL", sheet.volume)]
    rows += [("SP", first), ("EP", last), ("JO", sheet.container), ("JF", sheet.container)]
    rows += [("SN", sheet.issn_print or sheet.issn_electronic), ("IS", sheet.issue)]
    return [f"{tag}{gap}- {value}" for tag, value in rows if value] + [f"ER{gap}-"]
