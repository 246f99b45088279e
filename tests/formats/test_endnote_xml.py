"""EndNote XML: styled texts, faults in the XML, and what it must never do: expand an entity or open a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.errors import FormatError
from harvester.formats import endnote_xml, read_file
from harvester.model import Extra, Identifier, Name, PartialDate

if TYPE_CHECKING:
    from pathlib import Path

STYLE = '<style face="normal" font="default" size="100%">'
ARTICLE = f"""<record><database name="My.enl">My.enl</database><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>{STYLE}Attree, P.</style></author><author>Acme Group,</author></authors></contributors>
<titles><title>{STYLE}How </style><style face="italic">users</style>{STYLE} are heard</style></title>
<secondary-title>{STYLE}Health Expectations</style></secondary-title></titles>
<pages>48-58</pages><volume>14</volume><number>1</number><keywords><keyword>a</keyword><keyword>b</keyword></keywords>
<dates><year>{STYLE}2011</style></year><pub-dates><date>Mar</date></pub-dates></dates><isbn>1369-6513</isbn>
<accession-num>900001</accession-num><remote-database-name>Medline</remote-database-name>
<electronic-resource-num>10.5555/heard.1</electronic-resource-num>
<urls><related-urls><url>https://example.org/1</url><url>https://example.org/2</url></related-urls></urls>
<custom1>mine</custom1></record>"""


def test_a_record_is_read_through_its_styles() -> None:
    record = endnote_xml.parse(f"<xml><records>{ARTICLE}</records></xml>", "lib").records[0]
    assert (record.id, record.title) == ("lib:1", "How users are heard")
    assert record.author == (Name(family="Attree", given="P."), Name(literal="Acme Group"))
    assert (record.type, record.issued, record.page) == ("article-journal", PartialDate(2011), "48-58")
    assert (record.container_title, record.volume, record.issue) == ("Health Expectations", "14", "1")
    assert (record.doi, record.url, record.keyword) == (
        "10.5555/heard.1",
        "https://example.org/1",
        ("a", "b"),
    )
    assert record.identifier == (Identifier("pmid", "900001", "self"),)


def test_what_no_field_holds_is_kept_as_it_was() -> None:
    extra = endnote_xml.parse(f"<records>{ARTICLE}</records>").records[0].extra
    wanted = {
        ("record/custom1", "mine"),
        ("related-urls/url", "https://example.org/2"),
        ("pub-dates/date", "Mar"),
    }
    assert wanted <= {(one.name, one.value) for one in extra}
    assert Extra("endnote-xml", "record/database", "My.enl") in extra


def test_a_broken_file_is_read_as_far_as_it_goes_and_named() -> None:
    parsed = endnote_xml.parse(
        f"<xml><records>\n{ARTICLE}\n<record><titles><title>B & C</title></titles></record>"
    )
    assert [record.title for record in parsed.records][:1] == ["How users are heard"]
    assert len(parsed.records) == 2
    assert [(issue.kind, issue.severity) for issue in parsed.issues] == [("bad-xml", "warning")]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<?xml version="1.0"?>\n<!-- note -->\n<!DOCTYPE xml SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_is_refused(prolog: str) -> None:
    with pytest.raises(FormatError, match=r"line \d: a document type declaration"):
        endnote_xml.parse(f"{prolog}<xml><records><record/></records></xml>")


def test_other_xml_is_refused_by_its_root(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<rss><channel/></rss>")
    with pytest.raises(FormatError, match=r"feed\.xml: line 1: XML, but its root is 'rss'"):
        read_file(path)


def test_a_library_of_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "library.txt"
    text = '<?xml version="1.0" encoding="utf-16"?><xml><records><record><titles><title>Größe</title></titles></record>'
    path.write_text(f"{text}</records></xml>", encoding="utf-16")
    assert read_file(path).records[0].title == "Größe"
