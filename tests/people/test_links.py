"""What people say about records, applied to the machine's clusters: every rule on the smallest example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from harvester.dedupe import Judgement
from harvester.dedupe.decide import Evidence
from harvester.model import Choice
from harvester.people import contradictions, overrule
from harvester.store.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence


def tie(number: int, *records: str) -> Choice:
    return Choice(number=number, kind="merge", records=records, who="anna", made="2026-11-23T12:00:00Z")


def part(number: int, one: str, *others: str) -> Choice:
    return Choice(
        number=number, kind="split", records=(one,), others=others, who="bob", made="2026-11-23T12:00:00Z"
    )


def same(a: str, b: str, odds: float) -> Judgement:
    return Judgement(a, b, "same", "", 0.99, "", (Evidence("title", odds),))


def clusters(text: str) -> dict[str, str]:
    """Labels from words: "ab c" is one cluster of a and b, and c alone."""
    return {record: min(word) for word in text.split() for record in word}


def cut(text: str, choices: Sequence[Choice], *judgements: Judgement) -> str:
    """The clusters after ``choices``, written as `clusters` reads them."""
    labels = overrule(clusters(text), choices, judgements).labels
    parts: dict[str, str] = {}
    for record in sorted(labels):
        parts[labels[record]] = parts.get(labels[record], "") + record
    return " ".join(sorted(parts.values()))


def test_tied_records_bring_their_clusters_together() -> None:
    assert cut("ab cd e", [tie(1, "b", "c")]) == "abcd e"


def test_a_tie_holds_through_a_record_that_is_not_there_any_more() -> None:
    assert cut("a c", [tie(1, "a", "b"), tie(2, "b", "c")]) == "ac"


def test_parted_records_do_not_share_a_work() -> None:
    assert cut("abc", [part(1, "c", "a", "b")]) == "ab c"


def test_what_was_held_together_by_a_leaving_record_alone_stays_together() -> None:
    assert cut("abc", [part(1, "a", "b", "c")], same("a", "b", 9), same("a", "c", 9)) == "a bc"


def test_a_record_stays_with_the_side_of_its_strongest_judgement() -> None:
    parted = [part(1, "a", "b")]
    assert cut("abc", parted, same("a", "c", 5), same("b", "c", 7)) == "a bc"
    assert cut("abc", parted, same("a", "c", 7), same("b", "c", 5)) == "ac b"


def test_one_strong_judgement_outweighs_many_weak_ones() -> None:
    weak = [same("x", other, 3) for other in "abc"]
    assert cut("abcxy", [part(1, "y", "a", "b", "c")], *weak, same("x", "y", 8)) == "abc xy"


def test_a_parted_record_is_not_brought_back_by_a_tie_to_a_third() -> None:
    assert cut("ab c", [part(1, "a", "b"), tie(2, "b", "c")], same("a", "b", 9)) == "a bc"


def test_choices_that_contradict_each_other_leave_the_machines_result() -> None:
    choices = [tie(1, "a", "b"), tie(2, "b", "c"), part(3, "a", "c")]
    assert [[choice.number for choice in clash] for clash in contradictions(choices)] == [[1, 2, 3]]
    assert cut("a b c", choices) == "a b c"
    assert cut("abc", choices) == "abc"
    assert cut("a b c", choices[:2]) == "abc"


def test_a_contradiction_touches_no_other_choice() -> None:
    choices = [tie(1, "a", "b"), part(2, "a", "b"), tie(3, "c", "d")]
    assert cut("a b c d", choices) == "a b cd"


def test_people_are_named_in_the_decisions_that_they_settle() -> None:
    ruled = overrule(clusters("ab c d"), [tie(1, "b", "c"), part(2, "a", "d")], ())
    found = {
        pair: ruled.decide(Decision(*pair, "review", "", 0.7, "generic-title", []))
        for pair in ("ac", "ad", "bd")
    }
    assert [(one.verdict, one.decided_by) for one in found.values()] == [
        ("same", "anna"), ("different", "bob"), ("review", "machine"),
    ]  # fmt: skip


NAMES = st.sampled_from("abcdef")
PAIRS = st.lists(st.tuples(NAMES, NAMES, st.booleans()).filter(lambda pair: pair[0] != pair[1]), max_size=5)


@given(PAIRS, st.lists(st.tuples(NAMES, NAMES, st.integers(1, 9)), max_size=8), st.randoms())
def test_outcome_keeps_every_rule_and_depends_on_no_order(pairs, odds, random) -> None:  # noqa: ANN001
    choices = [(tie if joins else part)(n, a, b) for n, (a, b, joins) in enumerate(pairs, start=1)]
    judgements = [same(*sorted((a, b)), number) for a, b, number in odds if a != b]
    ruled = overrule(clusters("abc def"), choices, judgements)
    for choice in ruled.applied:
        labels = {ruled.labels[record] for record in choice.about}
        assert len(labels) == (1 if choice.ties else 2)
    suspended = {choice for clash in contradictions(choices) for choice in clash}
    assert suspended | set(ruled.applied) == set(choices)
    random.shuffle(choices)
    random.shuffle(judgements)
    again = overrule(dict(reversed(clusters("abc def").items())), choices, judgements)
    assert again.labels == ruled.labels
