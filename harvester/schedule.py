"""A sync every night, as a line for a crontab or as units for systemd; nothing is installed here."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNQUOTABLE = re.compile(r"[\"'\\\x00-\x1f\x7f]")
"""What the settings of a unit that hold paths have no common way to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be run when.

    Attributes:
        command: the program with its first words, absolute. config: absolute.
        hour, minute: of the machine's own time.
        user: who runs it. writes: the folders that it must be able to write to, absolute.
    """

    command: Sequence[str]
    config: Path
    hour: int
    minute: int
    user: str
    writes: Sequence[Path]

    @property
    def words(self) -> list[str]:
        """The whole command line."""
        return [*self.command, "sync", "--quiet", "--config", str(self.config)]


def crontab_line(job: Job) -> str:
    r"""The line for ``crontab -e``.

    Raises:
        UsageError: a path holds a control character, which no crontab can hold.

    >>> from pathlib import Path
    >>> job = Job(command=["/opt/h v/harvester"], config=Path("/srv/50% c.toml"), hour=2, minute=17, user="", writes=[])
    >>> print(crontab_line(job))
    17 2 * * * '/opt/h v/harvester' sync --quiet --config '/srv/50\% c.toml'
    """
    _refuse(_CONTROL, job.words, "a crontab")
    # cron itself ends the command at a %, in quotes or not.
    command = shlex.join(job.words).replace("%", r"\%")
    return f"{job.minute} {job.hour} * * * {command}"


def systemd_units(job: Job) -> dict[str, str]:
    """The units by file name: a service that may write to nothing but its folders, and its timer.

    Raises:
        UsageError: a path holds a quote, a backslash or a control character.
    """
    _refuse(_UNQUOTABLE, [*job.words, *map(str, job.writes)], "a unit")
    program, *words = job.words
    # The program itself is no place for variables; its arguments are.
    command = " ".join([_quoted(program), *(_quoted(word).replace("$", "$$") for word in words)])
    folders = " ".join(_quoted(str(folder)) for folder in dict.fromkeys(job.writes))
    return {
        "harvester.service": _SERVICE.format(
            command=command, folders=folders, user=job.user.replace("%", "%%")
        ),
        "harvester.timer": _TIMER.format(at=f"{job.hour:02d}:{job.minute:02d}:00"),
    }


def _quoted(word: str) -> str:
    """``word`` as one word of a unit.

    >>> _quoted("--quiet"), _quoted("/srv/50% of it")
    ('--quiet', '"/srv/50%% of it"')
    """
    word = word.replace("%", "%%")
    return word if re.fullmatch(r"[\w./%:=@+-]+", word) else f'"{word}"'


def _refuse(signs: re.Pattern[str], words: Sequence[str], where: str) -> None:
    for word in words:
        if bad := signs.search(word):
            raise UsageError(f"{word!r}: {where} cannot hold its {bad[0]!r}; move or link it to a plain path")


_SERVICE = """\
[Unit]
Description=Bring the catalogue of harvester up to date
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
ExecStart={command}
# 75: another run is under way; 143: stopped. What was stored is kept, the next run goes on from there.
SuccessExitStatus=75 143
TimeoutStartSec=6h
TimeoutStopSec=2min
Nice=10
# More than 200,000 records need more.
MemoryMax=1G
# Only these folders may be written to; a command of [watch] alert may need others.
ProtectSystem=strict
ReadWritePaths={folders}
ProtectHome=read-only
NoNewPrivileges=true
PrivateTmp=true
PrivateDevices=true
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectControlGroups=true
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=true
RestrictSUIDSGID=true
LockPersonality=true
CapabilityBoundingSet=
"""

_TIMER = """\
[Unit]
Description=Bring the catalogue of harvester up to date every night

[Timer]
OnCalendar=*-*-* {at}
RandomizedDelaySec=45min
Persistent=true

[Install]
WantedBy=timers.target
"""
