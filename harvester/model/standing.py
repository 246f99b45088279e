"""Standing: whether a work was retracted, withdrawn or is doubted, who says so, since when and by which notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.model.record import Record, Relation

#: What a notice did to the work -> the status that it has since, the gravest first.
STATUSES: Mapping[str, str] = {
    "IsRetractedBy": "retracted",
    "IsWithdrawnBy": "withdrawn",
    "IsPartiallyRetractedBy": "concern",
    "IsDoubtedBy": "concern",
}
_WORDS = {
    "IsRetractedBy": "RETRACTED",
    "IsWithdrawnBy": "WITHDRAWN",
    "IsPartiallyRetractedBy": "PARTIALLY RETRACTED",
    "IsDoubtedBy": "EXPRESSION OF CONCERN",
    "retracted": "RETRACTED",
    "withdrawn": "WITHDRAWN",
    "concern": "EXPRESSION OF CONCERN",
}
_GRAVITY = ("retracted", "withdrawn", "concern")


def gravest(states: Iterable[str]) -> str:
    """The gravest of several statuses, "" where there is none."""
    found = set(states)
    return next((state for state in _GRAVITY if state in found), "")


def gravity(status: str) -> float:
    """How grave ``status`` is, from 0 for none."""
    return float(len(_GRAVITY) - _GRAVITY.index(status)) if status in _GRAVITY else 0.0


def status_of(text: str) -> str:
    """The status that ``text`` names, "" where it names none.

    >>> status_of("Retracted"), status_of("Expression of concern"), status_of("in press")
    ('retracted', 'concern', '')
    """
    folded = fold(text)
    return "concern" if folded == "expression of concern" else folded if folded in _GRAVITY else ""


def once(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Each relation once, sorted; where one source dates it twice, from the first of the days.

    >>> from harvester.model import Relation
    >>> [one.date for one in once([Relation("Retracts", "10.1/a", "publisher", day) for day in ("", "2021", "2020")])]
    ['2020']
    """
    dates: dict[tuple[str, str, str], str] = {}
    known: dict[tuple[str, str, str], Relation] = {}
    for one in relations:
        key = (one.kind, one.target, one.asserted_by)
        dates[key] = min(filter(None, (dates.get(key), one.date)), default="")
        known[key] = one._replace(date=dates[key])
    return tuple(sorted(known.values()))


def warning(record: Record) -> str:
    """What must not be overlooked about the work: its status, and of each statement the day, source and notice.

    What was only inferred from titles, by "harvester", gives no status and is left out.

    >>> from harvester.model import Record, Relation
    >>> said = Relation("IsRetractedBy", "10.1/notice", "retraction-watch", "2021-03-04")
    >>> warning(Record(id="a", source="", status="retracted", relation=(said,)))
    'RETRACTED on 2021-03-04 (retraction-watch), by 10.1/notice'
    >>> warning(Record(id="a", source="", status="concern")), warning(Record(id="a", source=""))
    ('EXPRESSION OF CONCERN', '')
    """
    if not record.status:
        return ""
    order = [*STATUSES]
    said = [
        one
        for one in record.relation
        if STATUSES.get(one.kind) == record.status and one.asserted_by != "harvester"
    ]
    sources: dict[tuple[str, str, str], list[str]] = {}
    for one in sorted(said, key=lambda one: (order.index(one.kind), one.date, one)):
        sources.setdefault((one.kind, one.date, one.target), []).append(one.asserted_by)
    statements = [
        f"{_WORDS[kind]}{f' on {date}' if date else ''} ({', '.join(by)})"
        + (f", by {target}" if target not in (record.doi, record.id) else "")
        for (kind, date, target), by in sources.items()
    ]
    return "; ".join(statements) or _WORDS.get(record.status, record.status.upper())
