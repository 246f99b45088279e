"""Near: the records of which matching has something to say together with certain others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.block import Pairs, block
from harvester.dedupe.evidence import log_odds
from harvester.dedupe.narrow import Least, narrow
from harvester.dedupe.scoring import score
from harvester.dedupe.table import tabulate

if TYPE_CHECKING:
    from collections.abc import Container

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.forms import Forms


def neighbours(
    forms: Forms, asked: Container[str], corpus: Corpus, *, auto: float = 0.95, review: float = 0.5
) -> set[str]:
    """The ids of the records that matching may have a judgement on together with one of ``asked``.

    No pair is left out that `dedupe_forms` judges by the same ``corpus``, but for those that only complete a group.

    Args:
        forms: the records that are asked about, and all that share a key with them.
        asked: ids.
        corpus: statistics to judge by.
        auto: probability from which a pair is merged unattended.
        review: probability from which a pair is the best guess.
    """
    table = tabulate(forms)
    wanted = np.fromiter((name in asked for name in forms.ids), dtype=bool, count=len(forms))
    pairs = block(table, corpus)
    touching = wanted[pairs.a] | wanted[pairs.b]
    pairs = Pairs(pairs.a[touching], pairs.b[touching])
    pairs = narrow(table, pairs, Least(min(0.0, log_odds(min(auto, review))), log_odds(auto)))
    scored = score(table, corpus, pairs)
    states = table.targets.lengths() > 0
    near = (scored.chance[:, 0] >= review) | (scored.chance[:, 1] >= auto) | states[pairs.a] | states[pairs.b]
    rows = np.unique(np.concatenate((pairs.a[near], pairs.b[near])))
    return {forms.ids[row] for row in rows.tolist()}
