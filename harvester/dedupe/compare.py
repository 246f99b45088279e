"""Compare: how the two records of each pair agree, field by field, as numbers without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.compare_titles import SharedTitles, ratios
from harvester.dedupe.locator import MISSING
from harvester.dedupe.overlap import count_shared
from harvester.dedupe.ragged import among
from harvester.dedupe.venue import venue_similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.ragged import Ragged
    from harvester.dedupe.table import Table

    Column = NDArray[np.float64]
    #: Of small whole numbers and halves, which half the room holds exactly.
    Small = NDArray[np.float32]
    Flags = NDArray[np.bool_]

#: Family names this alike as one string are the same list, misspelt.
SAME_NAMES_RATIO = 85.0
#: Letters of an abstract that make it worth comparing.
SHORTEST_ABSTRACT = 80
#: What the similarity of two names becomes when confident pairs use them for one venue, or never do.
ALIASES, STRANGERS = 0.92, 0.3


class Features(NamedTuple):
    """Agreement of n pairs; NaN where a field is missing on either side.

    Attributes:
        titles: what the titles share.
        authors: 0 to 1, share of family names of the longer list found in the other. authors_part: of the shorter.
        author_count: names in the shorter list. initial: whether the first author's initials agree.
        first_author: whether the first authors' names agree.
        signature: whether the initials of all names agree, whichever is the family name.
        meeting: whether a venue is a conference.
        year: absolute difference. venue: similarity 0 to 1.
        volume, issue: 1 equal, 0 different. page: 1 same first page, 0.5 overlapping, 0 disjoint.
        doi: 1 equal, 0 different. claim: 1 an identifier in common. abstract: ratio of the beginnings.
    """

    titles: SharedTitles
    authors: Column
    authors_part: Column
    author_count: Small
    first_author: Small
    initial: Small
    signature: Small
    year: Small
    venue: Column
    meeting: Flags
    issn: Small
    volume: Small
    issue: Small
    page: Small
    last_page: Small
    doi: Small
    claim: Small
    abstract: Column

    @classmethod
    def of(cls, columns: Sequence[Any]) -> Features:
        """The features that `columns` gave."""
        titles = len(SharedTitles._fields)
        return cls(SharedTitles(*columns[:titles]), *columns[titles:])

    def columns(self) -> list[Any]:
        """All columns, those of the titles first."""
        return [*self.titles, *self[1:]]

    def take(self, places: NDArray[np.int64]) -> Features:
        """The features of the pairs at ``places``."""
        return Features.of([column[places] for column in self.columns()])


def compare(table: Table, corpus: Corpus, pairs: Pairs, titles: SharedTitles) -> Features:
    """The agreement of every pair, whose ``titles`` were compared before and whose venues `venues` compares later."""
    a, b = pairs
    forms = table.forms
    authors, authors_part, counts = _authors(table, pairs)
    page, last = _pages(table, pairs)
    meeting = np.array([venue.kind == "meeting" for venue in table.venues], dtype=bool)[table.venue]
    return Features(
        titles=titles,
        authors=authors,
        authors_part=authors_part,
        author_count=counts,
        first_author=_equal(table.first_author, pairs, table.surnames.lengths() > 0),
        initial=_equal(table.initial, pairs, table.initial != 0),
        signature=_equal(table.signature, pairs, table.signature != 0),
        year=_gap(forms.year[a], forms.year[b]),
        venue=np.full(len(a), np.nan),
        meeting=meeting[a] | meeting[b],
        issn=_share_any(table.issn, pairs),
        volume=_equal(forms.volume, pairs, forms.volume != MISSING),
        issue=_equal(forms.issue, pairs, forms.issue != MISSING),
        page=page,
        last_page=last,
        doi=_dois(table, corpus, pairs),
        claim=_share_any(table.claims, pairs),
        abstract=_abstracts(table, pairs),
    )


def _equal(column: NDArray[Any], pairs: Pairs, known: Flags) -> Small:
    """1 where both values are equal, 0 where they differ, NaN where one is not ``known``."""
    both = known[pairs.a] & known[pairs.b]
    return np.where(both, (column[pairs.a] == column[pairs.b]).astype(np.float32), np.nan)


def _dois(table: Table, corpus: Corpus, pairs: Pairs) -> Small:
    """Whether both have one DOI, by any of its aliases; a demoted DOI says nothing where it is shared."""
    a, b = pairs
    stated = (table.doi[a] != 0) & (table.doi[b] != 0)
    shared = stated & (table.doi[a] == table.doi[b])
    several = table.known_as.lengths() > 1
    aliased = np.flatnonzero((several[a] | several[b]) & ~shared)
    shared[aliased] = count_shared(table.known_as, table.known_as, a[aliased], b[aliased]) > 0
    found = np.where(stated | shared, shared.astype(np.float32), np.nan)
    demoted = among(table.doi, corpus.demoted)
    return np.where(shared & (demoted[a] | demoted[b]), np.nan, found)


def _gap(x: NDArray[np.int32], y: NDArray[np.int32]) -> Small:
    return np.where((x != MISSING) & (y != MISSING), np.abs(x - y).astype(np.float32), np.nan)


def _share_any(ragged: Ragged, pairs: Pairs) -> Small:
    known = ragged.lengths() > 0
    places = np.flatnonzero(known[pairs.a] & known[pairs.b])
    found = np.full(len(pairs.a), np.nan, dtype=np.float32)
    found[places] = count_shared(ragged, ragged, pairs.a[places], pairs.b[places]) > 0
    return found


def _authors(table: Table, pairs: Pairs) -> tuple[Column, Column, Small]:
    a, b = pairs
    count = table.surnames.lengths()
    known = (count[a] > 0) & (count[b] > 0)
    of_a, of_b = known.astype(np.float64), known.astype(np.float64)
    other = np.flatnonzero(known & (table.surname_set[a] != table.surname_set[b]))
    one, two = a[other], b[other]
    of_a[other] = count_shared(table.surnames, table.names, one, two) / count[one]
    of_b[other] = count_shared(table.surnames, table.names, two, one) / count[two]
    # Texts of very different length cannot be alike.
    letters_a, letters_b = table.surname_letters[a], table.surname_letters[b]
    alike = 200 * np.minimum(letters_a, letters_b) >= SAME_NAMES_RATIO * (letters_a + letters_b)
    unsure = np.flatnonzero(known & (np.minimum(of_a, of_b) < 1) & alike)
    ratio = ratios(table.surname_texts(a[unsure]), table.surname_texts(b[unsure]))
    spelt = np.zeros(len(a))
    spelt[unsure] = np.where(ratio >= SAME_NAMES_RATIO, ratio / 100, 0)
    tied, longer_a = count[a] == count[b], count[a] > count[b]
    full = np.maximum(np.where(tied, np.minimum(of_a, of_b), np.where(longer_a, of_a, of_b)), spelt)
    part = np.maximum(np.where(tied, np.maximum(of_a, of_b), np.where(longer_a, of_b, of_a)), spelt)
    blank = np.where(known, 1.0, np.nan)
    return full * blank, np.maximum(full, part) * blank, np.minimum(count[a], count[b]).astype(np.float32)


def venues(table: Table, corpus: Corpus, pairs: Pairs) -> Column:
    """The similarity of the venues, learned aliases included; NaN where one is unknown or says nothing."""
    one, other = table.venue[pairs.a].astype(np.int64), table.venue[pairs.b].astype(np.int64)
    code = np.minimum(one, other) << 32 | np.maximum(one, other)
    codes, places = np.unique(code, return_inverse=True)
    found = [_venue(table, corpus, code >> 32, code & 0xFFFFFFFF) for code in codes.tolist()]
    return np.array(found, dtype=np.float64)[places]


def _venue(table: Table, corpus: Corpus, one: int, other: int) -> float:
    """The similarity of two venues of the table, once what the corpus knows of their names is heard."""
    if not one:
        return float("nan")
    if one == other:
        return 1.0
    a, b = sorted((table.venues[one], table.venues[other]), key=lambda venue: venue.text)
    similarity = venue_similarity(a, b)
    if (a.text, b.text) in corpus.aliases:
        return max(similarity, ALIASES)
    if corpus.strangers(a.text, b.text):
        return min(similarity, STRANGERS)
    return similarity


def _pages(table: Table, pairs: Pairs) -> tuple[Small, Small]:
    """Whether the first pages are the same (1), the ranges overlap (0.5) or are disjoint (0); same last page."""
    first, last = table.forms.first_page, table.forms.last_page
    first_a, first_b, last_a, last_b = first[pairs.a], first[pairs.b], last[pairs.a], last[pairs.b]
    known = (first_a != MISSING) & (first_b != MISSING)
    overlap = (first_a <= last_b) & (first_b <= last_a) & ((last_a > first_a) | (last_b > first_b))
    page = np.where(first_a == first_b, 1.0, np.where(overlap, 0.5, 0.0)).astype(np.float32)
    ranged = known & (last_a > first_a) & (last_b > first_b)
    return np.where(known, page, np.nan), np.where(ranged, (last_a == last_b).astype(np.float32), np.nan)


def _abstracts(table: Table, pairs: Pairs) -> Column:
    """How alike the abstracts begin, as far as the shorter one goes."""
    lengths = table.forms.abstract.lengths()
    picked = np.flatnonzero(np.minimum(lengths[pairs.a], lengths[pairs.b]) >= SHORTEST_ABSTRACT)
    left, right = (table.forms.abstract.take(rows[picked]) for rows in pairs)
    cut = [min(len(one), len(other)) for one, other in zip(left, right, strict=True)]
    ratio = np.full(len(pairs.a), np.nan)
    begin, other = ([text[:size] for text, size in zip(texts, cut, strict=True)] for texts in (left, right))
    ratio[picked] = ratios(begin, other) / 100
    return ratio
