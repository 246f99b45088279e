"""What a command costs: CPU seconds with its children, and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cost(NamedTuple):
    """User and system CPU seconds of a process and its children, and the peak memory in MB of the largest of them."""

    cpu: float
    memory: float


def measure(command: Sequence[str]) -> Cost:
    """Run ``command`` to its end, its output thrown away.

    Linux counts what a process held before it became another program. So a small Python stands between this one, which
    may hold much, and the command.

    Raises:
        SystemExit: the command failed.
    """
    found = subprocess.run(
        [sys.executable, __file__, *command], stdout=subprocess.PIPE, check=False, text=True
    )
    if found.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return Cost(*json.loads(found.stdout))


def main() -> None:
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
    sys.exit(bool(status))


if __name__ == "__main__":
    main()
