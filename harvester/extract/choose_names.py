"""From all lists of people on a page to one a role: whole lists only, in the order most agree on, names in full."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from harvester.extract.one_name import fullest, same_person
from harvester.extract.people import without_habits
from harvester.extract.spanish_names import with_both_family_names
from harvester.extract.vote import Group, groups, ranked
from harvester.model import Name, parse_name
from harvester.model.name import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

People = tuple[Name, ...]
PEOPLE = ("author", "editor", "contributor")
MAX_ALIKE = 100
"""People of one family name with whom a name is compared; no paper has more."""
#: Roles that leave a person an author.
_AUTHORS = (None, "", "author", "creator", "contributor")
#: Carriers whose names without a comma are stated in parts all the same: family name, then initials.
_IN_PARTS = frozenset({"vancouver"})
_CHINESE = re.compile("[\u4e00-\u9fff]{2,4}")
#: Family names of two characters.
_LONG_FAMILY = frozenset(
    "\u6b50\u967d \u6b27\u9633 \u53f8\u99ac \u53f8\u9a6c \u8af8\u845b \u8bf8\u845b \u4e0a\u5b98 "
    "\u7687\u752b \u53f8\u5f92 \u590f\u4faf \u6177\u5bb9".split()
)
_LONG_CUT = 2
#: Carriers that guess which words are the family name.
_GUESSING = frozenset({"bibtex"})


def choose_people(
    said: Mapping[str, Sequence[Candidate]], weigh: Weigh, language: str | None = None
) -> dict[str, People]:
    """Authors, editors and everybody else, each person in one role.

    Whoever a carrier calls advisor, referee, editor or the like is no author, unless that carrier lists
    them as an author too; and whoever is author or editor is not repeated among the contributors.
    In a Spanish work (``language``), names of which nobody states the parts have two family names.
    """
    said = {field: _parted(said.get(field, []), said) for field in PEOPLE}
    elsewhere = _in_other_roles(said)
    authors = [_without(one, elsewhere) for one in said.get("author", [])]
    chosen = {
        "author": choose_names([one for one in authors if one.value], weigh, language),
        "editor": choose_names(said.get("editor", []), weigh),
    }
    demoted = [
        name
        for one in ranked(said.get("author", []), weigh)
        for name in people_of(one)
        if name.role not in _AUTHORS
    ]
    others = [name for one in ranked(said.get("contributor", []), weigh) for name in people_of(one)]
    settled = (*chosen["author"], *chosen["editor"])
    chosen["contributor"] = _contributors([*others, *demoted], settled)
    return chosen


def choose_names(candidates: Sequence[Candidate], weigh: Weigh, language: str | None = None) -> People:
    """The people that most weight stands behind.

    A list cut by "et al." never wins. A list that is the beginning of another supports the longer
    one. Within the winning group, each name is taken in its fullest form, and split into family and given
    names as most weight of those carriers has it that write "Family, Given".
    """
    lots = groups(candidates, weigh, lambda a, b: same_people(people_of(a), people_of(b)))
    if not lots:
        return ()
    members = _winner(lots).members
    lists = [people_of(one) for one in members]
    # Weighing looks at a whole list, so once a list and not once a name.
    weights = [weigh(one) for one in members]
    stated = [
        [weight * states for states in _states_parts(one)]
        for weight, one in zip(weights, members, strict=True)
    ]
    columns = zip(zip(*lists, strict=True), zip(*stated, strict=True), strict=True)
    return without_habits(
        [
            _split_by(language, name) if not any(parts) else name
            for spellings, parts in columns
            for name in [fullest(spellings, parts)]
        ]
    )


def _split_by(language: str | None, name: Name) -> Name:
    """``name`` as works in that language write it, where no carrier states its parts."""
    if language == "es":
        return with_both_family_names(name)
    if language == "zh" and _CHINESE.fullmatch(name.literal):
        # Family names of two characters are few.
        cut = 2 if name.literal[:2] in _LONG_FAMILY and len(name.literal) > _LONG_CUT else 1
        return replace(name, family=name.literal[:cut], given=name.literal[cut:], literal="")
    return name


def same_people(a: People, b: People) -> bool:
    """Whether two lists name the same people in the same order, however spelt."""
    return len(a) == len(b) and all(same_person(x, y) for x, y in zip(a, b, strict=True))


def is_beginning(short: People, long: People) -> bool:
    """Whether the longer list goes on where the shorter one ends."""
    return 0 < len(short) < len(long) and all(same_person(x, y) for x, y in zip(short, long, strict=False))


def people_of(candidate: Candidate) -> People:
    """The people that a candidate for authors, editors or contributors names."""
    return cast("People", candidate.value)


def _parted(candidates: Sequence[Candidate], said: Mapping[str, Sequence[Candidate]]) -> list[Candidate]:
    """The candidates with "Ann Lee, Bo Li" parted into two people, where another carrier or field knows one of them.

    "Parra González, Ana María" is written the same way, and is one.
    """
    known = {_words(name) for field in PEOPLE for one in said.get(field, []) for name in people_of(one)}
    parted = []
    for one in candidates:
        people = [part for name in people_of(one) for part in _parts(name, known)]
        same = len(people) == len(people_of(one))
        parted.append(
            one if same else replace(one, value=cast("Any", tuple(people)), raw="; ".join(map(str, people)))
        )
    return parted


def _parts(name: Name, known: set[frozenset[str]]) -> list[Name]:
    halves = (name.family, name.given)
    if min(len(half.split()) for half in halves) < 2 or not any(
        frozenset(folded(h).split()) in known for h in halves
    ):
        return [name]
    return [replace(found, role=name.role) for half in halves if (found := parse_name(half))]


def _words(name: Name) -> frozenset[str]:
    return frozenset(folded(f"{name.given} {name.family}").split())


class _Known:
    """People, to be found again in another spelling without comparing each with each."""

    def __init__(self, people: Iterable[Name] = ()) -> None:
        self._exact: set[frozenset[str]] = set()
        self._alike: dict[str, list[Name]] = {}
        for name in people:
            self.add(name)

    def add(self, name: Name) -> None:
        self._exact.add(_words(name))
        family = name.key.split() or [""]
        for word in {family[0], family[-1]}:
            self._alike.setdefault(word, []).append(name)

    def __contains__(self, name: Name) -> bool:
        family = name.key.split() or [""]
        alike = (one for word in {family[0], family[-1]} for one in self._alike.get(word, [])[:MAX_ALIKE])
        return _words(name) in self._exact or any(same_person(name, one) for one in alike)


def _in_other_roles(said: Mapping[str, Sequence[Candidate]]) -> _Known:
    """Everybody whom a carrier gives another role and does not list as an author."""
    found = _Known()
    for field in ("editor", "contributor"):
        for one in said.get(field, []):
            own = _Known(
                name
                for other in said.get("author", [])
                if other.carrier == one.carrier
                for name in people_of(other)
            )
            for name in people_of(one):
                if (field == "editor" or name.role not in _AUTHORS) and name not in own:
                    found.add(name)
    return found


def _without(candidate: Candidate, others: _Known) -> Candidate:
    """The candidate without those in other roles, and those whom it gives one itself."""
    people = people_of(candidate)
    kept = [name for name in people if name.role in _AUTHORS and name not in others]
    if len(kept) == len(people) and not any(name.role for name in kept):
        return candidate
    value: Any = tuple(replace(name, role=None) for name in kept)
    return replace(candidate, value=value)


def _contributors(people: Iterable[Name], settled: People) -> People:
    """Each person once a role, without the authors and editors who are named again."""
    found: list[Name] = []
    named: dict[str | None, _Known] = {None: _Known(settled)}
    for name in people:
        role = None if name.role in _AUTHORS else name.role
        known = named.setdefault(role, _Known())
        if name not in known:
            known.add(name)
            found.append(replace(name, role=role))
    return tuple(found)


def _winner(lots: Sequence[Group]) -> Group:
    """The heaviest group, each group counting what its beginnings weigh as its own."""
    totals: list[tuple[float, Group]] = []
    for lot in lots:
        mine = people_of(lot.members[0])
        if any(is_beginning(mine, people_of(other.members[0])) for other in lots):
            continue
        support = sum(other.score for other in lots if is_beginning(people_of(other.members[0]), mine))
        totals.append((lot.score + support, lot))
    return max(totals, key=lambda pair: pair[0])[1]


def _states_parts(candidate: Candidate) -> list[bool]:
    """For each name, whether its carrier states which words are the family name: "Family, Given", or initials.

    A list in which every name is in small letters ("markus, wolfien") states nothing: such systems mix them up.
    """
    people = people_of(candidate)
    parts = [part for part in candidate.raw.split(";") if part.strip()]
    small = candidate.raw.islower()
    if candidate.carrier in _GUESSING or len(parts) != len(people) or small:
        return [False] * len(people)
    return [candidate.carrier in _IN_PARTS or "," in part for part in parts]
