"""Epoch: the statistics of one batch of records as bytes, so that later records are judged by the same ones."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import numpy as np

from harvester.dedupe.corpus import Corpus

#: Raised whenever forms, keys, statistics or rules change: what an older engine stored is then made anew.
ENGINE = 2
_LENGTH = 8


def dump_corpus(corpus: Corpus) -> bytes:
    """``corpus`` as bytes; the same for equal statistics.

    The length of a header (8 bytes, little-endian), the header in JSON, and the columns end to end.
    """
    header: dict[str, object] = {}
    columns = []
    for name in _NAMES:
        value = getattr(corpus, name)
        if isinstance(value, np.ndarray):
            header[name] = {"dtype": value.dtype.str, "size": len(value)}
            columns.append(value.tobytes())
        else:
            header[name] = sorted(value) if isinstance(value, frozenset) else value
    head = json.dumps(header, ensure_ascii=False).encode()
    return b"".join((len(head).to_bytes(_LENGTH, "little"), head, *columns))


def load_corpus(data: bytes) -> Corpus:
    """The corpus that `dump_corpus` wrote.

    >>> corpus = load_corpus(dump_corpus(Corpus(titles=3, known=frozenset({"nature"}))))
    >>> corpus.titles, corpus.known
    (3, frozenset({'nature'}))
    """
    place = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    header = json.loads(data[_LENGTH:place])
    values: dict[str, Any] = {}
    for name in _NAMES:
        value = header[name]
        if isinstance(value, dict):
            dtype = np.dtype(value["dtype"])
            values[name] = np.frombuffer(data, dtype=dtype, count=value["size"], offset=place)
            place += dtype.itemsize * value["size"]
        elif isinstance(value, list):
            values[name] = frozenset(tuple(one) if isinstance(one, list) else one for one in value)
        else:
            values[name] = value
    return Corpus(**values)


_NAMES = tuple(field.name for field in fields(Corpus))
