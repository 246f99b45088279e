"""In which language a text is written, told by its script and its small words: enough to doubt a label, no more."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

MAX_READ = 4_000
"""Characters that are read."""
MIN_HITS = 3
"""Small words that make a guess."""

_SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and in to is for with that on are by as this from was were which be an it we these their",
        "de": "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch werden aus dass "
        "nach wird bei einer sind wie einem über einen zum zur oder",
        "fr": "le la les des et un une du dans que est pour qui par sur au plus pas ne avec sont cette aux ces nous",
        "es": "el la los las y en que un una por con para del se es al lo como más su fueron este entre sobre",
        "pt": "o os as e em que um uma para com não do da dos das no na nos nas por mais ao se foi são como",
        "it": "il lo la le i gli e di che un una per con del della dei delle degli è nel nei nella alla ai al sono da "
        "dal non si come",
        "nl": "de het een en van is dat op te zijn met voor niet aan er om ook als door bij naar",
        "sv": "och att det som en på är av för med den till inte om ett har från",
        "da": "og at det som en på er af for med den til ikke om et har fra",
        "no": "og i det som en på er av for med den til ikke om et har fra",
        "fi": "ja on ei se että oli ovat sekä myös kun tai joka mutta kuin jotka tämä tässä ole",
        "pl": "i w na z do się że nie jest od przez oraz dla po są",
        "cs": "se je že pro jsou jako které který by ve při nebo však byl byla bylo na v z s a o",
        "sk": "sa je že pre sú ako ktoré ktorý by vo pri alebo však bol bola bolo na v z s a o",
        "hr": "i u na je se da su za od s kao iz te koji koja koje o po ili nije bio bila",
        "sl": "in v na je se da so za od s kot iz ter ki o po ali ni pri bil bila",
        "tr": "ve bir bu için ile olarak olan daha çok gibi ise en üzerine göre",
        "hu": "az és hogy nem is egy van volt vagy mint ez csak még alapján között",
        "ro": "și în cu pe nu că din este care pentru sunt mai au dintre prin la o",
        "ca": "el la els les i en que un una per amb del es al com més seva aquest entre sobre dels",
    }.items()
}
#: Small word -> the languages that have it.
_SPOKEN_IN = {
    word: tuple(code for code, words in _SMALL_WORDS.items() if word in words)
    for word in frozenset().union(*_SMALL_WORDS.values())
}
#: The languages that are close enough to be taken for one another.
_ALIKE = ({"da", "no", "sv"}, {"es", "ca", "pt", "gl"}, {"nl", "af"}, {"cs", "sk"}, {"hr", "sl", "sr", "bs"})
_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), frozenset("ru uk bg sr mk be kk".split())),
    (re.compile("[\u3040-\u30ff]"), frozenset({"ja"})),
    (re.compile("[\u4e00-\u9fff]"), frozenset({"zh", "ja"})),
    (re.compile("[\uac00-\ud7af]"), frozenset({"ko"})),
    (re.compile("[\u0370-\u03ff]"), frozenset({"el"})),
    (re.compile("[\u0600-\u06ff]"), frozenset({"ar", "fa", "ur"})),
    (re.compile("[\u0590-\u05ff]"), frozenset({"he"})),
    (re.compile("[\u0e00-\u0e7f]"), frozenset({"th"})),
)


# The same title and abstract are asked about for each label.
@lru_cache(maxsize=1 << 8)
def languages_of(text: str) -> frozenset[str]:
    """The languages (ISO 639-1) that ``text`` may be written in; none where its words do not tell.

    >>> sorted(languages_of("Die Bestimmung der Masse von Teilchen und das Problem der Messung"))
    ['de']
    >>> languages_of("Quark masses"), "ja" in languages_of("カモメの数え方")
    (frozenset(), True)
    """
    text = text[:MAX_READ].casefold()
    letters = sum(map(str.isalpha, text))
    for script, languages in _SCRIPTS:
        if letters and len(script.findall(text)) > 0.3 * letters:
            return languages
    hits, count = _hits(text)
    (best, language), rivals = hits[0], hits[1:]
    kin = next((group for group in _ALIKE if language in group), {language})
    second = next((count for count, rival in rivals if rival not in kin), 0)
    clear = best >= MIN_HITS and best >= 0.08 * count and best >= 1.5 * second
    return frozenset(kin) if clear else frozenset()


def may_be(language: str, text: str) -> bool:
    """Whether ``text`` has a small word of ``language``, and no other language has more of its own there."""
    found = {code: count for count, code in _hits(text[:MAX_READ].casefold())[0]}
    return 0 < found.get(language, 0) == max(found.values())


def in_other_languages(one: str, other: str) -> bool:
    """Whether two paragraphs are certainly written in different languages."""
    first, second = languages_of(one), languages_of(other)
    return bool(first and second) and not first & second


def language_of(title: str, abstract: str) -> str | None:
    """The one language that ``abstract`` is written in and ``title`` may be, or None where that is not certain.

    Papers in every language have an English abstract, so a title with another language's words tells nothing.

    >>> print(language_of("Ponds and their snails", "Ponds of the north are home to snails that live in the cold."))
    en
    >>> print(language_of("Les mares et leurs hôtes", "Ponds of the north are home to snails that live in the cold."))
    None
    """
    found = languages_of(abstract)
    if len(found) > 1:
        # Of languages that are alike, the one with clearly more of its own words.
        alike = [hit for hit in _hits(abstract[:MAX_READ].casefold())[0] if hit[1] in found]
        sure = len(alike) > 1 and alike[0][0] >= MIN_HITS and alike[0][0] >= 1.25 * alike[1][0]
        found = frozenset({alike[0][1]}) if sure else frozenset()
    if len(found) != 1:
        return None
    (language,) = found
    in_title = {code: count for count, code in _hits(title[:MAX_READ].casefold())[0]}
    own = in_title.get(language, 0)
    return language if all(count <= own for count in in_title.values()) else None


def _hits(text: str) -> tuple[list[tuple[int, str]], int]:
    """How many words of ``text`` are small words of each language, most first, and how many words there are."""
    words = re.findall(r"[^\W\d_]+", text)
    found = Counter(language for word in words for language in _SPOKEN_IN.get(word, ()))
    return sorted(((found[language], language) for language in _SMALL_WORDS), reverse=True), len(words)


def contradicts(language: str, texts: list[str]) -> bool:
    """Whether ``texts`` (title, abstracts) speak against the label ``language``.

    One of them is clearly in another language and none in this one; an English abstract says nothing,
    since papers in every language have one.

    >>> contradicts("en", ["Die Bestimmung der Masse von Teilchen und das Problem der Messung"])
    True
    >>> contradicts("de", ["Die Lage", "We show that the mass of the particle is in the range of the theory"])
    False
    """
    found = [languages for text in texts if (languages := languages_of(text))]
    others = [languages for languages in found if language not in languages and "en" not in languages]
    return bool(others) and not any(language in languages for languages in found)
