"""The headings and labels of abstracts: one table for all who look for an abstract or take its label off."""

from __future__ import annotations

import re
from types import MappingProxyType

#: Heading in small letters, as it is spelled -> the language of what follows (ISO 639-1).
HEADINGS = MappingProxyType(
    {
        "abstract": "en", "summary": "en", "english abstract": "en",
        "zusammenfassung": "de", "kurzfassung": "de", "deutsche zusammenfassung": "de",
        "r\u00e9sum\u00e9": "fr", "resume": "fr",
        "resumen": "es",
        "resumo": "pt",
        "resum": "ca",
        "riassunto": "it", "sommario": "it",
        "samenvatting": "nl", "nederlandse samenvatting": "nl",
        "sammanfattning": "sv",
        "streszczenie": "pl",
        "\u0430\u043d\u043d\u043e\u0442\u0430\u0446\u0438\u044f": "ru", "annotatsiya": "ru",
        "\u6458\u8981": "zh",
        "\u6982\u8981": "ja", "\u6284\u9332": "ja",
    }
)  # fmt: skip


def one_of(*also: str) -> str:
    """A regular expression, without groups and for small letters, of every heading and the words ``also``.

    >>> re.match(one_of("description"), "deutsche zusammenfassung: ...")[0]
    'deutsche zusammenfassung'
    """
    return "|".join(sorted(map(re.escape, {*HEADINGS, *also}), key=lambda word: (-len(word), word)))
