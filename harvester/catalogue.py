"""From all records to the works of the catalogue: match, merge, and keep every id that still has a meaning."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.dedupe import dedupe
from harvester.merge import merge
from harvester.model import Identifier, Relation
from harvester.model.record import work_id
from harvester.store.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from harvester.config import Config
    from harvester.dedupe import Judgement
    from harvester.model import Record
    from harvester.store import Run, Store

log = logging.getLogger(__name__)

REGISTRY = "crossref"
_ALIAS = ("doi", "IsIdenticalTo")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReport:
    """What became of the records.

    Attributes:
        records: page records looked at. works: works that they are.
        changed: works that are new, changed or ended in this run.
        merged: page records that share a work with another one.
        review: pairs that wait for a person.
        moved: decisions that are new or changed.
    """

    records: int = 0
    works: int = 0
    changed: int = 0
    merged: int = 0
    review: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class _Cluster:
    """One work to be: its id, the record that founded it, and all of its records."""

    id: str
    founder: str
    members: tuple[str, ...]


def build_works(store: Store, config: Config, run: Run) -> CatalogueReport:
    """Derive every work from every record; only what differs from before is written."""
    records = {record.id: record for record in comparable(store)}
    policy = config.dedupe.policy.model_dump()
    matching = dedupe(
        list(records.values()), auto=config.dedupe.auto, review=config.dedupe.review, policy=policy
    )
    groups = _groups(records.values(), matching.auto_clusters)
    trust = {source.name: source.trust for source in config.source}
    gone = store.records.gone()
    with store.write():
        clusters = _keep_ids(store, run, groups)
        changed = _retire(store, run, clusters)
        for cluster in clusters:
            members = [records[member] for member in cluster.members]
            present = [record for record in members if record.id not in gone]
            held = any(record.source != REGISTRY for record in present)
            work = merge(present if held else members, id=cluster.id, trust=trust)
            work = replace(work, members=cluster.members)
            changed += store.works.put(run, work, founder=cluster.founder, gone=not held)
        store.works.leave(records.keys() - {member for cluster in clusters for member in cluster.members})
        changed += store.works.put_relations(run, _relations(clusters, records, matching.judgements))
        moved = store.decisions.put_all(run, (decision_of(judgement) for judgement in matching.judgements))
    pages = [record for record in records.values() if record.source != REGISTRY]
    sizes = [sum(records[member].source != REGISTRY for member in cluster.members) for cluster in clusters]
    return CatalogueReport(
        records=len(pages),
        works=len(clusters),
        changed=changed,
        merged=sum(size for size in sizes if size > 1),
        review=sum(judgement.verdict == "review" for judgement in matching.judgements),
        moved=moved,
    )


def comparable(store: Store) -> list[Record]:
    """Every record as matching may use it.

    A DOI that leads to another work is no claim to identity, and an alias is the DOI that it leads to.
    """
    disputed = store.registry.disputed()
    primes = {doi: entry.prime_doi for doi, entry in store.registry.answers().items() if entry.prime_doi}
    gone = store.records.gone()
    found = []
    for record in store.records.each():
        if record.source == REGISTRY and record.id in gone:
            continue
        if record.doi and disputed.get(record.id) == record.doi:
            found.append(_with_doi(record, None, "disputed"))
        elif record.doi in primes:
            found.append(_with_doi(record, primes[record.doi], "IsIdenticalTo"))
        else:
            found.append(record)
    return found


def _with_doi(record: Record, doi: str | None, relation: str) -> Record:
    """The record with another DOI; the one that its page states becomes a further identifier."""
    stated = Identifier("doi", record.doi or "", relation)
    return replace(record, doi=doi, identifier=(*record.identifier, stated))


def _groups(records: Iterable[Record], labels: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The clusters that hold a page; a registry's answer alone is nothing that a repository holds."""
    members = defaultdict(list)
    held = set()
    for record in records:
        label = labels.get(record.id, record.id)
        members[label].append(record.id)
        if record.source != REGISTRY:
            held.add(label)
    return sorted(tuple(sorted(members[label])) for label in held)


def _keep_ids(store: Store, run: Run, groups: Sequence[tuple[str, ...]]) -> list[_Cluster]:
    """Give every cluster its id: that of the oldest work which it continues, else its first member's.

    A work that was first seen in the round that still goes on may yet get another first member, so
    that a run in several parts ends with the ids that one run would have given.
    """
    first = store.records.first_rounds()
    established = {
        founder: (since, identity)
        for founder, (identity, since) in store.works.founders().items()
        if since < run.round
    }
    before = store.works.members()
    kept = {identity: founder for founder, (_, identity) in established.items()}
    clusters: list[_Cluster] = []
    taken: set[str] = set()
    fresh: list[tuple[str, ...]] = []
    for members in groups:
        founders = [member for member in members if member in established]
        if founders:
            founder = min(founders, key=lambda name: (established[name][0], name))
            clusters.append(_Cluster(established[founder][1], founder, members))
            taken.add(established[founder][1])
        else:
            fresh.append(members)
    for members in fresh:
        founder = min(members, key=lambda name: (first[name], name))
        # A work whose founder has left it lives on where most of its records went.
        heirs = Counter(
            before[name] for name in members if before.get(name) in kept and before[name] not in taken
        )
        identity = min(heirs, key=lambda name: (-heirs[name], name)) if heirs else _mint(founder, taken, kept)
        clusters.append(_Cluster(identity, founder, members))
        taken.add(identity)
    return clusters


def _mint(founder: str, taken: Container[str], kept: Container[str]) -> str:
    """The id that ``founder`` gives; numbered in the rare case that another work still lives under it."""
    identity, number = work_id(founder), 2
    while identity in taken or identity in kept:
        identity, number = work_id(f"{founder}#{number}"), number + 1
    return identity


def _retire(store: Store, run: Run, clusters: Sequence[_Cluster]) -> int:
    """End the works that no cluster continues; each id leads to where most of its records are now."""
    now = {member: cluster.id for cluster in clusters for member in cluster.members}
    living = {cluster.id for cluster in clusters}
    members = defaultdict(list)
    for record_id, identity in store.works.members().items():
        members[identity].append(record_id)
    ended = sorted(identity for identity, _ in store.works.founders().values() if identity not in living)
    for identity in ended:
        heirs = Counter(now[record_id] for record_id in members[identity] if record_id in now)
        heir = min(heirs, key=lambda name: (-heirs[name], name)) if heirs else None
        store.works.retire(run, identity, heir)
        log.info("work %s ended; it leads to %s", identity, heir or "nothing")
    return len(ended)


def _relations(
    clusters: Sequence[_Cluster], records: Mapping[str, Record], judgements: Sequence[Judgement]
) -> list[tuple[str, Relation]]:
    """How the works relate: what records state (by DOI) and what matching found, between work ids."""
    work_of = {member: cluster.id for cluster in clusters for member in cluster.members}
    by_doi: dict[str, str] = {}
    for record_id, identity in sorted(work_of.items()):
        record = records[record_id]
        aliases = [value for scheme, value, relation in record.identifier if (scheme, relation) == _ALIAS]
        for doi in filter(None, (record.doi, *aliases)):
            by_doi.setdefault(doi, identity)
    found = set()
    for record_id, identity in work_of.items():
        for relation in records[record_id].relation:
            target = by_doi.get(relation.target, relation.target)
            found.add((identity, relation._replace(target=target)))
    for judgement in judgements:
        if judgement.verdict == "related" and judgement.a in work_of and judgement.b in work_of:
            relation = Relation(judgement.kind, work_of[judgement.b], "harvester")
            found.add((work_of[judgement.a], relation))
    return sorted((identity, relation) for identity, relation in found if identity != relation.target)


def decision_of(judgement: Judgement) -> Decision:
    """A judgement in the form in which it is stored."""
    # Word frequencies move with every record; what is stored is as coarse as what is shown, so that they move no row.
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
