"""A Pure portal of any size: the same pages as the sample's, over works that never were; for load tests."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.portals import pure_new
from tests.portals.pure_new_parts import Portal
from tests.portals.table import Author, Sheet, made_uuid, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.portals.exchange import Exchange

PORTAL = Portal(base="https://research.bigmoor.example", name="Bigmoor University", per_page=50)

_FAMILIES = (
    "Abara Bevan Castell Dvorak Eriksen Fontaine Grady Hasegawa Ito Jansen Kowal Moreau Novak Okoye Papp"
)
_GIVEN = "Ada Bao Carla David Elif Femi Greta Hugo Ines Jonas Kaori Luis Mira Nils Olga Pavel"
_VERBS = "Modelling Measuring Rethinking Mapping Predicting Comparing Governing Sampling"
_THINGS = (
    "soil carbon,river flow,ward staffing,urban noise,coastal erosion,school meals,grid storage,bee decline"
)
_PLACES = "northern uplands,small islands,former mining towns,dry valleys,teaching hospitals,new suburbs"
_JOURNALS = "Journal of Applied Landscapes,Annals of Field Methods,Review of Public Works,Letters in Systems"


_UNITS = tuple(
    f"School of {name}"
    for name in "Biology,Chemistry,Computing,Education,Geography,Medicine,Physics,Psychology".split(",")
)


def big_site(n_items: int, seed: int) -> Iterator[Exchange]:
    """The exchanges of a portal of ``n_items`` items, the same for the same ``seed``.

    Every twentieth item is a second deposit of the one before it: initials, and no DOI.
    """
    yield from pure_new.site(big_sheets(n_items, seed), PORTAL)


def big_sheets(n_items: int, seed: int) -> list[Sheet]:
    """What the items of `big_site` say, in order of deposit."""
    chance = random.Random(seed)
    sheets: list[Sheet] = []
    for number in range(n_items):
        again = number % 20 == 19
        sheets.append(_again(sheets[-1]) if again else _sheet(number, seed, chance))
    return sheets


def _sheet(number: int, seed: int, chance: random.Random) -> Sheet:
    title = (
        f"{chance.choice(_VERBS.split())} {chance.choice(_THINGS.split(','))} in "
        f"{chance.choice(_PLACES.split(','))}: study {number + 1}"
    )
    authors = tuple(
        Author(
            chance.choice(_FAMILIES.split()), f"{chance.choice(_GIVEN.split())} {chance.choice('ABCDEFGH')}."
        )
        for _ in range(chance.randint(1, 6))
    )
    first = chance.randint(1, 900)
    return Sheet(
        work=f"big-{seed}-{number}",
        type="journal-article",
        title=title,
        authors=authors,
        date=(chance.randint(1990, 2025), chance.randint(1, 12), chance.randint(1, 28)),
        container=chance.choice(_JOURNALS.split(",")),
        volume=str(chance.randint(1, 60)),
        issue=str(chance.randint(1, 12)),
        page=f"{first}-{first + chance.randint(3, 25)}",
        publisher="Bigmoor University Press",
        language="en",
        doi=f"10.5555/big.{seed}.{number}" if chance.random() < 0.9 else "",
        keywords=("fieldwork", "methods"),
        abstract="A study that was never made, written so that a page has something to say.",
        slug=f"{slug(title)}-{number}",
        uuid=made_uuid("big", str(seed), str(number)),
        units=_UNITS[number % 7 : number % 7 + 1 + number % 2],
        access="open" if number % 3 == 0 else "",
        license="https://creativecommons.org/licenses/by/4.0/" if number % 6 == 0 else "",
    )


def _again(sheet: Sheet) -> Sheet:
    """A second deposit of ``sheet``."""
    return replace(
        sheet,
        authors=tuple(one._replace(given=one.dotted) for one in sheet.authors),
        doi="",
        slug=f"{sheet.slug}-2",
        uuid=made_uuid(sheet.uuid, "2"),
    )
