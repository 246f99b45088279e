"""Identity: which id each work has, and where the ids lead that no work has any more."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.comparable import REGISTRY
from harvester.model.record import work_id

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from harvester.model import Choice
    from harvester.store import Run, Store
    from harvester.store.records import Standing

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """One work to be: its id, the record that founded it, and all of its records."""

    id: str
    founder: str
    members: tuple[str, ...]


def groups_of(labels: Mapping[str, str], standing: Mapping[str, Standing]) -> list[tuple[str, ...]]:
    """The clusters that hold a page; a registry's answer alone is nothing that a repository holds.

    Args:
        labels: record id -> what the records of its cluster share.
        standing: how these records stand.
    """
    members = defaultdict(list)
    held = set()
    for name, label in labels.items():
        members[label].append(name)
        if standing[name].source != REGISTRY:
            held.add(label)
    return sorted(tuple(sorted(members[label])) for label in held)


def keep_ids(
    store: Store,
    run: Run,
    groups: Sequence[tuple[str, ...]],
    choices: Sequence[Choice],
    standing: Mapping[str, Standing],
) -> list[Cluster]:
    """Give every cluster its id: that of the oldest work which it continues or once was, else its first member's.

    A work that was first seen in the round that still goes on may yet get another first member, so
    that a run in several parts ends with the ids that one run would have given.

    Args:
        store: where the works of before are.
        run: the run that asks.
        groups: the clusters.
        choices: those in force that contradict no other.
        standing: how the records stand that are looked at; these are whole clusters and whole works of before.
    """
    established = _since_before(run, store.works.founders(standing))
    ended = _since_before(run, store.works.ended(standing))
    ended = {founder: found for founder, found in ended.items() if founder not in established}
    before = {name: one.work_id for name, one in standing.items() if one.work_id}
    kept = {identity: founder for founder, (_, identity) in established.items()}
    sent = _sent_away(choices, before, kept)
    for founder in sent:
        del established[founder]
    clusters: list[Cluster] = []
    taken: set[str] = set()
    fresh: list[tuple[str, ...]] = []
    for members in groups:
        # Of the works that it continues; else of those that had ended in another and part from it again.
        known = next((ids for ids in (established, ended) if not ids.keys().isdisjoint(members)), None)
        if known is None:
            fresh.append(members)
            continue
        founder = min((name for name in members if name in known), key=lambda name: (known[name][0], name))
        identity = known[founder][1]
        # Where the record is back that the id was made of, it is the founder again.
        founder = next((name for name in (founder, *members) if work_id(name) == identity), founder)
        clusters.append(Cluster(identity, founder, members))
        taken.add(identity)
    elsewhere = _Elsewhere(store, set(before.values()) - kept.keys())
    for members in fresh:
        founder = min(members, key=lambda name: (standing[name].first_round, name))
        # A work whose founder has left it lives on where most of its records went.
        heirs = Counter(
            before[name]
            for name in members
            if before.get(name) in kept and before[name] not in taken and name not in sent
        )
        identity = (
            min(heirs, key=lambda name: (-heirs[name], name)) if heirs else _mint(founder, taken, elsewhere)
        )
        clusters.append(Cluster(identity, founder, members))
        taken.add(identity)
    return clusters


def _since_before(run: Run, works: Mapping[str, tuple[str, int]]) -> dict[str, tuple[int, str]]:
    """Founding record id -> (round, work id) of those ``works`` that are older than the run's round."""
    return {founder: (since, identity) for founder, (identity, since) in works.items() if since < run.round}


def _sent_away(choices: Sequence[Choice], before: Mapping[str, str], kept: Mapping[str, str]) -> set[str]:
    """The founders whom a person sends away: the work and its id stay with the records that stay."""
    return {
        record
        for choice in choices
        if choice.kind == "split"
        for record in choice.records
        if kept.get(before.get(record, "")) == record
        and any(before.get(other) == before[record] for other in choice.others)
    }


class _Elsewhere:
    """The ids of living works, but for those works of this round that get their ids anew."""

    def __init__(self, store: Store, anew: Container[str]) -> None:
        self._store, self._anew = store, anew

    def __contains__(self, identity: object) -> bool:
        return identity not in self._anew and bool(self._store.works.living([str(identity)]))


def _mint(founder: str, taken: Container[str], elsewhere: Container[str]) -> str:
    """The id that ``founder`` gives; numbered in the rare case that another work still lives under it."""
    identity, number = work_id(founder), 2
    while identity in taken or identity in elsewhere:
        identity, number = work_id(f"{founder}#{number}"), number + 1
    return identity


def retire(store: Store, run: Run, clusters: Sequence[Cluster], standing: Mapping[str, Standing]) -> set[str]:
    """End the works that no cluster continues; each id leads to where most of its records are now."""
    now = {member: cluster.id for cluster in clusters for member in cluster.members}
    living = {cluster.id for cluster in clusters}
    members = defaultdict(list)
    for name, one in standing.items():
        if one.work_id and one.work_id not in living:
            members[one.work_id].append(name)
    for identity in sorted(members):
        heirs = Counter(now[name] for name in members[identity] if name in now)
        heir = min(heirs, key=lambda name: (-heirs[name], name)) if heirs else None
        store.works.retire(run, identity, heir)
        log.info("work %s ended; it leads to %s", identity, heir or "nothing")
    return set(members)
