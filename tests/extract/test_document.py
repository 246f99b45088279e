from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.extract import extract
from harvester.extract.document import charset, open_document
from harvester.extract.nesting import attribute_work, depth, depth_at_most
from harvester.model import Page
from tests.extract.reading import head

TITLE = ("citation_title", "Caf&eacute; crème \u2013 王小明")
_TAGS = [
    b"<a>",
    b"</a>",
    b"<DIV x>",
    b"</div>",
    b"<p>",
    b"</p>",
    b"<a1-b>",
    b"</A1-b>",
    b"</x>",
    b"< a>",
    b"<",
    b"\xff",
]
AUTHOR = ("citation_author", "Müller, Jürgen")


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        ("<meta charset='iso-8859-1'>é".encode(), "utf-8", "utf-8"),
        (b"<meta charset='iso-8859-1'>\x93", None, "cp1252"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>", None, "shift_jis"),
        (b"\xef\xbb\xbf<meta charset=koi8-r>", "koi8-r", "utf-8"),
        (b"<meta charset=utf-7>+ADw-script+AD4-", "utf-7", "utf-8"),
        (b"<meta charset=utf-16>plain", None, "utf-8"),
        (b"<p>caf\xe9", None, "cp1252"),
        (b"<p>x", "rot13", "utf-8"),
    ],
)
def test_encoding_is_the_first_allowed_that_was_stated(
    body: bytes, header: str | None, expected: str
) -> None:
    assert charset(Page(url="", body=body, charset=header)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    body = head(TITLE, AUTHOR).encode(encoding)
    record = extract(Page(url="https://x.example/1", body=body, charset=encoding)).record
    assert record is not None
    assert record.title == "Café crème \u2013 王小明"
    assert record.author[0].family == "Müller"


def test_a_page_too_large_is_read_by_its_head_and_says_so() -> None:
    body = head(TITLE, AUTHOR).replace("<p>text</p>", "<p>x</p>" * 700_000).encode()
    found = extract(Page(url="https://x.example/1", body=body))
    assert found.record is not None
    assert [issue.kind for issue in found.issues] == ["page-cut"]


def test_a_page_nested_too_deeply_is_read_by_its_head_in_no_time() -> None:
    body = head(TITLE, AUTHOR).replace("<p>text</p>", "<div>" * 100_000).encode()
    start = time.process_time()
    found = extract(Page(url="https://x.example/1", body=body))
    assert time.process_time() - start < 2
    assert found.record is not None
    assert "levels" in found.issues[0].message


def test_a_page_whose_head_is_nested_too_deeply_is_refused() -> None:
    found = extract(Page(url="", body=b"<b>" * 100_000))
    assert found.record is None
    assert "nested" in found.reason


def test_many_flat_elements_are_not_deep() -> None:
    assert depth(b"<p>a<br><p>b" * 5_000 + b"<ul>" + b"<li>x" * 5_000) == 1


@given(st.lists(st.sampled_from(_TAGS), max_size=60))
def test_the_quick_bound_is_the_depth_where_names_are_short(tags: list[bytes]) -> None:
    body = b"".join(tags)
    assert depth_at_most(body) == depth(body)


@given(
    st.lists(st.sampled_from([*_TAGS, b"<ds-item-page>", b"</ds-item-page>", b"</textarea>"]), max_size=60)
)
def test_the_quick_bound_is_never_below_the_depth(tags: list[bytes]) -> None:
    body = b"".join(tags)
    assert depth_at_most(body) >= depth(body)
    for enough in (1, 3, 9):
        assert depth_at_most(body, enough) >= min(depth(body), enough + 1)


@pytest.mark.parametrize(
    "element",
    [
        b"<a " + b"x " * 9_000 + b">",
        b"<a y='>'" + b" x" * 9_000 + b">",
        b"<a y=\"'<b>'\" z='<b>'" + b" x" * 9_000 + b">",
        b"<a " + b"x " * 9_000,
    ],
    ids=["plain", "behind a value that holds its end", "behind two of them", "cut"],
)
def test_attributes_are_counted_wherever_they_hide(element: bytes) -> None:
    body = b"<p class='x'>text</p>" * 5_000 + b"<script>if (a<b) c = 'x>y'</script>" + element
    assert attribute_work(body, 20_000_000) > 20_000_000
    assert attribute_work(body, 1_000_000_000) < 1_000_000_000


def test_stray_closing_tags_do_not_hide_depth() -> None:
    assert depth(b"<div></x>" * 3_000) == 3_000


def test_block_before_the_schema_link_is_marked_as_the_sites() -> None:
    html = (
        "<meta name=DC.title content=Site><link rel=schema.DCTERMS href=x><meta name=DC.title content=Item>"
    )
    document = open_document(Page(url="", body=html.encode()))
    assert document is not None
    assert [(meta.content, meta.item) for meta in document.metas] == [("Site", False), ("Item", True)]
