"""From bytes to text, and which bytes are refused."""

import codecs
import re

from extractor.filing.model import UnreadableFiling

MAX_BYTES = 60_000_000
"""The largest file that is read, in bytes, unless the caller says otherwise."""

_MAX_CONTROL_SHARE = 0.02
_MAX_HIGH_SHARE = 0.4
_TEXT_CONTROLS = b"\t\n\v\f\r\x1a\x1b"
_CONTROLS = bytes(sorted({*range(0x20), 0x7F} - {*_TEXT_CONTROLS}))
_HIGH = bytes(range(0x80, 0x100))
_HEAD = 4096

_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"PK\x03\x04": "a zip archive (or an Office document)",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]{0,300}?(?:charset|encoding)=[\"']?([\w.:-]{2,30})", re.IGNORECASE
)
_TRUSTED = re.compile(
    r"iso-?8859|windows-125|cp125|koi8|shift_?jis|euc|gb|big5|macintosh", re.IGNORECASE
)


def decode(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file: by its byte order mark, as UTF-8, as it declares itself, as cp1252.

    Bytes that the encoding does not know become U+FFFD. Raises UnreadableFiling for what is
    empty, too large or not text.
    """
    _refuse(data, name, max_bytes)
    text = _decoded(data)
    if not text.strip():
        raise UnreadableFiling(f"{name} holds nothing but white space; give the filing's text.")
    return text


def _refuse(data: bytes, name: str, max_bytes: int) -> None:
    if not data:
        raise UnreadableFiling(f"{name} is empty; give the filing's text.")
    if len(data) > max_bytes:
        raise UnreadableFiling(
            f"{name} has {len(data):,} bytes, more than the {max_bytes:,} that are read; "
            "give the one document of it that matters."
        )
    kind = _binary_kind(data)
    if kind:
        raise UnreadableFiling(f"{name} is {kind}, not text; give the filing as text or HTML.")


def _binary_kind(data: bytes) -> str:
    head = data[:_HEAD].lstrip()
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if data.startswith(tuple(mark for mark, _ in _MARKS)):
        return ""
    if b"\0" in data[: 16 * _HEAD] or _share(data, _CONTROLS) > _MAX_CONTROL_SHARE:
        return "binary data"
    if _share(data, _HIGH) > _MAX_HIGH_SHARE and not _is_utf8(data):
        return "in no encoding that is known here"
    return ""


def _share(data: bytes, some: bytes) -> float:
    return 1 - len(data.translate(None, some)) / len(data)


def _is_utf8(data: bytes) -> bool:
    return _utf8(data) is not None


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    text = _utf8(data)
    if text is not None:
        return text
    return _as_declared(data) or data.decode("cp1252", "replace")


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut off within its last character is still UTF-8.
        cut = error.start > 0 and error.start >= len(data) - 3 and "end of data" in error.reason
        return (
            data.decode("utf-8", "replace") if cut and not data[: error.start].isascii() else None
        )


def _as_declared(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:_HEAD])
    encoding = declared.group(1).decode("ascii") if declared else ""
    if not _TRUSTED.match(encoding) or encoding.lower().replace("_", "-") == "iso-8859-1":
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
