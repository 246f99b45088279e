"""A work in the other shapes that content negotiation offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.crossref.answers import encoded, text

if TYPE_CHECKING:
    from harvester.fetch import Reply
    from tests.crossref.answers import Work

CSL, BIBTEX, RIS = (
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
)
NEGOTIATED = (CSL, BIBTEX, RIS)

_CSL_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference",
    "posted-content": "article", "monograph": "book", "edited-book": "book", "dissertation": "thesis",
}  # fmt: skip
_STRINGS = ("title", "container-title", "original-title", "short-title", "subtitle", "short-container-title")


def wanted_type(accept: str) -> str:
    """The first of the types of ``accept`` that content negotiation offers, or an empty string."""
    kinds = [part.partition(";")[0].strip() for part in accept.split(",")]
    return next((kind for kind in kinds if kind in NEGOTIATED), "")


def transformed(work: Work, kind: str) -> Reply:
    """The work as ``kind``; BibTeX where none is named."""
    if kind == CSL:
        return encoded(csl(work), 200, CSL, Vary="Accept")
    if kind == RIS:
        return text(200, _ris(work), RIS, Vary="Accept")
    if kind in {"", BIBTEX}:
        return text(200, _bibtex(work), BIBTEX, Vary="Accept")
    return text(406, "Not Acceptable")


def csl(work: Work) -> Work:
    """The work in CSL's shape: a title is one string, and types have other names."""
    strings = {name: _first(work, name) for name in _STRINGS if name in work}
    kind = str(work.get("type") or "")
    return {**work, **strings, "type": _CSL_TYPES.get(kind, kind)}


def _bibtex(work: Work) -> str:
    fields = {
        "title": _first(work, "title"),
        "volume": work.get("volume"),
        "url": f"http://dx.doi.org/{work['DOI']}",
        "DOI": work["DOI"],
        "number": work.get("issue"),
        "journal": _first(work, "container-title"),
        "publisher": work.get("publisher"),
        "author": " and ".join(_names(work)),
        "year": _year(work),
        "pages": str(work.get("page") or "").replace("-", "\N{EN DASH}"),
    }
    body = ", ".join(f"{name}={{{value}}}" for name, value in fields.items() if value)
    key = f"{(_names(work) or ['unknown'])[0].partition(',')[0]}_{_year(work)}"
    return f" @article{{{key}, {body} }}\n"


def _ris(work: Work) -> str:
    lines = [
        ("TY", "JOUR"),
        ("DO", work["DOI"]),
        ("TI", _first(work, "title")),
        ("T2", _first(work, "container-title")),
    ]
    lines += [("AU", name) for name in _names(work)]
    lines += [
        ("PY", _year(work)),
        ("VL", work.get("volume")),
        ("IS", work.get("issue")),
        ("SP", work.get("page")),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def _first(work: Work, key: str) -> str:
    values: Any = work.get(key)
    return values if isinstance(values, str) else next(iter(values or ()), "")


def _names(work: Work) -> list[str]:
    return [
        person.get("name") or ", ".join(filter(None, (person.get("family"), person.get("given"))))
        for person in work.get("author") or ()
    ]


def _year(work: Work) -> str:
    parts = (work.get("issued") or {}).get("date-parts") or [[]]
    return str(next(filter(None, parts[0]), ""))
