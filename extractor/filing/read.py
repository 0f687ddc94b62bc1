"""Reading a filing: bytes or text in, documents with a reading view and sections out."""

import hashlib
import re
from collections.abc import Sequence

from extractor.filing.addressed import warnings_of
from extractor.filing.decode import MAX_BYTES, decode
from extractor.filing.html import Rendering, render
from extractor.filing.markup import is_html
from extractor.filing.model import Document, Filing, UnreadableFiling
from extractor.filing.plain import reading_view
from extractor.filing.sections import find_sections
from extractor.filing.submission import Part, is_submission, split_submission
from extractor.text.view import View

_FORM = "8-K"
_WRAPPER = re.compile(r"\s*<(XBRL|XML|PDF|JSON|EXCEL|ZIP)>\s*", re.IGNORECASE)
_WRAPPER_END = re.compile(r"</(?:XBRL|XML|PDF|JSON|EXCEL|ZIP)>\s*\Z", re.IGNORECASE)
_UUENCODED = re.compile(r"\s*begin [0-7]{3,4} \S")
_XML = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_DATA_TYPES = ("EX-101.", "EX-100.")
_DATA_FILE = re.compile(r"\.(?:xsd|xml|json|js|css|zip|xlsx?|jpe?g|gif|png|pdf)\Z", re.IGNORECASE)


def read_filing(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Filing:
    """Read the bytes of a filing: plain text, HTML, inline XBRL or a whole EDGAR submission.

    `name` is what messages call it. Raises UnreadableFiling for what is empty, larger than
    `max_bytes`, or not text.
    """
    return _read(decode(data, name, max_bytes), name, hashlib.sha256(data).hexdigest())


def read_text(text: str, name: str) -> Filing:
    """Read a filing that is decoded already; `sha256` is of its UTF-8."""
    data = text.encode("utf-8", "replace")
    if not text.strip():
        raise UnreadableFiling(f"{name} holds no text; give the filing's text.")
    return _read(text, name, hashlib.sha256(data).hexdigest())


def _read(text: str, name: str, sha256: str) -> Filing:
    if not is_submission(text):
        part = Part("", "", "", text)
        problem = _why_unread(part)
        if problem:
            raise UnreadableFiling(f"{name}: {problem}")
        return Filing(name, sha256, (_report(0, part, name),))
    submission = split_submission(text)
    form_type = submission.header.get("CONFORMED SUBMISSION TYPE", (_FORM,))[0]
    main = _main(submission.parts, form_type.upper())
    documents = tuple(
        _report(index, part, name) if index == main else _other(index, part)
        for index, part in enumerate(submission.parts)
    )
    return Filing(name, sha256, documents, main, submission.header)


def _main(parts: Sequence[Part], form_type: str) -> int:
    """The document that the filing is about: the form itself, else the first."""
    for prefix in (_FORM, form_type):
        for index, part in enumerate(parts):
            if part.type.startswith(prefix):
                return index
    return 0


def _report(index: int, part: Part, name: str) -> Document:
    """The main document; one that is torn is no filing."""
    try:
        return _document(index, part)
    except UnreadableFiling as error:
        raise UnreadableFiling(f"{name}: {error}") from error


def _other(index: int, part: Part) -> Document:
    """A document beside the main one; one that is torn does not spoil the filing."""
    try:
        return _document(index, part)
    except UnreadableFiling as error:
        return _unread(index, part, str(error))


def _document(index: int, part: Part) -> Document:
    problem = _why_unread(part)
    if problem:
        return _unread(index, part, problem)
    body = _unwrapped(part.text)
    is_markup = is_html(body)
    rendering = render(body) if is_markup else Rendering(part.text, "text", (), ())
    reading = reading_view(index, rendering.text, plain=not is_markup)
    return _assembled(index, part, reading, rendering)


def _unread(index: int, part: Part, problem: str) -> Document:
    """A document that is kept, with nothing to be read in it and a sentence that says why."""
    warning = f"{part.filename or part.type or f'document {index + 1}'}: {problem}"
    rendering = Rendering(part.text, "text", (), (warning,))
    return _assembled(index, part, View(index, "", ()), rendering)


def _why_unread(part: Part) -> str:
    """Why a document is no text to be read; "" where it is."""
    wrapper = _WRAPPER.match(part.text)
    body = _unwrapped(part.text)
    kind = wrapper.group(1).upper() if wrapper else ""
    if kind == "PDF" or _UUENCODED.match(body):
        return "a binary file, not read."
    if part.type.startswith(_DATA_TYPES) or _DATA_FILE.search(part.filename):
        return "data for programs, not read."
    if _XML.match(body) and not is_html(body):
        return "XML data, not read."
    return ""


def _unwrapped(text: str) -> str:
    """A document's text without the <XBRL> or the like that EDGAR puts round it."""
    match = _WRAPPER.match(text)
    return _WRAPPER_END.sub("", text[match.end() :]) if match else text


def _assembled(index: int, part: Part, reading: View, rendering: Rendering) -> Document:
    return Document(
        index=index,
        type=part.type,
        text=rendering.text,
        reading=reading,
        format=rendering.format,
        filename=part.filename,
        description=part.description,
        tags=rendering.tags,
        warnings=(*rendering.warnings, *warnings_of(reading, rendering.text)),
        sections=find_sections(reading),
    )
