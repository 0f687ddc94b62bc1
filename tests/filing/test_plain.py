"""The reading view of plain text: what is replaced, and that everything leads back."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.plain import reading_view
from extractor.text.view import View


def reading(text: str, *, plain: bool = True) -> str:
    return reading_view(0, text, plain=plain).text


def source(view: View, text: str, shown: str) -> list[str]:
    start = view.text.index(shown)
    return [text[span.start : span.end] for span in view.evidence(start, start + len(shown))]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\x85three\x0bfour\n", "one\ntwo\nthree\nfour\n"),
        ("Item\u00a05.02\u2003Departure", "Item 5.02 Departure"),
        ("zero\u200bwidth \ufeffmark so\u00adft", "zerowidth mark soft"),
        ("a\tb", "a       b"),
        ("1234567\tb", "1234567         b"),
        ("\tc", "        c"),
        ("AT&amp;T &lt;b&gt; &#147;x&#148; &#x2019;", "AT&T <b> “x” ’"),
        ("a&nbsp;&#160;b &bogus; R&D; AT&T", "a  b &bogus; R&D; AT&T"),
        ("- -----BEGIN\n- - item\n-- two\n- one", "-----BEGIN\n- item\n-- two\n- one"),
        ("   \n\n\n text \n", "   \n\n\n text \n"),
        ("bell\x07 and \x1a", "bell and "),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert reading(text) == shown


def test_a_rendering_has_no_entities_tags_or_escapes() -> None:
    text = "AT&amp;T\n- --\n<S> <C>\n<PAGE>\n"
    assert reading(text, plain=False) == text


def test_a_value_cut_by_a_page_leads_to_both_its_parts() -> None:
    text = "the agreement, dated as of February\n\n<PAGE>\n\n   -2-\n\n1, 2002, by and among them\n"
    text = f"{'x' * 40} {text}"
    view = reading_view(0, text, plain=True)
    assert source(view, text, "February\n1, 2002") == ["February\n", "1, 2002"]


def test_an_entity_is_one_source() -> None:
    text = "the AT&amp;T Trust"
    view = reading_view(0, text, plain=True)
    assert source(view, text, "&") == ["&amp;"]
    assert source(view, text, "AT&T Trust") == ["AT&amp;T Trust"]


def test_windows_line_ends_do_not_cut_a_value() -> None:
    text = "New Century\r\nMortgage\r\n"
    view = reading_view(0, text, plain=True)
    assert source(view, text, "New Century\nMortgage") == ["New Century\r\nMortgage"]


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            "\r\n|\r|\n|\f|\t|&amp;|&#146;|&nbsp;|<PAGE>|<S>|<C>|- -|-2-|Page 3|  "
            "|\u00a0|\u200b|\u2028|\x0b|\0".split("|")
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)


@given(TEXTS, st.booleans())
def test_every_character_leads_back_to_what_it_shows(text: str, plain: bool) -> None:
    view = reading_view(0, text, plain=plain)
    for piece in view.pieces:
        shown = view.text[piece.start : piece.start + piece.length]
        stands = text[piece.source : piece.source + piece.source_length]
        if piece.length == piece.source_length:
            for one, other in zip(shown, stands, strict=True):
                assert one == other or (one.isspace() and other.isspace())
        else:
            assert stands == "\t" or stands.startswith("&")
    for piece, following in pairwise(view.pieces):
        assert piece.start + piece.length <= following.start
        assert piece.source + piece.source_length <= following.source


@given(TEXTS, st.booleans())
def test_nothing_unprinted_is_left(text: str, plain: bool) -> None:
    shown = reading(text, plain=plain)
    assert not {"\r", "\t", "\f", "\x0b", "\u2028", "\u200b", "\u00a0"} & set(shown)
    assert all(unicodedata.category(each) != "Cc" for each in shown if each != "\n")
    assert shown.split("\n") == shown.splitlines() + [""] * (shown == "" or shown.endswith("\n"))
