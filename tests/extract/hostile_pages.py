"""Pages made to harm their reader, each of the size that is asked for; made here, so that no large file is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Head tags that survive whatever stands in the body.
TITLE, AUTHOR = "Lichens on walls", "Lee, Ann"
GOOD = (
    f'<meta name="citation_title" content="{TITLE}"><meta name="citation_author" content="{AUTHOR}">'
    '<meta name="citation_publication_date" content="2011/03"><meta name="citation_doi" content="10.5555/wall.1">'
)
_START = "<!DOCTYPE html><html><head>"


def page(body: str, head: str = GOOD) -> bytes:
    return f"{_START}{head}</head><body>{body}</body></html>".encode()


def repeated(unit: str, size: int, head: str = GOOD) -> bytes:
    """A page whose body is ``unit`` again and again; ``%d`` in it counts."""
    if "%d" not in unit:
        return page(unit * (size // len(unit)), head)
    return page("".join(unit.replace("%d", str(number)) for number in range(size // (len(unit) + 4))), head)


def in_head(unit: str, size: int) -> bytes:
    """A page with ``unit`` again and again in its head, behind the good tags."""
    parts = (unit.replace("%d", str(number)) for number in range(size // (len(unit) + 4)))
    return page("<p>text</p>", GOOD + "".join(parts))


def nest_over(tag: str, depth: int, inside: str, size: int) -> bytes:
    """Elements nested ``depth`` deep over a wide body, so that reading each one's text costs the square."""
    return page(f"<{tag}>" * depth + inside * (size // len(inside)))


def recursive_json(opening: str, closing: str, size: int) -> bytes:
    count = size // (len(opening) + len(closing))
    return page(f'<script type="application/ld+json">{opening * count}1{closing * count}</script>')


def ris(line: str, size: int) -> bytes:
    return page(f"<pre>TY  - JOUR\nTI  - {TITLE}\n" + line * (size // len(line)) + "ER  - \n</pre>")


def bibtex(text: str, size: int, end: str = "") -> bytes:
    return page("<pre>@article{x, title = {" + text * (size // len(text)) + end + "}}</pre>")


#: name -> the page of about so many bytes; all have the good head tags.
PAGES: dict[str, Callable[[int], bytes]] = {
    "nested tags": lambda size: page("<div>" * 200_000 + "x" * max(0, size - 1_000_000)),
    "nested tags of long names": lambda size: repeated("<blockquote-of-some-kind>", size),
    "nested items": lambda size: repeated(
        '<div itemscope itemtype="http://schema.org/ScholarlyArticle"><i itemprop=name>x</i>', size
    ),
    "items nested as deep as is read": lambda size: nest_over(
        'div itemscope itemprop="author" itemtype="https://schema.org/ScholarlyArticle"',
        1_900,
        '<i itemprop="name">x</i>',
        size,
    ),
    "stray closings": lambda size: repeated("<div></x>", size),
    "one huge attribute": lambda size: page(f'<div title="{"x" * size}">x</div>'),
    "many attributes": lambda size: page(f"<div {' '.join(f'a{n}=1' for n in range(size // 9))}>x</div>"),
    "unclosed comments": lambda size: repeated("<!-- ", size),
    "unclosed tags": lambda size: repeated("<a ", size),
    "paragraphs": lambda size: repeated("<p>", size),
    "entities": lambda size: page(f"<p title='{'&amp;' * (size // 10)}'>{'&lt;' * (size // 8)}</p>"),
    "NULs": lambda size: page("\0<p\0>" * (size // 5)),
    "metas": lambda size: in_head('<meta name="citation_keywords" content="k%d">', size),
    "titles": lambda size: in_head('<meta name="citation_title" content="Title %d">', size),
    "authors": lambda size: in_head('<meta name="citation_author" content="Lee%d, Ann">', size),
    "dates": lambda size: in_head('<meta name="DC.date" content="2011-03-%d">', size),
    "DOIs": lambda size: in_head('<meta name="DC.identifier" content="10.5555/x.%d">', size),
    "abstracts": lambda size: in_head(f'<meta name="DC.description" content="{"word " * 30}%d">', size),
    "journals": lambda size: in_head('<meta name="citation_journal_title" content="J. of W. %d">', size),
    "citations": lambda size: in_head('<meta name="citation_reference" content="citation_title=T %d">', size),
    "one huge title": lambda size: page("x", f'<meta name="DC.title" content="{"ab " * (size // 3)}">{GOOD}'),
    "JSON-LD blocks": lambda size: repeated(
        '<script type="application/ld+json">{"@type":"ScholarlyArticle","name":"T %d","author":["A %d"]}</script>',
        size,
    ),
    "broken JSON-LD blocks": lambda size: repeated('<script type="application/ld+json">{"a":</script>', size),
    "recursive graph": lambda size: recursive_json('{"@graph":', "}", size),
    "recursive lists": lambda size: recursive_json("[", "]", size),
    "wide graph": lambda size: page(
        '<script type="application/ld+json">{"@graph":['
        + '{"@type":"Article","name":"T","isPartOf":{"name":"J"}},' * (size // 60)
        + "1]}</script>"
    ),
    "JSON-LD of a thousand values": lambda size: page(
        '<script type="application/ld+json">{"@type":"Article","name":['
        + ",".join(f'"T {n}"' for n in range(size // 20))
        + '],"isPartOf":['
        + ",".join(f'{{"name":"J {n}"}}' for n in range(size // 60))
        + "]}</script>"
    ),
    "RIS authors": lambda size: ris("AU  - Lee, Ann\n", size),
    "RIS entries": lambda size: ris("ER  - \nTY  - JOUR\nTI  - Another\n", size),
    "one RIS line": lambda size: ris("x" * 1_000, size),
    "BibTeX braces": lambda size: bibtex("{", size),
    "BibTeX quotes": lambda size: bibtex('" # "', size),
    "BibTeX commands": lambda size: bibtex("\\emph{\\textbf{x}}", size),
    "BibTeX strings": lambda size: page(
        "<pre>@article{x, title = {T}}\n" + "@string{a = b # b}\n" * (size // 20) + "</pre>"
    ),
    "BibTeX blocks": lambda size: repeated("<pre>@article{k%d, title={T %d}, author={A and B}}</pre>", size),
    "nested blocks": lambda size: nest_over("pre", 1_900, "text @x{ <i>x</i>\n", size),
    "nested empty cite tabs": lambda size: nest_over("div id=cite-ris", 1_900, "<i> </i>", size),
    "cite headings": lambda size: repeated("<h3>RIS</h3><div></div>", size),
    "Vancouver line": lambda size: page(f'<div id="cite-vancouver">{"Lee A, " * (size // 7)}Ho B. T.</div>'),
    "Standard line": lambda size: page(f'<div id="cite-standard">{"T. / A; B. In: " * (size // 15)}</div>'),
    "COinS": lambda size: repeated(
        '<span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft.atitle=T%d&amp;rft.au=Lee"></span>', size
    ),
    "one huge COinS": lambda size: page(
        f'<span class="Z3988" title="ctx_ver=Z39.88-2004{"&amp;rft.au=Lee+Ann" * (size // 18)}"></span>'
    ),
    "definition list": lambda size: page(
        "<dl>" + "".join(f"<dt>Author<dd>Lee {n}" for n in range(size // 22)) + "</dl>"
    ),
    "definition lists": lambda size: repeated("<dl><dt>Publisher</dt><dd>P %d</dd></dl>", size),
    "nested lists of definitions": lambda size: nest_over("dl><dt>Author</dt><dd", 950, "<i>x</i>", size),
    "table": lambda size: page(
        "<table>" + "".join(f"<tr><th>Journal<td>J {n}" for n in range(size // 25)) + "</table>"
    ),
    "nested tables": lambda size: nest_over(
        "table><tr><th>Author</th><td>x</td></tr><tr><td", 600, "<i>x</i>", size
    ),
    "stray terms": lambda size: repeated("<div><dt>Author</dt><dd>Lee %d</dd></div>", size),
    "Pure persons": lambda size: page(
        '<a href="/admin/workspace.xhtml">x</a><h1>x</h1><p class="relations persons">'
        + "<a rel=Person>Ann Lee</a>, Bo Li &amp; " * (size // 42)
        + "</p>"
    ),
    "EPrints abstracts": lambda size: repeated(
        "<h2>Abstract</h2>", size, GOOD + '<meta name="eprints.title" content="Lichens on walls">'
    ),
    "DSpace tables": lambda size: repeated(
        '<table class="detailtable"><tr><td>dc.title</td><td>T %d</td></tr></table>',
        size,
        GOOD + '<meta name="Generator" content="DSpace 6.3">',
    ),
}
