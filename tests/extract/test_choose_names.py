"""Whose names, in which order and parts, and who is no author: each trap as raw values in and people out."""

from __future__ import annotations

import pytest

from harvester.extract.people import read_people
from tests.extract.choosing import Said, chosen, value


def authors(*said: tuple[str, str | list[str]]) -> str:
    return value("author", *[("author", carrier, raws) for carrier, raws in said])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # The order is told by the carrier that states it.
        ([("citation_*", ["markus, wolf", "andrea, bagna"]), ("json-ld", ["Wolf, Markus", "Bagna, Andrea"])],
         "Wolf, Markus; Bagna, Andrea"),
        ([("citation_*", "Wei Li"), ("dc", "Li, Wei")], "Li, Wei"),
        # Compound and double family names, by the carrier that states them.
        ([("citation_*", "Teven Le Scao")], "Le Scao, Teven"),
        ([("citation_*", "Ana María Parra González"), ("vancouver", "Parra González AM")],
         "Parra González, Ana María"),
        ([("citation_*", "Parra, Ana María"), ("dc", "Parra González, A. M.")], "Parra González, Ana María"),
        ([("citation_*", "Haroldo E Salvo-Garrido"), ("dc", "Salvo-Garrido, Haroldo E")], "Salvo-Garrido, Haroldo E"),
        # Particles belong to the family name where any carrier has them there.
        ([("citation_*", "Berg, Jan"), ("dc", "van der Berg, Jan")], "van der Berg, Jan"),
        # Capitals are a habit of typography, and another carrier knows better.
        ([("citation_*", ["MOGHAD, M.", "SILVA, A. R."])], "Moghad, M.; Silva, A. R."),
        ([("citation_*", "MCDONALD, ANA MARIA"), ("dc", "McDonald, A.")], "McDonald, Ana Maria"),
        ([("citation_*", ["YAMADA Taro", "SUZUKI Hana"])], "Yamada, Taro; Suzuki, Hana"),
        # What hangs on a name.
        ([("dc", "Dudek, Danuce Marcele [UNESP]")], "Dudek, Danuce Marcele"),
        ([("dc", "Lee, Ann, 1950-2001")], "Lee, Ann"),
        ([("citation_*", " Jean-Paul    Malrieu ")], "Malrieu, Jean-Paul"),
        ([("citation_*", ["Ann Lee1,2*", "Bo Ng3"])], "Lee, Ann; Ng, Bo"),
        ([("citation_*", "Dr. Ann Lee, PhD")], "Lee, Ann"),
        ([("citation_*", "Smith, John, Jr.")], "Smith, John, Jr"),
        # Other scripts, one word, no person.
        ([("dc", ["王小明", "山田 太郎"])], "王小明; 山田, 太郎"),
        ([("citation_*", ["Suharto", "World Health Organization"])], "Suharto; World Health Organization"),
        ([("citation_*", "admin"), ("dc", "Lee, Ann")], "Lee, Ann"),
        # A damaged export never wins.
        ([("bibtex", "Nguy?n, V?n"), ("og", "Nguyễn, Văn")], "Nguyễn, Văn"),
        # Two people of one family name.
        ([("citation_*", ["Rod Taylor", "Adrian Taylor"])], "Taylor, Rod; Taylor, Adrian"),
    ],
)  # fmt: skip
def test_authors(said: list[tuple[str, str | list[str]]], expected: str) -> None:
    assert authors(*said) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Reef, D. F.;King, G.;Dupont, J.",
        "Reef, D. F., King, G., Dupont, J.",
        "D. F. Reef, G. King, J. Dupont",
        "D. F. Reef, G. King and J. Dupont",
    ],
)
def test_names_joined_in_one_tag_are_parted(text: str) -> None:
    assert [str(name) for name in read_people([text])] == ["Reef, D. F.", "King, G.", "Dupont, J."]


def test_two_whole_names_joined_by_a_comma_are_told_by_another_carrier() -> None:
    joined: Said = ("author", "citation_*", ["Holger Podl, Ulrich Ratz"])
    assert value("author", joined) == "Holger Podl, Ulrich Ratz"
    assert value("author", joined, ("author", "dc", ["Podl, Holger"])) == "Podl, Holger; Ratz, Ulrich"


def test_hundred_authors_in_one_tag_are_all_kept() -> None:
    assert len(read_people(["; ".join(f"Family{n}x, Given" for n in range(150))])) == 150


@pytest.mark.parametrize("role", ["thesis advisor", "Referee", "committee member", "sponsor"])
def test_other_roles_are_contributors_and_never_authors(role: str) -> None:
    found = chosen(("author", "dc", ["Young, Ann", f"Old, Bo ({role})"]))
    assert [str(name) for name in found["author"]] == ["Young, Ann"]
    assert [(str(name), name.role) for name in found["contributor"]] == [
        ("Old, Bo", role.lower().replace("thesis ", "").replace(" ", "-"))
    ]


def test_editor_that_one_carrier_lists_among_the_authors_is_the_editor() -> None:
    found = chosen(
        ("author", "citation_*", ["Young, Ann", "Old, Bo"]),
        ("author", "ris", ["Young, Ann"]),
        ("editor", "ris", ["Old, Bo"]),
    )
    assert [[str(name) for name in found[field]] for field in ("author", "editor")] == [
        ["Young, Ann"],
        ["Old, Bo"],
    ]


def test_author_who_edits_the_issue_too_stays_an_author() -> None:
    found = chosen(("author", "ris", ["Young, Ann", "Old, Bo"]), ("editor", "ris", ["Old, Bo"]))
    assert len(found["author"]) == 2


def test_author_repeated_as_contributor_is_named_once() -> None:
    found = chosen(("author", "dc", ["Ally, Dilara"]), ("contributor", "dc", ["Ally, D.", "Otto, Sarah"]))
    assert [str(name) for name in found["contributor"]] == ["Otto, Sarah"]
