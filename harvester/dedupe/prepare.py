"""Prepare: records as the columns in which they are matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.dedupe.forms import read_forms
from harvester.dedupe.table import Table, tabulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Record


def prepare(records: Sequence[Record]) -> Table:
    """The columns of ``records``, in their order."""
    return tabulate(read_forms(records))
