"""Links to the units that a repository files an item under: departments, schools, groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate
from harvester.extract.native import absolute
from harvester.model import Organisation
from harvester.model.organisation import united
from harvester.model.text import clean
from harvester.model.url import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


def read_unit_links(links: Iterable[LexborNode], base: str, carrier: str) -> Iterator[Candidate]:
    """The units that ``links`` on the page at ``base`` lead to, each with its address and the uuid in that."""
    found = united(one for link in links if (one := _unit(link, base)).name)
    if found:
        yield Candidate("organisation", carrier, found, "; ".join(map(str, found)))


def _unit(link: LexborNode, base: str) -> Organisation:
    url = absolute(link.attributes.get("href") or "", base)
    uuid = _UUID.search(url)
    return Organisation(clean(link.text()), canonical(url) or url, uuid[0].lower() if uuid else "")
