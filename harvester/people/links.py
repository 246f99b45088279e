"""Links: which records people tied together or parted, and the machine's clusters cut anew to follow them.

The outcome is a function of the clusters, the judgements and the set of choices in force; the order in
which the choices were made does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from harvester.dedupe import Judgement
    from harvester.model import Choice
    from harvester.store.decisions import Decision

#: What an accepted pair is worth at least (log-odds), so that none that policy accepts counts for nothing.
_LEAST = 0.1


class Overruled(NamedTuple):
    """The machine's clusters after people had their say.

    Attributes:
        labels: record id -> smallest record id of its work.
        before: the same by the machine alone.
        tied: record id -> smallest record id of those that people tied it to.
        parted: two such ids that people parted -> who did.
        applied: the choices in force that contradict no other.
    """

    labels: Mapping[str, str]
    before: Mapping[str, str]
    tied: Mapping[str, str]
    parted: Mapping[frozenset[str], str]
    applied: tuple[Choice, ...]

    def decide(self, decision: Decision) -> Decision:
        """``decision`` with people's verdict in place of the machine's, where they gave one."""
        a, b = decision.record_a, decision.record_b
        together = self.labels[a] == self.labels[b]
        pair = frozenset((self.tied.get(a, a), self.tied.get(b, b)))
        if len(pair) == 1 or (together and self.before[a] != self.before[b]):
            return decision._replace(verdict="same", kind="", veto="", decided_by=self._who_tied(a))
        if decision.verdict in ("same", "review") and pair in self.parted:
            return decision._replace(verdict="different", decided_by=self.parted[pair])
        if decision.verdict == "same" and not together:
            return decision._replace(verdict="review")
        return decision

    def _who_tied(self, record: str) -> str:
        work = self.labels[record]
        return _names(
            choice
            for choice in self.applied
            if choice.ties and any(self.labels.get(one) == work for one in choice.records)
        )


def overrule(
    labels: Mapping[str, str], choices: Sequence[Choice], judgements: Iterable[Judgement]
) -> Overruled:
    """``labels`` (record id -> smallest id of its cluster) as people's choices change them.

    Records that people tied bring their clusters together. A group in which people parted two records is
    cut anew: what was tied stays whole, then parts join again as long as no parted pair comes together,
    first those with the strongest accepted judgement between them, at last what merely shared a cluster.
    """
    doubtful = {choice.number for clash in contradictions(choices) for choice in clash}
    applied = tuple(choice for choice in choices if choice.number not in doubtful)
    tied = _tied(choice for choice in applied if choice.ties)
    parted = {pair: _names(by) for pair, by in _parted(applied, tied).items()}
    touched = {
        labels[record]
        for choice in applied
        if not choice.field
        for record in choice.about
        if record in labels
    }
    members = [record for record, label in labels.items() if label in touched]
    groups = _united([(record, labels[record]) for record in members], tied)
    weights = _weights(groups, judgements, tied)
    after = dict(labels)
    for group in groups:
        for part in _cut(group, tied, parted, weights, labels):
            after.update(dict.fromkeys(part, min(part)))
    return Overruled(after, labels, tied, parted, applied)


def contradictions(choices: Sequence[Choice]) -> list[tuple[Choice, ...]]:
    """The choices about links that cannot all be followed, each group of them by number.

    Whoever parts two records that other choices tie together, directly or through further records,
    contradicts all the ties that hang together there. None of such a group is applied.
    """
    tied = _tied(choice for choice in choices if choice.ties)
    clashes: dict[str, set[int]] = defaultdict(set)
    for choice in choices:
        if choice.parts:
            for pair in _parted([choice], tied):
                if len(pair) == 1:
                    clashes[next(iter(pair))].add(choice.number)
    found = []
    for root, numbers in sorted(clashes.items()):
        ties = {one.number for one in choices if one.ties and tied[one.records[0]] == root}
        found.append(tuple(choice for choice in choices if choice.number in numbers | ties))
    return found


def clash_issues(clashes: Iterable[Sequence[Choice]]) -> list[Issue]:
    """One issue for each group of choices that contradict each other."""
    found = []
    for clash in clashes:
        said = "; ".join(f"choice {choice.number}: {choice}" for choice in clash)
        message = (
            f"these contradict each other, so that none of them is followed: {said}; "
            "`harvester undo NUMBER` takes one back"
        )
        subject = min(record for choice in clash for record in choice.records)
        found.append(Issue(kind="conflicting-choices", message=message, subject=subject))
    return found


def _names(choices: Iterable[Choice]) -> str:
    return ", ".join(sorted({choice.who for choice in choices}))


def _tied(ties: Iterable[Choice]) -> dict[str, str]:
    """Record id -> smallest id of all the records that ``ties`` hang together with it."""
    links = [(choice.records[0], record) for choice in ties for record in choice.records]
    return {record: min(group) for group in components(links) for record in group}


def _parted(choices: Iterable[Choice], tied: Mapping[str, str]) -> dict[frozenset[str], list[Choice]]:
    """The pairs of tied records that may not stand together, and who says so; one id alone contradicts a tie."""
    found: dict[frozenset[str], list[Choice]] = defaultdict(list)
    for choice in choices:
        if choice.parts:
            for one, other in product(choice.records, choice.others):
                found[frozenset((tied.get(one, one), tied.get(other, other)))].append(choice)
    return found


def _united(labelled: Sequence[tuple[str, str]], tied: Mapping[str, str]) -> list[list[str]]:
    """The records of clusters that ties bring together; each group sorted."""
    present = {record for record, _ in labelled}
    links = [*labelled, *((tied[record], record) for record in present if record in tied)]
    # A tie may hang on a record that is not there any more; it still holds the others together.
    groups = ([record for record in group if record in present] for group in components(links))
    return sorted(sorted(group) for group in groups if group)


def components(links: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The sets of names that hang together by ``links``."""
    groups: dict[str, set[str]] = {}
    for one, other in links:
        first, second = groups.setdefault(one, {one}), groups.setdefault(other, {other})
        if first is not second:
            first |= second
            groups.update(dict.fromkeys(second, first))
    return list({id(group): group for group in groups.values()}.values())


def _weights(
    groups: Sequence[Collection[str]], judgements: Iterable[Judgement], tied: Mapping[str, str]
) -> dict[frozenset[str], list[float]]:
    """Two tied sets of records -> the log-odds of each of the machine's accepted judgements between them."""
    concerned = {record for group in groups for record in group}
    weights: dict[frozenset[str], list[float]] = defaultdict(list)
    for found in judgements:
        if found.verdict == "same" and found.a in concerned and found.b in concerned:
            pair = frozenset((tied.get(found.a, found.a), tied.get(found.b, found.b)))
            weights[pair].append(max(_LEAST, sum(entry.log_odds for entry in found.evidence)))
    return weights


def _cut(
    group: Sequence[str],
    tied: Mapping[str, str],
    barred: Collection[frozenset[str]],
    weights: Mapping[frozenset[str], Sequence[float]],
    labels: Mapping[str, str],
) -> list[list[str]]:
    """``group`` in no more parts than the barred pairs demand."""
    atoms: dict[str, list[str]] = defaultdict(list)
    for record in group:
        atoms[tied.get(record, record)].append(record)
    pairs = [(one, other) for one, other in combinations(sorted(atoms), 2)]
    if not any(frozenset(pair) in barred for pair in pairs):
        return [list(group)]
    clusters = {atom: {labels[record] for record in records} for atom, records in atoms.items()}
    said = {
        (one, other): weights.get(frozenset((one, other)), ())
        for one, other in pairs
        if frozenset((one, other)) in weights or clusters[one] & clusters[other]
    }
    home = {atom: atom for atom in atoms}
    while best := _best(home, said, [pair for pair in pairs if frozenset(pair) in barred]):
        home = {atom: best[0] if side == best[1] else side for atom, side in home.items()}
    parts: dict[str, list[str]] = defaultdict(list)
    for atom, records in atoms.items():
        parts[home[atom]] += records
    return [sorted(part) for part in parts.values()]


def _best(
    home: Mapping[str, str],
    said: Mapping[tuple[str, str], Sequence[float]],
    barred: Iterable[tuple[str, str]],
) -> tuple[str, str] | None:
    """The two parts to join next: those with the strongest judgement between them, then with the most, then by id."""
    closed = {frozenset((home[one], home[other])) for one, other in barred}
    between: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (one, other), odds in said.items():
        a, b = sorted((home[one], home[other]))
        if a != b and frozenset((a, b)) not in closed:
            between[a, b] += odds

    def key(parts: tuple[str, str]) -> tuple[float, float, tuple[str, str]]:
        odds = between[parts]
        return -round(max(odds, default=0.0), 6), -round(sum(sorted(odds)), 6), parts

    return min(between, key=key, default=None)
