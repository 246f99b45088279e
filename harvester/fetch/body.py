"""The whole body of one answer, decoded, or the reason why there is none."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from harvester.errors import BadBody, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from urllib3.response import BaseHTTPResponse

CHUNK = 65_536
_GZIP_MAGIC = b"\x1f\x8b"


class Truncated(BadBody):
    """The body ended too early; asking again may help."""


def read_body(response: BaseHTTPResponse, *, url: str, limit: int) -> bytes:
    """The decoded body of ``response``, at most ``limit`` bytes.

    Raises:
        TooLarge: there is more.
        BadBody: it is encoded in a way that was not asked for, is no gzip though it says so, or is cut off.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise BadBody(
            f"{url}: the body is encoded as {encoding!r}, though only gzip was asked for; report it to the site",
            url=url,
        )
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit and response.length_remaining:
        raise _too_large(url, limit)
    chunks = _chunks(response)
    if encoding.endswith("gzip"):
        chunks = gunzip(chunks, url=url, limit=limit)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise _too_large(url, limit)
    return bytes(body)


def gunzip(chunks: Iterator[bytes], *, url: str, limit: int) -> Iterator[bytes]:
    """The decoded bytes of a gzip stream of one or more members, never much more than ``limit`` at a time.

    Raises:
        BadBody: the bytes are no gzip, or (as `Truncated`) the stream ends too early.
    """
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    started = False
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if decoder.eof:  # the next member follows, or padding that means nothing
                    if not rest.startswith(_GZIP_MAGIC):
                        break
                    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
                started = True
                yield decoder.decompress(rest, limit + 1)
                rest = decoder.unused_data or decoder.unconsumed_tail
    except zlib.error as error:
        raise BadBody(
            f"{url}: the body says it is gzip and is not ({error}); report it to the site", url=url
        ) from error
    if started and not decoder.eof:
        raise Truncated(f"{url}: the gzip body is cut off; try again later", url=url)


def _chunks(response: BaseHTTPResponse) -> Iterator[bytes]:
    while chunk := response.read1(CHUNK, decode_content=False):
        yield chunk


def _too_large(url: str, limit: int) -> TooLarge:
    return TooLarge(
        f"{url}: the answer holds more than {limit:,} bytes; if that is right, raise http.max_bytes", url=url
    )
