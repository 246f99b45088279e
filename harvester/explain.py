"""Why two records are one work or not: the stored decision, or the judgement that would be made now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import comparable, corpus_of, decision_of
from harvester.dedupe import judge_pair
from harvester.dedupe.veto import reason
from harvester.store.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.config import DedupeConfig
    from harvester.dedupe import Judgement
    from harvester.model import Choice
    from harvester.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known of a pair of records, for people.

    Attributes:
        verdict: "same", "related", "different" or "review".
        evidence: (field, log-odds, what was compared) of each field that spoke.
        sentences: what else there is to say, in whole sentences.
    """

    a: str
    b: str
    verdict: str
    kind: str
    probability: float
    veto: str
    evidence: tuple[tuple[str, float, str], ...]
    sentences: tuple[str, ...]

    @property
    def total(self) -> float:
        """The sum of all log-odds."""
        return sum(odds for _, odds, _ in self.evidence)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


def explain_pair(
    store: Store, ones: Sequence[str], others: Sequence[str], config: DedupeConfig
) -> Explanation:
    """Why the records in ``ones`` and ``others`` are one work or not; the pair that says most is shown."""
    pairs = [(one, other) for one in ones for other in others if one != other]
    stored = [found for pair in pairs if (found := store.decisions.get(*pair))]
    if stored:
        best = max(stored, key=lambda found: (found.verdict == "same", found.probability, found.record_a))
        return _explain(best, _context(store, best.record_a, best.record_b))
    return _judge_now(store, *(pairs[0] if pairs else (ones[0], others[0])), config)


def explain_judgement(found: Judgement) -> Explanation:
    """A judgement that was made outside a catalogue, for people."""
    return _explain(decision_of(found), [])


def _judge_now(store: Store, a: str, b: str, config: DedupeConfig) -> Explanation:
    """The judgement on two records that no sync has compared."""
    records = {record.id: record for record in comparable(store, {a, b})}
    missing = [name for name in (a, b) if name not in records]
    if a == b:
        return _explain(Decision(a, b, "same", "", 1.0, "", []), ["It is one and the same record."])
    if missing:
        return _explain(
            Decision(a, b, "different", "", 0.0, "", []), [f"{missing[0]} is named by no page any more."]
        )
    corpus = corpus_of(store)
    policy = config.policy.model_dump()
    found = judge_pair(records[a], records[b], corpus, auto=config.auto, review=config.review, policy=policy)
    never = "They were never compared in a sync: too little that they share made them candidates."
    decision = decision_of(found)
    owners = store.works.members({a, b})
    if a in owners and owners[a] == owners.get(b) and any(choice.ties for choice in _said(store, a, b)):
        decision = decision._replace(verdict="same", kind="", veto="")
    return _explain(decision, [never, *_context(store, a, b)])


def _explain(found: Decision, context: Sequence[str]) -> Explanation:
    sentences = []
    if found.veto:
        sentences.append(f"Merging is forbidden by the rule “{found.veto}”: {reason(found.veto)}.")
    if found.kind:
        sentences.append(f"{found.record_a} {found.kind} {found.record_b}.")
    return Explanation(
        a=found.record_a,
        b=found.record_b,
        verdict=found.verdict,
        kind=found.kind,
        probability=found.probability,
        veto=found.veto,
        evidence=tuple((str(field), float(odds), str(note)) for field, odds, note in found.evidence),
        sentences=(*sentences, *context),
    )


def _context(store: Store, a: str, b: str) -> list[str]:
    """What the catalogue knows beside the evidence."""
    disputed, works = store.agreements.disputed({a, b}), store.works.members({a, b})
    sentences = [
        f"The DOI {disputed[name]} of {name} is not believed: it leads to another title."
        for name in (a, b)
        if name in disputed
    ]
    if works.get(a) and works.get(a) == works.get(b):
        sentences.append(f"Both belong to the work {works[a]}.")
    return [*sentences, *sentences_of(store, _said(store, a, b))]


def _said(store: Store, a: str, b: str) -> list[Choice]:
    """What people said about the works of two records."""
    choices = store.choices.in_force()
    owners = store.works.members({a, b, *(record for choice in choices for record in choice.about)})
    works = {owners.get(a, a), owners.get(b, b)}
    found = []
    for choice in choices:
        ones, others = ({owners.get(name, name) for name in side} for side in (choice.records, choice.others))
        tied = choice.ties and (len(works) == 1 or {a, b} <= choice.about) and works & ones
        parted = choice.parts and (
            {a, b} <= choice.about or (len(works) == 2 and works & ones and works & others)
        )
        if tied or parted:
            found.append(choice)
    return found


def choices_about(store: Store, record_ids: Iterable[str]) -> list[Choice]:
    """The choices in force that speak of any of these records."""
    wanted = set(record_ids)
    return [choice for choice in store.choices.in_force() if not wanted.isdisjoint(choice.about)]


def sentences_of(store: Store, choices: Iterable[Choice]) -> list[str]:
    """What people said, one sentence for each choice, with its number and whether it is followed."""
    open_issues = [issue.message for issue in store.issues.open() if issue.kind == "conflicting-choices"]
    sentences = []
    for choice in choices:
        said = f"Choice {choice.number}: {choice}"
        clash = any(f"choice {choice.number}: " in message for message in open_issues)
        stop = "; another choice contradicts it, so that neither is followed." if clash else "."
        sentences.append(said.rstrip(".") + stop)
    return sentences
