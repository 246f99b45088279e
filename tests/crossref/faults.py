"""Faults on demand: which request gets which, and the work that reserved DOIs name."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.crossref.limits import STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.crossref.answers import Work

KINDS: dict[str, str] = {
    "403": "status", "429": "status", "500json": "status", "500empty": "status", "502": "status",
    "503html": "status", "504": "status",
    "slow": "timing", "drip": "timing",
    "reset": "connection", "reset-mid": "connection", "truncate": "connection",
    "badjson": "body", "html200": "body", "nocontenttype": "body", "wrongcharset": "body", "gzipbad": "body",
    "emptybody": "body", "null-message": "body", "huge": "body",
    "wrongdoi": "content", "missing-total": "content", "dup-items": "content", "items-null": "content",
    "redirect-loop": "redirect", "redirect-offsite": "redirect",
}  # fmt: skip
"""Every kind of fault and its group.

Some take an argument after a colon: ``429:date`` (a style of `limits.STYLES`), ``slow:2`` or ``slow:250ms``,
``drip:0.1`` (seconds per byte), ``huge:1000000`` (bytes), ``redirect-offsite:host:port``.
"""

_ARGUMENTS = {
    "429": "|".join(STYLES),
    "slow": r"\d+(\.\d+)?|\d+ms",
    "drip": r"\d+(\.\d+)?|\d+ms",
    "huge": r"\d{2,9}",
    "redirect-offsite": r".+",
}
LISTS_ONLY = frozenset({"missing-total", "dup-items", "items-null"})
_ROUTES = {
    **dict.fromkeys(LISTS_ONLY, ("works",)),
    **dict.fromkeys(("wrongdoi", "null-message"), ("work", "works")),
}
_RESERVED = re.compile(r"10\.5555/sim\.(?P<kind>[a-z0-9-]+)(?::(?P<argument>[^.]*))?(?:\.(?P<times>\d+))?")


@dataclass
class Fault:
    """A rule: what goes wrong with which requests.

    Attributes:
        kind: one of `KINDS`, without its argument.
        argument: what follows its colon.
        route: ``work``, ``works``, ``agency``, ``transform``, ``ra``, ``datacite`` or ``doi``; None is any.
        doi: only requests that name it, alone or in a filter.
        nth: the first of the matching requests, from 1, that it spoils.
        count: how many it spoils; None is all from there.
        seen: matching requests so far.
        fired: spoilt requests so far.
    """

    kind: str
    argument: str = ""
    route: str | None = None
    doi: str | None = None
    nth: int = 1
    count: int | None = None
    seen: int = 0
    fired: int = 0

    @property
    def hides_limits(self) -> bool:
        """Whether the answer is not Crossref's own, so that it tells no limits."""
        return self.kind == "html200" or (KINDS[self.kind] in {"status", "redirect"} and self.kind != "429")

    def due(self, route: str, dois: Sequence[str]) -> bool:
        """Whether it spoils this request, which is counted."""
        if self.route not in (None, route) or (self.doi is not None and self.doi not in dois):
            return False
        if route not in _ROUTES.get(self.kind, (route,)):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.count is not None and self.fired >= self.count):
            return False
        self.fired += 1
        return True


@dataclass
class Faults:
    """The rules, in the order in which they were added; of several that are due the first wins."""

    rules: list[Fault] = field(default_factory=list)
    _reserved: dict[str, Fault] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        kind: str,
        *,
        route: str | None = None,
        doi: str | None = None,
        nth: int | None = None,
        count: int | None = None,
    ) -> Fault:
        """Spoil the ``count`` requests from the ``nth`` on that match; with ``nth`` alone just that one.

        Raises:
            ValueError: there is no such kind, or it takes no such argument.
        """
        kind, _, argument = kind.partition(":")
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind!r}; take one of {', '.join(KINDS)}")
        if not _takes(kind, argument):
            raise ValueError(f"{kind} cannot be {argument!r}; take {_ARGUMENTS.get(kind) or 'nothing'}")
        if count is None and nth is not None:
            count = 1
        rule = Fault(kind, argument, route, doi.lower() if doi else None, nth or 1, count)
        with self._lock:
            self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Drop every rule, and forget how often reserved DOIs have failed."""
        with self._lock:
            self.rules.clear()
            self._reserved.clear()

    def due(self, route: str, dois: Sequence[str]) -> Fault | None:
        """The fault of this request, which every matching rule counts."""
        with self._lock:
            due = [rule for rule in self.rules if rule.due(route, dois)]
            for doi in dois:
                rule = self._reserved_rule(doi)
                if rule and rule.due(route, dois):
                    due.append(rule)
        return due[0] if due else None

    def _reserved_rule(self, doi: str) -> Fault | None:
        found = _parts(doi)
        if found is None:
            return None
        times = found["times"]
        rule = Fault(found["kind"], found["argument"] or "", doi=doi, count=int(times) if times else None)
        return self._reserved.setdefault(doi, rule)


def reserved(doi: str) -> Work | None:
    """The work that a reserved DOI, ``10.5555/sim.<kind>[.<n>]``, names: it fails n times, or always."""
    found = _parts(doi)
    if found is None:
        return None
    date: dict[str, Any] = {
        "date-parts": [[2024, 5, 6]],
        "date-time": "2024-05-06T00:00:00Z",
        "timestamp": 1_714_953_600_000,
    }
    return {
        "DOI": doi,
        "URL": f"https://doi.org/{doi}",
        "prefix": "10.5555",
        "type": "journal-article",
        "title": [f"A made-up étude whose request meets {found['kind']}"],
        "author": [{"given": "Zoë", "family": "Störung", "sequence": "first", "affiliation": []}],
        "container-title": ["Journal of Simulated Faults"],
        "publisher": "Simulator",
        "volume": "1",
        "page": "1-2",
        "source": "Crossref",
        "relation": {},
        **dict.fromkeys(("issued", "published", "created", "deposited", "indexed"), date),
    }


def _parts(doi: str) -> re.Match[str] | None:
    found = _RESERVED.fullmatch(doi)
    return (
        found if found and found["kind"] in KINDS and _takes(found["kind"], found["argument"] or "") else None
    )


def _takes(kind: str, argument: str) -> bool:
    """Whether the argument, or its absence, makes sense for the kind."""
    return not argument or re.fullmatch(_ARGUMENTS.get(kind, ""), argument) is not None
