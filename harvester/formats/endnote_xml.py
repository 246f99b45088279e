"""EndNote's XML export: one ``record`` a reference, every text perhaps wrapped in ``style`` elements."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from harvester.errors import FormatError
from harvester.formats.extra import left_over
from harvester.formats.parsed import Gathering, Parsed, first
from harvester.formats.values import page_range, people, stated, tidy, verbatim
from harvester.model import Identifier, Name, Record
from harvester.model import identifier as ids

if TYPE_CHECKING:
    from harvester.formats.parsed import Entry

_PROLOG = re.compile(r"\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_TYPES = {
    "electronic article": "article-journal",
    "conference proceedings": "paper-conference",
    "electronic book": "book",
    "electronic book section": "chapter",
    "unpublished work": "manuscript",
    "newspaper article": "article-newspaper",
    "online database": "dataset",
    "audiovisual material": "motion_picture",
    "government document": "report",
    "generic": "document",
}
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)
#: Elements (the last two steps of their path) of which a record keeps every value, and those of which it keeps one.
_WHOLE = frozenset(
    "authors/author secondary-authors/author keywords/keyword record/isbn record/language record/ref-type "
    "record/rec-number record/pages".split()
)
_READ = frozenset(
    (
        "titles/title titles/secondary-title titles/tertiary-title titles/alt-title titles/short-title "
        "titles/translated-title periodical/full-title dates/year pub-dates/date record/volume record/number "
        "record/edition record/section record/publisher record/pub-location record/electronic-resource-num "
        "record/accession-num record/abstract related-urls/url pdf-urls/url record/work-type"
    ).split()
)


class _Values:
    """The texts of one record by the last two steps of their path, in order."""

    def __init__(self, element: Any) -> None:  # noqa: ANN401  (lxml ships no types)
        self.pairs = list(_texts(element, "record"))

    def all(self, *names: str) -> list[str]:
        """Every text under ``names`` that says something, name by name, each once."""
        return list(
            dict.fromkeys(
                text for name in names for key, value in self.pairs if key == name and (text := stated(value))
            )
        )

    def one(self, *names: str) -> str:
        """The first text of the first of ``names`` that has one."""
        return first(self.all(*names))


def parse(text: str, source: str = "") -> Parsed:
    """The records of an EndNote XML text.

    Entities are not expanded and nothing is fetched; what stands after a fault in the XML is read as far as it can be.

    Raises:
        FormatError: it declares a document type, or is no EndNote XML.

    >>> parse("<xml><records><record><titles><title><style>A</style></title></titles></record></records></xml>"
    ... ).records[0].title
    'A'
    """
    if match := _PROLOG.match(text):
        line = match[0].count("\n") + 1
        raise FormatError(f"line {line}: a document type declaration, which EndNote never writes; remove it")
    gathering = Gathering(source, "endnote-xml")
    root = _tree(text, gathering)
    for element in root.iter("record"):
        values = _Values(element)
        entry = gathering.entry("", f"line {element.sourceline}")
        record = _record(values, element, entry)
        extra = left_over(values.pairs, record, entry, read=_READ, whole=_WHOLE)
        gathering.records.append(replace(record, extra=extra))
    return gathering.done()


def _tree(text: str, gathering: Gathering) -> Any:  # noqa: ANN401
    """The root of ``text``; where it is not well-formed an Issue says so and what can be read is."""
    data = text.removeprefix("\ufeff").encode("utf-8", "replace")
    options = {"encoding": "utf-8", "resolve_entities": False, "no_network": True, "huge_tree": True}
    try:
        root = etree.fromstring(data, etree.XMLParser(**options))
    except etree.XMLSyntaxError as error:
        gathering.note(
            "bad-xml", f"line {error.lineno}: not well-formed: {error.msg}; read as far as it can be"
        )
        root = etree.fromstring(data, etree.XMLParser(recover=True, **options))
        if root is None:
            raise FormatError(f"line {error.lineno}: not XML: {error.msg}") from error
    if root.tag not in ("xml", "records", "record"):
        raise FormatError(
            f"line {root.sourceline}: XML, but its root is {root.tag!r} and not EndNote's 'xml'"
        )
    return root


def _texts(element: Any, name: str) -> list[tuple[str, str]]:  # noqa: ANN401
    """The texts below ``element``, styles undone, each with the last two steps of its path; attributes of some."""
    found: list[tuple[str, str]] = []
    for child in element.iterchildren(tag=etree.Element):
        path = f"{name}/{child.tag}"
        if any(inner.tag != "style" for inner in child.iterchildren(tag=etree.Element)):
            found += _texts(child, str(child.tag))
        elif text := "".join(child.itertext()).strip():
            found.append((path, text))
    return found


def _record(values: _Values, element: Any, entry: Entry) -> Record:  # noqa: ANN401
    kind, genre = _kind(values, element, entry)
    issns, isbns = entry.serials(*values.all("record/isbn"))
    urls = [verbatim(text) for text in values.all("related-urls/url")]
    stated_dois = [verbatim(text) for text in values.all("record/electronic-resource-num")]
    doi, others = entry.dois(*stated_dois, *(url for url in urls if ids.doi(url)))
    authors, cut = _people(values.all("authors/author"))
    editors, editors_cut = _people(values.all("secondary-authors/author"))
    if cut or editors_cut:
        entry.note("names-cut", "the list of names ends in 'et al.'", "info")
    container, series = _places(values, kind)
    return Record(
        id=entry.id,
        source=entry.source,
        url=first([url for url in urls if not ids.doi(url)] or urls),
        type=kind,
        genre=genre,
        title=first([tidy(text) for text in values.all("titles/title")]),
        title_alternative=tuple(values.all("titles/translated-title")),
        author=authors,
        editor=editors,
        issued=entry.date(*values.all("dates/year"), *_dates(values)),
        container_title=container,
        collection_title=series,
        volume=values.one("record/volume"),
        issue=values.one("record/number"),
        page=page_range(values.one("record/pages")),
        edition=values.one("record/edition"),
        publisher=values.one("record/publisher"),
        publisher_place=values.one("record/pub-location"),
        issn=issns,
        isbn=isbns,
        doi=doi,
        identifier=others + _pmids(values),
        language=entry.language(values.one("record/language")),
        abstract=values.one("record/abstract"),
        keyword=tuple(values.all("keywords/keyword")),
        full_text=first([verbatim(text) for text in values.all("pdf-urls/url")]),
    )


def _kind(values: _Values, element: Any, entry: Entry) -> tuple[str | None, str]:  # noqa: ANN401
    """The CSL type by the name of the reference type, and the phrase for it where there is one."""
    named = element.find("ref-type")
    word = str(named.get("name", "")) if named is not None else ""
    return entry.type(_TYPES.get(word.lower(), word)), values.one("record/work-type")


def _places(values: _Values, kind: str | None) -> tuple[str, str]:
    """Container (journal or book) and series."""
    second, third = values.one("titles/secondary-title"), values.one("titles/tertiary-title")
    if kind == "book":
        return "", second or third
    return second or values.one("periodical/full-title", "titles/alt-title"), third


def _dates(values: _Values) -> list[str]:
    """Dates with a year; EndNote keeps "Mar" or "03/15" apart from it, which says nothing alone."""
    return [text for text in values.all("pub-dates/date") if re.search(r"\b(?:1[5-9]|20)\d\d\b", text)]


def _people(texts: list[str]) -> tuple[tuple[Name, ...], bool]:
    """Names, where a comma at the end marks an organisation."""
    names: list[Name] = []
    cut = False
    for text in texts:
        if text.endswith(",") and text.count(",") == 1:
            names.append(Name(literal=text.rstrip(", ")))
            continue
        found, et_al = people([text])
        names += found
        cut = cut or et_al
    return tuple(names), cut


def _pmids(values: _Values) -> tuple[Identifier, ...]:
    """The accession number, where it is PubMed's by its own word or its database's."""
    known = _PUBMED.search(
        values.one("record/remote-database-name") + values.one("record/remote-database-provider")
    )
    return tuple(
        Identifier("pmid", value)
        for text in values.all("record/accession-num")
        if (known or text.lower().startswith("pmid")) and (value := ids.pmid(text))
    )
