"""Whether the nightly run can be relied on: one word, one line, and one exit code for monitoring."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harvester.store import PastRun, Standing, Store

State = Literal["ok", "warning", "critical"]
_CODES: dict[State, int] = {"ok": 0, "warning": 1, "critical": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the catalogue's syncs fare.

    Attributes:
        critical, warnings: what is wrong, in words.
        summary: how the last sync that ended went; "" where none did.
        figures: for graphs: age (seconds since that end), seen, new, changed, gone, failed, works, issues, review.
    """

    critical: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    summary: str = ""
    figures: dict[str, int]

    @property
    def state(self) -> State:
        """The gravest of what is wrong."""
        return "critical" if self.critical else "warning" if self.warnings else "ok"

    @property
    def exit_code(self) -> int:
        """What monitoring plugins return: 0 ok, 1 warning, 2 critical."""
        return _CODES[self.state]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: {state, exit_code, critical, warnings, summary, figures}."""
        return {
            "state": self.state,
            "exit_code": self.exit_code,
            "critical": self.critical,
            "warnings": self.warnings,
            "summary": self.summary,
            "figures": self.figures,
        }

    def __str__(self) -> str:
        words = [*self.critical, *self.warnings, *([self.summary] if self.summary else [])]
        # Behind the bar monitoring looks for figures.
        told = "; ".join(words).replace("|", "/").replace("\n", " ")
        figures = " ".join(f"{name}={value}{'s' * (name == 'age')}" for name, value in self.figures.items())
        return f"harvester {self.state}: {told}" + (f" | {figures}" if figures else "")


def is_alive(pid: int) -> bool:
    """Whether a process of this machine has that id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def judge_health(
    store: Store,
    sources: Sequence[str],
    *,
    now: dt.datetime,
    max_age: float,
    alive: Callable[[int], bool] = is_alive,
) -> Health:
    """How the last syncs of the catalogue fared.

    Args:
        store: opened for reading; a sync may be writing to it.
        sources: the names of the config.
        now: UTC.
        max_age: seconds since the end of the last sync, from which the catalogue is too old.
        alive: whether there is a process with an id.
    """
    runs = store.history.runs(most=20, kind="sync")
    if not runs:
        return Health(critical=("never synced; run `harvester sync`",), figures={})
    critical = list(_stuck(runs[0], now=now, max_age=max_age, alive=alive))
    ended = next((run for run in runs if run.finished), None)
    if ended is None:
        words = (
            "the first sync has not ended yet" if len(runs) == 1 else f"none of {len(runs)} syncs has ended"
        )
        return Health(critical=tuple(critical), warnings=(words,), figures={})
    age = _age(ended.finished or ended.started, now)
    if ended.status == "failed":
        critical.append(f"run {ended.id}: no source succeeded")
    if age > max_age:
        critical.append(f"the last sync ended {_long(age)} ago, more than {_long(max_age)}")
    unwell = list(_unwell(sources, store.history.standings(), now=now, max_age=max_age))
    if ended.status == "partial" and not unwell:
        unwell = [f"run {ended.id} is partial; see `harvester status`"]
    counts = {name: ended.total(name) for name in ("seen", "new", "changed", "gone", "failed")}
    words = ", ".join(f"{number} {name}" for name, number in counts.items())
    well = sum(source.status == "ok" for source in ended.sources)
    summary = f"run {ended.id} {ended.status} {_long(age)} ago, {well}/{len(ended.sources)} sources, {words}"
    figures = {
        "age": round(age),
        **counts,
        "works": store.works.count(),
        "issues": store.issues.count_open(),
        "review": store.decisions.count_review(),
    }
    return Health(critical=tuple(critical), warnings=tuple(unwell), summary=summary, figures=figures)


def _stuck(run: PastRun, *, now: dt.datetime, max_age: float, alive: Callable[[int], bool]) -> Iterator[str]:
    """What is wrong with the newest run, if it has not ended."""
    if run.finished:
        return
    age = _age(run.started, now)
    doing = f" ({run.progress})" if run.progress else ""
    if not alive(run.pid):
        yield f"run {run.id}, begun {_long(age)} ago, was killed or broke off midway{doing}; the next sync goes on"
    elif age > max_age:
        yield f"run {run.id} has not ended for {_long(age)}{doing}"


def _unwell(
    sources: Iterable[str], standings: dict[str, Standing], *, now: dt.datetime, max_age: float
) -> Iterator[str]:
    """What is wrong with each source, in words."""
    for name in sources:
        fared = standings.get(name)
        if fared is None:
            yield f"{name} was never looked at"
        elif fared.status != "ok":
            since = f"last ok {_long(_age(fared.well, now))} ago" if fared.well else "never ok"
            yield f"{name} {fared.status} ({since}): {fared.reason}"
        elif (age := _age(fared.looked, now)) > max_age:
            yield f"{name} was not looked at for {_long(age)}"


def _age(stamp: str, now: dt.datetime) -> float:
    """Seconds since a moment of the store; 0 where the clock was set back."""
    return max((now - dt.datetime.fromisoformat(stamp)).total_seconds(), 0.0)


def _long(seconds: float) -> str:
    """A span of time in one number.

    >>> [_long(seconds) for seconds in (40, 600, 7 * 3600, 36 * 3600, 5 * 86_400)]
    ['40 s', '10 min', '7 h', '36 h', '5 d']
    """
    for unit, size, below in (("s", 1, 120), ("min", 60, 7_200), ("h", 3_600, 172_800)):
        if seconds < below:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.0f} d"
