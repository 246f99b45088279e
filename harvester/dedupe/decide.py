"""Decide: from evidence, vetoes and policy to a verdict on every pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from harvester.dedupe.evidence import FIELDS, probability
from harvester.dedupe.relate import related, stated
from harvester.dedupe.veto import BY_NAME, STATED, Pair, first_veto

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.compare import Features
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.prepare import Table

Verdict = Literal["same", "related", "different", "review"]

#: What each policy does where config.toml is silent.
POLICY: Mapping[str, str] = {
    "preprint": "relate",
    "conference": "relate",
    "version": "relate",
    "translation": "relate",
    "erratum": "relate",
    "part": "relate",
}


class Evidence(NamedTuple):
    """What one field says about a pair.

    Attributes:
        field: its name.
        log_odds: natural logarithm of how much more likely the agreement is in one work than in two.
        note: what was compared, for people.
    """

    field: str
    log_odds: float
    note: str = ""


class Judgement(NamedTuple):
    """What is known of one pair.

    Attributes:
        a, b: record ids, ``a`` < ``b``.
        verdict: "same", "related", "different" or "review".
        kind: what a is to b, a DataCite relation type or a short word; "" where nothing is said.
        probability: that both describe one work, by the evidence alone, 0 to 1.
        veto: the name of the rule that forbids merging, or "".
        evidence: each field's contribution; fields that are missing on a side are left out.
    """

    a: str
    b: str
    verdict: Verdict
    kind: str
    probability: float
    veto: str
    evidence: tuple[Evidence, ...] = ()


class Thresholds(NamedTuple):
    """Probabilities from which a pair is merged unattended, and from which it is a best guess."""

    auto: float = 0.95
    review: float = 0.5


class Chance(NamedTuple):
    """Two probabilities of one pair.

    Attributes:
        one_work: that both describe one work, by all evidence.
        one_text: that both carry one text, by title, authors and abstract alone; a preprint and the article do,
            whatever their venues, years and pages say.
    """

    one_work: float
    one_text: float


class Decided(NamedTuple):
    """The outcome for one pair.

    Attributes:
        verdict, kind, veto: as in `Judgement`.
        joins: whether the pair may stand in one cluster.
    """

    verdict: Verdict
    kind: str
    veto: str
    joins: bool


def decide(pair: Pair, chance: Chance, thresholds: Thresholds, policy: Mapping[str, str]) -> Decided:
    """The verdict on one pair whose evidence alone gives ``chance``; the veto is named in any case."""
    said = stated(pair)
    if said is not None:
        merge = policy.get(said.policy) == "merge"
        return Decided("same" if merge else "related", said.kind, "" if merge else STATED, merge)
    likely = chance.one_work >= thresholds.review
    veto = first_veto(pair)
    if not likely and chance.one_text < thresholds.auto:
        return Decided("different", "", veto, joins=False)
    if not veto:
        verdict: Verdict = "same" if chance.one_work >= thresholds.auto else "review"
        return Decided(verdict if likely else "different", "", "", joins=likely)
    relation = related(pair, veto)
    if relation is not None:
        merge = policy.get(relation.policy) == "merge"
        return Decided("same" if merge else "related", relation.kind, "" if merge else veto, merge)
    verdict = "review" if BY_NAME[veto].review and likely else "different"
    return Decided(verdict, "", veto, joins=False)


def explain(pair: Pair, worth: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Each field's contribution to one pair's score, with what was compared."""
    notes = _notes(pair)
    return tuple(
        Evidence(field, float(value), notes.get(field, ""))
        for field, value in zip(FIELDS, worth, strict=True)
        if value or field == "prior"
    )


def _notes(pair: Pair) -> dict[str, str]:
    table, a, b = pair.table, pair.a, pair.b

    def two(left: object, right: object) -> str:
        return f"{left}" if left == right else f"{left} | {right}"

    def pages(row: int) -> str:
        first, last = int(table.first_page[row]), int(table.last_page[row])
        return f"{first}" if first == last else f"{first}-{last}"

    return {
        "prior": "before anything is compared",
        "identifier": two(table.dois[a], table.dois[b])
        if table.dois[a] or table.dois[b]
        else "a shared identifier",
        "title": two(table.title[a].text, table.title[b].text),
        "authors": two(table.surname_text[a], table.surname_text[b]),
        "year": two(int(table.year[a]), int(table.year[b])),
        "venue": two(table.venue[a].text, table.venue[b].text),
        "volume": two(table.volume[a], table.volume[b]),
        "issue": two(table.issue[a], table.issue[b]),
        "pages": two(pages(a), pages(b)),
        "abstract": "the beginning of the abstracts",
    }


_TEXT = tuple(field in ("prior", "title", "authors", "abstract") for field in FIELDS)


def chances(worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two probabilities of every pair as `Chance` has them, from its row of log-odds; shape (pairs, 2)."""
    return np.stack((probability(worth.sum(axis=1)), probability(worth[:, _TEXT].sum(axis=1))), axis=1)


def pair_at(table: Table, corpus: Corpus, features: Features, pairs: Pairs, place: int) -> Pair:
    """The pair at ``place``, as vetoes see it."""
    return Pair(table, corpus, features, int(pairs.a[place]), int(pairs.b[place]), place)
