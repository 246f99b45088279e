"""Why two records are one work or not: the stored decision, or the judgement that would be made now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import comparable
from harvester.dedupe import judge_pair, learn
from harvester.dedupe.veto import reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.config import DedupeConfig
    from harvester.store import Store
    from harvester.store.decisions import Decision


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
    stored = [
        decision
        for one in ones
        for other in others
        if one != other and (decision := store.decisions.get(one, other))
    ]
    if stored:
        decision = max(stored, key=lambda found: (found.verdict == "same", found.probability, found.record_a))
        return _from_decision(store, decision)
    return _judge_now(
        store, ones[0], next((other for other in others if other != ones[0]), others[0]), config
    )


def _from_decision(store: Store, decision: Decision) -> Explanation:
    evidence = tuple((str(field), float(odds), str(note)) for field, odds, note in decision.evidence)
    sentences = _sentences(store, decision.record_a, decision.record_b, decision.kind, decision.veto)
    return Explanation(
        a=decision.record_a,
        b=decision.record_b,
        verdict=decision.verdict,
        kind=decision.kind,
        probability=decision.probability,
        veto=decision.veto,
        evidence=evidence,
        sentences=tuple(sentences),
    )


def _judge_now(store: Store, a: str, b: str, config: DedupeConfig) -> Explanation:
    records = {record.id: record for record in comparable(store)}
    missing = [name for name in (a, b) if name not in records]
    if a == b or missing:
        note = "it is one and the same record" if a == b else f"{missing[0]} is named by no page any more"
        verdict = "same" if a == b else "different"
        return Explanation(
            a=a,
            b=b,
            verdict=verdict,
            kind="",
            probability=float(a == b),
            veto="",
            evidence=(),
            sentences=(f"{note}.",),
        )
    policy = config.policy.model_dump()
    found = judge_pair(
        records[a],
        records[b],
        learn(list(records.values())),
        auto=config.auto,
        review=config.review,
        policy=policy,
    )
    sentences = [
        "They were never compared in a sync: nothing that they share made them candidates, or too little speaks for it."
    ]
    return Explanation(
        a=found.a,
        b=found.b,
        verdict=found.verdict,
        kind=found.kind,
        probability=found.probability,
        veto=found.veto,
        evidence=tuple((entry.field, entry.log_odds, entry.note) for entry in found.evidence),
        sentences=tuple(sentences + _sentences(store, found.a, found.b, found.kind, found.veto)),
    )


def _sentences(store: Store, a: str, b: str, kind: str, veto: str) -> list[str]:
    sentences = []
    if veto:
        sentences.append(f"Merging is forbidden by the rule “{veto}”: {reason(veto)}")
    if kind:
        sentences.append(f"{a} {kind} {b}.")
    disputed = store.registry.disputed()
    sentences += [
        f"The DOI {disputed[name]} of {name} is not believed: it leads to another title."
        for name in (a, b)
        if name in disputed
    ]
    works = store.works.members()
    if works.get(a) and works.get(a) == works.get(b):
        sentences.append(f"Both belong to the work {works[a]}.")
    return sentences
