"""Text of a filing as pages show it: nothing hidden, nothing turned, every place still known."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.review.pages.harmless import markup, pieces, visible

_ODD = "a<>&\"'\n\r\t\f\x00\x1b\u00ad\u200b\u202e\u2066\ufeff\u05d0\U0001f600\U000e0041\ud800 PAGE"


@given(st.text(st.sampled_from(_ODD)))
def test_the_pieces_are_the_whole_text_in_order(text: str) -> None:
    end = 0
    for piece in pieces(text):
        assert piece.start == end
        end += piece.length or len(piece.text)
        if not piece.length:
            assert text[piece.start : end] == piece.text
    assert end == len(text)


@given(st.text(st.sampled_from(_ODD)))
def test_nothing_that_hides_or_turns_is_left(text: str) -> None:
    for shown in (str(markup(text)), visible(text)):
        assert not set(shown) & set("\x00\x1b\u00ad\u200b\u202e\u2066\ufeff\U000e0041\ud800\r")


class _Reader(HTMLParser):
    """What a browser reads: the tags, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(alphabet="<>/&;\"'=ascriptonload :#39x", max_size=60))
def test_markup_is_text_and_nothing_else(text: str) -> None:
    reader = _Reader()
    reader.feed(str(markup(text)))
    reader.close()
    assert reader.tags <= {"span"}
    assert reader.attributes <= {"data-s"}
    assert reader.text == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\u200b", "⟨U+200B⟩"),
        ("é – שלום", "é – שלום"),
    ],
)
def test_a_character_that_is_not_seen_is_written_as_its_code(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_pages_are_numbered() -> None:
    found = [piece.text for piece in pieces("one\n<PAGE>\ntwo\ftail<page>") if piece.page]
    assert found == ["page 2", "page 3", "page 4"]


def test_the_end_of_a_line_of_another_system_is_not_shown() -> None:
    assert "".join(piece.text for piece in pieces("a\r\nb\rc")) == "a\nb⟨U+000D⟩c"
