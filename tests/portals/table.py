"""The table of works and deposits: what each item page of the sample is about and how it says so."""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

HERE = Path(__file__).parent
HANDLE_PREFIX = "20.500.12345"

#: What a row of a deposit says in the words of a sheet.
_COPIED = ("number", "head", "etag", "moved_from", "accession", "access", "license")

Parts: TypeAlias = tuple[int, ...]
"""A date to the precision that is known: year, month, day."""


class Author(NamedTuple):
    """A person, or a body whose name is all in ``family``."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        return ", ".join(part for part in self if part)

    @property
    def plain(self) -> str:
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def initials(self) -> str:
        """The initials without anything between them: "Benjamin L." is BL."""
        return "".join(re.findall(r"(?:^|[\s.\-])(\w)", self.given))

    @property
    def dotted(self) -> str:
        """The initials with dots and blanks: "Benjamin L." is "B. L."."""
        return " ".join(f"{letter}." for letter in self.initials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The facts of one work as Crossref has them, and beside them what people write (`shown`, `journal`)."""

    key: str
    type: str
    title: str
    authors: tuple[Author, ...] = ()
    origin: str = "file"
    shown: str = ""
    subtitle: str = ""
    editors: tuple[Author, ...] = ()
    container: tuple[str, ...] = ()
    journal: str = ""
    short_container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    article_number: str = ""
    publisher: str = ""
    language: str = ""
    doi: str = ""
    print: Parts = ()
    online: Parts = ()
    posted: Parts = ()
    approved: Parts = ()
    created: Parts = ()
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    member: str = ""
    event: str = ""
    institution: tuple[str, ...] = ()
    degree: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    subtype: str = ""
    registered_authors: bool = True
    relation: dict[str, list[str]] = field(default_factory=dict)
    update_to: tuple[dict[str, Any], ...] = ()
    updated_by: tuple[dict[str, Any], ...] = ()
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    license: tuple[str, ...] = ()
    funder: tuple[str, ...] = ()

    @property
    def registered(self) -> bool:
        """Whether Crossref knows it."""
        return bool(self.doi) and not self.doi.startswith("10.5555/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one item page is to say.

    `title` may hold ``<sub>``; `doi` is spelt as on the page; `date` is the date of publication and `online`
    an earlier one on the web.
    """

    work: str
    type: str
    title: str
    authors: tuple[Author, ...]
    date: Parts
    subtitle: str = ""
    editors: tuple[Author, ...] = ()
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    publisher: str = ""
    language: str = ""
    doi: str = ""
    doi_in_text: bool = False
    online: Parts = ()
    issn_print: str = ""
    issn_electronic: str = ""
    isbn: tuple[str, ...] = ()
    event: str = ""
    degree: str = ""
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    note: str = ""
    slug: str = ""
    uuid: str = ""
    number: int = 0
    head: bool = True
    etag: bool = False
    moved_from: str = ""
    accession: str = ""
    units: tuple[str, ...] = ()
    access: str = ""
    license: str = ""

    @property
    def full_title(self) -> str:
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def plain_title(self) -> str:
        """The title without markup."""
        return re.sub(r"<[^>]+>", "", self.full_title)

    @property
    def handle(self) -> str:
        return f"{HANDLE_PREFIX}/{self.number}"

    @property
    def pages(self) -> tuple[str, str]:
        """First and last page, both "" where there are none."""
        first, _, last = self.page.partition("-")
        return first, last

    @property
    def bare_doi(self) -> str:
        return re.sub(r"^https?://doi\.org/", "", self.doi)


def read_works() -> dict[str, Work]:
    """Every work of the table by its key."""
    works = {}
    for path in sorted((HERE / "works").glob("*.toml")):
        for key, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            works[key] = _work(key, row)
    return works


def read_sheets(portal: str, works: dict[str, Work]) -> list[Sheet]:
    """The item pages of ``portal``, in the order of the table."""
    rows = tomllib.loads((HERE / "deposits.toml").read_text(encoding="utf-8"))[portal]
    return [_sheet(portal, works[row["work"]], row) for row in rows]


def author(text: str) -> Author:
    """The author written as "Family, Given, Suffix", or as "{Name}" where it is a body.

    >>> author("Hora, Donald, Jr."), author("{Climate Editorial Office}").family
    (Author(family='Hora', given='Donald', suffix='Jr.'), 'Climate Editorial Office')
    """
    if text.startswith("{"):
        return Author(text.strip("{}"))
    return Author(*text.split(", ", 2))


def slug(title: str, limit: int = 90) -> str:
    """The path that Pure makes of a title; it is cut at a word.

    >>> slug("Ecology & Society: <i>Part</i> I"), slug("Chadès: 蒎-Pinene")
    ('ecology-amp-society-part-i', 'chades-pinene')
    """
    text = html.escape(re.sub(r"<[^>]+>", "", title), quote=False).casefold()
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.findall(r"[a-z0-9]+", plain)
    while len("-".join(words)) > limit:
        words.pop()
    return "-".join(words)


def made_uuid(*parts: str) -> str:
    """A uuid that is always the same for ``parts``."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))


def _work(key: str, row: dict[str, Any]) -> Work:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    for name in ("authors", "editors"):
        values[name] = tuple(author(text) for text in row.get(name, ()))
    return Work(key=key, **values)


def _sheet(portal: str, work: Work, row: dict[str, Any]) -> Sheet:
    issn = {kind: value for value, kind in (text.split(" ") for text in work.issn)}
    published = work.print or work.online or work.posted or work.approved
    sheet = Sheet(
        work=work.key,
        type=work.type,
        title=row.get("title") or work.shown or work.title,
        subtitle="" if "title" in row else row.get("subtitle", work.subtitle),
        authors=_named(work.authors, row.get("names", "full")),
        editors=work.editors,
        container=row.get("container", work.journal or html.unescape((*work.container, "")[0])),
        volume=work.volume,
        issue=row.get("issue", work.issue),
        page=row.get("page", work.page or work.article_number),
        publisher=work.publisher,
        language=work.language,
        doi=_spelt(row.get("doi", work.doi), row.get("spelling", "bare")),
        doi_in_text=row.get("spelling") == "text",
        date=tuple(row.get("date", published)),
        online=work.online if work.print and work.online < work.print else (),
        issn_print=issn.get("print", ""),
        issn_electronic=issn.get("electronic", ""),
        isbn=work.isbn,
        event=work.event,
        degree=(*work.degree, "")[0],
        keywords=work.keywords,
        abstract=work.abstract,
        note=row["note"],
        units=tuple(row.get("units", ())),
        uuid=row.get("uuid") or made_uuid(portal, work.key, row.get("slug", "")),
        **{name: row[name] for name in _COPIED if name in row},
    )
    return replace(sheet, slug=row.get("slug") or slug(sheet.full_title))


def _named(authors: tuple[Author, ...], names: str) -> tuple[Author, ...]:
    if names == "initials":
        return tuple(one._replace(given=one.dotted) for one in authors)
    return authors[:1] if names == "first" else authors


def _spelt(doi: str, spelling: str) -> str:
    if doi and spelling == "url":
        return f"https://doi.org/{doi}"
    return doi.upper() if spelling == "upper" else doi
