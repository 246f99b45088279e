"""The headings and labels of abstracts: one table for all who look for an abstract or take its label off."""

from __future__ import annotations

import re
from types import MappingProxyType

#: Heading in small letters, as it is spelled -> the language of what follows (ISO 639-1).
HEADINGS = MappingProxyType(
    {
        "abstract": "en", "summary": "en", "english abstract": "en", "abstracts": "en", "r\u00e9sum\u00e9s": "fr",
        "res\u00famenes": "es", "resumos": "pt", "zusammenfassungen": "de",
        "zusammenfassung": "de", "kurzfassung": "de", "deutsche zusammenfassung": "de",
        "r\u00e9sum\u00e9": "fr", "resume": "fr",
        "resumen": "es",
        "resumo": "pt",
        "resum": "ca",
        "riassunto": "it", "sommario": "it",
        "samenvatting": "nl", "nederlandse samenvatting": "nl",
        "sammanfattning": "sv", "sammendrag": "no", "tiivistelm\u00e4": "fi",
        "streszczenie": "pl", "abstrakt": "cs", "abstrakty": "cs", "souhrn": "cs",
        "sa\u017eetak": "hr", "povzetek": "sl", "\u00f6zet": "tr", "\u00f6z": "tr",
        "\u0440\u0435\u0444\u0435\u0440\u0430\u0442": "ru", "\u0440\u0435\u0437\u044e\u043c\u0435": "ru",
        "\u0430\u043d\u043e\u0442\u0430\u0446\u0456\u044f": "uk",
        "\u0430\u043d\u043d\u043e\u0442\u0430\u0446\u0438\u044f": "ru", "annotatsiya": "ru",
        "\u6458\u8981": "zh",
        "\u6982\u8981": "ja", "\u8981\u65e8": "ja", "\u6284\u9332": "ja",
    }
)  # fmt: skip


def one_of(*also: str) -> str:
    """A regular expression, without groups and for small letters, of every heading and the words ``also``.

    >>> re.match(one_of("description"), "deutsche zusammenfassung: ...")[0]
    'deutsche zusammenfassung'
    """
    return "|".join(sorted(map(re.escape, {*HEADINGS, *also}), key=lambda word: (-len(word), word)))
