"""Types of publication: every vocabulary's word, as the CSL type it means."""

from __future__ import annotations

import re

from harvester.model.text import fold

_WORDS = {
    "article-journal": "journal article, journalarticle, contributiontojournal, contribution to "
    "journal, contribution to journal magazine, contribution to periodical, research article, research paper, "
    "scholarlyarticle, review article, systematic review, literature review, scientific review, jour, letter, "
    "review, editorial, short survey, comment debate, case report, data paper, brief report, rapid communication, "
    "medicalscholarlyarticle, original article, original research, original paper, special issue article, meeting "
    "abstract journal, article in journal, article in a journal, journal paper, refereed article, "
    "peer reviewed article, published article, letter to the editor, commentary, short communication, "
    "artikel, zeitschriftenartikel, wissenschaftlicher artikel, aufsatz, beitrag in zeitschrift, "
    "articulo, articulo de revista, articulo cientifico, artigo, artigo de periodico, artigo cientifico, "
    "article de revue, article dans une revue, article dans des revues, article de periodique, "
    "articolo, articolo in rivista, articolo su rivista, artikel in tijdschrift, tijdschriftartikel, "
    "artikel i tidskrift, tidskriftsartikel, tidsskriftartikkel, tidsskriftsartikel, vitenskapelig artikkel, "
    "artykul, clanek, znanstveni clanak, dergi makalesi, makale, statia, journal articles, academic article, "
    "scientific article, izvorni znanstveni clanak, izvorni znanstveni rad, pregledni rad, original scientific paper, "
    "departmental bulletin paper, article de periodique scientifique, artykul w czasopismie, statya v zhurnale, "
    "clanek v casopise, odborny clanek, izvirni znanstveni clanek, lehtiartikkeli, tieteellinen artikkeli, artikkeli, "
    "tidsskriftartikel, folyoiratcikk, arastirma makalesi, article scientifique, articulo original, artigo original, "
    "originalarbeit, articol, redif article, nauchnaya statya",
    "paper-conference": "paper conference, proceedings article, conference paper, conference item, "
    "conference contribution, inproceedings, conferencepaper, conference proceeding, conference proceedings, "
    "contributiontoconference, contribution to conference, cpaper, conf, proceedings paper, workshop paper, "
    "conference article, abstract, poster, conference object, conferenceobject, paper, contribution "
    "in proceedings, conference poster, conference abstract, conference or workshop item, paper in conference, "
    "article in proceedings, paper in proceeding, "
    "paper in proceedings, contribution to a conference, proceeding, extended abstract, "
    "konferenzbeitrag, konferenzveroffentlichung, beitrag in tagungsband, tagungsbeitrag, "
    "communication dans un congres, acte de colloque, actes de congres, ponencia, comunicacion de congreso, "
    "objeto de conferencia, documento de conferencia, trabalho apresentado em evento, trabalho em anais, "
    "contributo in atti di convegno, relazione in atti di convegno, konferensbidrag, konferentiebijdrage",
    "chapter": "chapter, book chapter, book section, chap, incollection, inbook, bookchapter, book part, bookpart, "
    "contributiontobookanthology, chapter in book report conference proceeding, contribution to book "
    "anthology, book item, reference entry, entry encyclopedia dictionary, foreword postscript, booksection, "
    "chapter in book, part of book, part of book or chapter of book, encyclopedia entry, book chapters, "
    "buchkapitel, beitrag in sammelband, buchbeitrag, teil eines buches, kapitel, chapitre de livre, "
    "chapitre d'ouvrage, chapitre, capitulo de libro, parte de libro, capitulo de livro, capitulo, "
    "contributo in volume, capitolo di libro, kapitel i bok, hoofdstuk, boekhoofdstuk",
    "book": "book, monograph, edited book, reference book, edbook, buch, livre, libro, livro, bookanthology, "
    "book anthology, book report, anthology, edited volume, commissioned report, books, ebook, monographie, "
    "monografia, sammelband, ouvrage, ouvrages, proceedings, conference proceedings volume, bok, boek",
    "thesis": "thesis, dissertation, doctoral thesis, master thesis, masters thesis, phd thesis, phdthesis, "
    "mastersthesis, thes, student thesis, doctoralthesis, masterthesis, bachelorthesis, electronic "
    "thesis or dissertation, these, tese, tesis, dissertacao, tese de doutorado, dissertacao de "
    "mestrado, tesis doctoral, tesis de maestria, doctoral, these de doctorat, hochschulschrift, "
    "doctoral dissertation, habilitation, diploma thesis, bachelor thesis, bachelors thesis, honours thesis, "
    "honors thesis, electronic theses and dissertations, etd, thesis or dissertation, phd dissertation, "
    "thesis phd, thesis masters, doctoral theses, masters theses, licentiate thesis, campus access dissertation, "
    "open access dissertation, capstone, senior thesis, project thesis, dissertations, doktorarbeit, "
    "masterarbeit, bachelorarbeit, magisterarbeit, diplomarbeit, habilitationsschrift, abschlussarbeit, "
    "memoire, memoire de maitrise, hdr, trabalho de conclusao de curso, dissertacao de mestrado academico, "
    "trabajo de grado, trabajo fin de grado, trabajo fin de master, tesis de licenciatura, tesi di dottorato, tesi, "
    "tesi di laurea, proefschrift, doktorsavhandling, doktorgradsavhandling, avhandling, vaitoskirja, "
    "masteroppgave, kandidatuppsats, praca doktorska, rozprawa doktorska, doktorska disertacija, yuksek lisans "
    "tezi, doktora tezi, student master, doctoral or postdoctoral thesis, magisteruppsats, masteruppsats, "
    "examensarbete, magisterexamen, masterexamen, kandidatexamen, licentiatavhandling, licentiatuppsats, "
    "studentuppsats, speciale, kandidatspeciale, phd afhandling, ph d afhandling, bachelorprojekt, "
    "bacheloroppgave, doktoravhandling, pro gradu, pro gradu tutkielma, diplomityo, opinnaytetyo, "
    "lisensiaatintyo, diplomova prace, bakalarska prace, disertacni prace, rigorozni prace, zaverecna prace, "
    "diplomova praca, bakalarska praca, dizertacna praca, praca magisterska, praca licencjacka, diplomski rad, "
    "zavrsni rad, doktorski rad, magistarski rad, diplomsko delo, magistrsko delo, doktorska disertacija, "
    "doktori disszertacio, doktori ertekezes, szakdolgozat, doktora, yuksek lisans, dissertatsiya, "
    "avtoreferat dissertatsii, teza de doctorat, masterscriptie, masterproef, doctoraatsscriptie, "
    "memoire de master, these d exercice, tesina, trabajo de fin de grado, trabajo de fin de master, "
    "tesis de grado, tesis de pregrado, tesis doctorals, tesi doctoral, treball de fi de grau, "
    "tesi di laurea magistrale, monografia de especializacao",
    "report": "report, rprt, techreport, technical report, working paper, workingpaper, monograph report, "
    "research report, other report, discussion paper, policy brief, project report, report paper, "
    "redif paper, technical documentation, white paper, annual report, internal report, reports, bericht, "
    "forschungsbericht, "
    "arbeitspapier, diskussionspapier, rapport, rapport de recherche, rapport technique, document de travail, "
    "informe, informe tecnico, documento de trabajo, relatorio, relatorio tecnico, documento de trabalho, "
    "rapporto, rapporto tecnico, working or discussion paper, working papers, technical reports",
    "dataset": "dataset, data set, data, datacollection, research data, data set database, datensatz, "
    "forschungsdaten, jeu de donnees, conjunto de datos, conjunto de dados, dataset collection, datapaper dataset",
    "software": "software, computer program, comp, softwaresourcecode, code, softwareapplication, source code, "
    "research software, logiciel, softwaretool, computational notebook, workflow",
    "article": "article, preprint, posted content, eprint, working paper preprint, submitted "
    "manuscript, unpb, pre print, prepublication, vordruck, prepublicacion, prepublicacao, preprint article",
    "webpage": "webpage, web page, web publication site, elec, website, web resource",
    "post-weblog": "blog post, post weblog, blog, blogposting, blogs",
    "article-magazine": "magazine article, article magazine, mgzn, magazine, featured article",
    "article-newspaper": "newspaper article, article newspaper, news, newspaper, newsarticle, zeitungsartikel",
    "review-book": "book review, review book, book film article review, rezension, buchbesprechung, "
    "compte rendu de lecture, resena, resenha, recension",
    "peer-review": "peer review, peerreview",
    "patent": "patent, pat, brevet, patente",
    "standard": "standard, stand",
    "speech": "lecture, presentation, speech, slides, conference presentation, invited talk, talk, vortrag, "
    "vorlesung, presentationdigitaldocument, conference lecture",
    "map": "map, karte, carte, cartographic material",
    "graphic": "image, figure, graphic, photograph, still image, stillimage, drawing, plot, diagram, photo, bild",
    "motion_picture": "video, film, motion picture, moving image, movingimage, videoobject",
    "song": "sound, audio, audioobject, recording oral, music recording",
    "musical_score": "musical score, musical notation, score, sheet music",
    "interview": "interview",
    "manuscript": "manuscript, unpublished, handschrift",
    "document": "document, other, misc, gen, component, miscellaneous, journal, journal issue, other "
    "contribution, text, texte, texto, item, other publication, sonstiges, autre publication, other type, "
    "learning object, learning material, collection",
}
#: COAR's resource types, by the code that their addresses end in.
_COAR = {
    "article-journal": "c_6501 c_2df8fbb1 c_dcae04bc c_3e5a c_beb9 c_545b c_b239 YZ1N-ZFT9",
    "paper-conference": "c_5794 c_6670 c_c94f c_8544",
    "chapter": "c_3248",
    "book": "c_2f33 c_f744",
    "thesis": "c_46ec c_bdcc c_db06 c_7a1f",
    "report": "c_93fc c_8042 c_18ww c_18wz c_18wq c_18gh c_186u c_18hj c_18op c_ba1f",
    "dataset": "c_ddb1 c_cb28",
    "software": "c_5ce6 c_393c",
    "article": "c_816b",
    "webpage": "c_7ad9",
    "post-weblog": "c_6947",
    "article-newspaper": "c_998f",
    "review-book": "c_ba08",
    "patent": "c_15cd",
    "map": "c_12cd c_12cc",
    "graphic": "c_c513 c_ecc8",
    "motion_picture": "c_12ce c_8a7e",
    "song": "c_18cc c_18cd",
    "manuscript": "c_0040",
    "document": "c_1843 c_18cf",
}


def _index() -> dict[str, str]:
    """Folded word -> CSL type; the first type that lists a word has it."""
    types: dict[str, str] = {}
    for csl, words in _WORDS.items():
        for word in (*words.split(","), csl):
            types.setdefault(fold(word), csl)
    for csl, codes in _COAR.items():
        types |= {fold(code): csl for code in codes.split()}
    # "article" alone is a journal article in every vocabulary but CSL's own, where it is a preprint.
    types["article"] = "article-journal"
    return types


_TYPES = _index()
_QUALIFIERS = re.compile(r"\s*[(\[{]")
_LINE = re.compile(r"\s*[\u203a>\u00bb|/]\s*|\s+[-\u2013\u2014:]\s+|::|;")


def csl_type(word: str | None) -> str | None:
    """The CSL type that a vocabulary's ``word`` means, or None where it is unknown.

    Reads Crossref, DataCite, Dublin Core, RIS, BibTeX, schema.org, EPrints, DSpace, Pure and COAR words, as
    words, addresses, or the line of a path ("Contribution to journal > Article > peer-review").

    >>> [csl_type(w) for w in ("JOUR", "proceedings-article", "PhD thesis", "http://schema.org/Dataset", "qed")]
    ['article-journal', 'paper-conference', 'thesis', 'dataset', None]
    >>> csl_type("Thesis (PhD)"), csl_type("http://purl.org/coar/resource_type/c_db06")
    ('thesis', 'thesis')
    >>> csl_type("info:eu-repo/semantics/bookPart"), csl_type("Contribution to journal > Article > peer-review")
    ('chapter', 'article-journal')
    """
    if not word:
        return None
    last = word.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1] if "://" in word else word
    last = re.sub(
        r"^info:\S*/|^(?:dcmitype|coar|eprint|schema|fabio|bibo):", "", last.strip(), flags=re.IGNORECASE
    )
    if found := _known(last):
        return found
    # "Thesis (PhD)", "Article (peer reviewed)": the word in front is the type.
    head = _QUALIFIERS.split(last, maxsplit=1)[0]
    if head and head != last:
        return csl_type(head)
    # "Journal Articles; Reports - Research": of several, the first.
    if ";" in last and (found := csl_type(last.partition(";")[0])):
        return found
    # Of a path, the first part after the family that says something; "document" says nothing.
    parts = [part for part in _LINE.split(last[:500]) if part]
    if len(parts) < 2:
        return None
    kinds = [kind for part in (*parts[1:], parts[0]) if (kind := _known(part))]
    return next((kind for kind in kinds if kind != "document"), kinds[0] if kinds else None)


def _known(word: str) -> str | None:
    key = fold(word)
    return _TYPES.get(key) or _TYPES.get(key.replace(" ", "")) or _TYPES.get(key.rstrip("s"))
