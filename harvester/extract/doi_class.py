"""What a DOI names, told by its own letters and by the DOIs beside it: the work, its part, its version, its issue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

TEST_PREFIX = "10.5555/"

# "/full", ".full.pdf": what a site's addresses add to a DOI.
_ADDRESS = re.compile(
    r"(?:\.full(?:-text)?(?:\.pdf(?:\+html)?)?|\.(?:abstract|short|long|pdf|full\.html)|"
    r"/(?:full|abstract|pdf|epdf|pdfdirect|summary|meta|html|references|tab-\w+)(?:/(?:html|pdf|full))?)$"
)
# bioRxiv's addresses add the version to a DOI that has none.
_UNVERSIONED = re.compile(r"(10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})v\d+$")
_FIGURE = re.compile(r"\.[gst]\d{3}$")
_ISSUE = re.compile(r"\.v\d+\.i[\d-]+$|\.issue-[\w-]+$|\.\d{4}\.\d+\.issue\b|/\w+\.\d+\.issue-\d+$")
_VERSION = re.compile(r"[._/-]?v(?:er)?\d{1,3}$")
# A part: ".001", "/1", "-supp1" behind the whole.
_BEHIND = re.compile(r"[./_-](?:\d{1,3}|[a-z]{0,6}\d{1,3}|supp\w*|suppl\w*)$")
# As in "10.1016/s0009-2614(97)04014-1", two figures of the year.
_ELSEVIER = re.compile(r"s\d{4}-\d{3}[\dx]\((\d\d)\)")
# As in "10.1007/s11926-017-0626-z", three figures of the year.
_SPRINGER = re.compile(r"/[sd]\d{5}-(0\d\d)-")
_YEAR = re.compile(r"(?<![\d])(1[89]\d\d|20[0-4]\d)(?=[.)/_]|-(?!\d{3}[\dx]\b)|$)")
# As in "10.1002/andp.19263851302", where volume, issue and page follow the year.
_RUN = re.compile(r"(?:\.|:0)(1[89]\d\d|20[0-4]\d)\d{7,}$")


def without_address(doi: str) -> str:
    """``doi`` (canonical) without what the address of a page adds to it.

    >>> without_address("10.1101/2020.03.22.002386v3.full.pdf"), without_address("10.3389/fpsyg.2014.00781/full")
    ('10.1101/2020.03.22.002386', '10.3389/fpsyg.2014.00781')
    """
    bare = _ADDRESS.sub("", doi)
    bare = bare if bare.partition("/")[2] else doi
    return _UNVERSIONED.sub(r"\1", bare)


def is_test(doi: str) -> bool:
    """Whether the DOI has the prefix that is set apart for examples."""
    return doi.startswith(TEST_PREFIX)


def is_issue(doi: str) -> bool:
    """Whether the DOI names an issue of a journal.

    >>> is_issue("10.1080/tmph20.v111.i09-11"), is_issue("10.1146/conmatphys.2015.6.issue-1"), is_issue("10.1/a.b")
    (True, True, False)
    """
    return bool(_ISSUE.search(doi))


def is_figure(doi: str) -> bool:
    """Whether the DOI has the form of a figure's, a table's or a supplement's of an article.

    >>> is_figure("10.1371/journal.pone.0000030.g001"), is_figure("10.1371/journal.pone.0000030")
    (True, False)
    """
    return bool(_FIGURE.search(doi))


def is_part(doi: str, others: Collection[str]) -> bool:
    """Whether the DOI names a figure, table or file of a work: by its form, or as another DOI of the page carried on.

    >>> is_part("10.1371/journal.pone.0000030.g001", ()), is_part("10.5061/dryad.7898/1", ["10.5061/dryad.7898"])
    (True, True)
    >>> is_part("10.5061/dryad.7898/1", []), is_part("10.5281/zenodo.12", ["10.5281/zenodo.1"])
    (False, False)
    """
    if is_figure(doi):
        return True
    rests = [doi[len(other) :] for other in others if other != doi and doi.startswith(other)]
    return any(_BEHIND.fullmatch(rest) and not _VERSION.fullmatch(rest) for rest in rests)


def relation(doi: str, own: str | None) -> str:
    """How the work ``own`` relates to what ``doi`` names: a DataCite relation type in CamelCase.

    Where the work's own DOI is not known, "self" is what a DOI may be that is no issue's and no figure's.

    >>> relation("10.7554/elife.44753.002", "10.7554/elife.44753"), relation("10.1080/tmph20.v111.i09-11", "10.1080/1")
    ('HasPart', 'IsPartOf')
    >>> relation("10.6084/m9.figshare.1", "10.6084/m9.figshare.1.v2"), relation("10.1/b", "10.1/a")
    ('IsVersionOf', 'IsRelatedTo')
    """
    if is_issue(doi):
        return "IsPartOf"
    if own is None:
        return "HasPart" if is_figure(doi) else "self"
    if _VERSION.sub("", own) == _VERSION.sub("", doi):
        return "IsVersionOf" if own.startswith(doi) else "HasVersion"
    if doi.startswith(own) and is_part(doi, [own]):
        return "HasPart"
    if own.startswith(doi) and is_part(own, [doi]):
        return "IsPartOf"
    return "IsRelatedTo"


def years_in(doi: str) -> frozenset[int]:
    """The years that the DOI's name holds, as many publishers put there: of the manuscript or of the issue.

    >>> sorted(years_in("10.1016/s0009-2614(97)04014-1")), sorted(years_in("10.1186/s13054-016-1322-5"))
    ([1997], [2016])
    >>> sorted(years_in("10.1002/andp.19263851302")), sorted(years_in("10.1088/2041-8205/744/2")), years_in("10.1/x")
    ([1926], [], frozenset())
    """
    suffix = "/" + doi.partition("/")[2]
    if match := _ELSEVIER.search(suffix):
        short = int(match[1])
        return frozenset({1900 + short if short > 40 else 2000 + short})
    if match := _SPRINGER.search(suffix):
        return frozenset({2000 + int(match[1])})
    if match := _RUN.search(suffix):
        return frozenset({int(match[1])})
    return frozenset(int(year) for year in _YEAR.findall(suffix))
