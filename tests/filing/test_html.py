"""HTML drawn as text: what is shown is there once, in its place, and nothing else is."""

import re

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.html import render


def drawn(html: str) -> str:
    return render(html).text


def cells(line: str) -> list[str]:
    return re.split(r" {2,}", line.strip())


COVER = """
<html><body>
<table width="100%">
<tr><td width="30%"><p align="center"><b>Delaware</b></p></td><td>&nbsp;</td>
    <td><div>001-12345</div></td><td></td><td>12-3456789</td></tr>
<tr style="height:2pt"><td></td><td></td><td></td></tr>
<tr><td>(State or other<br>jurisdiction)</td><td></td><td>(Commission<br/>File Number)</td>
    <td></td><td>(IRS Employer Identification No.)</td></tr>
</table></body></html>
"""


def test_captions_stand_under_their_values() -> None:
    lines = drawn(COVER).splitlines()
    assert lines[0].index("001-12345") == lines[1].index("(Commission")
    assert lines[1].index("(Commission") == lines[2].index("File Number)")
    assert lines[0].index("12-3456789") == lines[1].index("(IRS Employer")
    assert cells(lines[1]) == [
        "(State or other",
        "(Commission",
        "(IRS Employer Identification No.)",
    ]


def test_a_spanning_heading_does_not_move_the_columns() -> None:
    html = (
        "<table><tr><td colspan=9>A heading that is longer than all the columns together</td></tr>"
        "<tr><td>A</td><td colspan=2>B</td><td>C</td></tr>"
        "<tr><td>a1</td><td></td><td>b1</td><td>c1</td></tr>"
        "<tr><td>aa</td><td>bb</td><td></td><td>cc</td></tr></table>"
    )
    _, head, first, second = drawn(html).splitlines()
    assert head.index("C") == first.index("c1") == second.index("cc")
    assert head.index("B") == second.index("bb") < first.index("b1")


def test_a_cell_over_two_rows_keeps_the_next_row_in_its_columns() -> None:
    html = (
        "<table><tr><td rowspan=2>Class</td><td>A-1</td><td>100</td></tr>"
        "<tr><td>A-2</td><td>200</td></tr></table>"
    )
    first, second = drawn(html).splitlines()
    assert first.index("A-1") == second.index("A-2")


def test_signs_in_cells_of_their_own_join_their_amounts() -> None:
    html = (
        "<table><tr><td>Class A-1</td><td>$</td><td>1,250,000.00</td><td></td></tr>"
        "<tr><td>Class A-2</td><td></td><td>(97,500.00</td><td>)</td></tr>"
        "<tr><td>Rate</td><td></td><td>6.5</td><td>%</td></tr></table>"
    )
    lines = drawn(html).splitlines()
    assert [cells(line)[1] for line in lines] == ["$1,250,000.00", "(97,500.00)", "6.5%"]
    assert len({len(line) for line in lines}) == 1


def test_long_cells_do_not_push_other_rows_away() -> None:
    long = "word " * 200
    html = f"<table><tr><td>{long}</td><td>x</td></tr><tr><td>a</td><td>b</td></tr></table>"
    assert len(drawn(html).splitlines()[1]) < 100


def test_wide_tables_do_not_grow_without_bound() -> None:
    wide = "<td>x</td>" * 1000
    rows = "<tr><td colspan=100></td><td>y</td></tr>" * 300
    html = f"<table><tr>{wide}</tr>{rows}</table>"
    assert len(drawn(html)) < 10 * len(html)


def test_nested_tables_are_drawn_in_their_cell() -> None:
    html = (
        "<table><tr><td>left</td><td><table><tr><td>By:</td><td>/s/ Jane Roe</td></tr>"
        "<tr><td></td><td>Jane Roe</td></tr></table></td></tr></table>"
    )
    first, second = drawn(html).splitlines()
    assert cells(first) == ["left", "By:", "/s/ Jane Roe"]
    assert first.index("/s/") == second.index("Jane")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo\n"),
        (
            '<p style="margin:0">one</p><p style="margin-top:0;margin-bottom:0">two</p>',
            "one\ntwo\n",
        ),
        ('<p style="margin:0 0 6pt">one</p><p>two</p>', "one\n\ntwo\n"),
        ("<div>one</div><div>two</div>", "one\ntwo\n"),
        ('<div style="margin-bottom:8pt">one</div><div>two</div>', "one\n\ntwo\n"),
        ("<div>one<br>two</div>", "one\ntwo\n"),
        ("<b>Fo</b><i>rm</i> 8-K", "Form 8-K\n"),
        ("<p>a  b\n c</p>", "a b c\n"),
        ("<p>a&nbsp;&nbsp; b</p>", "a   b\n"),
        (
            '<p>Item 9.01<span style="padding-left:13pt">Financial</span></p>',
            "Item 9.01  Financial\n",
        ),
        (
            '<div style="display:inline">one </div><div style="display:inline">two</div>',
            "one two\n",
        ),
        ('<span style="display:block">one</span><span>two</span>', "one\ntwo\n"),
        ("<p>AT&amp;T, &amp;lt; &lt;b&gt; &#147;x&#148;</p>", "AT&T, &lt; <b> “x”\n"),
        ("<pre>  A      B\n  1      2</pre>", "  A      B\n  1      2\n"),
        ("<h1>Title</h1>text", "Title\n\ntext\n"),
        (
            '<font face="Wingdings">o</font> Written <font face="Wingdings">x</font>',
            "☐ Written ☒\n",
        ),
        ("<p>one</p></body></html>\n<p>two</p>", "one\n\ntwo\n"),
        ("<p>a<?php x ?>b<!-- c -->d</p>", "abd\n"),
        ("<p>x<![CDATA[ & <y>]]></p>", "x & <y>\n"),
        ("<title>report.htm</title><p>x</p><script>y</script><style>z</style><!-- c -->", "x\n"),
    ],
)
def test_flow(html: str, text: str) -> None:
    assert drawn(html) == text


@pytest.mark.parametrize(
    "html",
    [
        '<p>2</p><hr style="page-break-after:always"><p>next</p>',
        '<p>2</p><p style="page-break-before: always">next</p>',
        '<div><p style="page-break-after:always">2</p></div><p>next</p>',
        '<p>2</p><div style="break-before:page"><p>next</p></div>',
        "<p>2</p><hr><p>next</p>",
        "<pre>2\n<PAGE>\nnext</pre>",
    ],
)
def test_page_breaks_are_form_feeds_on_lines_of_their_own(html: str) -> None:
    lines = [line for line in drawn(html).split("\n") if line]
    assert lines == ["2", "\f", "next"]


def test_a_short_rule_is_no_page_break() -> None:
    assert "\f" not in drawn('<p>a</p><hr width="30%"><p>b</p>')


def test_a_break_within_a_table_row_is_dropped() -> None:
    html = '<table><tr><td>a</td><td><p style="page-break-before:always">b</p></td></tr></table>'
    assert "\f" not in drawn(html)
    assert drawn(html).split() == ["a", "b"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">secret words</div>',
        '<span style="color:red; DISPLAY : NONE">secret words</span>',
        '<p style="visibility:hidden">secret words</p>',
        '<font style="font-size:0pt">secret words</font>',
        "<p hidden>secret words</p>",
        '<style>.x, p.y { display: none }</style><p class="z y">secret words</p>',
    ],
)
def test_hidden_text_is_flagged_and_not_read(hidden: str) -> None:
    rendering = render(f"<html><p>shown</p>{hidden}<p>too</p></html>")
    assert rendering.text.split() == ["shown", "too"]
    assert rendering.warnings == (
        "Not shown, so not read as text: 1 element that the style hides (11 characters).",
    )


PIECES = st.recursive(
    st.sampled_from(["a", " b ", "c\n", ""]),
    lambda inner: st.builds(
        "<span{}>{}</span>".format,
        st.sampled_from(["", " hidden"]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=20,
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_follows_hidden_text_stays_in_its_place(body: str) -> None:
    """As if what is hidden had never been written."""
    html = f"<html><body><p>x{body}y</p></body></html>"
    seen = lxml.html.fromstring(html)
    for element in seen.xpath("//*[@hidden]"):
        element.drop_tree()
    assert drawn(html) == drawn(lxml.html.tostring(seen, encoding="unicode"))


def test_small_print_is_not_hidden() -> None:
    html = '<p style="font-size:0.5em">small</p><p style="margin:0;font-size:10pt">normal</p>'
    assert drawn(html).split() == ["small", "normal"]
    assert render(html).warnings == ()


@pytest.mark.parametrize("tag", ["div", "span", "font", "table><tr><td", "ul><li", "blockquote"])
@pytest.mark.parametrize("depth", [70, 300, 2_500])
def test_deep_nesting_loses_no_text(tag: str, depth: int) -> None:
    opening = f"<{tag}>w "
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    html = f"<html><body>{opening * depth}deepest{closing * depth}<p>tail</p></body></html>"
    words = re.findall(r"[a-z]+", drawn(html))
    assert words.count("w") == depth
    assert words[-2:] == ["deepest", "tail"]


def test_very_deep_nesting_loses_no_text() -> None:
    assert drawn("<div>" * 10_000 + "deepest" + "</div>" * 10_000 + "tail").split() == [
        "deepest",
        "tail",
    ]


WORDS = st.lists(st.sampled_from("alpha beta gamma delta".split()), max_size=3).map(" ".join)
INLINE = ["b", "span", "font", "u", "a"]
BLOCK = ["p", "div", "center", "h2", "ul", "li", "blockquote", "table", "tr", "td", "section"]


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def build(tag: str, inside: list[str], closed: bool) -> str:
        return f"<{tag}>{' '.join(inside)}" + (f"</{tag}>" if closed else "")

    return st.builds(
        build, st.sampled_from(INLINE + BLOCK), st.lists(children, max_size=4), st.booleans()
    )


@given(st.lists(st.recursive(WORDS, _element, max_leaves=25), max_size=6).map(" ".join))
def test_every_word_is_drawn_exactly_once(html: str) -> None:
    words = re.findall(r"alpha|beta|gamma|delta", html)
    assert sorted(re.findall(r"[a-z]{4,5}", drawn(f"<body>{html}"))) == sorted(words)


@given(st.text("<>/tdrp=\"'! -&;ab\n\x00\u00a0", max_size=200))
def test_drawing_never_fails_but_by_refusing(html: str) -> None:
    from extractor.filing.model import UnreadableFiling

    try:
        text = drawn(html)
    except UnreadableFiling:
        return
    assert text.endswith("\n")
