"""The commands, and what every error of theirs means for the exit code.

Each command is a small module that imports the library only when it runs, so that
``harvester --help`` stays quick.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from harvester import __version__
from harvester.cli.care import backup, retention, vacuum
from harvester.cli.catalogue import issues, search, show, why
from harvester.cli.console import complain
from harvester.cli.dedupe import dedupe
from harvester.cli.enrich import enrich
from harvester.cli.export import export
from harvester.cli.init import init
from harvester.cli.inspect import inspect
from harvester.cli.people import merge, set_, split, undo, unset
from harvester.cli.reparse import reparse
from harvester.cli.report import report
from harvester.cli.review import review
from harvester.cli.schedule import schedule
from harvester.cli.status import status
from harvester.cli.sync import sync
from harvester.errors import Fault, HarvesterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_INTERRUPTED, _TERMINATED, _IO = 130, 143, 74


class ReaderGone(Exception):
    """The other end of the pipe is closed."""


@contextmanager
def _noticing_the_reader() -> Iterator[None]:
    """Turn a broken pipe into `ReaderGone`, before click makes it an exit with code 1."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error


class _Commands(click.Group):
    def make_context(self, *words: Any, **more: Any) -> click.Context:  # noqa: ANN401  (click's own signature)
        with _noticing_the_reader():
            return super().make_context(*words, **more)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (click's own signature)
        with _noticing_the_reader():
            return super().invoke(ctx)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="harvester")
def cli() -> None:
    """Harvest publication pages, enrich them through Crossref, and keep one clean, explained catalogue."""


_LOOK = (status, report, search, show, why, issues, export, inspect)
_CARE = (backup, vacuum, retention)
_DECIDE = (merge, split, set_, unset, review, undo)
for _command in (sync, enrich, reparse, *_LOOK, *_DECIDE, dedupe, *_CARE, init, schedule):
    cli.add_command(_command)


class Terminated(BaseException):
    """SIGTERM came; what is stored stays, the rest is left for the next run."""


def main() -> NoReturn:
    """Run one command and exit with its code; every error is one clear line on stderr."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = cli.main(standalone_mode=False)
        with _noticing_the_reader():
            sys.stdout.flush()
    except HarvesterError as error:
        complain(str(error))
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; everything stored before is kept, the next sync goes on from there")
        code = _INTERRUPTED
    except Terminated:
        complain("terminated; everything stored before is kept, the next sync goes on from there")
        code = _TERMINATED
    except ReaderGone:
        # Nothing more can be said to it (head, less); what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        complain(f"{error.filename or 'input/output'}: {error.strerror or error}")
        code = _IO
    except Exception as error:  # noqa: BLE001  (the last resort: a bug must not look like exit code 1)
        traceback.print_exception(error)
        complain("this is a bug in harvester, please report it; everything stored before is kept")
        code = Fault.exit_code
    sys.exit(code if isinstance(code, int) else 0)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated
