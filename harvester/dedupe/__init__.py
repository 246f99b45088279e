"""Records in, clusters out: prepare, block, compare, weigh the evidence, veto, decide, cluster."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.block import Pairs, block
from harvester.dedupe.cluster import LARGEST, Link, components, split
from harvester.dedupe.compare import compare
from harvester.dedupe.corpus import AUTHOR_NOISE, Confident, Corpus, count, noise, with_venues
from harvester.dedupe.decide import (
    POLICY,
    Decided,
    Evidence,
    Judgement,
    Thresholds,
    chances,
    decide,
    explain,
    pair_at,
)
from harvester.dedupe.evidence import weigh
from harvester.dedupe.prepare import Table, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.compare import Features
    from harvester.model import Record

__all__ = ["POLICY", "Corpus", "Evidence", "Judgement", "Matching", "dedupe", "judge_pair", "learn"]

#: Weight (nats) of a title that hardly two works share, and similarity of venues that are one.
_RARE_TITLE, _SAME_VENUE = 25.0, 0.75


class Matching(NamedTuple):
    """What was found among records.

    Attributes:
        judgements: every pair at or above the review threshold, vetoed ones included, by ids.
        clusters: record id -> smallest record id of its work, best guess.
        auto_clusters: the same for what may be merged unattended.
    """

    judgements: tuple[Judgement, ...]
    clusters: dict[str, str]
    auto_clusters: dict[str, str]


class _Scored(NamedTuple):
    pairs: Pairs
    features: Features
    worth: NDArray[np.float64]
    chance: NDArray[np.float64]


def dedupe(
    records: Sequence[Record],
    *,
    auto: float = 0.95,
    review: float = 0.5,
    policy: Mapping[str, str] = POLICY,
    corpus: Corpus | None = None,
) -> Matching:
    """Which of ``records`` describe one work.

    Args:
        records: in any order, each with its own id.
        auto: probability from which a pair is merged unattended.
        review: probability from which a pair is the best guess and a person should look.
        policy: "merge" or "relate" for preprint, conference, version, translation, erratum and part.
        corpus: statistics to judge by; learned from ``records`` where None.
    """
    table = prepare(records)
    corpus = corpus or _learn(table)
    thresholds = Thresholds(auto, review)
    scored = _score(table, corpus, block(table, corpus))
    groups = components(len(table), _edges(scored, review))
    scored = _score(table, corpus, _completed(scored.pairs, groups))
    decided = {
        place: decide(
            pair_at(table, corpus, scored.features, scored.pairs, place),
            float(scored.chance[place]),
            thresholds,
            policy,
        )
        for place in np.flatnonzero((scored.chance >= review) | _may_be_stated(table, scored.pairs))
    }
    best = _clusters(table, scored, decided, review)
    sure = _clusters(table, scored, decided, auto)
    return Matching(_judgements(table, corpus, scored, decided), best, sure)


def judge_pair(
    a: Record,
    b: Record,
    corpus: Corpus | None = None,
    *,
    auto: float = 0.95,
    review: float = 0.5,
    policy: Mapping[str, str] = POLICY,
) -> Judgement:
    """The judgement on two records, whether or not they ever were candidates."""
    a, b = sorted((a, b), key=lambda record: record.id)
    table = prepare([a, b])
    corpus = corpus or Corpus()
    scored = _score(table, corpus, Pairs(np.array([0]), np.array([1])))
    pair = pair_at(table, corpus, scored.features, scored.pairs, 0)
    found = decide(pair, float(scored.chance[0]), Thresholds(auto, review), policy)
    return Judgement(
        a.id,
        b.id,
        found.verdict,
        found.kind,
        round(float(scored.chance[0]), 6),
        found.veto,
        explain(pair, scored.worth[0]),
    )


def learn(records: Sequence[Record]) -> Corpus:
    """The statistics of ``records``, to judge other pairs against."""
    return _learn(prepare(records))


def _learn(table: Table) -> Corpus:
    corpus = count(table)
    scored = _score(table, corpus, block(table, corpus))
    features = scored.features
    a, b = scored.pairs
    plain = np.array([table.title[row].squeezed not in corpus.columns for row in a.tolist()], dtype=bool)
    titled = (features.title >= 0.99) & (features.title_mass >= _RARE_TITLE) & plain
    sure = titled & (features.authors >= 0.99) & ~(features.year > 0)
    corpus = with_venues(
        corpus,
        (
            Confident(table.title[i].squeezed, table.venue[i], table.venue[j])
            for i, j in zip(a[sure].tolist(), b[sure].tolist(), strict=True)
        ),
    )
    sure = titled & (features.year == 0) & (features.venue >= _SAME_VENUE) & ~np.isnan(features.authors)
    texts = [table.title[row].squeezed for row in a[sure].tolist()]
    unlike = {
        text for text, share in zip(texts, features.authors_part[sure].tolist(), strict=True) if share == 0
    }
    return replace(corpus, author_noise=noise(len(unlike), len(set(texts)), AUTHOR_NOISE))


def _score(table: Table, corpus: Corpus, pairs: Pairs) -> _Scored:
    features = compare(table, corpus, pairs)
    worth = weigh(features, corpus)
    return _Scored(pairs, features, worth, chances(worth))


def _edges(scored: _Scored, review: float) -> list[tuple[int, int]]:
    picked = np.flatnonzero(scored.chance >= review)
    return list(zip(scored.pairs.a[picked].tolist(), scored.pairs.b[picked].tolist(), strict=True))


def _completed(pairs: Pairs, groups: list[list[int]]) -> Pairs:
    """``pairs`` and every pair inside a group, so that no group is judged by its lucky keys alone."""
    inside = [pair for group in groups if 2 < len(group) <= LARGEST for pair in combinations(group, 2)]
    extra = np.array(inside, dtype=np.int64).reshape(-1, 2)
    code = np.unique(np.concatenate((pairs.a << 32 | pairs.b, extra[:, 0] << 32 | extra[:, 1])))
    return Pairs(code >> 32, code & 0xFFFFFFFF)


def _may_be_stated(table: Table, pairs: Pairs) -> NDArray[np.bool_]:
    """Whether a record of each pair states relations at all."""
    states = np.array([bool(relations) for relations in table.relations], dtype=bool)
    return states[pairs.a] | states[pairs.b]


def _clusters(table: Table, scored: _Scored, decided: Mapping[int, Decided], least: float) -> dict[str, str]:
    strong = [
        place
        for place, found in decided.items()
        if found.joins and (scored.chance[place] >= least or found.kind)
    ]
    a, b = scored.pairs.a.tolist(), scored.pairs.b.tolist()
    groups = components(len(table), ((a[place], b[place]) for place in strong))
    group_of = {row: number for number, group in enumerate(groups) for row in group}
    weights = scored.worth.sum(axis=1)
    inside: list[list[Link]] = [[] for _ in groups]
    for place, (x, y) in enumerate(zip(a, b, strict=True)):
        number = group_of.get(x)
        if number is not None and number == group_of.get(y):
            found = decided.get(place)
            joins = bool(found and found.joins and (scored.chance[place] >= least or found.kind))
            weight = abs(float(weights[place])) if found and found.kind else float(weights[place])
            if found and found.joins and not joins:
                weight = 0.0
            inside[number].append(Link(x, y, weight, joins))
    labels = {identifier: identifier for identifier in table.ids}
    for group, links in zip(groups, inside, strict=True):
        for part in split(group, links, lambda row: int(table.digest[row])):
            ids = [table.ids[row] for row in part]
            labels.update(dict.fromkeys(ids, min(ids)))
    return labels


def _judgements(
    table: Table, corpus: Corpus, scored: _Scored, decided: Mapping[int, Decided]
) -> tuple[Judgement, ...]:
    found = []
    for place, outcome in decided.items():
        if outcome.verdict == "different" and not outcome.veto:
            continue
        pair = pair_at(table, corpus, scored.features, scored.pairs, place)
        a, b = table.ids[pair.a], table.ids[pair.b]
        kind = outcome.kind
        found.append(
            Judgement(a, b, outcome.verdict, kind, round(float(scored.chance[place]), 6), outcome.veto,
                      explain(pair, scored.worth[place]))
        )  # fmt: skip
    return tuple(sorted(found))
