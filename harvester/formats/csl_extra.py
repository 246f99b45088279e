"""What a CSL-JSON item says beyond the fields of a `Record`, and what any file does: kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harvester.model import Extra
from harvester.model.access import access_of
from harvester.model.standing import status_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMAT = "csl-json"
_READ = frozenset(
    "id type title genre container-title collection-title event-title event volume issue page number edition "
    "publisher publisher-place DOI URL language abstract author editor ISSN ISBN keyword PMID custom".split()
)
_DATES = frozenset({"issued", "available-date"})
_CUSTOM = frozenset(
    "ISSN ISBN organisation access license full_text status title_alternative funder identifier harvester extra".split()
)


def read(item: Mapping[str, Any], refused: Sequence[str] = ()) -> tuple[Extra, ...]:
    """The variables of ``item`` that no field holds, and the extras that `put_back` left under ``custom.extra``.

    >>> read({"id": 1, "title": "A", "call-number": "QA 76"})
    (Extra(format='csl-json', name='call-number', value='"QA 76"'),)
    """
    left = [
        (name, value)
        for name, value in _without_status(item).items()
        if value not in (None, "", [])
        and (
            (name not in _READ | _DATES)
            or (name in _DATES and not _is_plain(value))
            or (name != "custom" and any(text in _dump(value) for text in refused))
        )
    ]
    custom = item.get("custom")
    ours: Mapping[str, Any] = custom if isinstance(custom, Mapping) else {}
    if rest := {name: value for name, value in ours.items() if name not in _CUSTOM or _is_other(name, value)}:
        left.append(("custom", rest))
    extra = [Extra(_FORMAT, name, _dump(value)) for name, value in left]
    carried = ours.get("extra")
    carried = carried if isinstance(carried, list) else []
    return (*extra, *(Extra(*parts) for parts in carried if _is_extra(parts)))


def _without_status(item: Mapping[str, Any]) -> dict[str, Any]:
    """``item`` without the words of its status, which a record has a place for, wherever we wrote them."""
    rest = dict(item)
    if status_of(str(item.get("status") or "")):
        del rest["status"]
    custom = item.get("custom")
    ours = custom.get("harvester") if isinstance(custom, Mapping) else None
    warning = ours.get("warning") if isinstance(ours, Mapping) else None
    if warning and isinstance(warning, str) and isinstance(item.get("note"), str):
        rest["note"] = item["note"].removeprefix(warning).removeprefix("; ")
    return rest


def put_back(item: dict[str, Any], extra: Iterable[Extra]) -> dict[str, Any]:
    """``item`` with its own further variables; what is of other formats or taken stands under ``custom.extra``."""
    custom = dict(item.get("custom", {}))
    rest = []
    added: dict[str, Any] = {}
    for one in extra:
        value: Any = json.loads(one.value) if one.format == _FORMAT else None
        if one.format == _FORMAT and one.name == "custom" and not custom.keys() & value.keys():
            custom |= value
        elif one.format == _FORMAT and one.name not in item and added.get(one.name, value) == value:
            added[one.name] = value
        else:
            rest.append(list(one))
    if rest:
        custom["extra"] = rest
    return item | added | ({"custom": custom} if custom else {})


def _is_other(name: str, value: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether somebody else means something of their own by the word "access"."""
    return name == "access" and value != "" and access_of(str(value)) is None


def _is_extra(parts: Any) -> bool:  # noqa: ANN401  (JSON)
    return isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, str) for part in parts)


def _is_plain(date: Any) -> bool:  # noqa: ANN401  (JSON)
    """Whether a date is one point in time and nothing else."""
    if not isinstance(date, Mapping):
        return True
    parts = date.get("date-parts")
    return date.keys() <= {"date-parts", "raw", "literal"} and (
        not isinstance(parts, list) or len(parts) <= 1
    )


def _dump(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False)
