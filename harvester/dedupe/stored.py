"""Stored forms: some records as matching sees them in one file, so that another run need not read the records."""

from __future__ import annotations

import json
import zipfile
from dataclasses import fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.epoch import ENGINE
from harvester.dedupe.forms import RULES, Form, Forms
from harvester.dedupe.ragged import Ragged
from harvester.dedupe.table import Table, read_relations
from harvester.dedupe.texts import Texts
from harvester.dedupe.venue import read_venue
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_ABOUT = "harvester_forms"
#: By which rules records were read, and what was computed of them.
_RULES = [RULES, ENGINE]
#: Columns of a `Table` that are kept as they are.
_COMPUTED = tuple(
    column.name for column in fields(Table) if column.name not in ("forms", "venues", "relations")
)


class Stored(NamedTuple):
    """Forms with all that is computed of them, and what else is known of their records.

    Attributes:
        table: holds the forms.
        columns: further columns, one value for each record.
        notes: anything that JSON can say.
    """

    table: Table
    columns: Mapping[str, NDArray[Any]]
    notes: Any


def save(path: Path, stored: Stored, stamp: Any) -> None:  # noqa: ANN401  (anything that JSON can say)
    """Write ``stored`` to ``path``, whole or not at all.

    Args:
        path: need not exist.
        stored: what `load` gives back.
        stamp: what `load` must be asked for; anything that JSON can say.
    """
    about = json.dumps({"rules": _RULES, "stamp": stamp, "notes": stored.notes}).encode()
    arrays: dict[str, Any] = {_ABOUT: np.frombuffer(about, dtype=np.uint8)}
    arrays |= {f"column_{name}": column for name, column in stored.columns.items()}
    arrays |= _ids(stored.table.ids)
    for name in Form._fields:
        arrays |= _flat(name, getattr(stored.table.forms, name))
    for name in _COMPUTED:
        arrays |= _flat(f"table_{name}", getattr(stored.table, name))
    arrays |= _flat("table_venues", Texts.of(venue.text for venue in stored.table.venues))
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as stream:
            np.savez(stream, **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load(path: Path, stamp: Any) -> Stored | None:  # noqa: ANN401  (as in `save`)
    """What was saved at ``path`` under ``stamp`` by the same rules of reading, or None.

    Raises:
        UsageError: there is a file at ``path``, but `save` did not write it.
    """
    if not path.exists():
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            about = json.loads(arrays[_ABOUT].tobytes())
            if (about["rules"], about["stamp"]) != (_RULES, json.loads(json.dumps(stamp))):
                return None
            columns = {name[7:]: arrays[name] for name in arrays.files if name.startswith("column_")}
            return Stored(_table(arrays), columns, about["notes"])
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, AttributeError, TypeError) as error:
        raise UsageError(f"{path}: holds no stored forms; delete it, or name another file") from error


def _ids(ids: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    # Unlike `Texts`, ids keep even half characters: they must come back as they were.
    ends = np.cumsum([0, *map(len, ids)], dtype=np.int64)
    return {
        "ids_text": np.frombuffer("".join(ids).encode("utf-8", "surrogatepass"), np.uint8),
        "ids_ends": ends,
    }


def _flat(name: str, column: Texts | Ragged | NDArray[Any]) -> dict[str, NDArray[Any]]:
    if isinstance(column, Texts):
        return {f"{name}_text": column.letters(), f"{name}_ends": column.offsets}
    if isinstance(column, Ragged):
        return {f"{name}_values": column.values, f"{name}_ends": column.offsets}
    return {name: column}


def _column(arrays: Mapping[str, NDArray[Any]], name: str) -> Texts | Ragged | NDArray[Any]:
    if f"{name}_text" in arrays:
        return Texts(arrays[f"{name}_text"].tobytes(), arrays[f"{name}_ends"])
    if f"{name}_values" in arrays:
        return Ragged(arrays[f"{name}_ends"], arrays[f"{name}_values"])
    return arrays[name]


def _table(arrays: Mapping[str, NDArray[Any]]) -> Table:
    text = arrays["ids_text"].tobytes().decode("utf-8", "surrogatepass")
    ids = tuple([text[start:end] for start, end in pairwise(arrays["ids_ends"].tolist())])
    read: dict[str, Any] = {name: _column(arrays, name) for name in Form._fields}
    computed: dict[str, Any] = {name: _column(arrays, f"table_{name}") for name in _COMPUTED}
    venues = _column(arrays, "table_venues")
    if not isinstance(venues, Texts):
        raise KeyError("table_venues")
    forms = Forms(ids, **read)
    relations = read_relations(forms.relations)
    return Table(forms, venues=tuple(map(read_venue, venues.take())), relations=relations, **computed)
