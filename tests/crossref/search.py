"""Full text of the works: which match a query, and how well."""

from __future__ import annotations

import html
import re
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.crossref.answers import Work

#: parameter of a query -> the columns that it searches.
FIELDS = {
    "query": "title contributors place",
    "query.bibliographic": "title contributors place",
    "query.title": "title",
    "query.author": "contributors",
    "query.container-title": "place",
}


class Index:
    """The titles, contributors and places of publication of works by DOI, ranked by bm25."""

    def __init__(self, works: Mapping[str, Work]) -> None:
        # Requests are answered one at a time, whichever thread they come in.
        self._table = sqlite3.connect(":memory:", check_same_thread=False)
        self._table.execute(
            "create virtual table work using fts5(title, contributors, place, content='',"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        self._dois: list[str] = []
        for doi, work in works.items():
            self.add(doi, work)

    def close(self) -> None:
        """Forget everything."""
        self._table.close()

    def add(self, doi: str, work: Work) -> None:
        """Let ``work`` be found."""
        self._table.execute(
            "insert into work(rowid, title, contributors, place) values (?, ?, ?, ?)",
            (len(self._dois), *_texts(work)),
        )
        self._dois.append(doi)

    def drop(self, doi: str, work: Work) -> None:
        """Let ``work`` not be found any more; it must be what was added last under its DOI."""
        row = len(self._dois) - 1 - self._dois[::-1].index(doi)
        self._table.execute(
            "insert into work(work, rowid, title, contributors, place) values ('delete', ?, ?, ?, ?)",
            (row, *_texts(work)),
        )

    def find(self, queries: Mapping[str, str]) -> dict[str, float]:
        """DOI -> score, about 10 to 120, of the works that share a word with each of ``queries``, best first."""
        parts = []
        for parameter, words in queries.items():
            tokens = re.findall(r"\w+", words)
            if not tokens:
                return {}
            any_of = " OR ".join(f'"{token}"' for token in tokens)
            parts.append(f"{{{FIELDS[parameter]}}} : ({any_of})")
        found = self._table.execute(
            "select rowid, -bm25(work, 3.0, 2.0, 1.0) as weight from work where work match ?"
            " order by weight desc, rowid",
            (" AND ".join(parts),),
        )
        return {self._dois[row]: 10 + 110 * weight / (weight + 40) for row, weight in found}


def _texts(work: Work) -> tuple[str, str, str]:
    people = [person for role in ("author", "editor", "translator") for person in work.get(role) or ()]
    names = [
        str(person[part]) for person in people for part in ("given", "family", "name") if person.get(part)
    ]
    year = ((work.get("issued") or {}).get("date-parts") or [[]])[0][:1]
    place = [*_list(work.get("container-title")), *year, work.get("volume"), work.get("page")]
    titles = [*_list(work.get("title")), *_list(work.get("subtitle"))]
    return _plain(titles), _plain(names), _plain([*place, *_list(work.get("ISSN"))])


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _plain(values: list[Any]) -> str:
    """The words without markup; what is escaped twice is unescaped twice."""
    words = " ".join(str(value) for value in values if value is not None)
    return re.sub(r"<[^<>]*>", " ", html.unescape(html.unescape(words)))
