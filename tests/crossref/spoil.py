"""What a fault makes of a good answer, and how the answer then goes over the wire."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.fetch import Headers, Reply
from tests.crossref.answers import JSON, encoded, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.crossref.answers import Work
    from tests.crossref.faults import Fault

HUGE = 50_000_000
"""Bytes of the body of ``huge``."""

_OFFSITE = "offsite.invalid"
_EXCEPTION = {
    "status": "error",
    "message-type": "exception",
    "message-version": "1.0.0",
    "message": {
        "name": "class clojure.lang.ExceptionInfo",
        "description": "clojure.lang.ExceptionInfo: Response Exception",
        "message": "Response Exception",
        "stack": [
            "clojure.core$ex_info.invokeStatic(core.clj:4617)",
            "clojure.core$ex_info.invoke(core.clj:4617)",
        ],
    },
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer is sent.

    Attributes:
        delay: seconds before the first byte.
        pause: seconds before each byte of the body.
        plain: never compressed.
        cut: ``reset`` (nothing is sent), ``reset-mid`` (half of it) or ``truncate`` (it promises more), else empty.
    """

    delay: float = 0.0
    pause: float = 0.0
    plain: bool = False
    cut: str = ""


def delivery(fault: Fault | None) -> Delivery:
    """How an answer with this fault is sent."""
    if fault is None:
        return Delivery()
    if fault.kind == "slow":
        return Delivery(delay=_seconds(fault.argument or "2"))
    if fault.kind == "drip":
        return Delivery(pause=_seconds(fault.argument or "0.3"))
    if fault.kind == "huge":
        return Delivery(plain=True)
    return Delivery(cut=fault.kind if fault.kind in {"reset", "reset-mid", "truncate"} else "")


def spoilt(reply: Reply, fault: Fault, *, target: str, other: Callable[[], Work]) -> Reply:
    """The answer that is sent in place of ``reply``.

    Args:
        reply: the good answer; the kinds that change its content leave any but a good one alone.
        fault: none that asks too often (429), which the limits answer.
        target: the raw path and query that were asked for.
        other: gives a work with another DOI.
    """
    if fault.kind in _STATUS:
        return _STATUS[fault.kind]()
    if fault.kind == "redirect-loop":
        return Reply(301, Headers({"Location": target}))
    if fault.kind == "redirect-offsite":
        return Reply(301, Headers({"Location": f"http://{fault.argument or _OFFSITE}{target}"}))
    if fault.kind == "huge":
        size = int(fault.argument or HUGE)
        return Reply(
            200, Headers({"Content-Type": JSON}), b'{"status":"ok","message":"' + b"x" * (size - 28) + b'"}'
        )
    if fault.kind in _BODY:
        return _BODY[fault.kind](reply)
    if fault.kind in _CONTENT and reply.status == 200:
        envelope = json.loads(reply.body)
        _CONTENT[fault.kind](envelope, other)
        return reply._replace(body=encoded(envelope).body)
    return reply


_STATUS: dict[str, Callable[[], Reply]] = {
    "403": lambda: page(403, "403 Forbidden"),
    "500json": lambda: encoded(_EXCEPTION, 500),
    "500empty": lambda: Reply(500, Headers()),
    "502": lambda: page(502, "502 Bad Gateway"),
    "503html": lambda: page(503, "503 Service Temporarily Unavailable"),
    "504": lambda: page(504, "504 Gateway Time-out"),
}

_BODY: dict[str, Callable[[Reply], Reply]] = {
    "badjson": lambda reply: reply._replace(body=reply.body[: len(reply.body) // 2]),
    "html200": lambda _: page(200, "Crossref is down for maintenance"),
    "nocontenttype": lambda reply: reply._replace(headers=reply.headers.without("content-type")),
    # The bytes stay UTF-8: who believes the header reads mojibake.
    "wrongcharset": lambda reply: _typed(reply, f"{JSON};charset=iso-8859-1"),
    "gzipbad": lambda reply: Reply(
        reply.status,
        Headers([*reply.headers.items(), ("Content-Encoding", "gzip")]),
        gzip.compress(reply.body, mtime=0)[:20] + b"\xff" * 40,
    ),
    "emptybody": lambda reply: reply._replace(body=b""),
}


def _null_message(envelope: dict[str, Any], _: Callable[[], Work]) -> None:
    envelope["message"] = None


def _wrong_doi(envelope: dict[str, Any], other: Callable[[], Work]) -> None:
    message = envelope["message"]
    if "items" not in message:
        envelope["message"] = {**other(), "score": 1}
    elif message["items"]:
        message["items"][0] = {**other(), "score": message["items"][0].get("score", 0)}


def _missing_total(envelope: dict[str, Any], _: Callable[[], Work]) -> None:
    del envelope["message"]["total-results"]


def _dup_items(envelope: dict[str, Any], _: Callable[[], Work]) -> None:
    envelope["message"]["items"] *= 2


def _items_null(envelope: dict[str, Any], _: Callable[[], Work]) -> None:
    envelope["message"]["items"] = None


_CONTENT = {
    "null-message": _null_message,
    "wrongdoi": _wrong_doi,
    "missing-total": _missing_total,
    "dup-items": _dup_items,
    "items-null": _items_null,
}


def _typed(reply: Reply, kind: str) -> Reply:
    return reply._replace(headers=Headers([*reply.headers.items(), ("Content-Type", kind)]))


def _seconds(text: str) -> float:
    """Seconds in ``2``, ``0.25`` or ``250ms`` (a reserved DOI holds no point in its argument)."""
    found = re.fullmatch(r"(\d+)ms", text)
    return int(found[1]) / 1000 if found else float(text)
