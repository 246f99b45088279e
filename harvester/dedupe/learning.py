"""Learning: what the confident pairs of a set of records teach about its venues and authors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.compare import venues
from harvester.dedupe.corpus import AUTHOR_NOISE, VENUE_NOISE, Corpus
from harvester.dedupe.ragged import among, different, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.compare import Features
    from harvester.dedupe.table import Table

    Keys = NDArray[np.uint64]
    Places = NDArray[np.int64]

#: Weight (nats) of a title that hardly two works share, and similarity of venues that are one.
RARE_TITLE, SAME_VENUE = 25.0, 0.75
SAME_TITLE, SAME_AUTHORS = 0.99, 0.99
#: Two names are one venue's when confident pairs of this many titles say so and this share of the rarer name's do.
ALIAS_SUPPORT, ALIAS_SHARE = 4, 0.2
#: A name seen with this many titles in confident pairs is well known.
WELL_KNOWN = 20
#: Two well-known names seen together in less than this share of the rarer one's pairs are two venues.
STRANGER_SHARE = 0.02
#: Venues below this similarity look different.
UNLIKE = 0.5
#: How many observed pairs the usual shares of noise weigh.
NOISE_PAIRS = 60


def taught(corpus: Corpus, table: Table, pairs: Pairs, features: Features) -> Corpus:
    """``corpus`` with the venue names and the noise of venues and authors that confident pairs teach.

    A field is learned from pairs that are sure without it: venues from equal rare titles by the same authors
    in no other year, authors from equal rare titles in the same venue and year. All pairs of one title count
    once, so that a work cited often teaches no more than others.
    """
    a, b = pairs
    column = among(table.title, corpus.columns)
    titled = (
        (features.titles.full >= SAME_TITLE) & (features.titles.mass >= RARE_TITLE) & ~(column[a] | column[b])
    )
    places = np.flatnonzero(titled)
    pairs, features = pairs.take(places), features.take(places)
    title = np.minimum(table.title[pairs.a], table.title[pairs.b])
    venue = venues(table, corpus, pairs)
    signed = (features.authors >= SAME_AUTHORS) & ~(features.year > 0)
    corpus = _with_venues(corpus, table, pairs, title, signed, venue)
    placed = (features.year == 0) & (venue >= SAME_VENUE) & ~np.isnan(features.authors)
    strange = len(different(title[placed & (features.authors_part == 0)]))
    return replace(corpus, author_noise=noise(strange, len(different(title[placed])), AUTHOR_NOISE))


def _with_venues(
    corpus: Corpus, table: Table, pairs: Pairs, title: Keys, picked: NDArray[np.bool_], similarity: NDArray[np.float64]
) -> Corpus:  # fmt: skip
    """``corpus`` with what the ``picked`` pairs teach about venue names."""
    venue = table.venue
    places = np.flatnonzero(picked & (venue[pairs.a] > 0) & (venue[pairs.b] > 0))
    title = title[places]
    low = np.minimum(venue[pairs.a[places]], venue[pairs.b[places]]).astype(np.int64)
    high = np.maximum(venue[pairs.a[places]], venue[pairs.b[places]]).astype(np.int64)
    names, support = _titles_of(low << 32 | high, title)
    each = np.zeros(len(table.venues), dtype=np.int64)
    known, counts = _titles_of(np.concatenate((low, high)), np.concatenate((title, title)))
    each[known] = counts
    one, other = names >> 32, names & 0xFFFFFFFF
    share = support / np.maximum(np.minimum(each[one], each[other]), 1)
    alias = (one != other) & (support >= ALIAS_SUPPORT) & (share >= ALIAS_SHARE)
    famous = each >= WELL_KNOWN
    met = (share >= STRANGER_SHARE) & famous[one] & famous[other] & (one != other)
    # A title surprises when its venues look different in pairs that no alias explains.
    explained = np.isin(low << 32 | high, names[alias])
    surprising = different(title[(similarity[places] < UNLIKE) & ~explained])
    return replace(
        corpus,
        aliases=_named(table, one[alias], other[alias]),
        known=frozenset(table.venues[place].text for place in np.flatnonzero(famous).tolist()),
        met=_named(table, one[met], other[met]),
        venue_noise=noise(len(surprising), len(different(title)), VENUE_NOISE),
    )


def _titles_of(names: Places, title: Keys) -> tuple[Places, Places]:
    """The distinct ``names``, and in how many different titles each stands."""
    _, places = np.unique(mix(names.astype(np.uint64), title), return_index=True)
    found, counts = np.unique(names[places], return_counts=True)
    return found, counts.astype(np.int64)


def _named(table: Table, one: Places, other: Places) -> frozenset[tuple[str, str]]:
    """Pairs of venues as pairs of names, each in ascending order."""
    texts = [venue.text for venue in table.venues]
    pairs = zip(one.tolist(), other.tolist(), strict=True)
    return frozenset((min(texts[i], texts[j]), max(texts[i], texts[j])) for i, j in pairs)


def noise(surprising: int, compared: int, usual: float) -> float:
    """The share of true pairs that disagree, estimated from some, starting from what is ``usual``.

    >>> round(noise(0, 0, 0.06), 2), round(noise(60, 60, 0.06), 2)
    (0.06, 0.53)
    """
    return (usual * NOISE_PAIRS + surprising) / (NOISE_PAIRS + compared)
