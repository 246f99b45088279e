"""Identity: which id each work has, and where the ids lead that no work has any more.

The machine has a line of works of its own, which only syncs move. The works of people are derived from it anew each
time, as if the choices in force were made now, the oldest first; so a choice that was undone leaves no trace in any id.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harvester.model.record import work_id
from harvester.model.registry import REGISTRIES
from harvester.store.machine import Since

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from harvester.model import Choice
    from harvester.people import Strand
    from harvester.store import Run, Store
    from harvester.store.records import Standing

log = logging.getLogger(__name__)

#: A work that a person made is younger than any of the machine's, whenever the choice was made.
_YOUNGEST = sys.maxsize


@dataclass(frozen=True, slots=True)
class Cluster:
    """One work to be: its id, its age, the record that founded it, and all of its records."""

    id: str
    age: int
    founder: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The works of before, by which clusters get their ids.

    Attributes:
        living: founding record id -> the work, of those that there were.
        ended: the same of those that had ended in others.
        home: record id -> the id of the work that held it.
    """

    living: Mapping[str, Since] = field(default_factory=dict)
    ended: Mapping[str, Since] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)

    def after(self, clusters: Sequence[Cluster]) -> Line:
        """The line when ``clusters`` have taken the place of the works of before."""
        now = {cluster.id for cluster in clusters}
        before = {**self.ended, **self.living}
        return Line(
            living={cluster.founder: Since(cluster.age, cluster.id) for cluster in clusters},
            ended={founder: work for founder, work in before.items() if work.id not in now},
            home={name: cluster.id for cluster in clusters for name in cluster.members},
        )

    def parted(self, choice: Choice) -> Line:
        """The line when a person sends records away: the id of their work stays with those that they leave."""
        living = dict(self.living)
        for founder in choice.records if choice.kind == "split" else ():
            staying = [name for name in choice.others if self.home.get(name) == self.home.get(founder)]
            if founder in living and staying:
                living[min(staying)] = living.pop(founder)
        return replace(self, living=living)


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
        if standing[name].source not in REGISTRIES:
            held.add(label)
    return sorted(tuple(sorted(members[label])) for label in held)


def machine_works(
    store: Store, run: Run, groups: Sequence[tuple[str, ...]], standing: Mapping[str, Standing]
) -> tuple[list[Cluster], Line]:
    """The works of the machine alone, stored as such, and the line that they continue.

    A work that was first seen in the round that still goes on may yet get another first member, so
    that a run in several parts ends with the ids that one run would have given.

    Args:
        store: where the works of before are.
        run: the run that asks.
        groups: the clusters that the machine found.
        standing: how the records stand that are looked at; these are whole clusters and whole works of before.
    """
    living, ended = store.machine.founded(standing)
    home = {name: one.machine_id for name, one in standing.items() if one.machine_id}
    older = {founder: work for founder, work in living.items() if work.age < run.round}
    line = Line(older, ended, home)
    anew = set(home.values()) - {work.id for work in older.values()}
    clusters = keep_ids(
        line,
        groups,
        standing,
        age=run.round,
        used=lambda name: name not in anew and store.machine.lives(name),
    )
    after = line.after(clusters)
    store.machine.end(run, {work.id for work in living.values()} - set(after.home.values()))
    store.machine.put(
        (founder, work) for founder, work in after.living.items() if living.get(founder) != work
    )
    store.machine.place(
        (name, after.home.get(name))
        for name, one in standing.items()
        if one.machine_id != after.home.get(name)
    )
    return clusters, after


def people_works(
    store: Store,
    machine: Sequence[Cluster],
    line: Line,
    strands: Iterable[Strand],
    standing: Mapping[str, Standing],
) -> list[Cluster]:
    """The works after each choice in force has been made on those of the machine, the oldest first.

    Args:
        store: where the works of the machine are.
        machine: its works that are looked at.
        line: the same, with those that have ended.
        strands: what the choices entangle.
        standing: how the records stand that are looked at.
    """
    works = {cluster.id: cluster for cluster in machine}
    made: list[Cluster] = []
    for strand in strands:
        own = {line.home[name] for name in strand.labels if name in line.home}
        ended = {name: line.ended[name] for name in strand.labels if name in line.ended}
        clusters = [works.pop(identity) for identity in sorted(own)]
        current = Line(ended=ended).after(clusters)
        for choice, labels in strand.steps():
            current, groups = current.parted(choice), groups_of(labels, standing)
            clusters = keep_ids(current, groups, standing, age=_YOUNGEST, used=store.machine.lives)
            current = current.after(clusters)
        made += clusters
    return sorted([*works.values(), *made], key=lambda cluster: cluster.members)


def keep_ids(
    line: Line,
    groups: Sequence[tuple[str, ...]],
    standing: Mapping[str, Standing],
    *,
    age: int,
    used: Callable[[str], bool],
) -> list[Cluster]:
    """Give every cluster its id: that of the oldest work which it continues or once was, else its first member's.

    Args:
        line: the works of before.
        groups: the clusters.
        standing: how their records stand.
        age: that of new works.
        used: whether a work elsewhere has an id.
    """
    living = line.living
    ended = {founder: work for founder, work in line.ended.items() if founder not in line.living}
    clusters: list[Cluster] = []
    fresh: list[tuple[str, ...]] = []
    for members in groups:
        # Of the works that it continues; else of those that had ended in another and part from it again.
        known = next((works for works in (living, ended) if not works.keys().isdisjoint(members)), None)
        if known is None:
            fresh.append(members)
            continue
        founder = min((name for name in members if name in known), key=lambda name: (known[name].age, name))
        work = known[founder]
        # Where the record is back that the id was made of, it is the founder again.
        founder = next((name for name in (founder, *members) if work_id(name) == work.id), founder)
        clusters.append(Cluster(work.id, work.age, founder, members))
    taken = {cluster.id for cluster in clusters}
    inherited = _inherited(line, fresh, taken)
    taken.update(work.id for work in inherited.values())
    for members in fresh:
        founder = min(members, key=lambda name: (standing[name].first_round, name))
        work = inherited.get(members) or Since(age, _mint(founder, taken, used))
        clusters.append(Cluster(work.id, work.age, founder, members))
        taken.add(work.id)
    return clusters


def _inherited(
    line: Line, fresh: Sequence[tuple[str, ...]], taken: Container[str]
) -> dict[tuple[str, ...], Since]:
    """The works whose founders have left them: each lives on where most of its records went."""
    works = {work.id: work for work in line.living.values() if work.id not in taken}
    claims = []
    for members in fresh:
        counts = Counter(line.home[name] for name in members if line.home.get(name) in works)
        claims += [(-count, name, members) for name, count in counts.items()]
    found: dict[tuple[str, ...], Since] = {}
    for _, name, members in sorted(claims):
        if name in works and members not in found:
            found[members] = works.pop(name)
    return found


def _mint(founder: str, taken: Container[str], used: Callable[[str], bool]) -> str:
    """The id that ``founder`` gives; numbered in the rare case that another work still lives under it."""
    identity, number = work_id(founder), 2
    while identity in taken or used(identity):
        identity, number = work_id(f"{founder}#{number}"), number + 1
    return identity


def retire(store: Store, run: Run, clusters: Sequence[Cluster], standing: Mapping[str, Standing]) -> set[str]:
    """End the works that no cluster continues; each id leads to where most of its records are now.

    From then on it follows a page of these: that of which it was made, or else the first.
    """
    now = {member: cluster.id for cluster in clusters for member in cluster.members}
    living = {cluster.id for cluster in clusters}
    members = defaultdict(list)
    for name, one in standing.items():
        if one.work_id and one.work_id not in living and one.source not in REGISTRIES:
            members[one.work_id].append(name)
    for identity in sorted(members):
        heirs = Counter(now[name] for name in members[identity])
        heir = min(heirs, key=lambda name: (-heirs[name], name))
        followed = min(
            (name for name in members[identity] if now[name] == heir),
            key=lambda name: (work_id(name) != identity, name),
        )
        store.works.retire(run, identity, followed)
        log.info("work %s ended; it leads to %s", identity, heir)
    return set(members)
