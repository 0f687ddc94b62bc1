"""Inline XBRL facts are tags; hidden ones are never text."""

from extractor.filing.html import render
from extractor.filing.model import Tag

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><body>
<div style="display:none"><ix:header><ix:hidden>
<ix:nonNumeric contextRef="c" name="dei:EntityCentralIndexKey">0000111111</ix:nonNumeric>
</ix:hidden></ix:header></div>
<p><ix:nonNumeric contextRef="c" name="dei:DocumentType">8-K</ix:nonNumeric></p>
<p><ix:nonNumeric contextRef="c" name="dei:EntityRegistrantName"><span>Sample
  Holdings,</span> <b>Inc.</b></ix:nonNumeric></p>
<p><ix:nonNumeric contextRef="c" format="ixt:fixed-false" name="dei:AmendmentFlag">x</ix:nonNumeric>
<ix:nonNumeric contextRef="c" format="ixt-sec:boolballotbox" name="dei:SolicitingMaterial"
>&#9744;</ix:nonNumeric><ix:nonNumeric contextRef="c" format="ixt-sec:boolballotbox"
 name="dei:WrittenCommunications">&#9746;</ix:nonNumeric></p>
<p>Loss: <ix:nonFraction contextRef="c" sign="-" name="us:Loss">1,250</ix:nonFraction></p>
<p><ix:nonNumeric contextRef="c" continuedAt="k" name="us:Note">First
<ix:exclude>page 3</ix:exclude> half</ix:nonNumeric></p>
<p><ix:continuation id="k">and second half</ix:continuation></p>
</body></html>
"""


def test_facts() -> None:
    assert render(DOCUMENT).tags == (
        Tag("dei:EntityCentralIndexKey", "0000111111"),
        Tag("dei:DocumentType", "8-K"),
        Tag("dei:EntityRegistrantName", "Sample Holdings, Inc."),
        Tag("dei:AmendmentFlag", "false"),
        Tag("dei:SolicitingMaterial", "false"),
        Tag("dei:WrittenCommunications", "true"),
        Tag("us:Loss", "-1,250"),
        Tag("us:Note", "First half and second half"),
    )


def test_the_text_is_what_is_shown() -> None:
    rendering = render(DOCUMENT)
    assert rendering.format == "ixbrl"
    assert "0000111111" not in rendering.text
    assert rendering.text.startswith("8-K\n\nSample Holdings, Inc.\n")
    assert rendering.warnings == (
        "Not shown, so not read as text: 1 hidden header of inline XBRL.",
    )


def test_facts_that_continue_in_a_circle_end() -> None:
    html = (
        '<p><ix:nonNumeric name="n" continuedAt="a">x </ix:nonNumeric>'
        '<ix:continuation id="a" continuedAt="b">y </ix:continuation>'
        '<ix:continuation id="b" continuedAt="a">z</ix:continuation></p>'
    )
    assert render(html).tags == (Tag("n", "x y z"),)


def test_html_without_facts_is_html() -> None:
    rendering = render("<html><p>x</p></html>")
    assert (rendering.format, rendering.tags) == ("html", ())


def test_a_continuation_is_that_of_one_fact() -> None:
    """Else each of many facts would be read through one long chain of them."""
    body = (
        '<p><ix:nonNumeric name="n" continuedAt="a">x </ix:nonNumeric>'
        '<ix:nonNumeric name="m" continuedAt="a">w </ix:nonNumeric>'
        '<ix:continuation id="a">y</ix:continuation></p>'
    )
    assert [each.value for each in render(f"<html>{body}</html>").tags] == ["x y", "w"]
