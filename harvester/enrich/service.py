"""Those that are asked: how often each may be in one run, and whether it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.errors import HostDown, HttpStatus, Throttled

if TYPE_CHECKING:
    from harvester.errors import FetchError

_GIVE_UP_AFTER = 3
"""Requests that fail one after another before a service is left alone until the next run."""


class Service:
    """One of those that are asked: how often it may be, and whether it answers."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.requests = 0
        self.reason = ""
        self._failures = 0

    @property
    def open(self) -> bool:
        """Whether another request makes sense in this run."""
        return self._failures < _GIVE_UP_AFTER and self.requests < self.budget

    @property
    def broken(self) -> bool:
        """Whether it was left alone because it did not answer."""
        return self._failures >= _GIVE_UP_AFTER

    def answered(self) -> None:
        """The last request was answered."""
        self._failures = 0

    def failed(self, error: FetchError) -> None:
        """The last request was not answered; one that refuses us is not asked again."""
        # The transport has tried each request several times, and has waited as long as one may.
        refused = isinstance(error, HttpStatus) and error.status in {401, 403}
        closed = refused or isinstance(error, Throttled | HostDown)
        self._failures = _GIVE_UP_AFTER if closed else self._failures + 1
        self.reason = str(error)
