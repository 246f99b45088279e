"""Types of publication: every vocabulary's word, as the CSL type it means."""

from __future__ import annotations

from harvester.model.text import fold

_WORDS = {
    "article-journal": "journal article, journalarticle, contributiontojournal, contribution to "
    "journal, contribution to journal magazine, research article, "
    "scholarlyarticle, review article, jour, artikel, articulo, artigo, letter, "
    "review, editorial, short survey, comment debate, case report, data paper, "
    "medicalscholarlyarticle, original article, special issue article, meeting "
    "abstract journal",
    "paper-conference": "paper conference, proceedings article, conference paper, conference item, "
    "conference contribution, inproceedings, conferencepaper, "
    "contributiontoconference, contribution to conference, cpaper, conf, "
    "conference article, abstract, poster, conference object, paper, contribution "
    "in proceedings, conference poster",
    "chapter": "chapter, book chapter, book section, chap, incollection, inbook, bookchapter, book part, "
    "contributiontobookanthology, chapter in book report conference proceeding, contribution to book "
    "anthology, book item, reference entry, entry encyclopedia dictionary, foreword postscript",
    "book": "book, monograph, edited book, reference book, edbook, buch, livre, libro, livro, bookanthology, "
    "book anthology, book report, anthology, edited volume, commissioned report",
    "thesis": "thesis, dissertation, doctoral thesis, master thesis, masters thesis, phd thesis, phdthesis, "
    "mastersthesis, thes, student thesis, doctoralthesis, masterthesis, bachelorthesis, electronic "
    "thesis or dissertation, these, tese, tesis, dissertacao, tese de doutorado, dissertacao de "
    "mestrado, tesis doctoral, tesis de maestria, doctoral, these de doctorat, hochschulschrift, "
    "doctoral dissertation, habilitation, diploma thesis, bachelor thesis",
    "report": "report, rprt, techreport, technical report, working paper, workingpaper, monograph report, "
    "research report, other report, discussion paper, policy brief, project report",
    "dataset": "dataset, data set, data, datacollection",
    "software": "software, computer program, comp, softwaresourcecode, code, softwareapplication",
    "article": "article, preprint, posted content, eprint, working paper preprint, submitted "
    "manuscript, unpb",
    "webpage": "webpage, web page, web publication site, elec, website",
    "post-weblog": "blog post, post weblog, blog, blogposting, blogs",
    "article-magazine": "magazine article, article magazine, mgzn, magazine, featured article",
    "article-newspaper": "newspaper article, article newspaper, news, newspaper",
    "review-book": "book review, review book, book film article review",
    "peer-review": "peer review, peerreview",
    "patent": "patent, pat",
    "standard": "standard, stand",
    "speech": "lecture, presentation, speech, slides, conference presentation, invited talk",
    "map": "map",
    "graphic": "image, figure, graphic, photograph, still image",
    "motion_picture": "video, film, motion picture, moving image, videoobject",
    "song": "sound, audio, audioobject, recording oral",
    "manuscript": "manuscript, unpublished",
    "document": "document, other, misc, gen, component, miscellaneous, journal, journal issue, other "
    "contribution",
}


def _index() -> dict[str, str]:
    """Folded word -> CSL type; the first type that lists a word has it."""
    types: dict[str, str] = {}
    for csl, words in _WORDS.items():
        for word in (*words.split(","), csl):
            types.setdefault(fold(word), csl)
    # "article" alone is a journal article in every vocabulary but CSL's own, where it is a preprint.
    types["article"] = "article-journal"
    return types


_TYPES = _index()


def csl_type(word: str | None) -> str | None:
    """The CSL type that a vocabulary's ``word`` means, or None where it is unknown.

    Reads Crossref, DataCite, Dublin Core, RIS, BibTeX, schema.org, EPrints, DSpace and Pure words.

    >>> [csl_type(w) for w in ("JOUR", "proceedings-article", "PhD thesis", "http://schema.org/Dataset", "qed")]
    ['article-journal', 'paper-conference', 'thesis', 'dataset', None]
    >>> csl_type("Thesis (PhD)")
    'thesis'
    """
    if not word:
        return None
    last = word.rstrip("/").rsplit("/", 1)[-1] if "://" in word else word
    key = fold(last.removeprefix("info:eu-repo/semantics/"))
    found = _TYPES.get(key) or _TYPES.get(key.replace(" ", "")) or _TYPES.get(key.rstrip("s"))
    # "Thesis (PhD)", "Article (peer reviewed)": the word in front is the type.
    return found or (csl_type(last.split("(", 1)[0]) if "(" in last else None)
