"""Columns to forms: what `form_of` makes of records, made of whole columns of values at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from harvester.dedupe.folding import fold_all, fold_lists
from harvester.dedupe.forms import (
    ABSTRACT,
    ABSTRACT_READ,
    MAX_AUTHORS,
    PREPRINT_DOIS,
    Forms,
    folded_name,
    form_of,
    is_preprint_server,
    listed,
)
from harvester.dedupe.locator import MISSING, first_number, issue_number, page_ranges
from harvester.dedupe.title import read_titles
from harvester.dedupe.venue import venue_name
from harvester.model.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.model import Name, Record
    from harvester.model.columns import Columns

Value = TypeVar("Value")

#: Pieces of author lists that are remembered.
REMEMBERED = 1 << 13
#: How preprints' DOIs begin, as far as all of them are given.
_HEAD = min(map(len, PREPRINT_DOIS))
_HEADS = frozenset(prefix[:_HEAD] for prefix in PREPRINT_DOIS)


def read_columns(ids: Sequence[str], columns: Columns, titles: Lines, records: Mapping[int, Record]) -> Forms:
    """The forms of what ``columns`` say, and of ``records`` in the rows that these stand for.

    Args:
        ids: one for each row.
        columns: what the rows say that are not in ``records``; the values of others are not used.
        titles: those of ``columns``, folded.
        records: row -> record.
    """
    found = _by_field(columns, titles)
    forms = {row: form_of(record) for row, record in sorted(records.items())}
    for name, values in found.items():
        said = {row: getattr(form, name) for row, form in forms.items()}
        if isinstance(values, Lines):
            found[name] = values.replaced(said)
        else:
            for row, value in said.items():
                values[row] = value
    return Forms.by_field(ids, found)


def _by_field(columns: Columns, folded: Lines) -> dict[str, Lines | list[Any] | NDArray[Any]]:
    """The fields of a `Form`."""
    nothing = [""] * len(columns)
    titles = read_titles(columns.title, folded, columns.container_title)
    first, last, marks = page_ranges(columns.page)
    return {
        "title": titles.text,
        "kind": titles.kind,
        "part": titles.part,
        "generic": titles.generic,
        "authors": _authors(columns),
        "venue": _each(venue_name, columns.container_title),
        "year": np.where(np.array(columns.year) > 0, columns.year, MISSING),
        "volume": _each(first_number, columns.volume),
        "issue": _each(issue_number, columns.issue),
        "first_page": first,
        "last_page": last,
        "page_mark": marks,
        "edition": np.full(len(columns), MISSING),
        "type": [*columns.type],
        "preprint": _preprints(columns),
        "doi": [*columns.doi],
        "aliases": [*nothing],
        "claims": [f"pmid:{pmid}" if pmid else "" for pmid in columns.pmid],
        "issn": [listed(issns) if issns else "" for issns in columns.issn],
        "relations": [*nothing],
        "abstract": _abstracts(columns.abstract),
    }


def _each(read: Callable[[str], Value], texts: Sequence[str]) -> list[Value]:
    """What ``read`` makes of each text, many of which are the same."""
    values = {text: read(text) for text in set(texts)}
    return [values[text] for text in texts]


def _authors(columns: Columns) -> Lines:
    authors = columns.authors
    others = np.flatnonzero(~columns.inverted & (authors.lengths() > 0)).tolist()
    texts = zip(others, authors.take(others), strict=True)
    changes = {row: _folded_list(columns.names, text) for row, text in texts}
    lines = fold_lists(authors.replaced(dict.fromkeys(others, "")))
    # A name takes a letter and what sets it apart from the next.
    for row in np.flatnonzero(lines.lengths() >= 2 * MAX_AUTHORS).tolist():
        changes[row] = lines.at(row)
    return lines.replaced({row: _shortened(changes[row]) for row in sorted(changes)})


def _shortened(authors: str) -> str:
    return ";".join(authors.split(";")[:MAX_AUTHORS])


def _abstracts(texts: Sequence[str]) -> list[str]:
    if not any(texts):
        return [*texts]
    return [text[:ABSTRACT] for text in fold_all(Lines.of([text[:ABSTRACT_READ] for text in texts])).texts()]


def _folded_list(names: Callable[[str], Sequence[Name]], text: str) -> str:
    pieces = [_folded(names, piece) for piece in text.split(";")]
    return ";".join([piece for piece in pieces if piece is not None])


@lru_cache(maxsize=REMEMBERED)
def _folded(names: Callable[[str], Sequence[Name]], piece: str) -> str | None:
    """The folded names of one piece of a list, None where there are none."""
    found = names(piece)
    return ";".join(map(folded_name, found)) if found else None


def _preprints(columns: Columns) -> list[bool]:
    places = columns.container_title
    if any(columns.publisher):
        places = [f"{place} {publisher}" for place, publisher in zip(places, columns.publisher, strict=True)]
    servers = {place for place in set(places) if is_preprint_server(place)}
    return [
        kind == "article" or (doi[:_HEAD] in _HEADS and doi.startswith(PREPRINT_DOIS)) or place in servers
        for kind, doi, place in zip(columns.type, columns.doi, places, strict=True)
    ]
