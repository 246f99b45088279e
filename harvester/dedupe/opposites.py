"""Opposites: words that turn a title into that of another study."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Words that turn a title into that of another study when one replaces the other.
_OPPOSITES = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        ("men male males man boys boy", "women female females woman girls girl"),
        (
            "adult adults elderly older",
            "child children pediatric paediatric adolescent adolescents infants neonatal",
        ),
        ("vivo", "vitro"),
        ("acute", "chronic"),
        ("left", "right"),
        ("upper", "lower"),
        ("high", "low"),
        ("short", "long"),
        ("early", "late"),
        ("before", "after"),
        ("increased increase increases increasing", "decreased decrease decreases decreasing"),
        ("positive", "negative"),
        ("primary", "secondary"),
        ("urban", "rural"),
        ("maternal mothers", "paternal fathers"),
        ("northern north", "southern south"),
        ("eastern east", "western west"),
        ("spring", "autumn"),
        ("summer", "winter"),
        ("static", "dynamic"),
        ("internal", "external"),
        ("linear", "nonlinear"),
        ("supervised", "unsupervised"),
        ("qualitative", "quantitative"),
        ("supply", "demand"),
        ("import imports", "export exports"),
        ("inpatient inpatients", "outpatient outpatients"),
        ("proximal", "distal"),
        ("anterior", "posterior"),
        ("with", "without"),
        ("systolic", "diastolic"),
        ("oral", "intravenous"),
        ("morbidity", "mortality"),
        ("incidence", "prevalence"),
        ("resistance", "sensitivity"),
    )
)
_WITH_OPPOSITE = frozenset().union(*(side for sides in _OPPOSITES for side in sides))
#: Beginnings of words that are opposites before the same rest.
_BEGINNINGS = tuple(
    tuple(pair.split("/"))
    for pair in (
        "hyper/hypo pre/post inter/intra intra/extra endo/exo macro/micro mono/di uni/bi homo/hetero over/under "
        "tachy/brady supra/infra super/sub"
    ).split()
)
#: Letters that such words have in common at least.
_REST = 4
#: Prefixes that turn a word into its opposite.
_NEGATIONS = frozenset(("non", "un", "in", "anti", "hyper", "hypo"))


def begin_opposed(a: str, b: str) -> bool:
    """Whether two words begin with opposites and end alike.

    >>> begin_opposed("preoperative", "postoperative"), begin_opposed("premium", "postulate")
    (True, False)
    """
    if a[-_REST:] != b[-_REST:]:
        return False
    return any(
        (a.startswith(x) and b.startswith(y) and a[len(x) :] == b[len(y) :] and len(a) >= len(x) + _REST)
        or (a.startswith(y) and b.startswith(x) and a[len(y) :] == b[len(x) :] and len(b) >= len(x) + _REST)
        for x, y in _BEGINNINGS
    )


def opposed(words_a: Sequence[str], words_b: Sequence[str]) -> bool:
    """Whether two titles differ in a word and its opposite.

    >>> opposed(["men"], ["women"]), opposed(["invasive"], ["noninvasive"]), opposed(["men"], ["rats"])
    (True, True, False)
    """
    if not words_a or not words_b:
        return False
    a, b = _WITH_OPPOSITE.intersection(words_a), _WITH_OPPOSITE.intersection(words_b)
    if a and b and any((a & x and b & y) or (a & y and b & x) for x, y in _OPPOSITES):
        return len(set(words_a)) <= 3 and len(set(words_b)) <= 3
    # However they begin, such words end in the same letter.
    alike = ((x, y) for x in words_a for y in words_b if x[-1] == y[-1])
    return any(
        begin_opposed(x, y)
        or (y.endswith(x) and y.removesuffix(x) in _NEGATIONS)
        or (x.endswith(y) and x.removesuffix(y) in _NEGATIONS)
        for x, y in alike
    )
