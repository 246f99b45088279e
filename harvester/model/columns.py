"""Columns: many records as one list for each field, for what is read and compared too often to be objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from harvester.model.lines import Lines
    from harvester.model.name import Name

#: Letters of an abstract that `Columns` hold at least; nothing compares more.
ABSTRACT_HEAD = 400


class Columns(NamedTuple):
    """What n records say in the fields that matching reads; each value is what the `Record` would hold.

    Attributes:
        title, container_title, publisher, volume, issue, page, type, doi: as in `Record`, "" where it has nothing.
        authors: names between semicolons.
        inverted: whether these are Latin letters and each is "Family, Given" with nothing else to it.
        names: the names that one piece between two semicolons holds.
        year: of ``issued``, 0 where unknown.
        pmid: the PubMed id among the identifiers.
        issn: all of a record.
        abstract: the first `ABSTRACT_HEAD` characters.
    """

    title: Lines
    authors: Lines
    inverted: NDArray[np.bool_]
    names: Callable[[str], Sequence[Name]]
    year: list[int]
    container_title: list[str]
    publisher: list[str]
    volume: list[str]
    issue: list[str]
    page: Lines
    type: list[str]
    doi: list[str]
    pmid: list[str]
    issn: list[tuple[str, ...]]
    abstract: list[str]

    def __len__(self) -> int:
        return self.title.size
