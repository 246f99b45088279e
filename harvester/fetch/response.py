"""What a request for one page brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.model import Page

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One page as it came, or the news that it is unchanged or gone.

    Attributes:
        url: the final URL, after redirects.
        status: 200, 304, 404 or 410; every other status is an error.
        headers: looked up without regard to case.
        body: decoded and complete; empty for 304.
        redirects: the URLs that were asked for before ``url``, in order.
        permanent: whether there were redirects and each was for good (301 or 308).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...] = ()
    permanent: bool = False

    def page(self) -> Page:
        """The same as a `Page`, ready to be extracted."""
        kind, _, parameters = self.headers.get("Content-Type", "").partition(";")
        named = [part.partition("=") for part in parameters.split(";")]
        charset = next((value for name, _, value in named if name.strip().lower() == "charset"), "")
        return Page(
            url=self.url,
            body=self.body,
            content_type=kind.strip().lower(),
            charset=charset.strip(" \"'").lower() or None,
            links=self.headers.get("Link", ""),
        )
