"""A registry's record with the registry as the witness of everything that it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model import Identifier, PartialDate, Record, Witness
from harvester.model.attached import ATTACHED, attached

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_SAID = frozenset({"id", "source", "url", "relation", "genre"})


def witnessed(record: Record, licenses: Iterable[str] = ()) -> Record:
    """``record`` with its source as the witness of each field.

    Args:
        record: what the registry said.
        licenses: every licence that it stated, where there are more than the one chosen.
    """
    carrier = record.source
    stated = list(licenses)
    witnesses = [
        Witness(field, carrier, _as_text(getattr(record, field)))
        for field in record.to_dict()
        if field not in _NOT_SAID and not (field == "license" and stated)
    ]
    witnesses += [Witness("license", carrier, text) for text in stated]
    people = (*record.author, *record.editor)
    witnesses += [Witness(said, carrier, text) for said in ATTACHED for text in attached(people, said)]
    return replace(record, witness=tuple(dict.fromkeys(witnesses)))


def _as_text(value: object) -> str:
    if isinstance(value, tuple) and not isinstance(value, PartialDate):
        return "; ".join(item.value if isinstance(item, Identifier) else str(item) for item in value)
    return str(value)
