"""Choice: what a person decided about records; it outranks the machine until it is undone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How many records a sentence names.
_SHOWN = 5

ChoiceKind = Literal["merge", "accept", "split", "reject", "set", "unset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One decision of a person.

    It speaks of records, never of works, so that it keeps its meaning when works get other ids.

    Attributes:
        number: counted from 1, in the order in which choices were made.
        kind: "merge" and "accept" say that ``records`` are one work, "split" and "reject" that none of
            ``records`` is one work with any of ``others``; "set" gives ``field`` of the work that holds
            ``records`` the ``value``, "unset" takes that back.
        value: as the person wrote it.
        who: the person. made: UTC, ISO 8601. why: in the person's words, or "".
        undone: when it was undone, or "". undone_by: by whom.
    """

    number: int = 0
    kind: ChoiceKind
    records: tuple[str, ...]
    others: tuple[str, ...] = ()
    field: str = ""
    value: str = ""
    who: str
    made: str
    why: str = ""
    undone: str = ""
    undone_by: str = ""

    @property
    def ties(self) -> bool:
        """Whether it says that records are one work."""
        return self.kind in ("merge", "accept")

    @property
    def parts(self) -> bool:
        """Whether it says that records are not one work."""
        return self.kind in ("split", "reject")

    @property
    def about(self) -> frozenset[str]:
        """Every record that it speaks of."""
        return frozenset((*self.records, *self.others))

    def following(self, moved: Mapping[str, str]) -> Choice:
        """The same choice, which also speaks of what the pages of its records gave later (old id -> new id)."""
        told = self.about
        records, others = (
            (*side, *(moved[record] for record in side if record in moved and moved[record] not in told))
            for side in (self.records, self.others)
        )
        return replace(self, records=records, others=others)

    def __str__(self) -> str:
        """What was said, by whom, when and why, in a sentence without its full stop.

        >>> print(Choice(kind="merge", records=("a:1", "b:2"), who="anna", made="2026-11-23T12:00:00Z", why="I asked"))
        a person (anna, 2026-11-23) said that a:1, b:2 are one work: I asked
        """
        records, others = _listed(self.records), _listed(self.others)
        if self.ties:
            said = f"{records} are one work"
        elif self.parts:
            said = f"{records} and {others} are not one work"
        elif self.kind == "set":
            said = f"{self.field} is “{self.value}”"
        else:
            said = f"{self.field} is left to the machine"
        return f"a person ({self.who}, {self.made[:10]}) said that {said}" + (
            f": {self.why}" if self.why else ""
        )


def _listed(records: tuple[str, ...]) -> str:
    shown = records if len(records) <= _SHOWN else records[: _SHOWN - 1]
    more = f" and {len(records) - len(shown)} more" if len(shown) < len(records) else ""
    return ", ".join(shown) + more
