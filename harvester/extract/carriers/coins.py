"""COinS, ``<span class="Z3988" title="ctx_ver=...">``: an OpenURL that describes one work."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from harvester.extract.candidate import Candidate, identifiers, names, people_in, read_field, span
from harvester.model import Name, parse_name
from harvester.model.identifier import doi
from harvester.model.text import clean, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.document import Document

CARRIER = "coins"
MAX_QUERY = 200_000
MAX_SPANS = 1_000

#: Key without "rft." -> field, whatever the format.
FIELDS: Mapping[str, str] = {
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "artnum": "number",
    "edition": "edition",
    "place": "publisher_place",
    "series": "collection_title",
    "degree": "genre",
    "language": "language",
    "description": "abstract",
    "subject": "keyword",
}
#: Genre, or where that says nothing the format -> type.
TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "proceeding": "paper-conference",
    "conference": "paper-conference",
    "preprint": "article",
    "bookitem": "chapter",
    "book": "book",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "document": "document",
}


def read(document: Document) -> Iterator[Candidate]:
    """What the page's own COinS says; a page with several that differ lists other works."""
    queries = contexts(document.tree)
    titles = {squeeze(_title(_keys(query))) for query in queries[:20]} - {""}
    if queries and len(queries) <= 20 and len(titles) < 2:
        yield from read_context(queries[0])


def contexts(tree: LexborHTMLParser) -> list[str]:
    """The OpenURL of each COinS of the page, in order: a listing has one for each item."""
    spans = tree.css(".Z3988[title]")[:MAX_SPANS]
    return [title for span in spans if "rft" in (title := (span.attributes.get("title") or "")[:MAX_QUERY])]


def read_context(query: str, carrier: str = CARRIER) -> Iterator[Candidate]:
    """What one OpenURL says.

    Args:
        query: "ctx_ver=Z39.88-2004&rft.atitle=...", escaped once or not at all.
        carrier: the name that its candidates get.

    >>> query = "rft_val_fmt=info:ofi/fmt:kev:mtx:journal&rft.atitle=Gulls&rft.jtitle=Birds&rft.au=Lee, A&rft.spage=3"
    >>> [(c.field, c.raw) for c in read_context(query)]
    [('author', 'Lee, A'), ('title', 'Gulls'), ('container_title', 'Birds'), ('type', 'article'), ('page', '3')]
    """
    keys = _keys(query)
    form = (keys.get("rft_val_fmt") or [""])[0].rsplit(":", 1)[-1].lower()
    yield from _people(keys, carrier)
    yield from read_field("title", carrier, _title(keys))
    container = keys.get("jtitle") or (keys.get("btitle") if keys.get("atitle") else None)
    yield from read_field("container_title", carrier, container or _journal(keys, form))
    yield from _type(keys, form, carrier)
    yield from _dates(keys, carrier)
    publisher = [*keys.get("pub", []), *keys.get("inst", []), *keys.get("publisher", [])]
    yield from read_field("publisher", carrier, publisher[:1])
    yield from read_field("issn", carrier, [*keys.get("issn", []), *keys.get("eissn", [])])
    yield from read_field("isbn", carrier, keys.get("isbn", []))
    for key, field in FIELDS.items():
        yield from read_field(field, carrier, keys.get(key, []))
    first, last = ((keys.get(key) or [""])[0] for key in ("spage", "epage"))
    if first and not keys.get("pages"):
        yield from read_field("page", carrier, span(first, last))
    yield from _identifiers(keys, carrier)


def _keys(query: str) -> dict[str, list[str]]:
    """Key -> values; "rft." is left out, "rft_id" and "rft_val_fmt" keep their names."""
    query = query.replace("&amp;", "&").replace("&#38;", "&")
    found: dict[str, list[str]] = {}
    for key, value in parse_qsl(query, errors="replace"):
        if value.strip():
            found.setdefault(key.removeprefix("rft.").lower(), []).append(value.strip())
    return found


def _title(keys: Mapping[str, Sequence[str]]) -> str:
    """The work's own title: "title" is the journal's where "atitle" is there as well."""
    for key in ("atitle", "btitle", "title"):
        if keys.get(key):
            return keys[key][0]
    return ""


def _journal(keys: Mapping[str, Sequence[str]], form: str) -> Sequence[str]:
    if keys.get("atitle"):
        return keys.get("title") or keys.get("stitle") or []
    return keys.get("stitle", []) if form == "journal" else []


def _people(keys: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """The first author may be given in parts, alone or once more in the list of all."""
    raws = list(keys.get("au") or keys.get("creator") or [])
    people = list(people_in(raws))
    family = (keys.get("aulast") or [""])[0]
    given = (keys.get("aufirst") or keys.get("auinit") or [""])[0]
    if family and not people:
        # It is the first author, and perhaps not the only one.
        yield from names(
            "author", carrier, [Name(family=clean(family), given=clean(given))], [f"{family}, {given} et al."]
        )
        return
    if family:
        first = Name(family=clean(family), given=clean(given))
        same = [at for at, name in enumerate(people) if _is(name, first)]
        if not same:
            people.insert(0, first)
            raws.insert(0, str(first))
    for group in keys.get("aucorp", []):
        if name := parse_name(group):
            people.append(Name(literal=str(name)) if not name.literal else name)
            raws.append(group)
    yield from names("author", carrier, people, raws)
    # Without authors, who of the contributors is one cannot be told.
    others = [] if not people else [Name(family=one.family, given=one.given, literal=one.literal, role="contributor")
              for one in people_in(keys.get("contributor", []))]  # fmt: skip
    yield from names("contributor", carrier, others, map(str, others))


def _is(name: Name, first: Name) -> bool:
    """Whether ``name`` of the list is the first author: "Lee, A" for Lee and Ann, in any order."""
    words = squeeze(name.literal or f"{name.given}{name.family}")
    return squeeze(first.family) in words and (not first.given or squeeze(first.given)[:1] in words)


def _type(keys: Mapping[str, Sequence[str]], form: str, carrier: str) -> Iterator[Candidate]:
    for stated in keys.get("type", []):
        yield from read_field("type", carrier, stated)
    genre = (keys.get("genre") or [""])[0].lower()
    by_form = "article" if form == "journal" and keys.get("atitle") else form
    word = genre if genre in TYPES else by_form
    if word in TYPES:
        yield Candidate("type", carrier, TYPES[word], word)


def _dates(keys: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    """The dates without a time of day; with one they are times of deposit, unless there is no other."""
    stated = keys.get("date", [])
    plain = [date for date in stated if "T" not in date]
    yield from read_field("issued", carrier, plain or stated)


def _identifiers(keys: Mapping[str, Sequence[str]], carrier: str) -> Iterator[Candidate]:
    for stated in [*keys.get("rft_id", []), *keys.get("identifier", []), *keys.get("doi", [])]:
        text = (
            stated.removeprefix("info:doi/").removeprefix("info:hdl/")
            if stated.startswith("info:")
            else stated
        )
        if doi(text):
            yield from read_field("doi", carrier, text)
        elif stated.startswith("urn:ISBN:"):
            yield from read_field("isbn", carrier, [stated.removeprefix("urn:ISBN:")])
        elif stated.startswith("info:pmid/"):
            yield from read_field("identifier", carrier, ["pmid:" + stated.removeprefix("info:pmid/")])
        elif any(one.scheme != "url" for one in identifiers(text)):
            yield from read_field("identifier", carrier, [text])
