"""Comparable: every record as matching may use it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Identifier
from harvester.model.registry import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from harvester.model import Record
    from harvester.store import Store

#: The scheme and relation of an identifier that is another DOI of the same work.
ALIAS = ("doi", "IsIdenticalTo")


def comparable(
    store: Store,
    record_ids: Collection[str] | None = None,
    *,
    gone: Collection[str] | None = None,
    finds: bool = True,
) -> Iterator[Record]:
    """Each of these records (or every one) as matching may use it, by id; a registry's that is gone is left out.

    A DOI that leads to another work is no claim to identity, and an alias is the DOI that it leads to.

    Args:
        store: where they are.
        record_ids: which ones, or None.
        gone: the ids of those that are gone, where they are known already.
        finds: whether the DOIs that titles led to stand in. They are reasons to match, and nothing that a page says.
    """
    records = store.records.some(record_ids)
    if record_ids is not None:
        records = iter(found := list(records))
        primes = store.registry.primes({record.doi for record in found if record.doi})
    else:
        primes = store.registry.primes()
    disputed = store.agreements.disputed(record_ids)
    found_dois = store.finds.accepted(record_ids) if finds else {}
    if gone is None:
        gone = store.records.gone() if record_ids is None else _gone(store, record_ids)
    for record in records:
        if record.source not in REGISTRIES or record.id not in gone:
            yield _as_used(record, disputed, primes, found_dois)


def _gone(store: Store, record_ids: Collection[str]) -> set[str]:
    return {name for name, one in store.records.standing(record_ids).items() if one.gone}


def _as_used(
    record: Record, disputed: Mapping[str, str], primes: Mapping[str, str], found: Mapping[str, str]
) -> Record:
    if not record.doi and record.id in found:
        return replace(record, doi=found[record.id])
    if record.doi and disputed.get(record.id) == record.doi:
        return _with_doi(record, None, "disputed")
    if record.doi and record.doi in primes:
        return _with_doi(record, primes[record.doi], "IsIdenticalTo")
    return record


def _with_doi(record: Record, doi: str | None, relation: str) -> Record:
    """The record with another DOI; the one that its page states becomes a further identifier."""
    stated = Identifier("doi", record.doi or "", relation)
    return replace(record, doi=doi, identifier=(*record.identifier, stated))
