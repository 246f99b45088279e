"""Spanish names: "Ana Belén Cárdenas Ríos" has two given and two family names, which no comma tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.model.name import PARTICLES, folded

if TYPE_CHECKING:
    from harvester.model import Name

#: Given names that hardly anybody has as a family name, folded.
GIVEN = frozenset(
    (
        "abel abigail adela adelaida adolfo adrian adriana agueda agustin agustina aida alba alberto "
        "alejandra alejandro alexandra alfonsina alfredo alicia alina amalia amanda amelia amparo ana "
        "anabel anahi andrea andres angel angela angeles angelica anibal antonia antonio araceli ariadna "
        "ariel armando arnulfo arturo asuncion aurelio aurora beatriz belen bernarda berta blanca brenda "
        "camila camilo candela caridad carina carla carlos carlota carmen carmelo carolina catalina "
        "cecilia celia cesar clara claudia claudio concepcion consuelo cristian cristina cristobal "
        "damian daniel daniela dario david debora delia diana dolores dora edgardo edith eduardo elena "
        "elia elias elisa elizabeth elsa elvira emilia emiliano emilio encarnacion enrique ernesto "
        "esperanza esteban estela ester esther eugenia eugenio eulalia eva evangelina fabian fabiana "
        "fabiola fatima federico felipe felisa fermin fernanda fernando florencia francisca francisco "
        "gabriel gabriela gerardo german gilberto gines gisela gladys gloria gonzalo graciela gregorio "
        "griselda guadalupe guillermina guillermo gustavo hector herminia hernan hilda horacio hugo "
        "humberto ignacio imelda ines inmaculada irene irma isabel isidoro isidro ismael israel ivan "
        "ivonne jacinto jaime javier jenny jesus jimena joaquin joaquina jorge jose josefa josefina juan "
        "juana juanita judith julia julian juliana julieta julio karina karla laura leandro leonardo "
        "leonor leticia lidia lilia liliana lizbeth lorena lourdes lucia luciana luciano lucila lucrecia "
        "luis luisa luz mabel magdalena maite manuel manuela marcela marcelo margarita maria mariana "
        "mariano maribel maricela mariela marina mario marisa marisol marta martha martina maruja "
        "matilde mauricio maximiliano maximo mayra mercedes micaela miguel milagros mireya miriam moises "
        "monica montserrat nancy natalia nelida nelly nestor nicolas nidia noelia noemi nora norberto "
        "norma octavio ofelia olga omar oscar osvaldo pablo paloma paola patricia patricio paula paulina "
        "pedro pilar rafael rafaela ramiro ramon ramona raquel raul rebeca reina reynaldo ricardo "
        "rigoberto rita roberto rocio rodolfo rodrigo rogelio roman romina rosa rosalia rosalinda "
        "rosario rosaura ruben ruth salvador samuel sandra sara sebastian sergio silvia silvina socorro "
        "sofia soledad sonia susana tamara tatiana teodoro teresa tomas trinidad ursula valentina "
        "valeria vanesa vanessa veronica vicenta victor victoria vilma virginia viviana walter ximena "
        "yamila yesenia yolanda zulema "
    ).split()
)
MOST_FAMILY = 2
_FOUR = 4


def with_both_family_names(name: Name) -> Name:
    """``name``, split where the last word was taken for its family name, with both of its family names.

    Only where its first word is a Spanish given name; what stands between that and the last two is given as well.

    >>> from harvester.model import parse_name
    >>> [str(with_both_family_names(parse_name(text))) for text in ("Ana Belén Cárdenas Ríos", "Luis Gómez Restrepo")]
    ['Cárdenas Ríos, Ana Belén', 'Gómez Restrepo, Luis']
    >>> [str(with_both_family_names(parse_name(text))) for text in ("Juan Carlos Onetti", "John Maynard Keynes")]
    ['Onetti, Juan Carlos', 'Keynes, John Maynard']
    >>> str(with_both_family_names(parse_name("Ginés de la Peña Soler")))
    'de la Peña Soler, Ginés'
    """
    units = _units(f"{name.given} {name.family}".split())
    if name.literal or not name.given or len(units) > _FOUR + 1 or folded(units[0]) not in GIVEN:
        return name
    count = 1
    while count < len(units) - 1 and _is_given(units[count]):
        count += 1
    if count == 1 and len(units) == _FOUR:
        # A second given name that is not known.
        count = 2
    family = units[count:]
    if len(family) > MOST_FAMILY:
        return name
    return replace(name, family=" ".join(family), given=" ".join(units[:count]))


def _units(words: list[str]) -> list[str]:
    """The words, each with the particles before it: "de la Peña" is one."""
    units: list[str] = []
    before: list[str] = []
    for word in words:
        before.append(word)
        if word.lower() not in PARTICLES:
            units.append(" ".join(before))
            before = []
    return [*units, " ".join(before)] if before else units


def _is_given(unit: str) -> bool:
    """Whether a part is a given name or an initial."""
    last = unit.rpartition(" ")[2]
    return folded(last) in GIVEN or len(last.strip(".")) == 1
