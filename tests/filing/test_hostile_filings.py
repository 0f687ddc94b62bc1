"""Filings that no honest filer makes: deep, wide, endless, and with entities that want to grow."""

from pathlib import Path

import pytest

from evals.hostile import shapes
from extractor.filing.chunks import chunks_of
from extractor.filing.model import Filing, UnreadableFiling

LAST = "the last words"


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "font", "ix:nonNumeric"])
def test_nothing_behind_ten_thousand_tags_is_lost(tag: str) -> None:
    closing = "".join(f"</{each}>" for each in reversed(tag.split("><")))
    deep = f"<{tag}>" * 10_000 + "x" + closing * 10_000
    document = Filing.from_text(f"<html><body>{deep}<p>{LAST}</p></body></html>").main_document
    assert LAST in document.text


def test_a_line_of_a_megabyte_is_whole() -> None:
    text = "word " * 200_000
    document = Filing.from_text(text + LAST).main_document
    parts = chunks_of(document.reading, budget=7_000, overlap=300)
    assert max(len(each.text) for each in parts) <= 7_000
    assert LAST in parts[-1].text


@pytest.mark.slow
@pytest.mark.parametrize("page", ["x\f", "x\n<PAGE>\n"])
def test_a_million_pages_are_read(page: str) -> None:
    document = Filing.from_text(page * 1_000_000 + LAST).main_document
    assert document.reading.text.count("x") == 1_000_000
    assert document.reading.text.endswith(LAST)


BOMB = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
DOCTYPES = {
    "growing": f"<!DOCTYPE html [{BOMB}]>",
    "a file": '<!DOCTYPE html [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE html [<!ENTITY l9 SYSTEM "http://192.0.2.1/x">]>',
    "a parameter": '<!DOCTYPE html [<!ENTITY % l9 SYSTEM "file:///etc/passwd"> %l9;]>',
}


@pytest.mark.parametrize("kind", DOCTYPES)
def test_entities_are_not_expanded(kind: str) -> None:
    html = f"{DOCTYPES[kind]}<html><body><p>before &l9; after</p></body></html>"
    text = Filing.from_text(html).main_document.text
    assert len(text) < 2_000
    assert "root:" not in text
    assert "before" in text
    assert "after" in text


def test_xml_is_no_filing() -> None:
    with pytest.raises(UnreadableFiling, match="XML"):
        Filing.from_text(f'<?xml version="1.0"?><!DOCTYPE r [{BOMB}]><r>&l9;</r>')


def test_a_link_is_read_like_what_it_leads_to(tmp_path: Path, reference_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(reference_path)
    assert Filing.from_path(link).sha256 == Filing.from_path(reference_path).sha256
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(UnreadableFiling, match="cannot be read"):
        Filing.from_path(link)


# What stands before the documents of a submission is its header.
@pytest.mark.parametrize("unit", sorted(shapes.UNITS.keys() - {"documents"}))
def test_every_hostile_shape_is_read(unit: str) -> None:
    for place in shapes.PLACES:
        try:
            document = Filing.from_text(shapes.plain(unit, place, 3_000)).main_document
        except UnreadableFiling:
            assert place == "alone"
            continue
        assert place == "alone" or "ACME MORTGAGE" in document.reading.text


@pytest.mark.parametrize("unit", shapes.HTML_UNITS)
def test_every_hostile_markup_is_read_to_its_end(unit: str) -> None:
    text = Filing.from_text(shapes.html(unit, 3_000)).main_document.text
    assert "SIGNATURES" in text
