"""Matching: the stages in order, from records to judgements and clusters."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.block import Pairs, block
from harvester.dedupe.cluster import LARGEST, Link, components, split
from harvester.dedupe.compare import Features, compare, venues
from harvester.dedupe.corpus import Corpus, count
from harvester.dedupe.decide import (
    POLICY,
    Chance,
    Decided,
    Judgement,
    Thresholds,
    chances,
    decide,
    explain,
    pair_at,
)
from harvester.dedupe.evidence import weigh
from harvester.dedupe.learning import taught
from harvester.dedupe.narrow import narrow
from harvester.dedupe.prepare import Table, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.model import Record


class Matching(NamedTuple):
    """What was found among records.

    Attributes:
        judgements: every pair at or above the review threshold, vetoed and related ones included, by ids.
        clusters: record id -> smallest record id of its work, best guess.
        auto_clusters: the same for what may be merged unattended.
    """

    judgements: tuple[Judgement, ...]
    clusters: dict[str, str]
    auto_clusters: dict[str, str]


class Scored(NamedTuple):
    """Pairs with all that is known of them: features, log-odds (pairs, fields) and probabilities (pairs, 2)."""

    table: Table
    corpus: Corpus
    pairs: Pairs
    features: Features
    worth: NDArray[np.float64]
    chance: NDArray[np.float64]

    def judgement(self, place: int, found: Decided) -> Judgement:
        """The judgement on the pair at ``place``."""
        pair = pair_at(self.table, self.corpus, self.features, self.pairs, place)
        a, b = sorted((self.table.ids[pair.a], self.table.ids[pair.b]))
        chance = round(float(self.chance[place, 0]), 6)
        return Judgement(
            a, b, found.verdict, found.kind, chance, found.veto, explain(pair, self.worth[place])
        )


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
    table = prepare(sorted(records, key=lambda record: record.id))
    scored = _candidates(table, corpus)
    scored = _complete(scored, components(len(table), _edges(scored, review)))
    thresholds = Thresholds(auto, review)
    worth_a_look = (scored.chance[:, 0] >= review) | (scored.chance[:, 1] >= auto) | _may_be_stated(scored)
    decided = {
        place: decide(
            pair_at(table, scored.corpus, scored.features, scored.pairs, place),
            Chance(*scored.chance[place].tolist()),
            thresholds,
            policy,
        )
        for place in np.flatnonzero(worth_a_look).tolist()
    }
    best = _clusters(scored, decided, review)
    sure = _clusters(scored, decided, auto)
    return Matching(_judgements(scored, decided, sure, review), best, sure)


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
    table = prepare(sorted((a, b), key=lambda record: record.id))
    scored = _score(table, corpus or count(table), Pairs(np.array([0]), np.array([1])))
    pair = pair_at(table, scored.corpus, scored.features, scored.pairs, 0)
    return scored.judgement(
        0, decide(pair, Chance(*scored.chance[0].tolist()), Thresholds(auto, review), policy)
    )


def learn(records: Sequence[Record]) -> Corpus:
    """The statistics of ``records``, to judge other pairs against."""
    return _candidates(prepare(records), None).corpus


def _candidates(table: Table, corpus: Corpus | None) -> Scored:
    """The candidate pairs, scored; what they teach is learned on the way unless ``corpus`` is given."""
    if corpus is not None:
        return _score(table, corpus, narrow(table, block(table, corpus)))
    corpus = count(table)
    pairs = narrow(table, block(table, corpus))
    features = compare(table, corpus, pairs)
    corpus = taught(corpus, table, pairs, features)
    features = replace(features, venue=venues(table, corpus, pairs))
    return _weighed(table, corpus, pairs, features)


def _score(table: Table, corpus: Corpus, pairs: Pairs) -> Scored:
    return _weighed(table, corpus, pairs, compare(table, corpus, pairs))


def _weighed(table: Table, corpus: Corpus, pairs: Pairs, features: Features) -> Scored:
    worth = weigh(features, corpus)
    return Scored(table, corpus, pairs, features, worth, chances(worth))


def _edges(scored: Scored, review: float) -> list[tuple[int, int]]:
    picked = np.flatnonzero(scored.chance[:, 0] >= review)
    return list(zip(scored.pairs.a[picked].tolist(), scored.pairs.b[picked].tolist(), strict=True))


def _complete(scored: Scored, groups: list[list[int]]) -> Scored:
    """``scored`` with every pair inside a group, so that no group is judged by its lucky keys alone."""
    inside = [pair for group in groups if 2 < len(group) <= LARGEST for pair in combinations(group, 2)]
    wanted = np.array(inside, dtype=np.int64).reshape(-1, 2)
    known = scored.pairs.a << 32 | scored.pairs.b
    code = np.setdiff1d(wanted[:, 0] << 32 | wanted[:, 1], known)
    more = _score(scored.table, scored.corpus, Pairs(code >> 32, code & 0xFFFFFFFF))
    together = {
        field.name: _joined(getattr(scored.features, field.name), getattr(more.features, field.name))
        for field in fields(Features)
    }
    pairs = Pairs(
        np.concatenate((scored.pairs.a, more.pairs.a)), np.concatenate((scored.pairs.b, more.pairs.b))
    )
    return Scored(
        scored.table,
        scored.corpus,
        pairs,
        Features(**together),
        np.concatenate((scored.worth, more.worth)),
        np.concatenate((scored.chance, more.chance)),
    )


def _joined(one: Any, other: Any) -> Any:  # noqa: ANN401  (lists stay lists, columns stay columns)
    return one + other if isinstance(one, list) else np.concatenate((one, other))


def _may_be_stated(scored: Scored) -> NDArray[np.bool_]:
    """Whether a record of each pair states relations at all."""
    states = scored.table.targets.lengths() > 0
    return np.asarray(states[scored.pairs.a] | states[scored.pairs.b])


def _clusters(scored: Scored, decided: Mapping[int, Decided], least: float) -> dict[str, str]:
    """Record id -> smallest id of its cluster, joining pairs of at least the probability ``least``."""
    table = scored.table
    joining = {
        place
        for place, found in decided.items()
        if found.joins and (scored.chance[place, 0] >= least or found.kind)
    }
    a, b = scored.pairs.a.tolist(), scored.pairs.b.tolist()
    groups = components(len(table), ((a[place], b[place]) for place in sorted(joining)))
    group_of = {row: number for number, group in enumerate(groups) for row in group}
    inside: list[list[Link]] = [[] for _ in groups]
    for place, weight in enumerate(scored.worth.sum(axis=1).tolist()):
        number = group_of.get(a[place])
        if number is not None and number == group_of.get(b[place]):
            inside[number].append(_link(a[place], b[place], weight, place in joining, decided.get(place)))
    labels = {identifier: identifier for identifier in table.ids}
    for group, links in zip(groups, inside, strict=True):
        for part in split(group, links, lambda row: int(table.digest[row])):
            ids = [table.ids[row] for row in part]
            labels.update(dict.fromkeys(ids, min(ids)))
    return labels


def _link(a: int, b: int, weight: float, joins: bool, found: Decided | None) -> Link:  # noqa: FBT001  (one pair's facts)
    """What a pair says when groups are joined: policy speaks as loud as evidence, doubt is silent."""
    if joins and found is not None and found.kind:
        return Link(a, b, abs(weight), joins=True)
    if not joins and found is not None and found.joins:
        return Link(a, b, 0.0, joins=False)
    return Link(a, b, weight, joins)


def _judgements(
    scored: Scored, decided: Mapping[int, Decided], sure: Mapping[str, str], review: float
) -> tuple[Judgement, ...]:
    """The judgements worth keeping; a pair that its cluster refused goes to review."""
    kept = []
    for place, found in decided.items():
        if found.verdict == "different" and not (found.veto and scored.chance[place, 0] >= review):
            continue
        judgement = scored.judgement(place, found)
        if found.verdict == "same" and sure[judgement.a] != sure[judgement.b]:
            judgement = judgement._replace(verdict="review")
        kept.append(judgement)
    return tuple(sorted(kept))
