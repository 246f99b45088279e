"""Drift: a site changed so that its pages say less than they did; found by what its last readings say together.

What was read last is compared with what was read before that. A run may read few pages (a night's new ones),
so that runs are pooled until there is something to judge; and it reads other kinds of works every night, so
that each type is compared with itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester import __version__
from harvester.model import Issue
from harvester.store.readings import Stratum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model.issue import Severity
    from harvester.store import Run, Store
    from harvester.store.readings import Reading

SAMPLE = 20
"""Records below which nothing is judged, neither those read last nor those read before."""
_BEFORE_RUNS, _BEFORE_RECORDS = 5, 100
"""Runs and records that are what was usual; older ones count only where these are fewer."""
_SHARE = 0.2
"""A carrier that gave a smaller share of a field was never relied on."""
_DROP = 0.2
"""The share of all records that must have lost a field before anybody is told."""
_CHANCE = 1e-5
"""The probability, were all as before, under which a loss is no accident: a source has a hundred carriers of fields."""
_VITAL = frozenset({"title", "author", "issued", "doi"})
"""Fields whose loss makes the source suspect."""
_VAGUE = frozenset({"", "document"})
"""Types that a page falls back to when its own is lost: compared with all records where there were none such."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What the records that were read last have no longer.

    Attributes:
        field: the field that fewer have, or that its carrier gives no more.
        carrier: the carrier that gives it to none any more, or "" where the field itself is missing.
        before, now: shares of the records, 0 to 1, as it would be if all were as before, and as it is.
        records: how many were looked at.
    """

    field: str
    carrier: str
    before: float
    now: float
    records: int

    @property
    def vital(self) -> bool:
        """Whether the source cannot be believed without a look."""
        return not self.carrier and self.field in _VITAL


def accept_drift(store: Store, run: Run, source: str) -> None:
    """Take what drifted as usual from now on; what this run read again is counted with the past first."""
    store.readings.take(run, source, __version__)
    store.readings.accept(source)


def judge_drift(store: Store, run: Run, source: str) -> str:
    """Count what this run read off a source's pages, and state its drift as issues; inside one transaction.

    Returns:
        Why the source is suspect, or "".
    """
    store.readings.take(run, source, __version__)
    now, before = windows(store.readings.each(source, __version__))
    found = losses(now, before)
    if found:
        store.readings.mark(source, [reading.run_id for reading in now], "drift")
    issues = list(_issues(found, source, store.readings.example(source)))
    store.issues.settle(run, "drift", source, issues)
    vital = [f"{loss.field} ({loss.now:.0%} instead of {loss.before:.0%})" for loss in found if loss.vital]
    return (
        f"its pages say less than they did: {', '.join(vital)}; see its drift among the issues"
        if vital
        else ""
    )


def windows(readings: Iterable[Reading]) -> tuple[list[Reading], list[Reading]]:
    """What was read last, and what was usual before: each as many readings, newest first, as make a sample."""
    now: list[Reading] = []
    before: list[Reading] = []
    for reading in readings:
        if _count(now) < SAMPLE:
            now.append(reading)
        elif reading.state == "usual":
            before.append(reading)
            if len(before) >= _BEFORE_RUNS and _count(before) >= _BEFORE_RECORDS:
                break
    return now, before


def losses(now: Sequence[Reading], before: Sequence[Reading]) -> list[Loss]:
    """What the records of ``now`` have lost, the fields first; nothing where either is too small a sample."""
    pairs = _pairs(now, before)
    if sum(new.records for new, _ in pairs) < SAMPLE or _count(before) < SAMPLE:
        return []
    fields = sorted({name for _, old in pairs for name in old.fills})
    carriers = sorted({key for _, old in pairs for key in old.carriers})
    found = [_compared(pairs, name) for name in fields]
    for name, carrier in carriers:
        usual = sum(old.carriers.get((name, carrier), 0) for _, old in pairs)
        if usual >= _SHARE * sum(old.fills.get(name, 0) for _, old in pairs):
            found.append(_compared(pairs, name, carrier))
    return [loss for loss in found if loss]


def _compared(pairs: Sequence[tuple[Stratum, Stratum]], field: str, carrier: str = "") -> Loss | None:
    """The loss of a field, or of a carrier for it, where it is one and no accident."""
    records = sum(new.records for new, _ in pairs)
    seen = sum(_having(new, field, carrier) for new, _ in pairs)
    # What all had before may still be missing once: one more record without it is counted than there were.
    expected = sum(new.records * _having(old, field, carrier) / (old.records + 1) for new, old in pairs)
    loss = Loss(field, carrier, expected / records, seen / records, records)
    is_large = not seen if carrier else loss.before - loss.now > _DROP
    if not is_large or loss.now >= loss.before:
        return None
    sample = 1 / (1 / records + 1 / sum(old.records for _, old in pairs))
    return loss if sample * _divergence(loss.now, loss.before) > -math.log(_CHANCE) else None


def _having(stratum: Stratum, field: str, carrier: str) -> int:
    return stratum.carriers.get((field, carrier), 0) if carrier else stratum.fills.get(field, 0)


def _divergence(now: float, before: float) -> float:
    """The relative entropy of two shares, in nats: ``exp(-n * it)`` bounds the chance to see so few among n (Chernoff).

    >>> round(_divergence(0.0, 0.5), 3), round(_divergence(0.7, 0.95), 3), _divergence(0.5, 0.5)
    (0.693, 0.324, 0.0)
    """
    having = now * math.log(now / before) if now else 0.0
    return having + (1 - now) * math.log((1 - now) / (1 - before))


def _pairs(now: Sequence[Reading], before: Sequence[Reading]) -> list[tuple[Stratum, Stratum]]:
    """The records of each type with those of the same type before; types that are too new to judge are left out."""
    earlier = _pooled(before)
    every = _summed(earlier.values())
    pairs = []
    for kind, stratum in _pooled(now).items():
        old = earlier.get(kind)
        if old is not None and old.records >= SAMPLE:
            pairs.append((stratum, old))
        elif kind in _VAGUE and every.records:
            pairs.append((stratum, every))
    return pairs


def _pooled(readings: Iterable[Reading]) -> dict[str, Stratum]:
    by_type: dict[str, list[Stratum]] = {}
    for reading in readings:
        for kind, stratum in reading.strata.items():
            by_type.setdefault(kind, []).append(stratum)
    return {kind: _summed(strata) for kind, strata in by_type.items()}


def _summed(strata: Iterable[Stratum]) -> Stratum:
    total = Stratum(0)
    for one in strata:
        total.records += one.records
        for name, count in one.fills.items():
            total.fills[name] = total.fills.get(name, 0) + count
        for key, count in one.carriers.items():
            total.carriers[key] = total.carriers.get(key, 0) + count
    return total


def _count(readings: Iterable[Reading]) -> int:
    return sum(reading.records for reading in readings)


def _issues(found: Sequence[Loss], source: str, example: str) -> Iterable[Issue]:
    """One issue for each field that is missing, and one for each carrier with everything that it gives no more."""
    advice = (
        f"see `harvester inspect {example}`; where the rules are at fault, mend them and run "
        f"`harvester reparse {source}`; where the site means it, `harvester reparse --accept-drift {source}`"
    )
    for loss in found:
        if loss.carrier:
            continue
        message = (
            f"{source}: only {loss.now:.0%} of the records that were read last have {loss.field}, "
            f"{loss.before:.0%} were usual; {advice}"
        )
        severity: Severity = "error" if loss.vital else "warning"
        yield Issue(kind="drift", message=message, source=source, subject=source, severity=severity)
    carriers = dict.fromkeys(loss.carrier for loss in found if loss.carrier)
    for carrier in carriers:
        lost = [loss for loss in found if loss.carrier == carrier]
        fields = ", ".join(f"{loss.field} ({loss.before:.0%})" for loss in lost)
        message = (
            f"{source}: {carrier} gives none of the records that were read last any more: {fields}, "
            f"in brackets what was usual; {advice}"
        )
        yield Issue(kind="drift", message=message, source=source, subject=source)
