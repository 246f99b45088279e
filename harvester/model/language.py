"""Languages as ISO 639-1 codes."""

from __future__ import annotations

import re

_NAMES = {
    "en": "english eng anglais englisch inglés inglês",
    "de": "german deutsch ger deu allemand",
    "fr": "french français francais fre fra französisch",
    "es": "spanish español espanol spa castellano",
    "pt": "portuguese português portugues por",
    "it": "italian italiano ita",
    "nl": "dutch nederlands dut nld",
    "sv": "swedish svenska swe",
    "da": "danish dansk dan",
    "no": "norwegian norsk nor nob nno bokmål nynorsk nb nn",
    "fi": "finnish suomi fin",
    "pl": "polish polski pol",
    "cs": "czech čeština cze ces",
    "ru": "russian русский rus",
    "uk": "ukrainian українська ukr",
    "zh": "chinese 中文 chi zho",
    "ja": "japanese 日本語 jpn",
    "ko": "korean 한국어 kor",
    "ar": "arabic العربية ara",
    "tr": "turkish türkçe tur",
    "el": "greek ελληνικά gre ell",
    "hu": "hungarian magyar hun",
    "ca": "catalan català cat",
    "cy": "welsh cymraeg wel cym",
    "ga": "irish gaeilge gle",
    "la": "latin lat",
    "id": "indonesian bahasa ind",
    "vi": "vietnamese vie",
    "he": "hebrew heb iw",
    "fa": "persian farsi fas per",
    "ro": "romanian română rum ron",
    "hr": "croatian hrvatski hrv",
    "sl": "slovenian slovene slv",
    "et": "estonian eesti est",
    "lt": "lithuanian lit",
    "lv": "latvian lav",
    "is": "icelandic ice isl",
    "eu": "basque euskara baq eus",
    "gl": "galician galego glg",
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split())}


def language(text: str | None) -> str | None:
    """The ISO 639-1 code of the language that ``text`` names, or None.

    >>> [language(t) for t in ("English", "en_AU", "EN", "por", "n/a")]
    ['en', 'en', 'en', 'pt', None]
    """
    word = re.split(r"[-_;,(\s]", (text or "").strip().lower(), maxsplit=1)[0]
    return _CODES.get(word)
