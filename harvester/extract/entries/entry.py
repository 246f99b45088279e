"""Entry: what was read off one entry of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.extract.platforms import GENERIC

if TYPE_CHECKING:
    from harvester.extract.candidate import Candidate
    from harvester.extract.platforms.base import Platform
    from harvester.model import Extra, Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list, read.

    Attributes:
        native: the item's id within its source; "" where there is no record.
        url: the item's page, or where the entry itself can be had.
        candidates: everything that it says.
        extra: what no field of a `Record` holds.
        issues: what could not be read.
        reason: why there is no record; "" where there is one.
        platform: whose rules were used.
    """

    native: str = ""
    url: str = ""
    candidates: tuple[Candidate, ...] = ()
    extra: tuple[Extra, ...] = ()
    issues: tuple[Issue, ...] = ()
    reason: str = ""
    platform: Platform = GENERIC
