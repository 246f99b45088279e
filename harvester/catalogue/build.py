"""Build: the works of a catalogue, kept in step with its records at the cost of what has changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from harvester.catalogue.current import begin, load, settings_of
from harvester.catalogue.forms import columns, put_forms, put_keys, read_changes
from harvester.catalogue.identity import groups_of, machine_works, people_works, retire
from harvester.catalogue.matched import Matched, among, beside, match, partners, whole
from harvester.catalogue.reach import followed, reach
from harvester.catalogue.works import put_relations, put_works
from harvester.people import Settings, clash_issues, contradictions, overrule, strands
from harvester.store.decisions import Decision
from harvester.uncollected import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.catalogue.current import Current
    from harvester.catalogue.forms import Change
    from harvester.config import Config
    from harvester.dedupe import Judgement
    from harvester.model import Choice, Record
    from harvester.store import Run, Store

log = logging.getLogger(__name__)

#: Where a change reaches a larger share of all records, all of them are matched in one go.
MOST = 0.5


class Move(NamedTuple):
    """A decision about two records that a new epoch changed; "" where nothing was or is decided."""

    record_a: str
    record_b: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What became of the works that a change reached.

    Attributes:
        changed: ids of the works that are new or changed. begun: of the new ones. ended: of those that are no more.
        decided: how many decisions are new, changed or withdrawn.
        epoch: the number of the epoch. anew: whether it is a new one.
        moves: the decisions that the new epoch changed about records that the one before knew.
    """

    changed: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    decided: int = 0
    epoch: int = 0
    anew: bool = False
    moves: tuple[Move, ...] = ()


class _Reached(NamedTuple):
    """The records that an update looks at (None for all of them), and what matching says of them."""

    names: set[str] | None
    matched: Matched


class Catalogue:
    """The works of a store; each update costs what has changed since the one before.

    Between updates it holds the statistics of the epoch in memory, so that one record after the other can be added.
    Within an epoch the works depend on the records alone, not on how many updates brought them or in which order.

    Args:
        store: the catalogue.
        config: how records are matched and merged.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config
        self._current: Current | None = None

    def add(self, run: Run, records: Iterable[Record]) -> Update:
        """Store what sources say and bring the works in line, in one transaction."""
        with self._store.write():
            for record in records:
                self._store.records.put(run, record)
            return self.update(run)

    def update(self, run: Run, *, anew: bool = False, provisional: bool = False) -> Update:
        """Bring the works in line with every record, agreement and choice that changed since the last update.

        Args:
            run: the run that asks.
            anew: whether to begin an epoch in any case.
            provisional: whether to begin one where that of today was made in the round that still goes on.
        """
        try:
            with self._store.write(), uncollected():
                return self._update(run, anew=anew, provisional=provisional)
        except BaseException:
            # What is in memory may be an epoch that was never stored.
            self._current = None
            raise

    def _update(self, run: Run, *, anew: bool, provisional: bool) -> Update:
        store, before = self._store, self._store.epochs.latest()
        stale = store.index.stale()
        dois = store.index.dois(stale)
        changes = read_changes(store, stale)
        choices = followed(store)
        current = load(store, self._current)
        held = _held(current, changes)
        if current is None or anew or current.is_over(run, held, provisional=provisional):
            current, matching = begin(store, run, self._config, changes)
            reached = _Reached(None, whole(matching))
        else:
            current.held = held
            reached = self._reach(current, stale, changes, choices)
        self._current = current
        update, moved = self._settle(run, reached, choices, dois)
        store.index.refresh()
        update = replace(update, epoch=current.epoch.number)
        if before is None or before.number == current.epoch.number:
            return update
        log.info("epoch %d: %d records counted", current.epoch.number, current.epoch.records)
        return replace(update, anew=True, moves=_moves(moved, {change.id for change in changes}))

    def _reach(
        self, current: Current, stale: Sequence[str], changes: Sequence[Change], choices: Sequence[Choice]
    ) -> _Reached:
        """Match what the ``stale`` records reach, by the epoch of today."""
        store, config = self._store, self._config.dedupe
        keyed, current.corpus, parted = put_keys(store, changes, put_forms(store, changes), current.corpus)
        most = max(int(MOST * current.held), 1_000)
        settings = settings_of(self._config)
        if settings == current.epoch.settings and len(changes) <= most:
            seeds = {*stale, *store.records.moved(stale).values(), *parted}
            near = partners(store, keyed, config)
            names = reach(store, seeds | near, choices, most)
            if names is not None:
                return self._matched(current, seeds, near, names, choices)
        if settings != current.epoch.settings:
            store.epochs.settle(current.epoch.number, settings)
        return _Reached(None, whole(match(columns(store.index.forms()), config, current.corpus)))

    def _matched(
        self, current: Current, seeds: set[str], near: set[str], names: set[str], choices: Sequence[Choice]
    ) -> _Reached:
        """What is to be said of ``names``, to which ``seeds`` and the records ``near`` them lead."""
        indexed = self._store.index.forms(names)
        if len(indexed) <= 1:
            return _Reached(names, Matched({name: name for name in indexed}, ()))
        matching = match(columns(indexed), self._config.dedupe, current.corpus)
        told = beside(matching, seeds)
        if not near <= seeds | told:
            # What only looked alike at first sight keeps its works as they are, with all that hangs on it.
            names = reach(self._store, seeds | told, choices, len(names)) or names
        return _Reached(names, among(matching, names))

    def _settle(
        self, run: Run, reached: _Reached, choices: Sequence[Choice], dois: set[str]
    ) -> tuple[Update, list[tuple[Decision | None, Decision | None]]]:
        """Store decisions, works and relations of the records that were reached."""
        store, names, matched = self._store, reached.names, reached.matched
        standing = store.records.standing(names)
        overruled = overrule(matched.labels, choices, matched.judgements)
        machine, line = machine_works(store, run, groups_of(matched.labels, standing), standing)
        entangled = strands(matched.labels, overruled.applied, matched.judgements)
        clusters = people_works(store, machine, line, entangled, standing)
        before = {one.work_id for one in standing.values() if one.work_id}
        ended = retire(store, run, clusters, standing)
        changed, issues = put_works(
            store, run, self._config, clusters, standing=standing, settings=Settings(choices)
        )
        issues += clash_issues(contradictions(choices))
        store.issues.settle_all(run, "choices", issues, names)
        held = {member for cluster in clusters for member in cluster.members}
        store.works.leave(name for name, one in standing.items() if one.work_id and name not in held)
        decisions = [overruled.decide(decision_of(judgement)) for judgement in matched.judgements]
        moved = store.decisions.put_all(run, decisions, names)
        now = {cluster.id for cluster in clusters}
        dois = dois | store.index.dois(names) if names is not None else set()
        changed |= put_relations(store, run, now, dois, every=names is None)
        update = Update(
            changed=frozenset(changed),
            begun=frozenset(now - before),
            ended=frozenset(ended),
            decided=len(moved),
        )
        return update, moved


def _held(current: Current | None, changes: Iterable[Change]) -> int:
    """How many records there are to match once ``changes`` are stored."""
    grown = sum((change.new is not None) - (change.old is not None) for change in changes)
    return (current.held if current else 0) + grown


def _moves(moved: Iterable[tuple[Decision | None, Decision | None]], fresh: set[str]) -> tuple[Move, ...]:
    """The verdicts that changed about pairs of records that are not ``fresh``."""
    found = []
    for old, new in moved:
        one = old or new
        assert one is not None  # noqa: S101  (a pair that moved was decided before or is now)
        before, after = (entry.verdict if entry else "" for entry in (old, new))
        if before != after and fresh.isdisjoint((one.record_a, one.record_b)):
            found.append(Move(one.record_a, one.record_b, before, after))
    return tuple(found)


def decision_of(judgement: Judgement) -> Decision:
    """A judgement in the form in which it is stored."""
    # What is stored is as coarse as what is shown, so that the noise of floating point moves no row.
    evidence = [[entry.field, round(entry.log_odds, 1), entry.note] for entry in judgement.evidence]
    probability = judgement.probability
    return Decision(
        judgement.a,
        judgement.b,
        judgement.verdict,
        judgement.kind,
        round(probability, 2 if 0.01 < probability < 0.99 else 3),
        judgement.veto,
        evidence,
    )
