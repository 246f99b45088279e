"""What others hear of a sync: pings of a health check, and an alert whenever something is no longer as it was.

The run itself knows nothing of this, and nothing that goes wrong here reaches it.
"""

from __future__ import annotations

import logging
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from harvester.errors import HarvesterError, StoreError, isolate
from harvester.fetch import Web
from harvester.model.text import printable
from harvester.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.config import Config
    from harvester.store import PastRun
    from harvester.sync import SyncReport

log = logging.getLogger(__name__)

_PING_SECONDS = 10.0
_ALERT_SECONDS = 60.0
_BROKEN = "broken off"
"""The status of a sync that did not come to its end."""


def announce(config: Config, work: Callable[[], SyncReport]) -> SyncReport:
    """The report of ``work``, which is one sync; whoever ``[watch]`` names hears how it goes.

    Raises:
        BaseException: whatever ``work`` raises, after that was told, too.
    """
    ping = _Ping(config)
    newest = _newest_run(config.store.path) if config.watch.alert else 0
    try:
        ping.send("start")
        report = work()
    except BaseException as error:
        words = f"sync {_BROKEN}: {str(error) or type(error).__name__}"
        ping.send("fail", words)
        _alert(config, newest, words)
        raise
    ping.send("fail" if report.exit_code else "", str(report))
    _alert(config, newest, str(report))
    return report


class _Ping:
    """The health check at ``[watch] ping``, told by the convention of healthchecks.io."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._failed = False

    def send(self, what: str, words: str = "") -> None:
        """POST ``words`` to the address of the check, with ``what`` ("start", "fail" or "") behind it."""
        address = self._config.watch.ping
        if not address:
            return
        try:
            with isolate("[watch] ping"):
                self._post(_behind(address, what), words)
        except HarvesterError as error:
            level = logging.DEBUG if self._failed else logging.WARNING
            log.log(level, "[watch] ping: %s; the sync itself goes on", without_secret(str(error), address))
            self._failed = True

    def _post(self, url: str, words: str) -> None:
        changes = {"deadline": _PING_SECONDS, "pace": 0.0, "replay": None, "record": None}
        http = self._config.http.model_copy(update=changes)
        with Web(http, self._config.contact, private_hosts={urlsplit(url).hostname or ""}) as web:
            web.post(url, printable(words).encode())


def without_secret(text: str, address: str) -> str:
    """``text`` without what makes ``address`` a secret: all but its scheme and host.

    >>> without_secret("https://hc.example.org/1f-2e/start: no answer", "https://me:pw@hc.example.org/1f-2e")
    'https://hc.example.org/...: no answer'
    """
    parts = urlsplit(address)
    text = re.sub(r"(https?://)[^\s/?#]*@", r"\1", text)
    text = re.sub(r"(https?://[^\s/?#]+)[/?#][^\s:;,)]*", r"\1/...", text)
    for secret in (parts.path, parts.query):
        text = text.replace(secret, "...") if len(secret) > 1 else text
    return text


def _behind(address: str, what: str) -> str:
    """``address`` with ``what`` behind its path.

    >>> _behind("https://hc.example.org/uuid?rid=1", "start")
    'https://hc.example.org/uuid/start?rid=1'
    """
    parts = urlsplit(address)
    path = f"{parts.path.rstrip('/')}/{what}" if what else parts.path
    return urlunsplit(parts._replace(path=path))


def _newest_run(path: Path) -> int:
    """The id of the newest run, 0 where there is none yet."""
    try:
        with Store(path, read_only=True) as store:
            runs = store.history.runs(most=1)
    except StoreError as error:
        # The sync will make the catalogue, bring it up to date, or say what is wrong with it.
        log.debug("%s", error)
        return 0
    return runs[0].id if runs else 0


def _alert(config: Config, newest: int, words: str) -> None:
    """Run ``[watch] alert`` where something is no longer as it was before the run that came after ``newest``."""
    if not config.watch.alert:
        return
    try:
        with isolate("[watch] alert"):
            with Store(config.store.path, read_only=True) as store:
                changes = state_changes(store, newest)
            if changes:
                _call(config.watch.alert, "\n".join([*changes, "", words]))
    except HarvesterError as error:
        log.warning("[watch] alert: %s; the sync itself goes on", error)


def state_changes(store: Store, newest: int) -> list[str]:
    """What is no longer as it was told last, by the sync that came after the run ``newest``; one line each.

    A sync is compared with the one before that looked at the same sources, a source with the last sync that looked at
    it and ended. What was never looked at counts as ok.
    """
    runs = store.history.runs(most=100, kind="sync")
    if not runs or runs[0].id <= newest:
        # It broke off before its run began; nothing is kept that the next one could be compared with.
        return []
    now, *earlier = runs
    names = {source.name for source in now.sources}
    like_it = (one for one in earlier if not one.finished or {source.name for source in one.sources} == names)
    before = next(like_it if now.finished else iter(earlier), None)
    lines = []
    was, is_now = _state(before) if before else "ok", _state(now)
    if was != is_now:
        lines.append(f"sync: {was} -> {is_now}")
    if now.finished:
        told = store.history.standings(before=now.id)
        for source in now.sources:
            was = told[source.name].status if source.name in told else "ok"
            if was != source.status:
                why = f": {source.reason}" if source.reason and source.status != "ok" else ""
                lines.append(f"{source.name}: {was} -> {source.status}{why}")
    return lines


def _state(run: PastRun) -> str:
    return run.status if run.finished else _BROKEN


def _call(command: Sequence[str], text: str) -> None:
    """Give ``text`` to ``command``; what that complains about is logged.

    Raises:
        HarvesterError: it cannot be run, fails, or takes too long.
    """
    lines = [printable(line) for line in text.splitlines()]
    # A file takes what it says: a pipe could be held open by what it leaves running.
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(  # noqa: S603  (the config's own command, without a shell)
                command,
                input="\n".join(lines).encode() + b"\n",
                stdout=subprocess.DEVNULL,
                stderr=said,
                timeout=_ALERT_SECONDS,
                check=False,
            )
        except OSError as error:
            raise HarvesterError(f"{command[0]}: cannot be run: {error.strerror}; correct it") from error
        except subprocess.TimeoutExpired as error:
            raise HarvesterError(f"{command[0]}: did not end within {_ALERT_SECONDS:g} s") from error
        if done.returncode:
            said.seek(0)
            complaint = said.read(500).decode("utf-8", "replace").strip()
            raise HarvesterError(f"{command[0]}: exit code {done.returncode}: {printable(complaint)}")
