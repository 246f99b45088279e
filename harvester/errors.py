"""Every error that harvester raises, and the exit code that each one means.

    HarvesterError                       1
    ├── UsageError                       2   the words on the command line cannot be carried out
    ├── ConfigError                     78   config.toml is missing, malformed or contradicts itself
    ├── StoreError                      74   the catalogue cannot be read or written
    │   ├── SchemaTooNew                78   a newer harvester wrote it
    │   └── Locked                      75   another run holds it
    ├── SourceError                      1   one source cannot be harvested; the others go on
    │   ├── Blocked                      1   the site refuses us (robots.txt, challenge page, 403)
    │   └── EndlessListing               1   a listing repeats itself or does not end
    ├── FetchError                       1   one request failed
    │   ├── Unreachable                  1   no connection, or it broke off
    │   │   └── HostDown                 1   not asked: the last requests to this host failed
    │   ├── DeadlineExceeded             1   slower than the total deadline
    │   ├── TooLarge                     1   more decoded bytes than the cap
    │   ├── BadBody                      1   truncated, or not what its headers say
    │   ├── HttpStatus                   1   an answer that is no page (``status`` says which)
    │   │   └── Throttled                1   we ask too often for now (``wait`` says how long)
    │   ├── ForbiddenAddress             1   a private or foreign address, or a redirect to one
    │   ├── RobotsDisallow               1   robots.txt forbids this URL
    │   └── NotRecorded                  1   the recording being replayed holds no such request
    ├── FormatError                      1   a file cannot be read as what it claims to be
    └── Fault                           70   harvester itself failed on some input; please report it

The library raises; only `harvester.cli` prints and exits. A problem of one record becomes an
`Issue` and the run goes on, a problem of one source fails that source, and a problem of the
config or the store ends the run.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class HarvesterError(Exception):
    """Anything that harvester itself reports; the message says what, where and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(HarvesterError):
    """The words on the command line cannot be carried out."""

    exit_code = 2


class ConfigError(HarvesterError):
    """The configuration is missing, malformed or contradicts itself; lists every fault at once."""

    exit_code = 78


class StoreError(HarvesterError):
    """The catalogue cannot be read or written."""

    exit_code = 74


class SchemaTooNew(StoreError):
    """The catalogue was written by a newer harvester; nothing was changed."""

    exit_code = 78


class Locked(StoreError):
    """Another run holds the catalogue; the message names its process id and start."""

    exit_code = 75


class SourceError(HarvesterError):
    """One source cannot be harvested; the other sources go on."""


class Blocked(SourceError):
    """The site refuses us: robots.txt, a challenge page or a 403."""


class EndlessListing(SourceError):
    """A listing repeats itself or does not end."""


class FetchError(HarvesterError):
    """One request failed; ``url`` is the one that was asked for."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(message)
        self.url = url


class Unreachable(FetchError):
    """No connection, or it broke off before the answer was complete."""


class HostDown(Unreachable):
    """Not asked: the last requests to this host failed one after another, and its cool-down is not over."""


class DeadlineExceeded(FetchError):
    """The whole answer took longer than the total deadline."""


class TooLarge(FetchError):
    """The answer holds more decoded bytes than the cap."""


class BadBody(FetchError):
    """The body is truncated or is not what its headers say."""


class HttpStatus(FetchError):
    """The server answered, but not with a page; ``status`` is the HTTP status code."""

    def __init__(self, message: str, *, url: str, status: int) -> None:
        super().__init__(message, url=url)
        self.status = status


class Throttled(HttpStatus):
    """The server wants us to ask less often than we can wait for; what is left is for the next run.

    Attributes:
        wait: seconds until it may be asked again; our own guess where the server does not say.
    """

    def __init__(self, message: str, *, url: str, status: int, wait: float) -> None:
        super().__init__(message, url=url, status=status)
        self.wait = wait


class ForbiddenAddress(FetchError):
    """The host is a private or foreign address, or a redirect leads to one."""


class RobotsDisallow(FetchError):
    """The site's robots.txt forbids this URL to us."""


class NotRecorded(FetchError):
    """The recording being replayed holds no answer to this request."""


class FormatError(HarvesterError):
    """A file cannot be read as what it claims to be; the message names file and line."""


class Fault(HarvesterError):
    """harvester itself failed on some input: a bug, which costs this input only."""

    exit_code = 70


@contextmanager
def isolate(what: str) -> Iterator[None]:
    """Turn whatever unforeseen goes wrong inside into a `Fault` that names ``what``, so that the run can go on.

    What harvester reports itself passes through. This is the one place that catches everything.

    Raises:
        Fault: something unforeseen went wrong; it is the cause.
    """
    try:
        yield
    except HarvesterError:
        raise
    except Exception as error:
        raise Fault(
            f"{what}: {type(error).__name__}: {error}; this is a bug in harvester, please report it"
        ) from error
