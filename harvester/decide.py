"""Decide: what a person says about works becomes a choice, and the works follow at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.catalogue import Catalogue
from harvester.errors import UsageError
from harvester.model import Choice
from harvester.model.date import stamp
from harvester.model.registry import REGISTRIES
from harvester.people import Settings, typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from harvester.config import Config
    from harvester.model import ChoiceKind
    from harvester.store import Run, Store


_REGISTERED = tuple(f"{name}:" for name in REGISTRIES)


class Person(NamedTuple):
    """Who decides, when, and why (in their words, or "")."""

    who: str
    when: dt.datetime
    why: str = ""

    def choice(self, kind: ChoiceKind, records: Iterable[str], others: Iterable[str] = ()) -> Choice:
        """A choice of this person's that is not stored yet."""
        return Choice(
            kind=kind,
            records=tuple(sorted(set(records))),
            others=tuple(sorted(set(others))),
            who=self.who,
            made=stamp(self.when),
            why=self.why,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a choice, or its undoing, changed.

    Attributes:
        choice: the choice as it is stored now.
        changed: ids of the works that are new or changed, ``begun`` those of the new ones.
        ended: id of a work that has ended -> the work that it leads to.
        conflicts: which choices contradict each other now, or contradict this one, in sentences.
    """

    choice: Choice
    changed: tuple[str, ...]
    begun: tuple[str, ...]
    ended: dict[str, str]
    conflicts: tuple[str, ...]


def merge_works(store: Store, references: Sequence[str], person: Person) -> Choice:
    """That all of ``references`` (work ids, record ids, DOIs or URLs) are one work.

    A record id stands for that record; anything else for one page record of each work that it means.

    Raises:
        UsageError: a reference means nothing, or all of them mean one record.
    """
    records = {record for reference in references for record in _meant(store, reference)}
    if len(records) < 2:
        raise UsageError(f"{', '.join(references)}: only one record; name at least two works or records")
    return person.choice("merge", records)


def split_work(store: Store, reference: str, leaving: Sequence[str], person: Person) -> Choice:
    """That the records ``leaving`` are not one work with the others of the work ``reference``.

    Raises:
        UsageError: a reference means nothing, a record is not the work's, or none would stay.
    """
    work_id, members = _work(store, reference)
    gone = set()
    for name in leaving:
        found = members & set(find_records(store, name))
        if not found:
            raise UsageError(f"{name}: is no record of {work_id}, which has: {', '.join(sorted(members))}")
        gone |= found
    if gone == members:
        raise UsageError(f"{work_id}: a work cannot lose all of its records; leave out those that stay")
    return person.choice("split", gone, members - gone)


def set_field(store: Store, reference: str, field: str, value: str, person: Person) -> Choice:
    """That ``field`` of a work has ``value``; in place of whatever people set there before.

    Raises:
        UsageError: the reference means no work, or the value cannot be one of the field.
    """
    typed(field, value)
    _, members = _work(store, reference)
    anchors = _anchors(store, members, field) or {_page_of(members)}
    return replace(person.choice("set", anchors), field=field, value=value)


def unset_field(store: Store, reference: str, field: str, person: Person) -> Choice:
    """That ``field`` of a work is the machine's again.

    Raises:
        UsageError: the reference means no work, or nobody set the field.
    """
    work_id, members = _work(store, reference)
    anchors = _anchors(store, members, field)
    if not anchors:
        raise UsageError(
            f"{work_id}: nobody set its {field}; `harvester show {work_id}` says where it comes from"
        )
    return replace(person.choice("unset", anchors), field=field)


def settle_review(store: Store, a: str, b: str, person: Person, *, same: bool) -> Choice:
    """What a person says of the pairs between ``a`` and ``b`` that wait for review.

    Raises:
        UsageError: a reference means nothing, or no such pair waits.
    """
    pairs = list(product(find_records(store, a), find_records(store, b)))
    waiting = [pair for pair in pairs if (found := store.decisions.get(*pair)) and found.verdict == "review"]
    firsts, seconds = ({pair[side] for pair in waiting} for side in (0, 1))
    if not waiting or firsts & seconds:
        raise UsageError(
            f"{a} and {b} do not wait for review; `harvester review list` names those that do, "
            "`harvester merge` and `harvester split` overrule anything"
        )
    if same:
        return person.choice("accept", firsts | seconds)
    return person.choice("reject", firsts, seconds)


def carry_out(store: Store, config: Config, choice: Choice, now: Callable[[], dt.datetime]) -> Outcome:
    """Store a choice and bring the works in line with it, in one step that a kill cannot tear."""
    return _rebuilt(store, config, choice.made, now, lambda run: store.choices.add(run, choice))


def undo(
    store: Store, config: Config, number: int | None, person: Person, now: Callable[[], dt.datetime]
) -> Outcome:
    """Take back one choice, or the last one in force; the works are as if it had never been made.

    Raises:
        UsageError: there is no such choice, or it was taken back already.
    """
    in_force = store.choices.in_force()
    chosen = (in_force[-1] if in_force else None) if number is None else store.choices.get(number)
    if chosen is None:
        raise UsageError(
            "there is no choice to undo" if number is None else f"{number}: there is no such choice"
        )
    if chosen.undone:
        raise UsageError(
            f"choice {chosen.number} was undone already, on {chosen.undone} by {chosen.undone_by}"
        )
    found, when = chosen, stamp(person.when)

    def take_back(run: Run) -> Choice:
        store.choices.undo(run, found.number, who=person.who, when=when)
        return replace(found, undone=when, undone_by=person.who)

    return _rebuilt(store, config, when, now, take_back)


def _rebuilt(
    store: Store,
    config: Config,
    started: str,
    now: Callable[[], dt.datetime],
    change: Callable[[Run], Choice],
) -> Outcome:
    with store.write():
        run = store.runs.begin(started, kind="choice")
        open_before = _conflicts(store)
        choice = change(run)
        update = Catalogue(store, config).update(run)
        outcome = Outcome(
            choice=choice,
            changed=tuple(sorted(update.changed)),
            begun=tuple(sorted(update.begun)),
            ended={work: store.works.redirected(work) for work in sorted(update.ended)},
            conflicts=tuple(
                message
                for message in _conflicts(store)
                if message not in open_before or f"choice {choice.number}: " in message
            ),
        )
        store.runs.finish(
            run,
            finished=stamp(now()),
            status="ok",
            exit_code=0,
            summary=_summary(outcome),
        )
    return outcome


def _conflicts(store: Store) -> list[str]:
    return [issue.message for issue in store.issues.open() if issue.kind == "conflicting-choices"]


def _summary(outcome: Outcome) -> dict[str, Any]:
    return {"choice": outcome.choice.number, "changed": outcome.changed, "ended": outcome.ended}


def find_records(store: Store, reference: str) -> list[str]:
    """The ids of the records that a work id, record id, DOI or URL means.

    Raises:
        UsageError: it means none.
    """
    found = store.resolve(reference)
    if not found:
        raise UsageError(
            f"{reference}: no work, record, DOI or URL of the catalogue; `harvester search WORDS` finds them"
        )
    return found


def _meant(store: Store, reference: str) -> list[str]:
    """The records that stand for ``reference`` in a choice."""
    found = find_records(store, reference)
    if reference in found:
        return [reference]
    works = sorted(set(store.works.members(found).values()))
    if not works:
        return found
    owners = store.works.holding(works)
    return [_page_of({record for record, work in owners.items() if work == one}) for one in works]


def _work(store: Store, reference: str) -> tuple[str, set[str]]:
    """The one work that a reference means, and its records."""
    works = sorted(set(store.works.members(find_records(store, reference)).values()))
    if len(works) != 1:
        meant = ", ".join(works) or "no work: no repository of yours holds it"
        raise UsageError(f"{reference}: means {meant}; name one work by its id")
    return works[0], set(store.works.holding(works))


def _anchors(store: Store, members: Iterable[str], field: str) -> set[str]:
    """Those of a work's records on which choices for ``field`` hang."""
    settings = Settings(store.choices.in_force())
    return {record for record in members if settings.of([record], field)}


def _page_of(members: Iterable[str]) -> str:
    """The record that stands for a work: a page's, as the registry may stop naming its own."""
    return min(members, key=lambda record: (record.startswith(_REGISTERED), record))
