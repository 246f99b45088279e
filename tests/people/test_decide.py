"""Choices on a real catalogue: the works follow, syncs keep them, and undoing leaves no trace."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.decide import (
    Outcome,
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
from harvester.explain import explain_pair
from harvester.model.record import work_id
from harvester.store import Store
from tests.hostile import hostile
from tests.sync.test_broken import page, run, urls
from tests.syncing import dump, exchange, sample_config, sync_once

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from harvester.model import Choice

CANCER_DOI = "10.1111/j.1369-7625.2010.00620.x"
CANCER = ("eastvale:20.500.12345/4", "lancaster:5e2b0c5c-8a5d-4a0e-9f0b-9b4e3a1d7c62", "westbrook:118")
ARTICLE, NOTICE = "westbrook:171", "westbrook:172"
ONE_EDITORIAL = "lancaster:442dfca1-923d-53d1-a77a-1cdf39d085ca"
OTHER_EDITORIAL = "lancaster:681a8e86-1fbd-55d0-93a0-8eb45ace92b3"
REGISTERED = f"crossref:{CANCER_DOI}"

Choose = Callable[[Store, Person], "Choice"]

#: Every kind of choice, on works of every kind.
CHOICES: dict[str, Choose] = {
    "merge records": lambda store, who: merge_works(store, [ARTICLE, NOTICE], who),
    "merge works": lambda store, who: merge_works(store, [CANCER_DOI, "westbrook:160", "westbrook:201"], who),
    "split a record": lambda store, who: split_work(store, CANCER_DOI, ["westbrook:118"], who),
    "split the founder": lambda store, who: split_work(store, CANCER_DOI, [REGISTERED], who),
    "split two": lambda store, who: split_work(store, CANCER_DOI, ["westbrook:118", CANCER[0]], who),
    "accept": lambda store, who: settle_review(store, ONE_EDITORIAL, OTHER_EDITORIAL, who, same=True),
    "reject": lambda store, who: settle_review(store, ONE_EDITORIAL, OTHER_EDITORIAL, who, same=False),
    "set": lambda store, who: set_field(store, CANCER_DOI, "title", "Another title", who),
    "empty": lambda store, who: set_field(store, CANCER_DOI, "doi", "", who),
    "contradict": lambda store, who: merge_works(store, ["westbrook:118", CANCER[1]], who),
}


def person(who: str = "anna", why: str = "I asked") -> Person:
    return Person(who, dt.datetime.now(dt.UTC), why)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def choose(catalogue: Path, choose_: Choose, who: str = "anna") -> Outcome:
    config = sample_config(catalogue.parent)
    with Store(catalogue) as store:
        return carry_out(store, config, choose_(store, person(who)), now)


def take_back(catalogue: Path, number: int | None = None) -> Outcome:
    with Store(catalogue) as store:
        return undo(store, sample_config(catalogue.parent), number, person("bob"), now)


def members(catalogue: Path) -> dict[str, str]:
    with Store(catalogue) as store:
        return store.works.members()


@pytest.mark.parametrize("name", CHOICES)
def test_undo_leaves_no_trace_whatever_synced_in_between(catalogue: Path, name: str) -> None:
    before = dump(catalogue)
    choose(catalogue, CHOICES[name])
    during = dump(catalogue)
    assert during != before
    report = sync_once(sample_config(catalogue.parent), full=True)
    assert report.dedupe.changed == 0
    assert dump(catalogue) == during
    take_back(catalogue)
    assert dump(catalogue) == before
    sync_once(sample_config(catalogue.parent))
    assert dump(catalogue) == before


def make_all(catalogue: Path, names: list[str]) -> list[int]:
    """Make these choices, less those to which an earlier one has left nothing to say; their numbers."""
    made = []
    for name in names:
        with contextlib.suppress(UsageError):
            made.append(choose(catalogue, CHOICES[name]).choice.number)
    return made


several = st.lists(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=4, unique=True)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(several, st.randoms())
def test_choices_undone_in_any_order_leave_no_trace(
    synced: Path, tmp_path: Path, names: list[str], random: Random
) -> None:
    catalogue = tmp_path / "catalogue.sqlite"
    shutil.copy2(synced, catalogue)
    before, made = dump(catalogue), make_all(catalogue, names)
    random.shuffle(made)
    for number in made:
        take_back(catalogue, number)
    assert dump(catalogue) == before


def test_merged_works_become_one_and_the_ended_id_redirects(catalogue: Path) -> None:
    before = members(catalogue)
    outcome = choose(catalogue, CHOICES["merge records"])
    after = members(catalogue)
    assert after[NOTICE] == after[ARTICLE] == before[ARTICLE]
    assert outcome.ended == {before[NOTICE]: before[ARTICLE]}
    assert take_back(catalogue).begun == (before[NOTICE],)
    assert members(catalogue) == before


@pytest.mark.parametrize("leaving", ["westbrook:118", CANCER[0], REGISTERED])
def test_a_split_work_keeps_its_id_whoever_leaves(catalogue: Path, leaving: str) -> None:
    before = members(catalogue)
    choose(catalogue, lambda store, who: split_work(store, CANCER_DOI, [leaving], who))
    after = members(catalogue)
    staying = {REGISTERED, *CANCER} - {leaving}
    assert {after[record] for record in staying} == {before[leaving]}
    assert after.get(leaving) != before[leaving]


def test_founder_sent_away_gets_a_new_id_and_every_id_is_as_before_after_undo(catalogue: Path) -> None:
    before = members(catalogue)
    identity = before[ARTICLE]
    together = {name for name, work in before.items() if work == identity}
    (founder,) = [name for name in together if work_id(name) == identity]
    assert together > {founder}
    choose(catalogue, lambda store, who: split_work(store, identity, [founder], who))
    assert {members(catalogue)[name] for name in together - {founder}} == {identity}
    take_back(catalogue)
    assert members(catalogue) == before


def test_second_split_gives_the_same_id_as_the_first(catalogue: Path) -> None:
    first = choose(catalogue, CHOICES["split a record"]).begun
    take_back(catalogue)
    assert choose(catalogue, CHOICES["split a record"]).begun == first


def test_accepted_and_rejected_pairs_wait_no_more(catalogue: Path) -> None:
    def waiting() -> int:
        with Store(catalogue) as store:
            return len(store.decisions.every("review"))

    assert waiting() == 2
    choose(catalogue, CHOICES["reject"], "bob")
    assert waiting() == 1
    with Store(catalogue) as store:
        decision = store.decisions.get(ONE_EDITORIAL, OTHER_EDITORIAL)
        assert decision is not None
        assert (decision.verdict, decision.decided_by) == ("different", "bob")
    take_back(catalogue)
    choose(catalogue, CHOICES["accept"])
    assert waiting() == 0
    assert sync_once(sample_config(catalogue.parent)).dedupe.review == 0


def test_a_pair_that_does_not_wait_is_not_for_review(catalogue: Path) -> None:
    with pytest.raises(UsageError, match="do not wait"):
        choose(catalogue, lambda store, who: settle_review(store, ARTICLE, NOTICE, who, same=True))


def test_set_field_survives_a_changed_page_and_unset_takes_it_back(catalogue: Path, recording: Path) -> None:
    choose(catalogue, lambda store, who: set_field(store, "westbrook:201", "title", "Set by hand", who))
    _, _, body = exchange(recording, "eprints.westbrook.example", "/201/")
    with Store(catalogue) as store:
        stated = store.records.get("westbrook:201")
    assert stated is not None
    body.write_text(
        body.read_text(encoding="utf-8").replace(stated.title, f"{stated.title}, revised"), encoding="utf-8"
    )
    sync_once(sample_config(catalogue.parent, replay=recording))

    def title() -> str:
        with Store(catalogue) as store:
            work = store.works.get(store.works.members()["westbrook:201"])
            assert work is not None
            return work.content.title

    assert title() == "Set by hand"
    choose(catalogue, lambda store, who: unset_field(store, "westbrook:201", "title", who))
    assert title() == f"{stated.title}, revised"


def test_merging_works_that_were_set_differently_is_an_issue_until_set_again(catalogue: Path) -> None:
    choose(catalogue, lambda store, who: set_field(store, ARTICLE, "volume", "70", who))
    choose(catalogue, lambda store, who: set_field(store, NOTICE, "volume", "71", who))
    outcome = choose(catalogue, CHOICES["merge records"])
    with Store(catalogue) as store:
        work = store.works.get(store.works.members()[ARTICLE])
        assert work is not None
        assert work.content.volume == "7"
    (conflict,) = outcome.conflicts
    assert "volume is “70”" in conflict
    assert "volume is “71”" in conflict
    choose(catalogue, lambda store, who: set_field(store, ARTICLE, "volume", "72", who))
    with Store(catalogue) as store:
        assert not [one for one in store.issues.open() if one.kind == "conflicting-choices"]
        work = store.works.get(store.works.members()[ARTICLE])
        assert work is not None
        assert work.content.volume == "72"


def test_contradiction_names_the_choices_and_is_settled_by_undoing_one(catalogue: Path) -> None:
    before = members(catalogue)
    choose(catalogue, CHOICES["split a record"])
    (conflict,) = choose(catalogue, CHOICES["contradict"]).conflicts
    assert "choice 1: " in conflict
    assert "choice 2: " in conflict
    assert members(catalogue) == before
    take_back(catalogue, 2)
    assert members(catalogue)["westbrook:118"] != before["westbrook:118"]
    with Store(catalogue) as store:
        assert not [one for one in store.issues.open() if one.kind == "conflicting-choices"]


def test_why_says_what_people_said_of_pairs_that_were_never_compared(catalogue: Path) -> None:
    choose(catalogue, CHOICES["merge works"])
    config = sample_config(catalogue.parent).dedupe
    with Store(catalogue) as store:
        found = explain_pair(store, ["westbrook:160"], ["westbrook:118"], config)
    assert found.verdict == "same"
    assert any(
        "a person (anna, " in sentence and "are one work: I asked" in sentence for sentence in found.sentences
    )


def test_choice_between_the_parts_of_a_round_leaves_the_catalogue_of_one_run(
    synced: Path, tmp_path: Path
) -> None:
    config = sample_config(tmp_path)
    sync_once(config, limit=8)
    with Store(config.store.path) as store:
        some = sorted(set(store.works.members().values()))[:2]
    choose(config.store.path, lambda store, who: merge_works(store, some, who))
    take_back(config.store.path)
    for _ in range(5):
        sync_once(config, limit=5)
    assert dump(config.store.path) == dump(synced)


TROUT = "Population dynamics of the brown trout in upland streams"


def works(folder: Path) -> dict[str, str]:
    with Store(folder / "c.sqlite") as store:
        return store.works.members()


def carry(folder: Path, choose_: Choose) -> None:
    config = sample_config(folder)
    with Store(folder / "c.sqlite") as store:
        carry_out(store, config, choose_(store, person()), now)


def test_a_parted_record_stays_apart_when_more_of_the_work_turns_up(tmp_path: Path) -> None:
    with hostile() as site:
        one, two, three = (site.on(f"/{number}", page(TROUT)) for number in (1, 2, 3))
        run(tmp_path, urls(tmp_path, "here", one, two))
        work = works(tmp_path)[f"here:{one}"]
        assert works(tmp_path)[f"here:{two}"] == work
        carry(tmp_path, lambda store, who: split_work(store, work, [f"here:{two}"], who))
        apart = works(tmp_path)[f"here:{two}"]
        assert apart != work
        run(tmp_path, urls(tmp_path, "here", one, two, three))
        after = works(tmp_path)
    assert (after[f"here:{one}"], after[f"here:{two}"]) == (work, apart)
    assert after[f"here:{three}"] in (work, apart)


def test_a_parted_record_stays_apart_under_the_new_name_of_its_page(tmp_path: Path) -> None:
    with hostile() as site:
        one = site.on("/1", page(TROUT))
        two = site.on("/2", page(TROUT), (301, {"Location": "/moved"}, b""))
        site.on("/moved", page(TROUT))
        source = urls(tmp_path, "here", one, two)
        run(tmp_path, source)
        work = works(tmp_path)[f"here:{one}"]
        carry(tmp_path, lambda store, who: split_work(store, work, [two], who))
        apart = works(tmp_path)[f"here:{two}"]
        run(tmp_path, source, full=True)
        after = works(tmp_path)
    assert after == {f"here:{one}": work, f"here:{two}": apart, f"here:{site.url('/moved')}": apart}


def test_those_that_stay_keep_the_id_even_where_they_had_one_before(tmp_path: Path) -> None:
    with hostile() as site:
        one = site.on("/1", page(TROUT))
        two = site.on("/2", page("Soils of the Arctic coast"), page(TROUT))
        source = urls(tmp_path, "here", one, two)
        run(tmp_path, source)
        first, second = (works(tmp_path)[f"here:{name}"] for name in (one, two))
        run(tmp_path, source)
    assert set(works(tmp_path).values()) == {first}
    carry(tmp_path, lambda store, who: split_work(store, first, [one], who))
    after = works(tmp_path)
    assert after[f"here:{two}"] == first
    assert after[f"here:{one}"] not in (first, second)
    with Store(tmp_path / "c.sqlite") as store:
        assert store.works.redirected(second) == first


def test_a_tie_holds_when_pages_say_something_else(tmp_path: Path) -> None:
    with hostile() as site:
        one = site.on("/1", page(TROUT), page("Quite another thing, newly described"))
        two = site.on("/2", page("Soils of the Arctic coast"))
        source = urls(tmp_path, "here", one, two)
        run(tmp_path, source)
        carry(tmp_path, lambda store, who: merge_works(store, [one, two], who))
        together = works(tmp_path)
        run(tmp_path, source, full=True)
    assert len(set(together.values())) == 1
    assert works(tmp_path) == together


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (lambda store, who: merge_works(store, [ARTICLE], who), "only one"),
        (lambda store, who: merge_works(store, [ARTICLE, "nowhere:1"], who), "nowhere:1: no work"),
        (lambda store, who: split_work(store, ARTICLE, [NOTICE], who), "is no record of"),
        (lambda store, who: split_work(store, NOTICE, [NOTICE], who), "cannot lose all"),
        (lambda store, who: set_field(store, ARTICLE, "issued", "soon", who), "no value"),
        (lambda store, who: unset_field(store, ARTICLE, "title", who), "nobody set"),
    ],
)
def test_what_cannot_be_is_refused_and_stores_nothing(catalogue: Path, bad: Choose, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        choose(catalogue, bad)
    with Store(catalogue) as store:
        assert store.choices.in_force() == []


def test_undo_of_nothing_and_undo_twice_are_refused(catalogue: Path) -> None:
    with pytest.raises(UsageError, match="no choice"):
        take_back(catalogue)
    choose(catalogue, CHOICES["set"])
    take_back(catalogue, 1)
    with pytest.raises(UsageError, match="by bob"):
        take_back(catalogue, 1)
    with pytest.raises(UsageError, match="no such"):
        take_back(catalogue, 7)
