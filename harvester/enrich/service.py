"""Those that are asked: how often each may be in one run, and whether it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.errors import HostDown, HttpStatus, Throttled

if TYPE_CHECKING:
    from harvester.errors import FetchError

_OUR_FAULT = frozenset({400, 404, 406, 410, 413, 414, 422})
"""Statuses that speak of one request, and not of the service."""


class Service:
    """One of those that are asked: how often it may be, and whether it answers.

    Args:
        budget: requests in one run.
        patience: requests that fail one after another before it is left alone until the next run.
    """

    def __init__(self, budget: int, *, patience: int) -> None:
        self.budget = budget
        self._patience = patience
        self.requests = 0
        self.reason = ""
        self._failures = 0

    @property
    def open(self) -> bool:
        """Whether another request makes sense in this run."""
        return self._failures < self._patience and self.requests < self.budget

    @property
    def broken(self) -> bool:
        """Whether it was left alone because it did not answer."""
        return self._failures >= self._patience

    def answered(self) -> None:
        """The last request was answered."""
        self._failures = 0

    def failed(self, error: FetchError) -> None:
        """The last request was not answered; one that refuses us is not asked again."""
        # The transport has tried each request several times, and has waited as long as one may.
        refused = isinstance(error, HttpStatus) and error.status in {401, 403}
        if refused or isinstance(error, Throttled | HostDown):
            self._failures = self._patience
        elif not (isinstance(error, HttpStatus) and error.status in _OUR_FAULT):
            self._failures += 1
        self.reason = str(error)
