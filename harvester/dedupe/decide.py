"""Decide: from evidence, vetoes and policy to a verdict on every pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from harvester.dedupe.evidence import FIELDS, TEXT, probability
from harvester.dedupe.relate import Pair, Relationship, related, stated
from harvester.dedupe.veto import BY_NAME, DECLARED, STATED, VETOES, first_vetoes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from harvester.dedupe.table import Table
    from harvester.dedupe.veto import Sides

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


class Decided(NamedTuple):
    """The outcome for n pairs.

    Attributes:
        verdict: places in `VERDICTS`.
        veto: places in `VETO_NAMES`.
        kind: place of a pair -> kind, as in `Judgement`, for the pairs that have one.
        joins: whether the pair may stand in one cluster.
    """

    verdict: NDArray[np.int8]
    veto: NDArray[np.int8]
    kind: Mapping[int, str]
    joins: NDArray[np.bool_]


#: The outcome for no pairs.
UNDECIDED = Decided(np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int8), {}, np.zeros(0, dtype=bool))
VERDICTS: tuple[Verdict, ...] = ("different", "same", "related", "review")
_DIFFERENT, _SAME, _RELATED, _REVIEW = range(4)
#: What the numbers of vetoes stand for; the last one for none.
VETO_NAMES = (*(veto.name for veto in VETOES), STATED, DECLARED, "")
_STATED, _DECLARED, UNVETOED = range(len(VETOES), len(VETO_NAMES))
_TO_REVIEW = np.array([veto.review for veto in VETOES] + [False, False, False])


def decide(
    pairs: Sides,
    chance: NDArray[np.float64],
    thresholds: Thresholds,
    policy: Mapping[str, str],
    distinct: NDArray[np.int32] | None = None,
) -> Decided:
    """The verdict on every pair whose evidence alone gives ``chance``; a veto is named in any case.

    Args:
        pairs: with the features of exactly these pairs.
        chance: as from `chances`.
        thresholds: from where on a pair is merged, or looked at.
        policy: "merge" or "relate" for the kinds of relations.
        distinct: for each row a number that records share which are declared to be different works, or -1.
    """
    likely = chance[:, 0] >= thresholds.review
    possible = likely | (chance[:, 1] >= thresholds.auto)
    veto = first_vetoes(pairs)
    veto[veto < 0] = UNVETOED
    free = likely & (veto == UNVETOED)
    sure = chance[:, 0] >= thresholds.auto
    verdict = np.select(
        [free & sure, free | (likely & _TO_REVIEW[veto])], [_SAME, _REVIEW], _DIFFERENT
    ).astype(np.int8)
    joins, kind = free.copy(), dict[int, str]()
    # Whatever a record calls it, a dataset is no version of its article.
    data = BY_NAME["data-and-article"].applies(pairs)
    for place, found in _relationships(pairs, veto, possible):
        merge = policy.get(found.policy) == "merge" and not data[place]
        verdict[place] = _SAME if merge else _RELATED
        kind[place], joins[place] = found.kind, merge
        if merge or found.stated:
            veto[place] = UNVETOED if merge else _STATED
    if distinct is not None:
        a, b = pairs.of(distinct)
        declared = (a == b) & (a >= 0)
        verdict[declared & (verdict != _RELATED)] = _DIFFERENT
        veto[declared & (veto == UNVETOED)] = _DECLARED
        joins &= ~declared
    return Decided(verdict, veto, kind, joins)


def _relationships(
    pairs: Sides, veto: NDArray[np.int8], possible: NDArray[np.bool_]
) -> Iterator[tuple[int, Relationship]]:
    """What vetoed pairs with one text are to each other, and then what records state, which outranks it."""
    for place in np.flatnonzero(possible & (veto != UNVETOED) & pairs.same_text).tolist():
        pair = Pair(pairs, int(pairs.a[place]), int(pairs.b[place]), place)
        if (found := related(pair, VETO_NAMES[veto[place]])) is not None:
            yield place, found
    states = np.zeros(len(pairs.table), dtype=bool)
    states[list(pairs.table.relations)] = True
    for place in np.flatnonzero((states[pairs.a] | states[pairs.b]) & ~pairs.same_doi).tolist():
        pair = Pair(pairs, int(pairs.a[place]), int(pairs.b[place]), place)
        if (found := stated(pair)) is not None:
            yield place, found


def explain(table: Table, a: int, b: int, worth: NDArray[np.float64]) -> tuple[Evidence, ...]:
    """Each field's contribution to the score of two rows, with what was compared."""
    notes = _notes(table, a, b)
    return tuple(
        Evidence(field, float(value), notes.get(field, ""))
        for field, value in zip(FIELDS, worth, strict=True)
        if value or field == "prior"
    )


def _notes(table: Table, a: int, b: int) -> dict[str, str]:
    forms = table.forms

    def two(left: object, right: object) -> str:
        return f"{left}" if left == right else f"{left} | {right}"

    def pages(row: int) -> str:
        first, last = int(forms.first_page[row]), int(forms.last_page[row])
        return f"{first}" if first == last else f"{first}-{last}"

    doi_a, doi_b = forms.doi.at(a), forms.doi.at(b)
    return {
        "prior": "before anything is compared",
        "identifier": two(doi_a, doi_b) if doi_a or doi_b else "a shared identifier",
        "title": two(forms.title.at(a), forms.title.at(b)),
        "authors": two(table.surname_text(a), table.surname_text(b)),
        "year": two(int(forms.year[a]), int(forms.year[b])),
        "venue": two(forms.venue.at(a), forms.venue.at(b)),
        "volume": two(int(forms.volume[a]), int(forms.volume[b])),
        "issue": two(int(forms.issue[a]), int(forms.issue[b])),
        "pages": two(pages(a), pages(b)),
        "abstract": "the beginning of the abstracts",
        "conflicts": "several of these disagree at once",
    }


def chances(worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Two probabilities of every pair from its row of log-odds; shape (pairs, 2).

    The first: both describe one work, by all evidence. The second: both carry one text, by title, authors and abstract
    alone; a preprint and the article do, whatever their venues, years and pages say.
    """
    return np.stack((probability(worth.sum(axis=1)), probability(worth[:, TEXT].sum(axis=1))), axis=1)
