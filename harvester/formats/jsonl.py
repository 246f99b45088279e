"""JSON lines: our own exact form, one `Record.to_dict` a line, with the ``kind`` of thing that it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from harvester.errors import FormatError
from harvester.formats import csl_json
from harvester.formats.parsed import Gathering, Parsed
from harvester.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from harvester.model import Work

_FIELDS = frozenset(field.name for field in fields(Record))


def line(kind: str, table: Mapping[str, Any]) -> str:
    r"""One line of a JSON lines file, its end included.

    >>> line("record", {"id": "a", "title": "Größe"})
    '{"kind": "record", "id": "a", "title": "Größe"}\n'
    """
    return json.dumps({"kind": kind, **table}, ensure_ascii=False) + "\n"


def write(works: Iterable[Work], stream: TextIO) -> None:
    """Write ``works`` to ``stream`` in the order given, each with the ids of its records as ``members``."""
    stream.writelines(
        line("work", {**work.content.to_dict(), "id": work.id, "members": list(work.members)})
        for work in works
    )


def parse(text: str, source: str = "") -> Parsed:
    """The records of a JSON lines text; where it holds only works, those; lines without ``kind`` are CSL-JSON.

    Raises:
        FormatError: not a single line is a JSON object.
    """
    gathering = Gathering(source, "jsonl")
    tables = list(_tables(text, gathering))
    if not tables and text.strip():
        raise FormatError("line 1: no JSON object on any line")
    kinds = Counter(str(table.get("kind", "item")) for _, table in tables)
    # An export of everything holds the records and what was derived from them: each thing once.
    wanted = {"item", "record" if kinds["record"] else "work"}
    if left := sorted(f"{count} {kind}" for kind, count in kinds.items() if kind not in wanted):
        gathering.note("unused-lines", f"lines that are no records of their own: {', '.join(left)}", "info")
    for number, table in tables:
        if str(table.get("kind", "item")) in wanted:
            _add(table, number, gathering)
    return gathering.done()


def _tables(text: str, gathering: Gathering) -> Iterable[tuple[int, Mapping[str, Any]]]:
    # Only these three end a line here: a JSON text may hold U+2028 and its like as they are.
    for number, part in enumerate(text.removeprefix("\ufeff").replace("\r", "\n").split("\n"), start=1):
        if not part.strip():
            continue
        try:
            table = json.loads(part, strict=False)
        except (ValueError, RecursionError) as error:
            gathering.note("unreadable-entry", f"line {number}: not JSON: {error}", "error")
            continue
        if isinstance(table, Mapping):
            yield number, table
        else:
            gathering.note("unreadable-entry", f"line {number}: no JSON object", "error")


def _add(table: Mapping[str, Any], number: int, gathering: Gathering) -> None:
    where = f"line {number}"
    entry = gathering.entry(str(table.get("id", "")), where)
    if "kind" not in table:
        gathering.records.append(csl_json.read_item(table, entry))
        return
    known = {key: value for key, value in table.items() if key in _FIELDS}
    try:
        record = Record.from_dict({"source": entry.source} | known | {"id": entry.id})
    except (TypeError, ValueError, AttributeError) as error:
        entry.note("unreadable-entry", f"not a record as harvester writes it: {error}", "error")
        return
    gathering.records.append(record)
