"""``/works``: lists by filter and query, in pages."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.fetch.crossref_answers import _NEVER_SELECTED
from tests.crossref import filters
from tests.crossref.answers import bad_cursor, ok, problem, refused
from tests.crossref.search import FIELDS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from harvester.fetch import Reply
    from tests.crossref.answers import Problem, Work
    from tests.crossref.corpus import Corpus

CURSOR_LIFE = 300.0
"""Seconds for which a cursor can be used."""

_MOST = {"rows": 1_000, "offset": 10_000, "sample": 100}
_PARAMETERS = {
    *FIELDS, *_MOST, "filter", "select", "sort", "order", "cursor", "facet", "mailto",
}  # fmt: skip
#: name of an order -> the date that it goes by; the scores have none.
_SORTS = {
    "score": "", "relevance": "", "issued": "issued", "published": "issued", "indexed": "indexed",
    "deposited": "deposited", "updated": "deposited", "created": "created",
}  # fmt: skip

Params = dict[str, str]
Scored = tuple[float, "Work"]


@dataclass(frozen=True, slots=True)
class _Scroll:
    """What a cursor stands for: the list as it was at first, and where its next page begins."""

    asked: Mapping[str, str]
    found: list[Scored]
    start: int
    expires: float


class Listing:
    """Answers to ``/works?...``.

    Args:
        corpus: the works.
        clock: seconds, by which cursors expire.
        random: draws samples and cursors.
    """

    def __init__(self, corpus: Corpus, *, clock: Callable[[], float], random: random.Random) -> None:
        self._corpus = corpus
        self._clock = clock
        self._random = random
        self._scrolls: dict[str, _Scroll] = {}

    def answer(self, params: Params) -> Reply:
        """The page of the list that ``params`` ask for, or why there is none."""
        wanted, problems = filters.parse(params.get("filter", ""))
        problems = [*_problems(params), *problems]
        if problems:
            return refused(problems)
        rows = int(params.get("rows", "20"))
        cursor = params.get("cursor")
        if cursor is None:
            found, start = self._found(params, wanted), int(params.get("offset", "0"))
        elif cursor == "*":
            found, start = self._found(params, wanted), 0
        else:
            scroll = self._scrolls.get(cursor)
            if scroll is None or scroll.asked != _same(params) or self._clock() >= scroll.expires:
                return bad_cursor(cursor)
            found, start = scroll.found, scroll.start
        message: dict[str, Any] = {"facets": {}}
        if cursor is not None:
            message["next-cursor"] = self._cursor(params, found, start + rows)
        return ok(
            "work-list",
            {
                **message,
                "total-results": len(found),
                "items": [_item(one, params.get("select")) for one in found[start : start + rows]],
                "items-per-page": rows,
                "query": {"start-index": start, "search-terms": params.get("query")},
            },
        )

    def _found(self, params: Params, wanted: filters.Filters) -> list[Scored]:
        """The whole list, in its order."""
        queries = {name: words for name, words in params.items() if name in FIELDS and words}
        if queries:
            best = ((score, self._corpus.get(doi)) for doi, score in self._corpus.found(queries).items())
            found = [(score, work) for score, work in best if work and filters.passes(work, wanted)]
        else:
            found = [(0.0, work) for work in filters.select(self._corpus, wanted)]
        if "sample" in params:
            return self._random.sample(found, min(int(params["sample"]), len(found)))
        date = _SORTS[params.get("sort", "score" if queries else "deposited")]
        descending = params.get("order", "desc") == "desc"
        return sorted(
            found, key=lambda one: filters.day(one[1], date) if date else one[0], reverse=descending
        )

    def _cursor(self, params: Params, found: list[Scored], start: int) -> str:
        """A new cursor; like a real one it must be percent-encoded to survive in a URL."""
        token = ""
        while not {"+", "/", "="} <= set(token):
            token = base64.b64encode(self._random.randbytes(151)).decode()
        self._scrolls[token] = _Scroll(_same(params), found, start, self._clock() + CURSOR_LIFE)
        return token


def _same(params: Params) -> Params:
    """What must not change from page to page."""
    return {name: value for name, value in params.items() if name not in {"cursor", "rows", "mailto"}}


def _item(scored: Scored, select: str | None) -> Work:
    score, work = scored
    item = {**work, "score": score}
    if select is None:
        return item
    names = select.split(",")
    return {name: value for name, value in item.items() if name in names}


def _problems(params: Params) -> list[Problem]:
    """What is wrong beside the filter."""
    found = [
        problem("parameter-not-allowed", name, f"This route does not support {name}")
        for name in params
        if name not in _PARAMETERS
    ]
    for name, most in _MOST.items():
        value = params.get(name, "0")
        if not (value.isascii() and value.isdecimal()) or int(value) > most:
            words = (
                f"Integer specified as {value} but must be a positive integer less than or equal to {most}. "
            )
            found.append(problem("integer-not-valid", value, words))
    found += [
        problem("parameter-not-allowed", name, f"There is no such select for this route: {name}")
        for name in sorted(_NEVER_SELECTED.intersection(params.get("select", "").split(",")))
    ]
    for name, valid in (("sort", tuple(_SORTS)), ("order", ("asc", "desc"))):
        if name in params and params[name] not in valid:
            words = f"{name.title()} specified as {params[name]} but must be one of: {', '.join(valid)}"
            found.append(problem("parameter-not-allowed", params[name], words))
    return found
