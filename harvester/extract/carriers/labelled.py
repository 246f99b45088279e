"""Rows of a label and a value, as repositories show an item: tables, definition lists, headed blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers import dublin_core
from harvester.extract.carriers.citation_line import read_locators
from harvester.model.identifier import find_dois
from harvester.model.name import split_names
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from harvester.model import Name

_WORDS = {
    "title": "title, titel, titulo, titre, item title",
    "title_alternative": "alternative title, other titles, translated title, additional title",
    "author": "author, authors, author s, autor, autores, auteur, auteurs, creator, creators, creator s, verfasser, "
    "autor innen, autor in, author creator",
    "editor": "editor, editors, editor s, herausgeber",
    "contributor": "contributor, contributors",
    "issued": "date, date issued, issue date, issued date, publication date, date of publication, copyright date, "
    "year of publication, date of publication online, year of first publication, date published, "
    "erscheinungsdatum, erscheinungsjahr, fecha de publicacion, data de publicacao, date de publication",
    "available_date": "early online date, date of first online publication, e pub ahead of print, online date",
    "container_title": "journal, journal title, title of parent work, publication title, journal or publication title, "
    "host publication, title of host publication, zeitschrift, revista, journal or series title",
    "collection_title": "publication series, series, name, series name, series title, schriftenreihe",
    "event_title": "conference, event, event title, conference name",
    "volume": "volume, journal volume, band, jahrgang",
    "issue": "issue number, issue, journal issue, number, heft, journal number",
    "page": "pages, pages from to, page range, pagination, seiten",
    "number": "article number, report number",
    "publisher": "publisher, verlag, publishing institution, editora, editorial, editeur, "
    "place of publication publisher",
    "publisher_place": "place of publication",
    "edition": "edition",
    "issn": "issn, print issn, issn print, electronic issn, issn electronic, e issn, eissn, online issn",
    "isbn": "isbn, print isbn, isbn print, electronic isbn, isbn electronic, isbns",
    "doi": "doi, dois, digital object identifier, identification number, doi link, official url",
    "identifier": "identifier, handle, uri, persistent link, permanent url, permalink, permanent link, link",
    "language": "language, original language, sprache, idioma, langue, languages, language iso",
    "type": "type, item type, document type, resource type, publication type, dokumentart, tipo, "
    "tipo de documento, genre",
    "genre": "thesis type, degree name",
    "abstract": "abstract, resumo, resumen, resume, zusammenfassung, kurzfassung, abstract summary, "
    "abstract description",
    "keyword": "keywords, keyword, subject keywords, uncontrolled keywords, subjects, subjects and keywords, "
    "tag, schlagworter, schlagwort, palavras chave, palabras clave, mots cles, free keywords, subject",
    "license": "license, licence, creative commons licence, rights license",
    "funder": "funders, funder, sponsor, sponsors",
}
_FIELD_OF = {label.strip(): field for field, labels in _WORDS.items() for label in labels.split(",")}
#: Labels and words in parentheses that give a person another part than the author's.
_ROLES = {
    "advisor": "advisor, advisors, thesis advisor, supervisor, supervisors, director, orientador, betreuer, "
    "director de tesis",
    "referee": "referee, referees, gutachter, reviewer, examiner, reader, readers, second reader",
    "committee-member": "committee member, committee members, thesis committee member, committee",
    "sponsor": "sponsor",
    "editor": "editor, ed",
    "translator": "translator, ubersetzer",
    "contributor": "contributor",
    "author": "author, creator, autor",
}
_ROLE_OF = {label.strip(): role for role, labels in _ROLES.items() for label in labels.split(",")}
_CITATIONS = frozenset(
    {"citation", "citacao", "zitation", "zitierform", "recommended citation", "dc identifier citation"}
)
_UNSEEN = frozenset({"script", "style", "template"})
_ROLE = re.compile(r"\s*\(([^()]{2,40})\)\s*$")


class Row(NamedTuple):
    """A label and the values that stand beside it."""

    label: str
    values: list[str]


def rows(fragment: str) -> list[Row]:
    """The labelled rows of a table or definition list, cut out of the page as HTML.

    >>> rows("<table><tr><th>Volume</th><td>14</td></tr></table>")
    [Row(label='Volume', values=['14'])]
    >>> rows("<dl><dt>Title</dt><dd>A</dd><dd>B</dd></dl>")
    [Row(label='Title', values=['A', 'B'])]
    """
    tree = LexborHTMLParser(fragment)
    found = [_table_row(row) for row in tree.css("tr")]
    for entry in tree.css("dt, dd"):
        if entry.tag == "dt":
            found.append(Row(_words(entry).rstrip(" :"), []))
        elif found:
            found[-1].values.extend(_lines(entry))
    return [row for row in found if row.label and any(row.values)]


def is_known(label: str) -> bool:
    """Whether a row of that label says something that a `Record` holds."""
    return (
        _is_qualified(label)
        or fold(label) in _FIELD_OF
        or fold(label) in _ROLE_OF
        or fold(label) in _CITATIONS
    )


def read_rows(table: Iterable[Row], carrier: str) -> Iterator[Candidate]:
    """What labelled rows say: qualified names ("dc.title") or words ("Date of publication")."""
    table = list(table)
    qualified = [(row.label, value) for row in table for value in row.values if _is_qualified(row.label)]
    if qualified:
        yield from dublin_core.read_pairs(qualified, carrier)
    by_field: dict[str, list[str]] = {}
    people: list[Name] = []
    for row in table:
        label = fold(row.label)
        if _is_qualified(row.label):
            continue
        if field := _FIELD_OF.get(label):
            by_field.setdefault(field, []).extend(row.values)
        elif role := _ROLE_OF.get(label):
            people += [replace(name, role=role) for name in people_in(row.values)]
    yield from _people(by_field, people, carrier)
    for field, values in by_field.items():
        yield from read_field(field, carrier, values)
    for row in table:
        if fold(row.label) in _CITATIONS:
            yield from _citation(" ".join(row.values), carrier)


def with_roles(values: Iterable[str]) -> list[Name]:
    """The people in ``values``, each with the role that stands behind the name in parentheses.

    >>> [(n.family, n.role) for n in with_roles(["Jiang, Zhijun (creator)", "Stein, Derek (Director)"])]
    [('Jiang', 'author'), ('Stein', 'advisor')]
    """
    found: list[Name] = []
    for value in values:
        match = _ROLE.search(value)
        role = _ROLE_OF.get(fold(match[1])) if match else None
        text = value[: match.start()] if match and role else value
        found += [replace(name, role=role) for name in people_in([text])]
    return found


def read_joined(values: list[str]) -> list[str]:
    """The names in one cell each its own text: "Ann Lee, Bo Li" is two people, "Lee, Ann" one."""
    return split_names(values[0]) if len(values) == 1 else values


def _people(by_field: dict[str, list[str]], others: list[Name], carrier: str) -> Iterator[Candidate]:
    """Authors are those labelled so, or listed as contributors with an author's role; all others keep theirs."""
    said = by_field.pop("author", [])
    stated = with_roles(read_joined(said))
    mixed = with_roles(by_field.pop("contributor", []))
    authors = [name for name in stated if name.role in (None, "author")]
    authors += [] if authors else [name for name in mixed if name.role == "author"]
    others += [name for name in (*stated, *mixed) if name.role not in (None, "author", "editor")]
    editors = [name for name in (*stated, *mixed) if name.role == "editor"]
    yield from names(
        "author", carrier, [replace(name, role=None) for name in authors], said or map(str, authors)
    )
    yield from names("editor", carrier, [replace(name, role=None) for name in editors], map(str, editors))
    yield from names("contributor", carrier, others, map(str, others))


def _citation(text: str, carrier: str) -> Iterator[Candidate]:
    """The numbers in a citation in words, and its DOI where it names just one."""
    for field, value in read_locators(text).items():
        yield from read_field(field, carrier, value)
    if year := re.search(r"\(((?:1[5-9]|20)\d\d)\)", text):
        yield from read_field("issued", carrier, year[1])
    dois = find_dois(text)
    if len(dois) == 1:
        yield Candidate("doi", carrier, dois[0], dois[0])


def _is_qualified(label: str) -> bool:
    return bool(re.fullmatch(r"(?:dc|dcterms)(?:\.\w+)+:?", label.strip(), re.IGNORECASE))


def _table_row(row: LexborNode) -> Row:
    """The first cell is the label and the second the value; a full view has the language in a third."""
    cells = [cell for cell in row.iter() if cell.tag in ("th", "td")]
    if len(cells) < 2:
        return Row("", [])
    lines = [_words(item) for item in cells[1].css("li")] or _lines(cells[1])
    return Row(_words(cells[0]).rstrip(" :"), lines)


def _lines(cell: LexborNode) -> list[str]:
    """The values of one cell: one for each line that ``<br>`` ends; the source's own line feeds are blanks."""
    return [text for line in _text(cell).split("\x1f") if (text := clean(line))]


def _words(node: LexborNode) -> str:
    return clean(_text(node).replace("\x1f", " "))


def _text(node: LexborNode) -> str:
    """The text below ``node`` that people see: a blank between elements, a unit separator for each ``<br>``."""
    parts = [
        "\x1f" if one.tag == "br" else one.text(deep=False)
        for one in node.traverse(include_text=True)
        if one.tag == "br" or (one.tag == "-text" and one.parent and one.parent.tag not in _UNSEEN)
    ]
    return " ".join(parts)
