"""How the tests of choosing speak: raw values of carriers in, the chosen values out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.choose import choose
from harvester.extract.platforms import GENERIC

if TYPE_CHECKING:
    import datetime as dt

Said = tuple[str, str, str | list[str]]


def candidates(*said: Said) -> list[Candidate]:
    """The candidates of (field, carrier, raw value or values)."""
    return [one for field, carrier, raws in said for one in read_field(field, carrier, raws)]


def chosen(*said: Said, url: str = "", today: dt.date | None = None) -> dict[str, Any]:
    return choose(candidates(*said), GENERIC, url=url, today=today)


def value(field: str, *said: Said, **options: Any) -> str:
    """The chosen value of one field as text; "" where none is chosen."""
    found = chosen(*said, **options).get(field, "")
    is_list = isinstance(found, tuple) and not hasattr(found, "_fields")
    return "; ".join(map(str, found)) if is_list else str(found)


def sure(field: str, *said: Said) -> float:
    return dict(chosen(*said)["confidence"])[field]
