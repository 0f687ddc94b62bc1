"""From bytes to text: encodings, and what is refused."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.filing.decode import decode
from extractor.filing.model import UnreadableFiling


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Item 5. Other Events\r\nA\rB", "Item 5. Other Events\r\nA\rB"),
        ("Société Générale".encode(), "Société Générale"),
        (codecs.BOM_UTF8 + b"Item 5", "Item 5"),
        ("Item 5 €".encode("utf-16"), "Item 5 €"),
        (codecs.BOM_UTF16_BE + "Item 5 €".encode("utf-16-be"), "Item 5 €"),
        ("Item 5 €".encode("utf-32"), "Item 5 €"),
        (b"the \x93Trustee\x94 \x97 caf\xe9", "the “Trustee” — café"),
        (b"undefined \x81 byte", "undefined \ufffd byte"),
        (b'<meta charset="windows-1251"><p>\xcf\xee', '<meta charset="windows-1251"><p>По'),
        (
            b'<?xml version="1.0" encoding="iso-8859-1"?>\x92',
            '<?xml version="1.0" encoding="iso-8859-1"?>’',
        ),
        (b'<meta charset="rot13"><p>\x92', '<meta charset="rot13"><p>’'),
        ("“cut off in a quote”".encode()[:-1], "“cut off in a quote\ufffd"),
    ],
)
def test_decoding(data: bytes, text: str) -> None:
    assert decode(data, "a.txt") == text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\t \xc2\xa0\n", "nothing but white space"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"\n %PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\nIHDR", "a PNG image"),
        (b"PK\x03\x04....word/document.xml", "a zip archive"),
        (b"text and \0 a NUL", "binary data"),
        (bytes(range(1, 256)) * 40, "binary data"),
        (b"\x07\x01\x02 mostly bells \x05\x06", "binary data"),
        (bytes(range(0x80, 0x100)) * 20, "no encoding"),
        (b"x" * 101, "more than the 100"),
    ],
)
def test_refusals_say_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFiling) as refusal:
        decode(data, "filing.txt", 100_000 if "more than" not in why else 100)
    assert why in str(refusal.value)
    assert str(refusal.value).startswith("filing.txt ")
    assert "\n" not in str(refusal.value)


def test_a_few_stray_control_characters_are_no_reason_to_refuse() -> None:
    assert decode(b"x" * 500 + b"\x07", "a.txt").endswith("\x07")


@given(st.binary(max_size=400))
def test_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "a")
    except UnreadableFiling:
        return
    assert text.strip()
