"""Labelled rows as a page shows them: tables, lists, pairs of elements, lines "Label: value", headed blocks."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from harvester.extract.carriers.labels import MAX_LABEL, meaning
from harvester.extract.carriers.neighbours import beside, lines, raw_text, split_lines, texts
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

MAX_ROWS = 5_000
MAX_TABLES = 100
"""Tables and definition lists of a page that are looked at."""
MAX_CELLS = 3
"""Cells of a row beyond which a table is no list of labels: a full view has the language in a third."""
MAX_PARAGRAPH = 4_000
MIN_KNOWN = 3
"""Known labels that rows without any other mark must have."""
MAX_LABELS = 300
"""Labels of their own that are read; a page with more is a listing or a form."""

_NESTED = "table table, dl dl"
_WIDE = f"tr > :nth-child({MAX_CELLS + 1})"
_INLINE = "strong, b, [class*=label], [class*=Label], [class*=field-name], [class*=term], h2, h3, h4, h5, h6"
#: Where labels speak of the site, of a search, or of other works.
_ELSEWHERE = re.compile(
    r"facet|related(?!by)|reference|recommend|comment|breadcrumb|cookie|navbar|footer|menu|similar|modal|dialog",
    re.IGNORECASE,
)
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "select", "figure", "thead"})
MAX_CLIMB = 12
MAX_PEOPLE = 500
"""Siblings below a heading "Authors" that are looked at."""
_NO_LABELS = frozenset("table tr td th dl dt dd ul ol form".split())
_LINE = re.compile(r"(?P<label>[^:\n]{2,60}?)\s*:\s+(?P<value>\S.*)", re.DOTALL)
#: A heading that stands alone says these; any other needs company, for sites head their menus so.
_LONE = frozenset({"abstract", "author", "keyword", "doi", "issn", "advisor"})
#: Pairs that no class marks as such, each in an element of its own.
_SECOND_OF_TWO = "span:first-child + span:last-child, div:first-child + div:last-child"
_PAIRED = frozenset({"span", "div"})
_COUNT = re.compile(r"[(\[]\s*[\d,.]+\s*[)\]]\s*$")


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
    return rows_of(tree.body) if tree.body else []


def rows_of(node: LexborNode) -> list[Row]:
    """The labelled rows of the tables and definition lists in ``node``."""
    found = [_table_row(row) for row in node.css("tr")[:MAX_ROWS]]
    found += _terms(node.css("dt, dd")[: 2 * MAX_ROWS])
    return [row for row in found if row.label and any(row.values)]


def page_rows(tree: LexborHTMLParser) -> Iterator[list[Row]]:
    """The rows of each table and list of the page that knows a label, then all others together."""
    for node in (*tree.css("dl, table")[:MAX_TABLES], *_stray_terms(tree)[:MAX_TABLES]):
        # What holds others is their frame; they are read one by one. Thousands of rows are data, not an item, and to
        # ask which child an element is costs the square of their number.
        if len(node.css("tr, dt")) > MAX_ROWS or _is_elsewhere(node):
            continue
        if node.css_first(_NESTED):
            yield _around_tables(node)
            continue
        if node.css_first(_WIDE):
            continue
        if any(_known(cell) for cell in node.css("dt, tr > :first-child")[:MAX_ROWS]):
            yield rows_of(node)
    yield _without_listings([*_marked(tree), *_lines_of_paragraphs(tree), *_pairs(tree)])
    yield _without_listings(_alternating(tree))


def _around_tables(table: LexborNode) -> list[Row]:
    """The rows of a table that has another in the value of a row, as old pages list a committee; else none."""
    body = table.css_first("tbody") or table
    own = [_table_row(row) for row in body.iter() if row.tag == "tr"]
    found = [row for row in own if row.label and any(row.values)]
    known = {row.label for row in found if len(row.label) <= MAX_LABEL and meaning(row.label)}
    return found if len(known) >= MIN_KNOWN else []


def _alternating(tree: LexborHTMLParser) -> list[Row]:
    """Rows of blocks in turn, each label and each value a block of its own class; three known labels at least."""
    found: list[Row] = []
    for value in tree.css("div + div")[:MAX_ROWS]:
        label = value.prev
        while label is not None and not label.is_element_node:
            label = label.prev
        if label is None or not _is_bare(label) or not label.attributes.get("class"):
            continue
        differ = label.attributes.get("class") != value.attributes.get("class")
        if differ and _is_label(label) and not _is_elsewhere(label):
            found.append(Row(_words(label), lines(value)))
    whole = [row for row in found if any(row.values)]
    return whole if len({row.label for row in whole}) >= MIN_KNOWN else []


def _is_bare(node: LexborNode) -> bool:
    """Whether an element holds a text and nothing else."""
    child = node.child
    return child is not None and child.tag == "-text" and child.next is None


def _known(cell: LexborNode) -> bool:
    text = cell.text()
    return len(text) <= 4 * MAX_LABEL and (is_qualified(text) or meaning(text.strip()) is not None)


def is_qualified(label: str) -> bool:
    """Whether ``label`` is a name such as "dc.contributor.author"."""
    return bool(re.fullmatch(r"(?:dc|dcterms|thesis)(?:\.\w+)+:?", label.strip()[:80], re.IGNORECASE))


def _stray_terms(tree: LexborHTMLParser) -> list[LexborNode]:
    """The parents of ``<dt>`` elements that stand in no ``<dl>``, each once."""
    parents = {
        term.parent.mem_id: term.parent
        for term in tree.css("dt")[:MAX_ROWS]
        if term.parent
        and term.parent.tag != "dl"
        and not (term.parent.parent and term.parent.parent.tag == "dl")
    }
    return list(parents.values())


def _table_row(row: LexborNode) -> Row:
    """The first cell is the label and the second the value; a full view has the language in a third."""
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
    if len(cells) < 2 or all(cell.tag == "th" for cell in cells):
        return Row("", [])
    return Row(_words(cells[0]), lines(cells[1]))


def _terms(entries: Iterable[LexborNode]) -> list[Row]:
    found: list[Row] = []
    for entry in entries:
        if entry.tag == "dt":
            found.append(Row(_words(entry), []))
        elif found:
            found[-1].values.extend(lines(entry))
    return found


def _words(node: LexborNode) -> str:
    return clean(node.text(separator=" ")[: 4 * MAX_LABEL]).rstrip(" :")


class _Marked(NamedTuple):
    """A row that an element marks as a label begins; ``heading`` where the element is a heading."""

    row: Row
    heading: bool


def _marked(tree: LexborHTMLParser) -> list[Row]:
    """Rows whose label is an element of its own: bold, a heading, or of a class for labels."""
    short = ((node, text) for node, text in texts(tree.css(_INLINE)[:MAX_ROWS]) if len(text) <= 4 * MAX_LABEL)
    labels = (node for node, text in short if meaning(text.strip()))
    found = [one for node in islice(labels, MAX_LABELS) if (one := _marked_row(node))]
    company = len({one.row.label for one in found}) >= 3
    return [label for label, heading in found if company or not heading or _stands_alone(label)]


def _stands_alone(row: Row) -> bool:
    known = meaning(row.label)
    return known is not None and known.name in _LONE


def _marked_row(node: LexborNode) -> _Marked | None:
    if node.tag in _NO_LABELS or "for" in node.attributes or _holds(node, "dt, td, h1, h2, h3, input"):
        return None
    if _is_elsewhere(node):
        return None
    values = beside(node, _is_label)
    if (node.tag or "").startswith("h") and (people := _headed_people(node)):
        values = people
    if not values or any(_COUNT.search(value) for value in values):
        return None
    if (node.tag or "").startswith("h") and any(map(_line, values)):
        # The heading of rows that have labels of their own.
        return None
    return _Marked(Row(_words(node), values), (node.tag or "").startswith("h"))


def _headed_people(label: LexborNode) -> list[str]:
    """The names below a heading "Authors" that are headings themselves, with whatever is said of each behind them."""
    known = meaning(label.text().strip()) if len(label.text()) <= MAX_LABEL else None
    found: list[str] = []
    block = label.next if known and known.name == "author" else None
    for _ in range(MAX_PEOPLE):
        if block is None or (block.tag or "") in ("h1", "h2", label.tag):
            break
        inside = block.css_first("h3, h4, h5, h6") if block.is_element_node else None
        if inside is not None and inside.mem_id != block.mem_id:
            found.append(clean(inside.text()))
        elif block.is_element_node:
            break
        block = block.next
    return found


def _holds(node: LexborNode, selector: str) -> bool:
    """Whether an element below ``node`` matches; `css` counts the node itself."""
    return any(one.mem_id != node.mem_id for one in node.css(selector)[:2])


def _is_label(node: LexborNode) -> bool:
    if node.tag not in ("strong", "b", "dt", "h2", "h3", "h4", "h5", "h6", "span", "div", "p", "label"):
        return False
    text = node.text()
    return len(text) <= MAX_LABEL and meaning(text.strip()) is not None


def _lines_of_paragraphs(tree: LexborHTMLParser) -> list[Row]:
    """Lines such as "Author: Jane Doe" in paragraphs and list items, and between line breaks."""
    found: list[Row] = []
    seen: set[int] = set()
    parents = (node.parent for node in tree.css("br")[:MAX_ROWS] if node.parent)
    for node, text in texts((*tree.css("p, li")[:MAX_ROWS], *parents)):
        # Nearly all have no colon, so that is asked first.
        if ":" not in text or len(text) > MAX_PARAGRAPH or node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        if _holds(node, "p, li, table, dl, div"):
            continue
        said = [_line(line) for line in split_lines(raw_text(node))]
        known = [row for row in said if row]
        if known and not _is_elsewhere(node):
            found += known
    return found


def _pairs(tree: LexborHTMLParser) -> list[Row]:
    """Rows of two elements and nothing else, "<span>Title</span><span>On ponds</span>"; three of them at least."""
    found: list[Row] = []
    for value in tree.css(_SECOND_OF_TWO)[:MAX_ROWS]:
        label = value.prev
        while label is not None and not label.is_element_node:
            label = label.prev
        if label is not None and label.tag in _PAIRED and _is_label(label) and not _is_elsewhere(label):
            found.append(Row(_words(label), lines(value)))
    whole = [row for row in found if any(row.values)]
    return whole if len({row.label for row in whole}) >= 3 else []


def _line(text: str) -> Row | None:
    match = _LINE.match(text)
    return Row(match["label"], [match["value"]]) if match and meaning(match["label"]) else None


def _is_elsewhere(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(MAX_CLIMB):
        if above is None or above.tag in ("body", "html"):
            return False
        attributes = above.attributes
        if above.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(
            f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        ):
            return True
        above = above.parent
    return False


def _without_listings(found: list[Row]) -> list[Row]:
    """Without the labels that come again and again with others between: they speak of several works."""
    runs: dict[str, int] = {}
    kept: list[tuple[str, Row]] = []
    last = ""
    for row in dict.fromkeys((row.label, tuple(row.values)) for row in found):
        key = row[0].casefold()
        runs[key] = runs.get(key, 0) + (key != last)
        if runs[key] == 1:
            kept.append((key, Row(row[0], list(row[1]))))
        last = key
    return [row for key, row in kept if runs[key] < 3]
