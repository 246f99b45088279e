"""Epochs: within one, the works depend on the records alone; a new one is one batch over all of them."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.catalogue import REGISTRY, Catalogue, comparable, corpus_of
from harvester.config import Config
from harvester.dedupe import dedupe, learn
from harvester.dedupe.epoch import dump_corpus
from harvester.formats import csv_file
from harvester.model import Identifier, Name, PartialDate, Record, Relation
from harvester.rebuild import rebuild
from harvester.store import Store
from tests.syncing import SHARED

if TYPE_CHECKING:
    from random import Random

    from harvester.store import Run

NOW = "2026-11-23T12:00:00Z"
CONFIG = Config()
DATA = SHARED / "data" / "dedup"


def now() -> dt.datetime:
    return dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def begin(store: Store) -> Run:
    """A run in a round of its own."""
    run = store.runs.begin(NOW)
    with store.write():
        store.runs.finish(run, finished=NOW, status="ok", complete=True, exit_code=0, summary={})
    return run


def parts(labels: dict[str, str]) -> set[frozenset[str]]:
    together: dict[str, set[str]] = {}
    for record, label in labels.items():
        together.setdefault(label, set()).add(record)
    return set(map(frozenset, together.values()))


def stored(store: Store) -> tuple[set[frozenset[str]], list[tuple[str, str, str, str]]]:
    """The clusters of a catalogue, and the verdict on each pair."""
    gone = {record for record in store.records.gone() if record.startswith(REGISTRY)}
    verdicts = [(one.record_a, one.record_b, one.verdict, one.veto) for one in store.decisions.every()]
    works = {name: work for name, work in store.works.members().items() if name not in gone}
    return parts(works), verdicts


def in_one_batch(store: Store) -> tuple[set[frozenset[str]], list[tuple[str, str, str, str]]]:
    """The same as matching all records in one batch gives them, by the epoch of the catalogue."""
    found = dedupe(list(comparable(store)), corpus=corpus_of(store))
    clusters = {
        part for part in parts(found.auto_clusters) if any(not one.startswith(REGISTRY) for one in part)
    }
    return clusters, [(one.a, one.b, one.verdict, one.veto) for one in found.judgements]


WORDS = "trout river lichen soil carbon arctic cancer care nurse vowel".split()
records = st.builds(
    Record,
    id=st.tuples(st.sampled_from(["a", "a", "b", REGISTRY]), st.integers(0, 9)).map("{0[0]}:{0[1]}".format),
    source=st.just(""),
    title=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    author=st.sampled_from(
        [(), (Name(family="Attree", given="P"),), (Name(family="Morris"), Name(family="Payne"))]
    ),
    issued=st.sampled_from([None, PartialDate(2011), PartialDate(2012)]),
    volume=st.sampled_from(["", "7"]),
    page=st.sampled_from(["", "1-9", "48-58"]),
    container_title=st.sampled_from(["", "Health Expectations", "Ecology"]),
    doi=st.sampled_from([None, None, "10.1000/a", "10.1000/b"]),
    identifier=st.sampled_from([(), (Identifier("pmid", "1", "self"),)]),
    relation=st.sampled_from([(), (), (Relation("IsPreprintOf", "10.1000/a", "a"),)]),
).map(lambda record: replace(record, source=record.id.partition(":")[0]))
steps = st.lists(st.tuples(st.lists(records, min_size=1, max_size=4), st.booleans()), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records, min_size=12, max_size=25), steps)
def test_any_history_within_an_epoch_gives_the_works_of_one_batch(
    tmp_path_factory: pytest.TempPathFactory, first: list[Record], later: list[tuple[list[Record], bool]]
) -> None:
    with Store(tmp_path_factory.mktemp("epochs") / "c.sqlite") as store:
        catalogue = Catalogue(store, CONFIG)
        catalogue.add(begin(store), first)
        for told, vanish in later:
            run = begin(store)
            if vanish:
                with store.write():
                    store.records.settle_gone(run, {record.id for record in told})
                    catalogue.update(run)
            else:
                catalogue.add(run, told)
            assert stored(store) == in_one_batch(store)


def labelled(name: str) -> list[Record]:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the labelled set {name} is not at hand")
    found = csv_file.parse((folder / "records.csv").read_bytes().decode("utf-8", "replace")).records
    return [replace(record, id=f"set:{record.id}", source="set") for record in found]


@pytest.mark.parametrize("name", ["stroke", "special_cases", "colandr_pairs", "cora"])
def test_a_labelled_set_in_any_pieces_gives_the_works_of_one_batch(tmp_path: Path, name: str) -> None:
    everything = sorted(labelled(name), key=lambda record: record.title[::-1])
    half = len(everything) // 2 + 1
    with Store(tmp_path / "c.sqlite") as store:
        catalogue = Catalogue(store, CONFIG)
        catalogue.add(begin(store), everything[:half])
        for start in range(half, len(everything), 50):
            catalogue.add(begin(store), everything[start : start + 50])
        assert store.epochs.latest().number == 1  # type: ignore[union-attr]
        assert stored(store) == in_one_batch(store)
        rebuild(store, CONFIG, now)
        alone = dedupe(sorted(everything, key=lambda record: record.id))
        assert dump_corpus(corpus_of(store)) == dump_corpus(alone.corpus)
        assert stored(store)[0] == parts(alone.auto_clusters)
        assert stored(store) == in_one_batch(store)
