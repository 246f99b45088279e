"""Where log lines go: words on stderr for people, one JSON object a line into a file for machines."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import sys
from typing import TYPE_CHECKING

from harvester.errors import ConfigError

if TYPE_CHECKING:
    from harvester.config import LogConfig

_SECRET = re.compile(
    r"(?i)((?:api[_-]?key|token|password|secret|authorization)=)[^&\s]+|(://)[^/\s:@]+:[^/\s@]+@"
)
_MAX_BYTES, _KEPT = 5_000_000, 5


def start_logging(config: LogConfig, *, verbose: int, quiet: bool) -> None:
    """Send warnings (with ``verbose`` also what is done) to stderr, and events to the log file if there is one.

    Raises:
        ConfigError: the log file cannot be written.
    """
    root = logging.getLogger("harvester")
    root.handlers.clear()
    root.propagate = False
    people = logging.StreamHandler(sys.stderr)
    people.setFormatter(_People())
    people.setLevel(
        logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    )
    # The command prints the report itself; only the log file takes it from here.
    people.addFilter(lambda record: record.name != "harvester.sync")
    root.addHandler(people)
    root.setLevel(logging.DEBUG)
    if config.file is not None:
        try:
            machines = logging.handlers.RotatingFileHandler(
                config.file, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8"
            )
        except OSError as error:
            raise ConfigError(f"[log] file = {config.file}: cannot be written: {error.strerror}") from error
        machines.setFormatter(_Json())
        machines.setLevel(config.level.upper())
        root.addHandler(machines)


class _People(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from harvester.model.text import printable

        return printable(_SECRET.sub(r"\1\2***", record.getMessage()))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _SECRET.sub(r"\1\2***", record.getMessage()),
        }
        return json.dumps(event, ensure_ascii=False)
