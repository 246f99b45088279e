"""Fields: the values that people set, read from their words and put on works."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.errors import UsageError
from harvester.model import Issue, Work, WorkField, identifier
from harvester.model.access import ACCESS, access_of, license_of
from harvester.model.date import parse_date
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.name import parse_name
from harvester.model.organisation import parse_funder, parse_organisation
from harvester.model.record import CONTENT_FIELDS, SET_BY
from harvester.model.text import clean
from harvester.people.links import clash_issues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harvester.model import Choice, Record

_TEXTS = (
    "title genre container_title collection_title event_title volume issue page number edition publisher "
    "publisher_place abstract full_text"
).split()
_STATUSES = ("retracted", "withdrawn", "concern")


def _status(text: str) -> str | None:
    return text if text in _STATUSES else None


#: Fields of one value that not every text is: how it is read (None where it cannot be), and an example.
_READ: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "type": (csl_type, "article-journal"),
    "issued": (parse_date, "2011-03-21, 2011-03 or 2011"),
    "available_date": (parse_date, "2011-03-21, 2011-03 or 2011"),
    "doi": (identifier.doi, "10.1000/x"),
    "language": (language, "en"),
    "status": (_status, ", ".join(_STATUSES)),
    "access": (access_of, ", ".join(ACCESS)),
    "license": (license_of, "https://creativecommons.org/licenses/by/4.0/ or CC BY"),
}
#: Those of them that are texts, which say nothing where they are empty.
_EMPTY = frozenset({"status", "access", "license"})
#: Fields of several values, which stand between semicolons.
_LISTS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "author": (parse_name, "Attree, Pamela; Morris, Sara"),
    "editor": (parse_name, "Attree, Pamela; Morris, Sara"),
    "issn": (identifier.issn, "1369-6513"),
    "isbn": (identifier.isbn, "9780511487880"),
    "keyword": (clean, "cancer care; partnership"),
    "organisation": (parse_organisation, "School of Health <https://x.example/health>; Library"),
    "funder": (parse_funder, "Wellcome Trust (WT-1); Royal Society"),
    "title_alternative": (clean, "a further title"),
}


def typed(field: str, text: str) -> Any:  # noqa: ANN401  (values of every field)
    """What ``text`` means as the value of ``field``; empty text means that the field says nothing.

    >>> typed("keyword", "cancer; care")
    ('cancer', 'care')

    Raises:
        UsageError: the field cannot be set, or the text is no value of it.
    """
    words = clean(text)
    if field in _TEXTS:
        return words
    if field in _LISTS:
        read, example = _LISTS[field]
        values = [read(word) for word in words.split(";") if word.strip()]
    elif field in _READ:
        read, example = _READ[field]
        values = [read(words)] if words else []
    else:
        known = ", ".join(name for name in CONTENT_FIELDS if name in (*_TEXTS, *_LISTS, *_READ))
        raise UsageError(f"{field}: no field that can be set; these can: {known}")
    if not all(values):
        raise UsageError(f"{field}: {text!r} is no value of it; give such as {example}")
    if field in _LISTS:
        return tuple(values)
    return values[0] if values else ("" if field in _EMPTY else None)


class Settings:
    """The fields that people set, by the records that their choices name."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._said: dict[str, dict[str, Choice]] = defaultdict(dict)
        for choice in sorted(choices, key=lambda one: one.number):
            if choice.field:
                for record in choice.records:
                    self._said[record][choice.field] = choice

    def of(self, members: Iterable[str], field: str | None = None) -> dict[str, list[Choice]]:
        """Field -> the newest choice on each of ``members`` that sets it, the oldest choice first."""
        found: dict[str, dict[int, Choice]] = defaultdict(dict)
        for record in members:
            for name, choice in self._said.get(record, {}).items():
                if choice.kind == "set" and field in (None, name):
                    found[name][choice.number] = choice
        return {name: [by[number] for number in sorted(by)] for name, by in sorted(found.items())}

    def apply(self, work: Work, records: Sequence[Record]) -> tuple[Work, list[Issue]]:
        """``work`` with the values that people set; two values for one field are an issue, and neither is taken.

        Args:
            work: as merged from its records.
            records: the records that it was merged from.
        """
        issues = []
        for field, choices in self.of(work.members).items():
            value = typed(field, choices[-1].value)
            if any(typed(field, choice.value) != value for choice in choices):
                issues += clash_issues([choices])
            else:
                work = _with(work, choices[-1], value, records)
        return work, issues


def _with(work: Work, choice: Choice, value: Any, records: Sequence[Record]) -> Work:  # noqa: ANN401
    """``work`` with one value that a person set; its provenance names the record that the choice hangs on."""
    field = choice.field
    said = [stated for record in records if (stated := getattr(record, field)) not in (None, "", ())]
    agree = sum(stated == value for stated in said)
    anchor = next(record for record in choice.records if record in work.members)
    entry = WorkField(
        field=field,
        record=anchor,
        rule=f"{SET_BY}{choice.who}: {choice.why}",
        agree=agree,
        differ=len(said) - agree,
    )
    kept = [one for one in work.provenance if one.field != field]
    ordered = sorted([*kept, entry], key=lambda one: CONTENT_FIELDS.index(one.field))
    return replace(work, content=replace(work.content, **{field: value}), provenance=tuple(ordered))
