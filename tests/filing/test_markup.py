"""HTML is parsed whole or refused, and told from plain text."""

import pytest

from extractor.filing.markup import is_html, parse
from extractor.filing.model import UnreadableFiling


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>x</body></html>",
        '\n<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<p>x',
        "<?xml version='1.0'?>\n<!-- made by hand -->\n<html xmlns='http://www.w3.org/1999/xhtml'>",
        "<HTML>\n<HEAD>",
        "<p>Form 8-K</p>\n<div align=center>x</div>\n<p>y</p>",
        "some text<br>more text<br>and more<br/>",
    ],
)
def test_html_is_known(text: str) -> None:
    assert is_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "FORM 8-K\n<PAGE>\n<TABLE>\n<CAPTION>\n<S> <C>\n</TABLE>\n<PAGE>\n<PAGE>",
        "a < b and c > d, <P> marks a paragraph",
        "",
    ],
)
def test_plain_text_is_no_html(text: str) -> None:
    assert not is_html(text)


@pytest.mark.parametrize(
    "html",
    [
        "<html><p>shown</p><!-- never closed <p>lost</p></html>",
        '<html><p>shown</p><a href="never closed>lost</a><p>lost</p></html>',
        "<html><p>shown</p><script>never closed<p>lost</p></html>",
        "<html>" + '<div style="display:none">' * 5000 + "lost",
    ],
)
def test_a_parse_that_stops_early_is_refused(html: str) -> None:
    with pytest.raises(UnreadableFiling, match="could not be parsed to its end"):
        parse(html)


def test_a_tag_torn_by_the_end_of_the_file_is_left_out() -> None:
    assert parse("<html><p>shown</p><table><tr><td wid").text_content() == "shown"


def test_the_end_mark_is_not_in_the_tree() -> None:
    assert "end" not in str(parse("<p>x</p>").text_content())
