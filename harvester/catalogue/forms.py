"""Forms: the normal form and the keys of every record, kept in step with what the records say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.catalogue.comparable import ALIAS, comparable
from harvester.dedupe import Form, Forms, form_of
from harvester.dedupe.block import effective
from harvester.dedupe.table import tabulate
from harvester.store.index import Indexed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

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


class Keyed(NamedTuple):
    """Keys as the store keeps them (signed), ascending, and the row of ``forms`` that each belongs to."""

    keys: NDArray[np.int64]
    rows: NDArray[np.int64]

    def each(self) -> Iterator[tuple[int, int]]:
        """(key, row) one at a time."""
        for start in range(0, len(self.keys), _SLICE):
            part = slice(start, start + _SLICE)
            yield from zip(self.keys[part].tolist(), self.rows[part].tolist(), strict=True)


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


def put_forms(store: Store, changes: Iterable[Change], corpus: Corpus | None) -> Keyed:
    """Store the forms that changed and, under ``corpus`` where there is one, their keys; the new keys."""
    changes = list(changes)
    rows = [store.index.put(change.id, change.old, change.new) for change in changes]
    if corpus is None:
        return Keyed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    old = {change.id: change.old for change in changes if change.old}
    if old:
        store.index.drop_keys(keys_of(old, corpus).each())
    new = {
        change.id: Indexed(row, change.new)
        for change, row in zip(changes, rows, strict=True)
        if change.new is not None
    }
    keyed = keys_of(new, corpus)
    store.index.add_keys(keyed.each())
    return keyed


def columns(indexed: Mapping[str, Indexed]) -> Forms:
    """The forms as columns, by id: the same order for every selection of records."""
    names = sorted(indexed)
    return Forms.of(names, (Form.parse(indexed[name].form) for name in names))


def keys_of(indexed: Mapping[str, Indexed], corpus: Corpus) -> Keyed:
    """The keys that make pairs under ``corpus``; they depend on nothing but each form."""
    if not indexed:
        return Keyed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    forms = columns(indexed)
    places = np.array([indexed[name].row for name in forms.ids], dtype=np.int64)
    parts = list(effective(tabulate(forms), corpus))
    keys = np.concatenate([part.keys for part in parts]).view(np.int64)
    rows = places[np.concatenate([part.rows for part in parts])]
    order = np.argsort(keys)
    return Keyed(keys[order], rows[order])
