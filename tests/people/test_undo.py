"""Undoing, in any order, whatever was synced in between: a choice that is taken back was never made."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from harvester.catalogue import build_works
from harvester.config import Config
from harvester.decide import (
    Person,
    carry_out,
    merge_works,
    set_field,
    settle_review,
    split_work,
    undo,
    unset_field,
)
from harvester.errors import UsageError
from harvester.model import Name, PartialDate, Record
from harvester.model.registry import CROSSREF
from harvester.rebuild import rebuild
from harvester.store import Store, StoredPage
from tests.syncing import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.model import Choice

MOMENT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
NOW = "2026-11-23T12:00:00Z"
CONFIG = Config()
TITLES = (
    "Population dynamics of the brown trout in upland streams",
    "Service user involvement in cancer care",
    "Soils of the Arctic coast and their lichens",
)
NAMES = ("Attree", "Morris", "Payne")
SOURCES = ("a", "b", "c", CROSSREF)


def told(random: Random) -> Record:
    """A record of few titles and few ids, so that records meet, part and change their minds."""
    source, number, topic = random.choice(SOURCES), random.randrange(4), random.randrange(3)
    return Record(
        id=f"{source}:{number}",
        source=source,
        url=f"https://{source}.example/{number}",
        title=TITLES[topic],
        author=(Name(family=NAMES[topic], given="P"),),
        issued=PartialDate(2011),
        volume=random.choice(["", "", "7", "8"]),
        doi=random.choice([None, None, None, "10.1000/a", "10.1000/b"]),
    )


@dataclass(frozen=True, slots=True)
class Sync:
    """What the sources say in one run: records as they are now, those that vanish, and those whose page moves."""

    told: list[Record]
    gone: list[str]
    moved: bool
    complete: bool

    def carry_out(self, store: Store) -> None:
        run = store.runs.begin(NOW)
        with store.write():
            for record in self.told:
                store.records.put(run, record)
                page = StoredPage(source=record.source, url=record.url, record_id=record.id)
                store.pages.put(run, page)
                if self.moved and record.source != CROSSREF:
                    after = replace(record, id=f"{record.id}+", url=f"{record.url}+")
                    store.records.put(run, after)
                    store.pages.put(run, replace(page, record_id=after.id))
                    store.records.settle_gone(run, [record.id])
            for name in self.gone:
                source, _, number = name.partition(":")
                store.pages.mark_gone(run, source, f"https://{source}.example/{number}", 404)
                store.records.settle_gone(run, [name])
            build_works(store, CONFIG, run)
            store.runs.finish(run, finished=NOW, status="ok", complete=self.complete, exit_code=0, summary={})


def syncs(random: Random) -> Sync:
    return Sync(
        told=[told(random) for _ in range(random.randint(1, 4))],
        gone=[f"{random.choice(SOURCES)}:{random.randrange(4)}" for _ in range(random.randrange(3))],
        moved=random.random() < 0.3,
        complete=random.random() < 0.7,
    )


@dataclass(slots=True)
class History:
    """What happened to a catalogue, so that it can happen to another one without the choices that were undone."""

    store: Store
    events: list[Sync | Choice | None] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def sync(self, sync: Sync | None) -> None:
        """A sync, or a rebuild."""
        play(self.store, sync)
        self.events.append(sync)
        self.look()

    def choose(self, random: Random) -> None:
        """A choice on the works as they are now, where there is anything to say."""
        with contextlib.suppress(UsageError):
            choice = random.choice(CHOICES)(self.store, random)
            self.events.append(carry_out(self.store, CONFIG, choice, lambda: MOMENT).choice)
        self.look()

    def undo(self, number: int) -> None:
        undo(self.store, CONFIG, number, PERSON, lambda: MOMENT)
        self.look()

    def look(self) -> None:
        """Every id that a work ever had leads to a work, and none but living works have rows of their own."""
        living = {work.id for work in self.store.works.each()}
        assert living == set(self.store.works.members().values())
        self.ids |= living
        assert {self.store.works.redirected(name) for name in self.ids} == living

    def again(self, path: Path, *, late: bool = False) -> str:
        """The dump of a catalogue in which only what is still in force happened; ``late``: choices after all syncs."""
        force = {choice.number for choice in self.store.choices.in_force()}
        kept = [one for one in self.events if one is None or isinstance(one, Sync) or one.number in force]
        if late:
            kept.sort(key=lambda one: one is not None and not isinstance(one, Sync))
        with Store(path) as store:
            for event in kept:
                play(store, event)
        return dump(path)


def play(store: Store, event: Sync | Choice | None) -> None:
    if event is None:
        rebuild(store, CONFIG, lambda: MOMENT)
    elif isinstance(event, Sync):
        event.carry_out(store)
    else:
        carry_out(store, CONFIG, event, lambda: MOMENT)


PERSON = Person("anna", MOMENT, "I asked")


def some(random: Random, among: Sequence[str], most: int) -> list[str]:
    return random.sample(among, min(len(among), random.randint(1, most)))


def merge_some(store: Store, random: Random) -> Choice:
    return merge_works(store, some(random, sorted(set(store.works.members().values())), 3), PERSON)


def merge_records(store: Store, random: Random) -> Choice:
    return merge_works(store, some(random, sorted(store.works.members()), 3), PERSON)


def split_some(store: Store, random: Random) -> Choice:
    work = random.choice(sorted(set(store.works.members().values())))
    return split_work(store, work, some(random, sorted(store.works.holding([work])), 2), PERSON)


def settle(store: Store, random: Random) -> Choice:
    waiting = store.decisions.every("review")
    if not waiting:
        return merge_records(store, random)
    pair = random.choice(waiting)
    return settle_review(store, pair.record_a, pair.record_b, PERSON, same=random.random() < 0.5)


def set_volume(store: Store, random: Random) -> Choice:
    work = random.choice(sorted(set(store.works.members().values())))
    return set_field(store, work, "volume", random.choice("12"), PERSON)


def unset_volume(store: Store, random: Random) -> Choice:
    return unset_field(store, random.choice(sorted(set(store.works.members().values()))), "volume", PERSON)


CHOICES: tuple[Callable[[Store, Random], Choice], ...] = (
    merge_some,
    merge_records,
    split_some,
    split_some,
    split_some,
    settle,
    set_volume,
    unset_volume,
)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_undone_was_never_made(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    with Store(tmp_path / "c.sqlite") as store:
        history = History(store)
        history.sync(Sync([told(random) for _ in range(12)], [], moved=False, complete=True))
        for _ in range(12):
            made = [choice.number for choice in store.choices.in_force()]
            step = random.random()
            if step < 0.25:
                history.sync(syncs(random))
            elif step < 0.3:
                history.sync(None)
            elif step < 0.8 or not made:
                history.choose(random)
            else:
                history.undo(random.choice(made))
        found = dump(tmp_path / "c.sqlite")
        assert found == history.again(tmp_path / "in_order.sqlite")
        assert found == history.again(tmp_path / "late.sqlite", late=True)
        left = [choice.number for choice in store.choices.in_force()]
        for number in random.sample(left, len(left)):
            history.undo(number)
        assert dump(tmp_path / "c.sqlite") == history.again(tmp_path / "never.sqlite")
