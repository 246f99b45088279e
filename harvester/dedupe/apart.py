"""Apart: how the titles of a single pair differ, word by word, where pairs are too few for columns to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.dedupe.opposites import opposed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from harvester.dedupe.difference import Settled

#: Pairs up to which they are taken apart one by one.
FEW_PAIRS = 32
#: Weight (nats) of words in a title that are more than its little words.
TELLING = 0.5


class Title(NamedTuple):
    """One title: its different words in order, what each weighs, and the words of its names, venue and numbers."""

    words: Sequence[int]
    weights: NDArray[np.float32]
    beside: AbstractSet[int]


class One(NamedTuple):
    """How the titles of one pair differ: as `Apart` has it of many."""

    shared: float
    only_a: float
    only_b: float
    misspelt: bool
    opposed: bool
    replaced: bool


def alone(one: Title, other: Title) -> bool:
    """Whether each of two titles holds a word that the other lacks."""
    words, others = {*one.words}, {*other.words}
    return not (words <= others or others <= words)


def shared(one: Title, other: Title) -> float:
    """The weight of the words that two titles share."""
    others = {*other.words}
    return _weight(one, [place for place, word in enumerate(one.words) if word in others])


def taken_apart(one: Title, other: Title, settled: Settled | None, same: AbstractSet[int]) -> One:
    """How two titles differ.

    Args:
        one: a title.
        other: the title beside it.
        settled: what the words come to that one of them alone holds, where both hold some.
        same: the hashes of those words that are the same after all.
    """
    both = shared(one, other)
    only_a, only_b = _only(one, other, same), _only(other, one, same)
    if settled is None:
        return One(both, only_a, only_b, misspelt=False, opposed=False, replaced=False)
    told = tells(settled.words_a) and tells(settled.words_b) and min(only_a, only_b) > TELLING
    against = opposed(settled.words_a, settled.words_b)
    return One(
        both + settled.weight, only_a, only_b, misspelt=settled.misspelt, opposed=against, replaced=told
    )


def tells(words: Sequence[str]) -> bool:
    """Whether one of the words is more than a number or two letters."""
    return any(len(word) > 2 and not word.isdigit() for word in words)


def _only(title: Title, other: Title, same: AbstractSet[int]) -> float:
    """The weight of the words that one title alone holds and that did not stray into its head or tail."""
    others = {*other.words}
    if others.issuperset(title.words):
        return 0.0
    # Words with nothing but names, venue words and numbers on one side of them.
    firm = [word not in title.beside and word not in other.beside for word in title.words]
    if True not in firm:
        return 0.0
    start, stop = firm.index(True), len(firm) - firm[::-1].index(True)
    inside = zip(range(start, stop), title.words[start:stop], strict=True)
    return _weight(title, [place for place, word in inside if word not in others and word not in same])


def _weight(title: Title, places: Sequence[int]) -> float:
    # One after the other, as columns are added up: single numbers round in another way when paired.
    return float(title.weights[places].cumsum()[-1]) if places else 0.0
