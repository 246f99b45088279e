"""``/__sim/...``: the simulator steered from another process."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.crossref.answers import encoded, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.fetch import Reply
    from tests.crossref.server import Simulator


def control(simulator: Simulator, method: str, target: str, body: bytes) -> Reply:
    """The answer to one such request.

    - ``POST /__sim/faults`` adds a rule or a list of them, ``{"kind": ..., "route": ..., "doi": ..., "nth": ...,
      "count": ...}``; ``DELETE`` drops all, ``GET`` shows them.
    - ``POST /__sim/works`` puts a work or a list of them; ``POST /__sim/touch`` indexes anew,
      ``{"doi": ..., "indexed": ...}``.
    - ``POST /__sim/limits`` changes a pool, ``{"pool": ..., "rate": ..., "concurrency": ...}``.
    - ``GET /__sim/log`` shows every request; ``POST /__sim/reset`` starts afresh.
    """
    try:
        given = json.loads(body) if body else []
        many = given if isinstance(given, list) else [given]
        match method, target.removeprefix("/__sim/"):
            case "GET", "faults":
                return encoded([asdict(rule) for rule in simulator.faults.rules])
            case "GET", "log":
                return encoded([asdict(entry) for entry in simulator.log])
            case "DELETE", "faults":
                simulator.faults.clear()
            case "POST", "reset":
                simulator.reset()
            case "POST", ("faults" | "works" | "touch" | "limits") as what:
                for one in many:
                    _POSTED[what](simulator, one)
            case _:
                return text(404, f"{method} {target}: the simulator has no such control\n")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return text(400, f"{method} {target}: {error!r}\n")
    return text(200, "done\n")


_POSTED: dict[str, Callable[[Simulator, dict[str, Any]], object]] = {
    "faults": lambda simulator, rule: simulator.faults.add(**rule),
    "works": lambda simulator, work: simulator.put(work),
    "touch": lambda simulator, one: simulator.touch(**one),
    "limits": lambda simulator, change: simulator.limits.set(**change),
}
