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
from harvester.people import Settings, clash_issues, contradictions, overrule
from harvester.store.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from harvester.config import Config
    from harvester.dedupe import Judgement
    from harvester.model import Choice, Issue, Record
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
    moved = store.records.moved()
    choices = [choice.following(moved) for choice in store.choices.in_force()]
    overruled = overrule(matching.auto_clusters, choices, matching.judgements)
    decisions = [overruled.decide(decision_of(judgement)) for judgement in matching.judgements]
    with store.write():
        groups = _groups(records.values(), overruled.labels)
        clusters = _keep_ids(store, run, groups, overruled.applied)
        changed = _retire(store, run, clusters)
        put, issues = _put_works(store, run, config, clusters, records=records, settings=Settings(choices))
        changed += put
        issues += clash_issues(contradictions(choices))
        store.issues.settle_all(run, "choices", issues)
        store.works.leave(records.keys() - {member for cluster in clusters for member in cluster.members})
        changed += store.works.put_relations(run, _relations(clusters, records, matching.judgements))
        decided = store.decisions.put_all(run, decisions)
    pages = [record for record in records.values() if record.source != REGISTRY]
    sizes = [sum(records[member].source != REGISTRY for member in cluster.members) for cluster in clusters]
    return CatalogueReport(
        records=len(pages),
        works=len(clusters),
        changed=changed,
        merged=sum(size for size in sizes if size > 1),
        review=sum(decision.verdict == "review" for decision in decisions),
        moved=decided,
    )


def _put_works(
    store: Store,
    run: Run,
    config: Config,
    clusters: Sequence[_Cluster],
    *,
    records: Mapping[str, Record],
    settings: Settings,
) -> tuple[int, list[Issue]]:
    """Merge and store each cluster: how many works are new or changed, and what people disagree on."""
    trust = {source.name: source.trust for source in config.source}
    gone = store.records.gone()
    changed, issues = 0, []
    for cluster in clusters:
        members = [records[member] for member in cluster.members]
        present = [record for record in members if record.id not in gone]
        held = any(record.source != REGISTRY for record in present)
        spoken = present if held else members
        work = replace(merge(spoken, id=cluster.id, trust=trust), members=cluster.members)
        work, found = settings.apply(work, spoken)
        issues += found
        changed += store.works.put(run, work, founder=cluster.founder, gone=not held)
    return changed, issues


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


def _keep_ids(
    store: Store, run: Run, groups: Sequence[tuple[str, ...]], choices: Sequence[Choice]
) -> list[_Cluster]:
    """Give every cluster its id: that of the oldest work which it continues or once was, else its first member's.

    A work that was first seen in the round that still goes on may yet get another first member, so
    that a run in several parts ends with the ids that one run would have given.
    """
    first = store.records.first_rounds()
    established = {
        founder: (since, identity)
        for founder, (identity, since) in store.works.founders().items()
        if since < run.round
    }
    ended = {
        founder: (since, identity)
        for founder, (identity, since) in store.works.ended().items()
        if since < run.round and founder not in established
    }
    before = store.works.members()
    kept = {identity: founder for founder, (_, identity) in established.items()}
    sent = _sent_away(choices, before, kept)
    for founder in sent:
        del established[founder]
    clusters: list[_Cluster] = []
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
        clusters.append(_Cluster(identity, founder, members))
        taken.add(identity)
    for members in fresh:
        founder = min(members, key=lambda name: (first[name], name))
        # A work whose founder has left it lives on where most of its records went.
        heirs = Counter(
            before[name]
            for name in members
            if before.get(name) in kept and before[name] not in taken and name not in sent
        )
        identity = min(heirs, key=lambda name: (-heirs[name], name)) if heirs else _mint(founder, taken, kept)
        clusters.append(_Cluster(identity, founder, members))
        taken.add(identity)
    return clusters


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
