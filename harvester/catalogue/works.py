"""Works: what clusters of records become, merged and stored, and how they relate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.catalogue.comparable import comparable
from harvester.merge import merge
from harvester.model import Relation
from harvester.model.registry import REGISTRIES
from harvester.model.standing import STATUSES, once

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from harvester.catalogue.identity import Cluster
    from harvester.config import Config
    from harvester.model import Issue, Record
    from harvester.people import Settings
    from harvester.store import Run, Store
    from harvester.store.records import Standing

#: Works that are merged at a time.
BATCH = 1_000


def put_works(
    store: Store,
    run: Run,
    config: Config,
    clusters: Sequence[Cluster],
    *,
    standing: Mapping[str, Standing],
    settings: Settings,
) -> tuple[set[str], list[Issue]]:
    """Merge and store each cluster: the ids of the works that are new or changed, and what people disagree on."""
    trust = {source.name: source.trust for source in config.source}
    changed: set[str] = set()
    issues: list[Issue] = []
    for start in range(0, len(clusters), BATCH):
        batch = clusters[start : start + BATCH]
        names = [name for cluster in batch for name in cluster.members]
        gone = {name for name in names if standing[name].gone}
        records = {record.id: record for record in comparable(store, names, gone=gone, finds=False)}
        works = []
        for cluster in batch:
            members = [records[name] for name in cluster.members]
            spoken, held = _speaking(members, gone)
            work = replace(merge(spoken, id=cluster.id, trust=trust), members=cluster.members)
            work, found = settings.apply(work, spoken)
            issues += found
            works.append((work, not held))
        changed |= store.works.put_all(run, works)
    return changed, issues


def _speaking(members: Sequence[Record], gone: Collection[str]) -> tuple[Sequence[Record], bool]:
    """The members whose values count, and whether some repository holds the work now."""
    present = [record for record in members if record.id not in gone]
    held = any(record.source not in REGISTRIES for record in present)
    return (present if held else members), held


def put_relations(
    store: Store, run: Run, works: Collection[str], dois: Collection[str], *, every: bool = False
) -> set[str]:
    """Store how ``works`` relate, and all those that state a relation to one of ``dois``.

    A record states relations by DOI; where another work of the catalogue has it, its id is the target. A work is
    related to itself only where it is its own notice, such as an article that was withdrawn under its own DOI.

    Returns:
        The works that changed only by that.
    """
    works = set(works) | store.index.naming(dois)
    owners = store.works.holding(works)
    speaking = store.index.stating(None if every else owners)
    stated = [
        (owners[record.id], relation)
        for record in store.records.some(speaking & owners.keys())
        for relation in record.relation
    ]
    work_of = store.index.owners({relation.target for _, relation in stated})
    found: dict[str, list[Relation]] = {}
    for identity, relation in stated:
        owner = work_of.get(relation.target, relation.target)
        if owner != identity:
            found.setdefault(identity, []).append(relation._replace(target=owner))
        elif relation.kind in STATUSES:
            found.setdefault(identity, []).append(relation)
    for one, kind, other in store.decisions.related(None if every else owners):
        if one != other:
            found.setdefault(one, []).append(Relation(kind, other, "harvester"))
    rows = [(identity, relation) for identity in sorted(found) for relation in once(found[identity])]
    return store.works.put_relations(run, rows, None if every else works)
