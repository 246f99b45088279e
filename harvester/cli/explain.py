"""How a judgement on two records looks to a librarian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.cli.console import say, table

if TYPE_CHECKING:
    from harvester.explain import Explanation

_WORDS = {
    "same": ("the same work", "green"),
    "review": ("perhaps the same work: a person should look", "yellow"),
    "related": ("related, but two works", "cyan"),
    "different": ("different works", "red"),
}


def print_judgement(explanation: Explanation) -> None:
    """The verdict in a sentence, then one line for each field that spoke, strongest first."""
    words, shade = _WORDS[explanation.verdict]
    say(f"{explanation.a} and {explanation.b}: {words}", bold=True, fg=shade)
    for sentence in explanation.sentences:
        say(f"  {sentence}")
    say()
    rows = [("field", "says", "log-odds", "compared")]
    order = sorted(explanation.evidence, key=lambda entry: -abs(entry[1]))
    rows += [(field, _direction(odds), f"{odds:+.1f}", note) for field, odds, note in order]
    rows.append(
        (
            "together",
            _direction(explanation.total),
            f"{explanation.total:+.1f}",
            f"probability {_chance(explanation.probability)}",
        )
    )
    for line in table(rows, indent=2, widths=(14, 10, 9, 150)):
        say(line)


def _direction(odds: float) -> str:
    if abs(odds) < 0.05:
        return "nothing"
    return "same" if odds > 0 else "different"


def _chance(probability: float) -> str:
    """A probability as it is stored: never surer than three decimals can say."""
    if probability > 0.999:
        return "above 0.999"
    return "below 0.001" if probability < 0.001 else f"{probability:.3f}"
