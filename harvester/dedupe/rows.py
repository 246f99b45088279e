"""Rows: what a table's columns hold, read of one record after the other, where they are too few for columns to pay."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harvester.dedupe.authors import read_names
from harvester.dedupe.forms import LIST_MARK
from harvester.dedupe.texts import ALL_BITS, hash64, hash_bytes, mixed
from harvester.dedupe.title import ROMAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.dedupe.forms import Form

_DIGITS = re.compile("[0-9]+")


class Read(NamedTuple):
    """What is read off one record: as the columns of `Table` that have these names."""

    words: tuple[int, ...]
    numbers: tuple[int, ...]
    title: int
    head: int
    short: int
    tail: int
    abstract: int
    surnames: tuple[int, ...]
    names: tuple[int, ...]
    first_author: int
    initial: int
    signature: int
    surname_set: int
    surname_letters: int
    venue: int
    doi: int
    known_as: tuple[int, ...]
    targets: tuple[int, ...]
    claims: tuple[int, ...]
    issn: tuple[int, ...]
    type: int
    kind: int
    digest: int


class Ends(NamedTuple):
    """How many letters become keys: of a title's head, short head and tail, and of an abstract."""

    head: int
    short: int
    tail: int
    abstract: int


# A record that is new is read for its keys, beside its candidates and among those that it hangs together with.
@lru_cache(maxsize=1 << 10)
def read_row(form: Form, ends: Ends) -> Read:
    """What a table holds of one record."""
    title = form.title.encode("utf-8", "replace")
    squeezed, abstract = title.replace(b" ", b""), form.abstract.encode("utf-8", "replace")
    beginning = abstract.replace(b" ", b"")[: ends.abstract]
    authors = read_names(form.authors)
    doi, hashed = hash64(form.doi), hash_bytes(squeezed)
    texts = (form.authors, form.venue, form.page_mark, form.abstract, form.type)
    locators = (form.year, form.volume, form.issue, form.first_page, form.last_page)
    return Read(
        words=_words(form.title),
        numbers=_numbers(form.title),
        title=hashed,
        head=hash_bytes(squeezed[: ends.head]),
        short=hash_bytes(squeezed[: ends.short]),
        tail=hash_bytes(squeezed[-ends.tail :]),
        abstract=hash_bytes(beginning) if len(beginning) == ends.abstract else 0,
        surnames=tuple(authors.surnames),
        names=tuple(authors.names),
        first_author=authors.first,
        initial=authors.initial,
        signature=authors.signature,
        surname_set=sum(map(mixed, authors.surnames)) & ALL_BITS,
        surname_letters=authors.letters,
        venue=hash64(form.venue),
        doi=doi,
        known_as=_distinct([*([doi] if doi else ()), *_list(form.aliases)]),
        targets=tuple(map(hash64, sorted({*form.relations.split(LIST_MARK)[1::2]}))),
        claims=_list(form.claims),
        issn=_list(form.issn),
        type=hash64(form.type),
        kind=hash64(form.kind),
        digest=mixed(hashed, doi, *map(hash64, texts), *(number & ALL_BITS for number in locators)),
    )


def _distinct(hashes: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(hashes))


def _list(text: str) -> tuple[int, ...]:
    return tuple([hash64(part) for part in text.split(LIST_MARK) if part])


def _words(title: str) -> tuple[int, ...]:
    return _distinct([hash64(ROMAN.get(word, word)) for word in title.split(" ") if word])


def _numbers(title: str) -> tuple[int, ...]:
    found = [ROMAN[word] for word in title.split(" ") if word in ROMAN] + _DIGITS.findall(title)
    return _distinct([hash64(number.lstrip("0") or "0") for number in found])
