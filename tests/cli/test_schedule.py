"""What `harvester schedule` prints: cron and systemd read it as it is meant, and the command in it runs."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.errors import UsageError
from harvester.schedule import Job, crontab_line, systemd_units
from tests.cli.test_cli import run, write_config


def job(folder: Path, *command: str) -> Job:
    return Job(
        command=command or [sys.executable, "-c", "from harvester.cli import main; main()"],
        config=folder / "config.toml",
        hour=2,
        minute=17,
        user="daemon",
        writes=[folder, folder],
    )


def parsed(unit: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit)
    return parser


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder whose name is hard on everybody who quotes, with a config."""
    folder = tmp_path / "50% off; $HOME & more"
    folder.mkdir()
    write_config(folder)
    return folder


def cron_runs(line: str) -> list[str]:
    """The command of a crontab line, as cron gives it to the shell."""
    *_, command = line.split(" ", 5)
    assert "%" not in command.replace(r"\%", "")
    return ["/bin/sh", "-c", command.replace(r"\%", "%")]


def test_the_crontab_line_runs_as_it_is(odd: Path) -> None:
    line = crontab_line(job(odd))
    assert line.startswith("17 2 * * * ")
    done = subprocess.run(cron_runs(line), cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (odd / "catalogue.sqlite").is_file()


def test_a_path_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(UsageError, match="plain path"):
        crontab_line(job(Path("/srv/a\nb")))
    with pytest.raises(UsageError, match="plain path"):
        systemd_units(job(Path('/srv/a"b')))


def test_the_service_may_write_to_its_folder_alone(odd: Path) -> None:
    units = systemd_units(job(odd, "/opt/my harvester/bin/harvester"))
    service = parsed(units["harvester.service"])["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"
    escaped = str(odd).replace("%", "%%")
    assert service["ReadWritePaths"] == f'"{escaped}"'
    config = escaped.replace("$", "$$")
    assert service["ExecStart"] == (
        f'"/opt/my harvester/bin/harvester" sync --quiet --config "{config}/config.toml"'
    )
    assert service.keys() >= {"PrivateTmp", "RestrictAddressFamilies", "MemoryMax", "TimeoutStartSec"}
    timer = parsed(units["harvester.timer"])
    assert timer["Timer"]["OnCalendar"] == "*-*-* 02:17:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_units(odd: Path, tmp_path: Path) -> None:
    for name, text in systemd_units(job(odd)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--man=no",
            tmp_path / "harvester.timer",
            tmp_path / "harvester.service",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "harvester." not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


def test_the_command_prints_and_installs_nothing(odd: Path) -> None:
    line = run("schedule", "--print", "cron", "--at", "4:05", cwd=odd).stdout
    assert line.startswith("5 4 * * * ")
    words = shlex.split(cron_runs(line.rstrip())[-1])
    assert words[-4:] == ["sync", "--quiet", "--config", str(odd / "config.toml")]
    assert Path(words[0]).is_absolute()
    units = run("schedule", "--print", "systemd", cwd=odd).stdout
    assert "OnCalendar=*-*-* 02:" in units
    assert units.count("# /etc/systemd/system/harvester.") == 2
    assert "no time of day" in run("schedule", "--print", "cron", "--at", "25:00", cwd=odd, code=2).stderr
    assert [path.name for path in odd.iterdir()] == ["config.toml"]
