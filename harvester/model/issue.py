"""What went wrong with one thing, as a row that people can query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem with one subject; the run went on.

    Attributes:
        kind: a short stable word, such as "wrong-doi" or "fetch-failed".
        message: what happened, where, and what to do.
        source: the source's name, or "" for the whole catalogue.
        subject: the record id, DOI or URL that it is about.
        severity: "info" needs nobody, "warning" needs a look, "error" lost something for this run.
    """

    kind: str
    message: str
    source: str = ""
    subject: str = ""
    severity: Severity = "warning"
