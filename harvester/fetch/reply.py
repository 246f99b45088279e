"""What came back for one request, from the network or from a recording alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Headers(Mapping[str, str]):
    """Header fields, looked up without regard to case; of a repeated name the last one counts.

    >>> Headers({"ETag": '"1"'})["etag"], list(Headers({"ETag": '"1"'}))
    ('"1"', ['ETag'])
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields = {name.lower(): (name, value) for name, value in pairs}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._fields.values())

    def __len__(self) -> int:
        return len(self._fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Headers):
            return NotImplemented
        mine, theirs = (
            {name: value for name, (_, value) in headers._fields.items()} for headers in (self, other)
        )
        return mine == theirs

    def __hash__(self) -> int:
        return hash(frozenset(self._fields))

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"

    def without(self, *names: str) -> Headers:
        """The same fields but those called ``names`` (lower case)."""
        return Headers((name, value) for name, value in self.items() if name.lower() not in names)


class Reply(NamedTuple):
    """One answer.

    Attributes:
        status: HTTP status code.
        headers: as sent, without those that describe the transfer (encoding, length, connection) and cookies.
        body: complete and decoded.
    """

    status: int
    headers: Headers
    body: bytes = b""
