"""What was asked: the proof of a client's good manners."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass
class Entry:
    """One request.

    Attributes:
        method: of HTTP.
        path: raw, as it was sent.
        query: raw, without its question mark.
        headers: as they were sent; names in lower case.
        connection: number of the connection, from 1.
        pool: whose limits it counts against; empty where it is none of Crossref's routes.
        time: seconds by the simulator's clock, when it came in.
        in_flight: requests of the pool that were unanswered then, itself included.
        route: ``work``, ``works``, ``agency``, ``transform``, ``ra``, ``datacite``, ``doi``, or empty.
        dois: the DOIs that it names, decoded, in lower case.
        status: what was answered; 0 where nothing was.
        fault: the kind of fault that it met, or empty.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    connection: int
    pool: str = ""
    time: float = 0.0
    in_flight: int = 1
    route: str = ""
    dois: list[str] = field(default_factory=list)
    status: int = 0
    fault: str = ""

    @property
    def target(self) -> str:
        """Path and query as they were sent; its length is what 414 is about."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def params(self) -> dict[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


class Log(list[Entry]):
    """Every request in the order in which it came in."""

    def of(self, route: str) -> Log:
        """The requests of one route."""
        return Log(entry for entry in self if entry.route == route)

    def busiest(self, pool: str = "", seconds: float = 1.0) -> int:
        """The most requests within a window of ``seconds``, of the pools whose names begin with ``pool``."""
        times = sorted(entry.time for entry in self if entry.pool.startswith(pool))
        first = most = 0
        for last, time in enumerate(times):
            while times[first] <= time - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def most_in_flight(self, pool: str = "") -> int:
        """The most requests at once, of the pools whose names begin with ``pool``."""
        return max((entry.in_flight for entry in self if entry.pool.startswith(pool)), default=0)

    def asked(self) -> Counter[str]:
        """DOI -> how many requests named it."""
        return Counter(doi for entry in self for doi in entry.dois)
