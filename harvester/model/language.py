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
    "bg": "bulgarian български bul",
    "sr": "serbian srpski српски srp scc",
    "bs": "bosnian bosanski bos",
    "mk": "macedonian македонски mkd mac",
    "sk": "slovak slovenčina slk slo",
    "sq": "albanian shqip sqi alb",
    "be": "belarusian bel",
    "af": "afrikaans afr",
    "th": "thai ไทย tha",
    "ms": "malay melayu msa may",
    "hi": "hindi हिन्दी hin",
    "bn": "bengali bangla ben",
    "ur": "urdu urd",
    "ta": "tamil tam",
    "sw": "swahili swa",
    "ka": "georgian kat geo",
    "hy": "armenian hye arm",
    "kk": "kazakh kaz",
    "mt": "maltese malti mlt",
    "lb": "luxembourgish ltz",
    "gd": "gaelic gàidhlig gla",
    "oc": "occitan oci",
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split())}


def language(text: str | None) -> str | None:
    """The ISO 639-1 code of the language that ``text`` names, or None.

    Of several, the first; addresses of vocabularies ("http://id.loc.gov/vocabulary/iso639-2/ger") end in a code.

    >>> [language(t) for t in ("English", "en_AU", "EN", "por", "n/a", "mul")]
    ['en', 'en', 'en', 'pt', None, None]
    >>> [language(t) for t in ("lexvo.org/id/iso639-3/deu", "iso639-2:fre", "en/eng", "[Spanish]")]
    ['de', 'fr', 'en', 'es']
    """
    text = (text or "").strip().lower()
    if match := re.search(r"iso-?639-?[1-3b]?[/:_ ]+([a-z]{2,3})\b", text):
        return _CODES.get(match[1])
    words = re.split(r"[-_;,()/|\s\[\]]+", text.strip("[( "), maxsplit=1)
    return _CODES.get(words[0])
