"""Made-up words, passages, names and journals, as unevenly frequent and as repetitive as real ones.

Titles are walks over made-up passages: a walk follows a passage, or leaves it for another occurrence of the word it
has reached. So word pairs and whole runs of words recur between titles that have nothing to do with each other.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

PREFIXES = """
    hydro neuro micro macro inter intra trans sub super multi bio geo photo thermo electro cardio immuno
    socio psycho eco agro cyto hemo osteo para meta poly mono iso endo exo peri pre post re de co
""".split()
ROOTS = """
    vascul morph graph metr log gen path struct form dynam chem phys therap cell tiss membr recept
    signal kinet diagnos clin surg popul migr climat sediment mineral metall polym cataly enzym protein
    lipid glucos insul ren hepat pulmon dermat neur synapt cogn memor percept languag learn teach school
    polic econom market labor trad financ tax govern elect legisl histor archiv manuscript music theatr
    paint garden forest river glaci ocean fisher insect bird mammal plant fung bacter vir vaccin epidem
    nutri diet obes exercis fatig sleep pain wound burn fractur tumor
""".split()
SUFFIXES = (
    "al ic ation ity ism ist ine ide ate ance ous ive or ary oid osis itis emia ology ography ometry".split()
)
SYLLABLES = [
    onset + vowel
    for onset in "b br c d f g gr h j k l m n p r s st t tr v w z".split()
    for vowel in "a e i o u ei au".split()
]
ENDS = "n r l s nd rt ck m tz".split()


def listed(text: str) -> list[str]:
    """The phrases in ``text``, which stand on lines of their own or between bars."""
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|")]


OPENINGS = listed("""
    effect of|effects of|the effect of|a study of|the role of|role of|impact of|the impact of|analysis of|use of
    evaluation of|assessment of|prevalence of|incidence of|the relationship between|association between|changes in
    development of|a new method for|an approach to|comparison of|influence of|treatment of|management of|trends in
    predictors of|outcomes of|the problem of|towards a theory of|measuring|understanding|a model of|evidence for
    efficient|an algorithm for|design of|long-term outcome of|early detection of|a case of|observations on
""")
LINKS = listed("""
    in|of|on|and|for|with|during|after|among|between|in patients with|in children with|in older adults with
    as a predictor of|based on|compared with|in the treatment of|and the risk of|in relation to|and its effect on
    following|in low-income|under|without|from|in response to|and quality of life in|associated with|by means of
""")
CLOSINGS = listed("""
    a randomised controlled trial|a systematic review|a systematic review and meta-analysis|a cohort study
    a case-control study|a cross-sectional study|a pilot study|a multicentre study|results of a phase III trial
    a 10-year follow-up|a 5-year follow-up study|an overview|a case report|a review of the literature|a survey
    preliminary results|implications for practice|evidence from a natural experiment|a qualitative study
    a double-blind trial|lessons learned|past and present|a reappraisal|methods and applications|a framework
""")
FUNCTION_WORDS = frozenset(
    """
    a an the of in on and for with during after among between as to by from under without its into at
    towards following based compared associated relation
    """.split()
)
FREQUENT_FAMILIES = """
    Wang Li Zhang Smith Kim Garcia Müller Nguyen Singh Silva Rossi Jensen Chen Liu Lee Johnson Brown Kumar
""".split()
GIVEN = """
    Anna John Maria Wei David Jing Peter Sara Ming Thomas Laura Hui Michael Elena Jun Robert Ines Yan Carlos
    Eva Paul Xin Sofia Mark Rosa Tao Julia Andrea Min Daniel Lena Bo Martin Nina Hans Olga Ravi Priya Ahmed
""".split()
JOURNAL_FORMS = (
    "Journal of {0}", "Annals of {0}", "Archives of {0} and {1}", "Acta {0}", "Reviews in {0}", "{0}",
    "European Journal of {0}", "Advances in {0} Research", "International Journal of {0} and {1}",
    "Proceedings of the Society of {0}", "American Journal of {0}", "{0} & {1}", "Current Opinion in {0}",
)  # fmt: skip


class Journal(NamedTuple):
    """A journal: its full name, the prefix of its DOIs, its code inside them, and the year before volume 1."""

    name: str
    prefix: str
    code: str
    founded: int


class Lot:
    """Things drawn with frequencies that fall like Zipf's law, flattened at its head by ``shift`` ranks."""

    def __init__(self, things: Sequence[str], *, shift: float = 8, power: float = 1.0) -> None:
        self._things = things
        self._weights = list(accumulate((rank + shift) ** -power for rank in range(len(things))))

    def draw(self, random: Random, count: int = 1) -> list[str]:
        """``count`` of the things, some of them maybe more than once."""
        return random.choices(self._things, cum_weights=self._weights, k=count)


def invented(random: Random, syllables: int) -> str:
    """A word of ``syllables`` syllables that most likely nobody has used."""
    return "".join(random.choices(SYLLABLES, k=syllables)) + random.choice(ENDS)


def vocabulary(random: Random, size: int) -> list[str]:
    """``size`` different words in random order, half of them learned and long, half of them plain and short."""
    words = dict.fromkeys(
        prefix + root + end for prefix in ["", *PREFIXES] for root in ROOTS for end in SUFFIXES
    )
    long = random.sample(list(words), size // 2)
    short = dict.fromkeys(long)
    while len(short) < size:
        short[invented(random, random.choice((1, 1, 2, 2, 3)))] = None
    mixed = list(short)
    random.shuffle(mixed)
    return mixed


class Passages:
    """Made-up passages, and walks over them."""

    #: A walk follows its passage so often, and invents so many of its words.
    FOLLOWS, INVENTS = 0.6, 0.025

    def __init__(
        self, random: Random, *, words: int = 40_000, topics: int = 1_500, passages: int = 60_000
    ) -> None:
        self._random = random
        self.lot = Lot(vocabulary(random, words), shift=20, power=0.95)
        self._words: list[str] = []
        self._starts: list[int] = []
        subjects = [self._topic() for _ in range(topics)]
        for _ in range(passages):
            self._starts.append(len(self._words))
            self._words += self._passage(random.choice(subjects))
        self._ends = frozenset([start - 1 for start in self._starts[1:]] + [len(self._words) - 1])
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            self._places.setdefault(word, []).append(place)

    def _topic(self) -> Lot:
        """The terms of a field of study: single words, and two or three that go together."""
        words = self.lot.draw(self._random, 80)
        terms = [
            " ".join(self._random.choices(words, k=self._random.choice((1, 2, 2, 3)))) for _ in range(90)
        ]
        return Lot(terms, shift=3)

    def _passage(self, topic: Lot) -> list[str]:
        random = self._random
        parts = [random.choice(OPENINGS)] if random.random() < 0.6 else []
        for term in topic.draw(random, random.randint(2, 5)):
            parts += [term if random.random() < 0.85 else self.lot.draw(random)[0], random.choice(LINKS)]
        parts[-1:] = [random.choice(CLOSINGS)] if random.random() < 0.4 else []
        return " ".join(parts).split()

    def walk(self, length: int) -> list[str]:
        """Three and more words of about ``length`` characters with their spaces; the last one is no "of" or "the"."""
        random = self._random.random
        choice = self._random.choice
        words: list[str] = []
        place = choice(self._starts)
        left = length
        while left > 0 or len(words) < 3 or words[-1] in FUNCTION_WORDS:
            word = self._words[place]
            if word not in FUNCTION_WORDS and random() < self.INVENTS:
                words.append(invented(self._random, 3))
            else:
                words.append(word)
            left -= len(words[-1]) + 1
            if random() > self.FOLLOWS:
                place = choice(self._places[word])
            place = choice(self._starts) if place in self._ends else place + 1
        return words


def families(random: Random, count: int = 25_000) -> Lot:
    """Family names; the frequent ones make up about a sixth of all authors."""
    names = [invented(random, random.choice((1, 1, 2, 2, 3))).title() for _ in range(count)]
    names = [name.replace("o", "ö").replace("a", "á") if random.random() < 0.06 else name for name in names]
    return Lot([*FREQUENT_FAMILIES, *names], shift=8, power=0.8)


def journals(random: Random, words: Lot, count: int = 3_000) -> list[Journal]:
    """``count`` journals, each named differently."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[random.choice(JOURNAL_FORMS).format(*(word.title() for word in words.draw(random, 2)))] = None
    return [
        Journal(name, f"10.{random.randint(1000, 9999)}", invented(random, 1), random.randint(1880, 1984))
        for name in names
    ]
