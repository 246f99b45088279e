"""Difference: how two titles differ, word by word, once misspelt, split and strayed words are recognised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from harvester.dedupe.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.dedupe.corpus import Corpus

#: Words this alike are one word misspelt, unless both are common words.
TYPO_RATIO = 80.0
#: A word that stands in this many titles is known, and no misspelling of another.
KNOWN_WORD = 3
#: Words of one title alone that are compared with the other's; longer differences are other titles anyway.
MOST_WORDS = 12
#: Words that stand between the names of a citation.
_GLUE = frozenset(("and", "et", "al", "by", "in", "ed", "eds", "proc", "inproc", "appear"))
_ENDING = re.compile(r"(?:ies|y|es|s|e)$")


class TitleDifference(NamedTuple):
    """How two titles differ, in weight (nats) of their words.

    Attributes:
        shared: of the words that both hold, misspelt or split ones included.
        only_a, only_b: of the words of one alone.
        words_a, words_b: these words.
        misspelt: how many words are shared only in spirit.
    """

    shared: float
    only_a: float
    only_b: float
    words_a: tuple[str, ...] = ()
    words_b: tuple[str, ...] = ()
    misspelt: int = 0

    def flipped(self) -> TitleDifference:
        """The same seen from the other title."""
        return TitleDifference(
            self.shared, self.only_b, self.only_a, self.words_b, self.words_a, self.misspelt
        )

    def without(self, stray_a: float, stray_b: float) -> TitleDifference:
        """The same with weight that does not count taken off."""
        return self._replace(only_a=self.only_a - stray_a, only_b=self.only_b - stray_b)

    @property
    def of_longer(self) -> float:
        """The shared part of the heavier title, 0 to 1."""
        return self.shared / max(self.shared + max(self.only_a, self.only_b), 1e-9)

    @property
    def of_shorter(self) -> float:
        """The shared part of the lighter title, 0 to 1."""
        return self.shared / max(self.shared + min(self.only_a, self.only_b), 1e-9)


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

    def knows(self, word: str) -> bool:
        """Whether the word stands in several titles."""
        return self._look_up(word)[1] >= KNOWN_WORD

    def _look_up(self, word: str) -> tuple[float, int]:
        if word not in self._known:
            self.learn([word])
        return self._known[word]


def differ(a: Sequence[str], b: Sequence[str], weigh: Weigher) -> TitleDifference:
    """How two titles differ, by their words in order."""
    words_a, words_b = dict.fromkeys(a), dict.fromkeys(b)
    both = words_a.keys() & words_b.keys()
    left = [word for word in words_a if word not in both]
    right = [word for word in words_b if word not in both]
    shared = sum(weigh(word) for word in sorted(both))
    shared += _rejoin(left, right, weigh) + _rejoin(right, left, weigh)
    misspelt = _pair_misspelt(left, right, weigh)
    shared += sum(misspelt)
    if left and "".join(left) == "".join(right):
        shared += sum(weigh(word) for word in left)
        left, right = [], []
    only_a, only_b = sum(map(weigh, left)), sum(map(weigh, right))
    return TitleDifference(shared, only_a, only_b, tuple(left), tuple(right), len(misspelt))


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
    weights = []
    others = sorted((word for word in right[:MOST_WORDS] if _may_be_misspelt(word)), reverse=True)
    for word in filter(_may_be_misspelt, left[:MOST_WORDS]):
        # Two words that the corpus knows well are two words, unless they differ in their ending alone.
        near = [other for other in others if not (weigh.knows(word) and weigh.knows(other))]
        best = process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=TYPO_RATIO) if near else None
        found = best[0] if best else next((other for other in others if _stem(word) == _stem(other)), None)
        if found:
            others.remove(found)
            left.remove(word)
            right.remove(found)
            weights.append(min(weigh(word), weigh(found)))
    return weights


def _may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough, and no number."""
    return len(word) >= 4 and not word.isdigit()


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """A word without the ending that tells its number."""
    return _ENDING.sub("", word)


def stray(words: Sequence[str], only: Sequence[str], around: str, weigh: Weigher) -> float:
    """The weight of names, venue words and numbers that strayed into a title at its head or tail.

    Args:
        words: of one title of the pair, in order.
        only: those that the other title lacks.
        around: the words of names, venues and numbers of both records, between blanks.
        weigh: the weight of a word.
    """
    if not only:
        return 0.0
    found = set[str]()
    for end in (words, reversed(words)):
        for word in end:
            if not (f" {word} " in around or len(word) == 1 or word.isdigit() or word in _GLUE):
                break
            found.add(word)
    return sum(weigh(word) for word in sorted(found.intersection(only))) if found else 0.0
