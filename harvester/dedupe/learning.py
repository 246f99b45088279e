"""Learning: the corpus of a set of records, and what its confident pairs teach about venues and authors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.corpus import AUTHOR_NOISE, Confident, Corpus, noise, with_venues

if TYPE_CHECKING:
    from harvester.dedupe.block import Pairs
    from harvester.dedupe.compare import Features
    from harvester.dedupe.prepare import Table

#: Weight (nats) of a title that hardly two works share, and similarity of venues that are one.
RARE_TITLE, SAME_VENUE = 25.0, 0.75
SAME_TITLE, SAME_AUTHORS = 0.99, 0.99


def taught(corpus: Corpus, table: Table, pairs: Pairs, features: Features) -> Corpus:
    """``corpus`` with the venue names and the noise of venues and authors that confident pairs teach.

    A field is learned from pairs that are sure without it: venues from equal rare titles by the same authors
    in no other year, authors from equal rare titles in the same venue and year.
    """
    a, b = pairs
    columns = np.array([title.squeezed in corpus.columns for title in table.title], dtype=bool)
    titled = (features.title >= SAME_TITLE) & (features.title_mass >= RARE_TITLE) & ~(columns[a] | columns[b])
    signed = titled & (features.authors >= SAME_AUTHORS) & ~(features.year > 0)
    corpus = with_venues(
        corpus,
        (
            Confident(min(table.title[i].squeezed, table.title[j].squeezed), table.venue[i], table.venue[j])
            for i, j in zip(a[signed].tolist(), b[signed].tolist(), strict=True)
        ),
    )
    placed = titled & (features.year == 0) & (features.venue >= SAME_VENUE) & ~np.isnan(features.authors)
    titles = [title.squeezed for title in table.title]
    seen = {min(titles[i], titles[j]) for i, j in zip(a[placed].tolist(), b[placed].tolist(), strict=True)}
    placed &= features.authors_part == 0
    strange = {min(titles[i], titles[j]) for i, j in zip(a[placed].tolist(), b[placed].tolist(), strict=True)}
    return replace(corpus, author_noise=noise(len(strange), len(seen), AUTHOR_NOISE))
