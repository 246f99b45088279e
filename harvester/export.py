"""Which works an export holds, and the full dump by which two catalogues are compared."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TextIO

from harvester.errors import UsageError
from harvester.model.kind import csl_type
from harvester.model.standing import STATUSES, once
from harvester.model.text import fold
from harvester.model.url import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from harvester.model import Work
    from harvester.store import Store
    from harvester.store.organisations import Unit

_LARGEST_ID = 2**63 - 1
"""What fits into SQLite's integers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which works are wanted; None and () ask for no restriction.

    Attributes:
        works: work ids, record ids, DOIs or URLs.
        years: "2011", "2011-2014", "2011-" or "-2014".
        since: a run's number or a date.
        organisation: a unit's name or a part of it, or its address.
    """

    works: Sequence[str] = ()
    source: str | None = None
    organisation: str | None = None
    years: str | None = None
    type: str | None = None
    since: str | None = None
    search: str | None = None
    include_gone: bool = False


def select(store: Store, wanted: Selection, *, sources: Collection[str] = ()) -> tuple[list[Work], list[str]]:
    """The wanted works by id, each with its relations; and the references that mean none.

    Args:
        store: where they are.
        wanted: which ones.
        sources: names of sources that are known although the store may have no record of them.

    Raises:
        UsageError: the years or the run cannot be read, there is no such source, type or unit, or several units.
    """
    members = store.works.members()
    include_gone = wanted.include_gone or bool(wanted.works)
    first, last = _years(wanted.years)
    _check_source(wanted.source, {*sources, *(record.partition(":")[0] for record in members)})
    _check_type(wanted.type, store)
    chosen: set[str] | None = None
    missing = []
    if wanted.works:
        chosen = set()
        for reference in wanted.works:
            found = {members[record] for record in store.resolve(reference) if record in members}
            chosen |= found
            missing += [] if found else [reference]
    if wanted.search is not None:
        found_works = store.works.search(wanted.search, most=1_000_000, gone=include_gone)
        chosen = _narrow(chosen, {work.id for work in found_works})
    if wanted.organisation is not None:
        unit = _unit(store.organisations.units(), wanted.organisation)
        chosen = _narrow(chosen, store.organisations.works_of(unit))
    if wanted.since is not None:
        chosen = _narrow(chosen, store.works.changed_since(_run_id(store, wanted.since)))
    if wanted.source is not None:
        chosen = _narrow(
            chosen, {work for record, work in members.items() if record.startswith(f"{wanted.source}:")}
        )
    works = [
        _with_relations(store, work)
        for work in store.works.each(chosen, gone=include_gone)
        if wanted.type in (None, work.content.type)
        and (wanted.years is None or (work.content.issued and first <= work.content.issued.year <= last))
    ]
    return works, missing


def dump_all(store: Store, works: Sequence[Work], stream: TextIO) -> None:
    """Everything that makes two catalogues the same, one JSON object a line, sorted, without clock and run values."""
    stream.writelines(
        json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in _lines(store, works)
    )


#: What a choice says, without when it was said and its number, which counts undone ones too.
_CHOICE = ("records", "others", "field", "value", "who", "why")


def _lines(store: Store, works: Sequence[Work]) -> Iterator[dict[str, Any]]:
    gone = store.records.gone()
    for work in works:
        fields = [[one.field, one.record, one.rule, one.agree, one.differ] for one in work.provenance]
        content = {
            key: value
            for key, value in work.content.to_dict().items()
            if key not in ("id", "source", "relation")
        }
        yield {"kind": "work", "id": work.id, "work": content, "fields": fields}
    for bare in store.records.each():
        record = store.records.get(bare.id) or bare
        yield {"kind": "record", "id": record.id, "gone": record.id in gone, "record": record.to_dict()}
    for work in works:
        yield {"kind": "cluster", "id": work.id, "records": list(work.members)}
    for identity, relation in store.works.relations():
        yield {"kind": "relation", "work": identity, **relation._asdict()}
    for decision in store.decisions.every():
        yield {"kind": "decision", **decision._asdict()}
    for choice in store.choices.in_force():
        yield {"kind": "choice", **{name: getattr(choice, name) for name in _CHOICE}, "choice": choice.kind}


def _with_relations(store: Store, work: Work) -> Work:
    """The work with what it is to others; a notice that gives it its status keeps its DOI, by which others know it."""
    said = [relation for relation in work.content.relation if relation.kind in STATUSES]
    stated = {(relation.kind, relation.asserted_by) for relation in said}
    known = [
        relation
        for _, relation in store.works.relations(work.id)
        if (relation.kind, relation.asserted_by) not in stated
    ]
    return replace(work, content=replace(work.content, relation=once((*said, *known))))


def _narrow(chosen: set[str] | None, found: set[str]) -> set[str]:
    return found if chosen is None else chosen & found


def _check_source(name: str | None, known: Collection[str]) -> None:
    if name is not None and name not in known:
        raise UsageError(
            f"--source {name}: no source is called so; known are: {', '.join(sorted(known)) or 'none'}"
        )


def _unit(units: Sequence[Unit], text: str) -> Unit:
    """The one unit that ``text`` means: its address, its whole name, or a part of its name."""
    address, name = _address(text), fold(text)
    found = (
        [unit for unit in units if unit.url and _address(unit.url) == address]
        or [unit for unit in units if name in map(fold, unit.names)]
        or [unit for unit in units if name and any(name in fold(one) for one in unit.names)]
    )
    if len(found) == 1:
        return found[0]
    if found:
        meant = "\n".join(f"  {unit.name}  {unit.url}".rstrip() for unit in found)
        raise UsageError(
            f"--org {text}: may mean {len(found)} units; give the whole name or the address:\n{meant}"
        )
    meant = ", ".join(get_close_matches(text, [unit.name for unit in units], n=3))
    hint = f"did you mean: {meant}? " if meant else ""
    raise UsageError(
        f"--org {text}: no work is filed under such a unit; {hint}the view works_by_unit lists all {len(units)}"
    )


def _address(text: str) -> str:
    return (canonical(text) or "").rstrip("/")


def _check_type(name: str | None, store: Store) -> None:
    # csl_type reads a bare "article" as other vocabularies mean it; as a CSL type it is a preprint.
    if name is None or name == "article" or csl_type(name) == name:
        return
    known = sorted({work.content.type for work in store.works.each() if work.content.type})
    if name not in known:
        meant = csl_type(name)
        hint = f"did you mean '{meant}'? " if meant in known else ""
        raise UsageError(
            f"--type {name}: is no CSL type; {hint}the catalogue has: {', '.join(known) or 'none'}"
        )


def _run_id(store: Store, text: str) -> int:
    if re.fullmatch(r"[0-9]+", text):
        found = store.runs.id_at(text) if int(text) <= _LARGEST_ID else None
        if found is None:
            raise UsageError(f"--since {text}: there is no such run; `harvester status` names the last one")
        return found
    try:
        whole = f"{text}-01" if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) else text
        moment = dt.datetime.fromisoformat(whole)
    except ValueError as error:
        raise UsageError(f"--since {text}: give a run's number or a date such as 2026-11-23") from error
    moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    found = store.runs.id_at(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    latest = store.runs.latest()
    return found if found is not None else (latest["id"] + 1 if latest else 1)


def _years(text: str | None) -> tuple[int, int]:
    if text is None:
        return 0, 9999
    match = re.fullmatch(r"([0-9]{4})?(-)?([0-9]{4})?", text)
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise UsageError(f"--year {text}: give 2011, 2011-2014, 2011- or -2014")
    first = int(match[1] or 0)
    last = int(match[3]) if match[3] else (9999 if match[2] else first)
    if last < first:
        raise UsageError(f"--year {text}: ends before it begins; give {last}-{first}")
    return first, last
