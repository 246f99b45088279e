"""The names in a cell of a labelled row: one or many, with places of work, posts and labels among them."""

from __future__ import annotations

import re

from harvester.model.name import is_organisation, split_names
from harvester.model.text import fold

_MAIL = re.compile(r"[<(]?\b[^\s@<(]{1,100}@[^\s@>)]{1,100}[>)]?")
# "Senior Lecturer", "Professor of History": what an author is, on the line behind the name.
_POST = re.compile(
    r"(?:^|(?<=\w)\s+)(?:(?:senior|principal|associate|assistant|visiting|emeritus|research|junior|honorary|full)\s+)*"
    r"(?:lecturer|professor|reader|(?:research\s+)?fellow|(?:ph\.?d\s+)?student|postdoc\w*|director|head|dean|chair)"
    r"(?:\s+(?:of|in|for|emeritus)\b.*)?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")


def read_joined(values: list[str]) -> list[str]:
    """The names in one cell each its own text: "Ann Lee, Bo Li" is two people, "Lee, Ann" one."""
    values = [_without_place(value) for value in _without_labels(_without_posts(values))]
    if len(values) == 1 and " / " in values[0] and "," in values[0] and ";" not in values[0]:
        # "Lee, Ann / Ng, Bo"
        return [part.strip() for part in values[0].split(" / ") if part.strip()]
    if len(values) == 1 and (placed := _without_places(values[0])):
        return placed
    if len(values) != 1 or len(split_names(_BRACKETED.sub("", values[0]))) < 2:
        return values
    return split_names(values[0])


def each_once(values: list[str]) -> list[str]:
    """The names without those that another row has with the family name in front: "Ann Lee" beside "Lee, Ann"."""
    parted = {frozenset(fold(_BRACKETED.sub("", value)).split()) for value in values if "," in value}
    return [value for value in values if "," in value or frozenset(fold(value).split()) not in parted]


def _without_labels(values: list[str]) -> list[str]:
    """The values that are neither labels nor stand behind one: the first of "Lee, A", "Institution:", "Bath".

    A block of people may hold a list of its own for each, in which only the names stand without a label.
    """
    kept, skip = [], False
    for value in values:
        label = value.endswith(":")
        if not label and not skip:
            kept.append(value)
        skip = label
    return kept


def _without_posts(values: list[str]) -> list[str]:
    """The values without addresses of mail and without what the people are, where each name has a line of its own.

    >>> _without_posts(["Ann Lee a.lee@example.org", "Senior Lecturer", "Bo Ng Professor of History"])
    ['Ann Lee', 'Bo Ng']
    """
    if len(values) == 1:
        return values
    bare = (_POST.sub("", _MAIL.sub("", value).strip(" ,;")).strip(" ,;") for value in values)
    return [value for value in bare if value]


def _without_place(value: str) -> str:
    """A name without the organisation behind it: "Eric Lau" for "Eric Lau, The University of Hong Kong, China"."""
    head, _, rest = value.partition(" ;")
    if is_organisation(rest) and ";" not in rest and not is_organisation(head):
        # "Delvaux, Ann ;  University of Bath > Physics"
        return head.strip()
    name, _, place = value.partition(", ")
    return (
        name
        if " " in name and ";" not in value and is_organisation(place) and not is_organisation(name)
        else value
    )


def _without_places(text: str) -> list[str]:
    """The names of "Ann Lee and Bo Ng, University of Bath; Eva Orr, NTNU", each group with its place; else none.

    One place that is known to be one tells that what stands behind the other commas is a place too.
    """
    groups = [group.partition(", ") for group in text.split(";") if group.strip()]
    heads = [head.strip() for head, _, _ in groups]
    if (
        len(groups) < 2
        or not any(is_organisation(place) for _, _, place in groups)
        or not all(" " in head and not is_organisation(head) for head in heads)
    ):
        return []
    return [name for head in heads for name in split_names(head)]
