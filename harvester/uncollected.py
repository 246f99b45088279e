"""Uncollected: work on many objects at once, over which nobody looks for garbage meanwhile."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage in cycles alone inside.

    Records, cells and rows are made by the hundred thousand and hold no cycles; the collector would go through all of
    them over and over, to free nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
