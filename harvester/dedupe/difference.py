"""Difference: how two titles differ, word by word, once misspelt and split words are recognised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from harvester.dedupe.opposites import begin_opposed
from harvester.dedupe.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.dedupe.corpus import Corpus

#: Words this alike are one word misspelt, unless both are common words.
TYPO_RATIO = 80.0
#: A word that stands in this many titles is known, and no misspelling of another that is not as many times as frequent.
KNOWN_WORD, OFTEN = 3, 20
#: Words of one title alone that are compared with the other's; longer differences are other titles anyway.
MOST_WORDS = 12
_ENDING = re.compile(r"(?:ies|y|es|s|e)$")


class Settled(NamedTuple):
    """What the words that only one of two titles holds come to.

    Attributes:
        weight: of the words that are the same after all, misspelt or split, in nats; same: these words, of both titles.
        words_a, words_b: the words that are left.
        misspelt: whether words are the same only in spirit.
    """

    weight: float
    same: frozenset[str]
    words_a: tuple[str, ...]
    words_b: tuple[str, ...]
    misspelt: bool

    def flipped(self) -> Settled:
        """The same seen from the other title."""
        return self._replace(words_a=self.words_b, words_b=self.words_a)


class Weigher:
    """The weight and frequency of single words, remembered."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._known: dict[str, tuple[float, int]] = {}

    def learn(self, words: Iterable[str]) -> None:
        """Look up many words at once."""
        new = sorted(set(words) - self._known.keys())
        keys = Texts.of(new).hashes()
        found = zip(self._corpus.weight(keys).tolist(), self._corpus.frequency(keys).tolist(), strict=True)
        self._known.update(zip(new, found, strict=True))

    def __call__(self, word: str) -> float:
        """The word's information in nats."""
        return self._look_up(word)[0]

    def may_misspell(self, word: str, other: str) -> bool:
        """Whether one of two words is so rare that it can be a misspelling of the other."""
        low, high = sorted((self._look_up(word)[1], self._look_up(other)[1]))
        return low < KNOWN_WORD or high >= OFTEN * low

    def _look_up(self, word: str) -> tuple[float, int]:
        if word not in self._known:
            self.learn([word])
        return self._known[word]


def settle(alone_a: Sequence[str], alone_b: Sequence[str], weigh: Weigher) -> Settled:
    """Which words are the same after all, of those that only one of two titles holds, each once and in order."""
    if len(alone_a) == len(alone_b) == 1:
        return _settle_two(alone_a[0], alone_b[0], weigh)
    if [*alone_a] > [*alone_b]:
        return settle(alone_b, alone_a, weigh).flipped()
    left, right = [*alone_a], [*alone_b]
    weight = _rejoin(left, right, weigh) + _rejoin(right, left, weigh)
    misspelt = _pair_misspelt(left, right, weigh)
    weight += sum(misspelt)
    if left and "".join(left) == "".join(right):
        weight += sum(weigh(word) for word in left)
        left, right = [], []
    same = {*alone_a, *alone_b}.difference(left, right)
    return Settled(weight, frozenset(same), tuple(left), tuple(right), misspelt=bool(misspelt))


def _settle_two(a: str, b: str, weigh: Weigher) -> Settled:
    """The same for a single word in each title, as most differences are."""
    same = (weigh.may_misspell(a, b) and _misspells(a, b)) or _stem(a) == _stem(b)
    if same and _may_be_misspelt(a) and _may_be_misspelt(b):
        return Settled(min(weigh(a), weigh(b)), frozenset((a, b)), (), (), misspelt=True)
    return Settled(0.0, frozenset(), (a,), (b,), misspelt=False)


def _rejoin(parts: list[str], wholes: list[str], weigh: Weigher) -> float:
    """Take out of both lists the words that one writes as two: "data base" and "database"."""
    weight = 0.0
    for first, second in zip(list(parts), parts[1:], strict=False):
        if first + second in wholes and first in parts and second in parts:
            wholes.remove(first + second)
            parts.remove(first)
            parts.remove(second)
            weight += weigh(first + second)
    return weight


def _pair_misspelt(left: list[str], right: list[str], weigh: Weigher) -> list[float]:
    """Take out of both lists the words that are one word misspelt; the weight of each."""
    weights: list[float] = []
    others = sorted((word for word in right[:MOST_WORDS] if _may_be_misspelt(word)), reverse=True)
    for word in filter(_may_be_misspelt, left[:MOST_WORDS]):
        found = _misspelling(word, others, weigh)
        if found is not None:
            others.remove(found)
            left.remove(word)
            right.remove(found)
            weights.append(min(weigh(word), weigh(found)))
    return weights


def _misspelling(word: str, others: Sequence[str], weigh: Weigher) -> str | None:
    """The first of ``others`` that can be ``word`` misspelt, the most alike if several can; else in another number."""
    best = process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=TYPO_RATIO)
    # Most words are like no other at all.
    if best and not weigh.may_misspell(word, best[0]):
        near = [other for other in others if weigh.may_misspell(word, other)]
        best = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=TYPO_RATIO)
    if best and _misspells(word, best[0]):
        return best[0]
    stem = _stem(word)
    return next((other for other in others if _stem(other) == stem), None)


def _may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough, and no number."""
    return len(word) >= 3 and not word.isdigit()


def _misspells(a: str, b: str) -> bool:
    """Whether two words are so alike that one can be the other misspelt, and do not begin with opposites.

    >>> _misspells("assessment", "assessmwnt"), _misspells("hypertension", "hypotension"), _misspells("rats", "mice")
    (True, False, False)
    """
    return fuzz.ratio(a, b) >= TYPO_RATIO and not begin_opposed(a, b)


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """A word without the ending that tells its number."""
    return _ENDING.sub("", word)
