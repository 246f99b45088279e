"""The command line: arguments in, exit code out; the only place that prints."""

from harvester.cli.app import main

__all__ = ["main"]
