"""Stored forms: the normal forms of some records in one file, so that another run need not read the records."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.forms import RULES, Form, Forms
from harvester.dedupe.texts import Texts
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_ABOUT = "harvester_forms"


class Stored(NamedTuple):
    """Forms, and what else is known of their records.

    Attributes:
        columns: further columns, one value for each record.
        notes: anything that JSON can say.
    """

    forms: Forms
    columns: Mapping[str, NDArray[Any]]
    notes: Any


def save(path: Path, stored: Stored, stamp: Any) -> None:  # noqa: ANN401  (anything that JSON can say)
    """Write ``stored`` to ``path``, whole or not at all.

    Args:
        path: need not exist.
        stored: what `load` gives back.
        stamp: what `load` must be asked for; anything that JSON can say.
    """
    about = json.dumps({"rules": RULES, "stamp": stamp, "notes": stored.notes}).encode()
    arrays: dict[str, Any] = {_ABOUT: np.frombuffer(about, dtype=np.uint8)}
    arrays |= {f"column_{name}": column for name, column in stored.columns.items()}
    arrays |= _ids(stored.forms.ids)
    for name in Form._fields:
        column = getattr(stored.forms, name)
        if isinstance(column, Texts):
            arrays |= {f"{name}_text": column.letters(), f"{name}_ends": column.offsets}
        else:
            arrays[name] = column
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
            if (about["rules"], about["stamp"]) != (RULES, json.loads(json.dumps(stamp))):
                return None
            columns = {name[7:]: arrays[name] for name in arrays.files if name.startswith("column_")}
            return Stored(_forms(arrays), columns, about["notes"])
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, AttributeError) as error:
        raise UsageError(f"{path}: holds no stored forms; delete it, or name another file") from error


def _ids(ids: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    # Unlike `Texts`, ids keep even half characters: they must come back as they were.
    ends = np.cumsum([0, *map(len, ids)], dtype=np.int64)
    return {
        "ids_text": np.frombuffer("".join(ids).encode("utf-8", "surrogatepass"), np.uint8),
        "ids_ends": ends,
    }


def _forms(arrays: Mapping[str, NDArray[Any]]) -> Forms:
    text = arrays["ids_text"].tobytes().decode("utf-8", "surrogatepass")
    ids = tuple([text[start:end] for start, end in pairwise(arrays["ids_ends"].tolist())])
    columns: dict[str, Any] = {
        name: Texts(arrays[f"{name}_text"].tobytes(), arrays[f"{name}_ends"])
        if isinstance(default, str)
        else arrays[name]
        for name, default in Form._field_defaults.items()
    }
    return Forms(ids, **columns)
