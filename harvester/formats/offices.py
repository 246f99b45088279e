"""What research offices count, and a work's status, as texts for formats without a place of their own, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.formats.values import one_line
from harvester.model.access import access_of, license_of
from harvester.model.attached import attach, attached
from harvester.model.organisation import parse_funder, parse_organisation
from harvester.model.standing import status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harvester.model import Record

#: What `texts_of` gives, in its order.
LABELS = ("affiliation", "orcid", "organisation", "access", "license", "funder", "status")
#: Those of which a work has one text.
SINGLE = frozenset({"access", "license", "status"})


def texts_of(record: Record) -> dict[str, list[str]]:
    """Label -> the texts that say it, for everything that ``record`` says of `LABELS`.

    >>> from harvester.model import Funder, Organisation, Record
    >>> texts_of(Record(id="", source="", organisation=(Organisation("Library"),), funder=(Funder("NIH", "R01"),)))
    {'organisation': ['Library'], 'funder': ['NIH (R01)']}
    """
    texts = {
        "affiliation": attached(record.author, "affiliation"),
        "orcid": attached(record.author, "orcid"),
        "organisation": [*map(str, record.organisation)],
        "access": [record.access],
        "license": [record.license],
        "funder": [*map(str, record.funder)],
        "status": [record.status],
    }
    return {
        label: said for label, given in texts.items() if (said := [one_line(text) for text in given if text])
    }


def with_texts(record: Record, texts: Mapping[str, Sequence[str]]) -> tuple[Record, dict[str, list[str]]]:
    """``record`` with what ``texts`` say by label, and those of them that do not say it."""
    author, no_place = attach(record.author, "affiliation", texts.get("affiliation", ()))
    author, no_id = attach(author, "orcid", texts.get("orcid", ()))
    access, no_access = _first(access_of, texts.get("access", ()))
    license_, no_license = _first(license_of, texts.get("license", ()))
    status, no_status = _first(status_of, texts.get("status", ()))
    told = {
        "author": author,
        "organisation": tuple(filter(None, map(parse_organisation, texts.get("organisation", ())))),
        "access": access,
        "license": license_,
        "funder": tuple(filter(None, map(parse_funder, texts.get("funder", ())))),
        "status": status,
    }
    left = {
        "affiliation": no_place,
        "orcid": no_id,
        "access": no_access,
        "license": no_license,
        "status": no_status,
    }
    return (
        replace(record, **{field: value for field, value in told.items() if value}),  # type: ignore[arg-type]
        {label: rest for label, rest in left.items() if rest},
    )


def joined(texts: Sequence[str]) -> str:
    """Several texts as one, which `split` takes apart: semicolons within them become commas, but between people.

    >>> joined(["[Le, A; Li, B] Health; Care", "[Li, B] Library"])
    '[Le, A; Li, B] Health, Care; [Li, B] Library'
    """
    return "; ".join(map(_without_semicolons, texts))


def split(label: str, text: str) -> list[str]:
    """The texts that `joined` made one of."""
    if label in SINGLE:
        return [text] if text else []
    mark = r";\s*(?=\[)" if label in ("affiliation", "orcid") else r";\s*"
    return [part.strip() for part in re.split(mark, text) if part.strip()]


def _first(read: Callable[[str], str | None], texts: Sequence[str]) -> tuple[str, list[str]]:
    """The first value that ``read`` finds, and the texts that say something else or nothing."""
    values = [read(text) for text in texts]
    first = next(filter(None, values), "")
    return first, [text for text, value in zip(texts, values, strict=True) if value != first or not value]


def _without_semicolons(text: str) -> str:
    people = re.match(r"\[[^\[\]]*\] |", text)
    end = people.end() if people else 0
    return text[:end] + text[end:].replace(";", ",")
