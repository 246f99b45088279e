"""Forms: the normal form and the keys of every record, kept in step with what the records say."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.catalogue.comparable import ALIAS, comparable
from harvester.dedupe import Form, Forms, form_of
from harvester.dedupe.block import CAP, STRONG_CAP, effective
from harvester.dedupe.forms import FEW
from harvester.dedupe.keys import Keyed, keys_singly
from harvester.dedupe.near import candidates
from harvester.dedupe.ragged import different
from harvester.dedupe.table import tabulate
from harvester.store.index import Indexed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.dedupe import Corpus
    from harvester.model import Record
    from harvester.store import Store

#: Records that are read, and keys that are handed to the store, at a time.
BATCH = 5_000
_SLICE = 1 << 18


class Change(NamedTuple):
    """A record whose form is not what it was; None where it had none, or has none now."""

    id: str
    old: Indexed | None
    new: str | None


class Put(NamedTuple):
    """What came of new keys.

    Attributes:
        keyed: the keys that the new forms have now.
        corpus: the epoch's statistics from here on.
        parted: the ids of the records of which a judged pair shared a key that is divided now, and too little else.
    """

    keyed: Keyed
    corpus: Corpus
    parted: set[str]


def read_changes(store: Store, stale: Sequence[str]) -> list[Change]:
    """Those of the ``stale`` records whose forms differ from the stored ones; what they say of DOIs is stored."""
    found = []
    for start in range(0, len(stale), BATCH):
        batch = stale[start : start + BATCH]
        old = store.index.forms(batch)
        new = {}
        for record in comparable(store, batch):
            new[record.id] = form_of(record).text()
            _put_dois(store, record)
        for name in batch:
            before, now = old.get(name), new.get(name)
            if now is None:
                store.index.put_dois(name, (), ())
            if (before and before.form) != now:
                found.append(Change(name, before, now))
    return found


def _put_dois(store: Store, record: Record) -> None:
    aliases = (one.value for one in record.identifier if (one.scheme, one.relation) == ALIAS)
    has = [doi for doi in (record.doi, *aliases) if doi]
    store.index.put_dois(record.id, has, [stated.target for stated in record.relation])


def put_forms(store: Store, changes: Iterable[Change]) -> dict[str, Indexed]:
    """Store the forms that changed; the new ones by record id."""
    put = {
        change.id: Indexed(store.index.put(change.id, change.old, change.new), change.new or "")
        for change in changes
    }
    return {name: indexed for name, indexed in put.items() if indexed.row}


def put_keys(store: Store, changes: Iterable[Change], new: Mapping[str, Indexed], corpus: Corpus) -> Put:
    """Store the keys of the ``new`` forms in place of those that they had under ``corpus``.

    A key that more records share by now than may make pairs is divided, for all records alike and for as long as the
    epoch lasts. Whatever the order in which records come, the same keys are divided in the end.
    """
    old = {change.id: change.old for change in changes if change.old}
    store.index.drop_keys(each(keys_of(old, corpus)))
    keyed = keys_of(new, corpus)
    store.index.add_keys(each(keyed))
    moved: dict[str, Indexed] = {}
    added = keyed
    while large := store.index.crowds(added.keys.tolist(), CAP, STRONG_CAP):
        members = store.index.of_rows({row for _, row in store.index.having(large)})
        store.index.crowd(large)
        oversized = np.concatenate((corpus.oversized, np.array(large, dtype=np.uint64)))
        corpus = replace(corpus, oversized=different(oversized))
        added = keys_of(members, corpus)
        store.index.add_keys(each(added))
        moved |= members
    if not moved:
        return Put(keyed, corpus, set())
    return Put(keys_of(new, corpus), corpus, _parted(store, moved, corpus))


def _parted(store: Store, moved: Mapping[str, Indexed], corpus: Corpus) -> set[str]:
    """The records of those pairs on which there is a judgement, and that are candidates by their keys no more."""
    names = {indexed.row: name for name, indexed in moved.items()}
    low, high = candidates(keys_of(moved, corpus), np.array([*names], dtype=np.int64))
    still = {(names[one], names[other]) for one, other in zip(low.tolist(), high.tolist(), strict=True)}
    decided = store.decisions.between(moved)
    return {name for a, b in decided if not {(a, b), (b, a)} & still for name in (a, b)}


def each(keyed: Keyed) -> Iterator[tuple[int, int]]:
    """(key, row) one at a time."""
    for start in range(0, len(keyed.keys), _SLICE):
        part = slice(start, start + _SLICE)
        yield from zip(keyed.keys[part].tolist(), keyed.rows[part].tolist(), strict=True)


def columns(indexed: Mapping[str, Indexed]) -> Forms:
    """The forms as columns, by id: the same order for every selection of records."""
    return Forms.of(sorted(indexed), _parsed(indexed))


def _parsed(indexed: Mapping[str, Indexed]) -> Iterator[Form]:
    """The forms by id."""
    # Where a few records are added they are read for their keys, beside their candidates and with what they reach.
    read = _remembered if len(indexed) <= FEW else Form.parse
    return (read(indexed[name].form) for name in sorted(indexed))


_remembered = lru_cache(maxsize=1 << 10)(Form.parse)


def keys_of(indexed: Mapping[str, Indexed], corpus: Corpus) -> Keyed:
    """The keys that make pairs under ``corpus``, ascending; they depend on nothing but each form."""
    if not indexed:
        return Keyed(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64))
    places = np.array([indexed[name].row for name in sorted(indexed)], dtype=np.int64)
    if len(indexed) <= FEW:
        keyed = keys_singly([*_parsed(indexed)], corpus)
        return Keyed(keyed.keys, places[keyed.rows])
    parts = list(effective(tabulate(columns(indexed)), corpus))
    keys = np.concatenate([part.keys for part in parts])
    rows = places[np.concatenate([part.rows for part in parts])]
    order = np.argsort(keys)
    return Keyed(keys[order], rows[order])
