"""Matching: the stages in order, from records to judgements and clusters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.block import Pairs
from harvester.dedupe.cluster import connected
from harvester.dedupe.decide import (
    POLICY,
    UNDECIDED,
    VERDICTS,
    VETO_NAMES,
    Decided,
    Judgement,
    Thresholds,
    decide,
    explain,
)
from harvester.dedupe.evidence import PARTS, log_odds
from harvester.dedupe.forms import read_forms
from harvester.dedupe.narrow import Least
from harvester.dedupe.scoring import Scored, candidates, completed, grouped, score
from harvester.dedupe.table import tabulate
from harvester.dedupe.works import Works

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table
    from harvester.model import Record

    Rows = NDArray[np.int64]

_SAME, _REVIEW = VERDICTS.index("same"), VERDICTS.index("review")


@dataclass(frozen=True, eq=False)
class Matching:
    """What was found among n records.

    Attributes:
        scored: every pair at or above the review threshold, vetoed and related ones included, by ids.
        decided: the verdicts on these pairs.
        label: for each record the row whose id is the smallest of its work, best guess.
        auto_label: the same for what may be merged unattended.
    """

    scored: Scored
    decided: Decided
    label: Rows
    auto_label: Rows

    @property
    def ids(self) -> tuple[str, ...]:
        """The record ids, by row."""
        return self.scored.table.ids

    @property
    def corpus(self) -> Corpus:
        """The statistics by which the records were matched."""
        return self.scored.corpus

    @cached_property
    def clusters(self) -> dict[str, str]:
        """Record id -> smallest record id of its work, best guess."""
        return self._named(self.label)

    @cached_property
    def auto_clusters(self) -> dict[str, str]:
        """Record id -> smallest record id of its work, for what may be merged unattended."""
        return self._named(self.auto_label)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judged pairs, by ids."""
        return tuple(
            _judgement(self.scored, self.decided, place) for place in range(len(self.scored.pairs.a))
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The ids of the judged pairs, in the order of the judgements."""
        ids, (a, b) = self.ids, self.scored.pairs
        return ((ids[one], ids[other]) for one, other in zip(a.tolist(), b.tolist(), strict=True))

    def among(self, names: Container[str]) -> tuple[Judgement, ...]:
        """The judgements on the pairs whose first record is one of ``names``."""
        places = (place for place, (a, _) in enumerate(self.pairs()) if a in names)
        return tuple(_judgement(self.scored, self.decided, place) for place in places)

    def _named(self, label: Rows) -> dict[str, str]:
        return {identifier: self.ids[row] for identifier, row in zip(self.ids, label.tolist(), strict=True)}


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
    table = tabulate(read_forms(records))
    return dedupe_table(table, auto=auto, review=review, policy=policy, corpus=corpus)


def dedupe_table(
    table: Table,
    *,
    auto: float = 0.95,
    review: float = 0.5,
    policy: Mapping[str, str] = POLICY,
    corpus: Corpus | None = None,
    distinct: NDArray[np.int32] | None = None,
) -> Matching:
    """Which records describe one work, by what is computed of their forms.

    Args:
        table: of the records, as from `tabulate`.
        auto: probability from which a pair is merged unattended.
        review: probability from which a pair is the best guess and a person should look.
        policy: "merge" or "relate" for each kind of relation, as in `dedupe`.
        corpus: statistics to judge by; learned from ``table`` where None.
        distinct: for each record a number that those share which are declared to be different works, or -1.
    """
    rules = _Rules(Thresholds(auto, review), policy, distinct)
    scored = candidates(table, corpus, Least(min(0.0, log_odds(min(auto, review))), log_odds(auto)))
    group = _groups(scored, scored.chance[:, 0] >= review)
    # From here on only the completed pairs are held: they are as large as the table.
    scored = completed(scored, group)
    looked, decided = _decided(scored, group, rules)
    joined = np.zeros(len(scored.chance), dtype=bool)
    joined[looked] = decided.joins
    likely = scored.chance[:, 0] >= review
    if (joined & ~likely).any():
        # A policy joined what the evidence alone would not; there, too, all pairs of a group count.
        group = _groups(scored, likely | joined)
        scored = completed(scored, group)
        looked, decided = _decided(scored, group, rules)
    picked = scored.take(looked)
    if not len(looked):
        alone = np.arange(len(table))
        return Matching(picked, decided, alone, alone)
    works = Works(scored, picked, decided, looked)
    del scored  # half as large as all the rest
    label = works.labels(review)
    auto_label = works.labels(auto, like=(review, label))
    return Matching(*_worth_keeping(picked, decided, auto_label, review), label, auto_label)


class _Rules(NamedTuple):
    """What decides beside the evidence, as `decide` takes it."""

    thresholds: Thresholds
    policy: Mapping[str, str]
    distinct: NDArray[np.int32] | None


def _groups(scored: Scored, linked: NDArray[np.bool_]) -> Rows:
    """The label of each record's group; the ``linked`` pairs make the groups."""
    return connected(len(scored.table), scored.pairs.a[linked], scored.pairs.b[linked])


def _decided(scored: Scored, group: Rows, rules: _Rules) -> tuple[Rows, Decided]:
    """Which pairs were looked at, and the verdicts on them.

    Args:
        scored: pairs, those inside a group complete.
        group: the label of each record's group.
        rules: what decides beside the evidence.
    """
    a, b = scored.pairs
    states = scored.table.targets.lengths() > 0
    review, auto = rules.thresholds.review, rules.thresholds.auto
    likely = (scored.chance[:, 0] >= review) | (scored.chance[:, 1] >= auto)
    # Inside a group every veto counts, however unlike two of its records are.
    looked = np.flatnonzero(likely | states[a] | states[b] | grouped(scored, group))
    if not len(looked):
        return looked, UNDECIDED
    picked = scored.take(looked)
    return looked, decide(picked.sides(), picked.chance, *rules)


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
    table = tabulate(read_forms(sorted((a, b), key=lambda record: record.id)))
    scored = score(table, corpus or candidates(table).corpus, Pairs(np.array([0]), np.array([1])))
    decided = decide(scored.sides(), scored.chance, Thresholds(auto, review), policy)
    return _judgement(scored, decided, 0)


def learn(records: Sequence[Record]) -> Corpus:
    """The statistics of ``records``, to judge other pairs against."""
    return candidates(tabulate(read_forms(records))).corpus


def _judgement(scored: Scored, decided: Decided, place: int) -> Judgement:
    """The judgement on the pair at ``place``."""
    a, b = int(scored.pairs.a[place]), int(scored.pairs.b[place])
    ids = scored.table.ids
    return Judgement(
        ids[a],
        ids[b],
        VERDICTS[decided.verdict[place]],
        decided.kind.get(place, ""),
        round(float(scored.chance[place, 0]), 6),
        VETO_NAMES[decided.veto[place]],
        explain(scored.table, a, b, scored.worth[place] / PARTS),
    )


def _worth_keeping(
    picked: Scored, decided: Decided, auto_label: Rows, review: float
) -> tuple[Scored, Decided]:
    """The judgements worth keeping, by ids; a pair that its cluster refused goes to review."""
    verdict = decided.verdict.copy()
    a, b = picked.pairs
    verdict[(verdict == _SAME) & (auto_label[a] != auto_label[b])] = _REVIEW
    vetoed = decided.veto < len(VETO_NAMES) - 1
    kept = np.flatnonzero((verdict > 0) | (vetoed & (picked.chance[:, 0] >= review)))
    rank = picked.table.rank
    kept = kept[np.lexsort((rank[b[kept]], rank[a[kept]]))]
    kind = {place: decided.kind[old] for place, old in enumerate(kept.tolist()) if old in decided.kind}
    return picked.take(kept), Decided(verdict[kept], decided.veto[kept], kind, decided.joins[kept])
