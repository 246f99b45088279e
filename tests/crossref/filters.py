"""``filter=name:value,...``: the same name again means or, another name means and."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Any

from tests.crossref.answers import problem
from tests.crossref.corpus import is_doi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.crossref.answers import Problem, Work
    from tests.crossref.corpus import Corpus

Filters = dict[str, list[str]]
"""Name -> the values, any of which will do."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_BOOLEANS = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}

#: what a filter of a span of time calls a date -> what a work calls it.
_DATES = {
    "pub-date": "issued",
    "index-date": "indexed",
    "update-date": "deposited",
    "deposit-date": "deposited",
    "created-date": "created",
}
_SPANS = {f"{end}-{kind}": (end, key) for kind, key in _DATES.items() for end in ("from", "until")}

_FLAGS: dict[str, Callable[[Work], bool]] = {
    "has-abstract": lambda work: bool(work.get("abstract")),
    "is-update": lambda work: bool(work.get("update-to")),
    "has-relation": lambda work: any((work.get("relation") or {}).values()),
}

_VALUES: dict[str, Callable[[Work], Iterable[Any]]] = {
    "doi": lambda work: [str(work["DOI"]).lower()],
    "issn": lambda work: work.get("ISSN") or (),
    "isbn": lambda work: [re.sub(r".*/|-", "", isbn) for isbn in work.get("ISBN") or ()],
    "type": lambda work: [work.get("type")],
    "prefix": lambda work: [str(work["DOI"]).partition("/")[0]],
    "updates": lambda work: [str(update.get("DOI")).lower() for update in work.get("update-to") or ()],
    "update-type": lambda work: [update.get("type") for update in work.get("update-to") or ()],
}

NAMES = (*_VALUES, *_FLAGS, *_SPANS)


def parse(text: str) -> tuple[Filters, list[Problem]]:
    """The filters in ``text``, and what is wrong with them; a comma parts two of them wherever it stands."""
    filters: Filters = {}
    problems = []
    for clause in text.split(",") if text else ():
        name, colon, value = clause.partition(":")
        found = _problem(clause, name, value) if colon else _no_pair(clause)
        if found:
            problems.append(found)
        else:
            filters.setdefault(name, []).append(_normal(name, value))
    return filters, problems


def select(corpus: Corpus, filters: Filters) -> list[Work]:
    """The works that pass every filter."""
    asked = filters.get("doi")
    works = corpus.all() if asked is None else filter(None, map(corpus.get, dict.fromkeys(asked)))
    return [work for work in works if passes(work, filters)]


def passes(work: Work, filters: Filters) -> bool:
    """Whether a work passes every filter."""
    return all(_passes(work, *one) for one in filters.items())


def day(work: Work, key: str) -> str:
    """A date of a work as ``YYYY-MM-DD``, what is not said taken as the first; empty where there is none."""
    parts = [part for part in ((work.get(key) or {}).get("date-parts") or [[]])[0] if part]
    if not parts:
        return ""
    year, month, first = (*parts, 1, 1)[:3]
    return f"{year:04d}-{month:02d}-{first:02d}"


def _passes(work: Work, name: str, values: list[str]) -> bool:
    if name in _FLAGS:
        return any(_FLAGS[name](work) is _BOOLEANS[value] for value in values)
    if name in _VALUES:
        return not set(values).isdisjoint(_VALUES[name](work))
    end, key = _SPANS[name]
    date = day(work, key)
    return bool(date) and any(date >= value if end == "from" else date <= value for value in values)


def _problem(clause: str, name: str, value: str) -> Problem | None:
    if name not in NAMES:
        valid = ", ".join(NAMES)
        words = f"Filter '{name}' specified but there is no such filter for this route."
        return problem("filter-not-available", name, f"{words} Valid filters for this route are: {valid}")
    if name in {"doi", "updates"} and not is_doi(value):
        return problem("filter-not-available", clause, f"Filter {clause} is not a DOI that can be asked for")
    if name in _FLAGS and value.lower() not in _BOOLEANS:
        return problem(
            "boolean-not-valid",
            value,
            f"Boolean specified as {value} but must be one of: t, true, 1, f, false, 0",
        )
    if name in _SPANS and not _bounds(value):
        return problem(
            "date-not-valid",
            value,
            f"Date specified as {value} but must be of the form: yyyy or yyyy-MM or yyyy-MM-dd",
        )
    return None


def _no_pair(clause: str) -> Problem:
    form = "key:val,...,key:val"
    return problem(
        "pair-list-form-invalid",
        clause,
        f"Pair list form specified as '{clause}' but should be of the form: {form}",
    )


def _normal(name: str, value: str) -> str:
    """The value in the form in which works are compared with it."""
    if name in _SPANS:
        first, last = _bounds(value) or ("", "")
        return first if name.startswith("from") else last
    if name == "isbn":
        return re.sub(r".*/|-", "", value)
    return value.upper() if name == "issn" else value.lower()


def _bounds(value: str) -> tuple[str, str] | None:
    """The first and the last day of a year, a month or a day."""
    found = _DATE.fullmatch(value)
    if not found:
        return None
    year, month, first = (int(part) if part else None for part in found.groups())
    if not (year and 1 <= (month or 1) <= 12):
        return None
    longest = calendar.monthrange(year, month or 12)[1]
    if not 1 <= (first or 1) <= longest:
        return None
    return (
        f"{year:04d}-{month or 1:02d}-{first or 1:02d}",
        f"{year:04d}-{month or 12:02d}-{first or longest:02d}",
    )
