"""A filing as it was read, as bytes and back, exactly. Pure.

A filing whose text was kept opens without being read again, which for a large one takes longer than
a person waits; and it opens as it was when its extraction was made, whatever later versions read in
it.
"""

from collections.abc import Iterator
from typing import Any

from extractor.filing.model import Document, Filing, Section, SectionKind, Tag
from extractor.store.codec import packed, unpacked
from extractor.text.view import Piece, View


def put_filing(filing: Filing) -> bytes:
    """A filing without its name and hash."""
    return packed(
        {
            "documents": [_put_document(each) for each in filing.documents],
            "main": filing.main,
            "header": {name: list(facts) for name, facts in filing.header.items()},
        }
    )


def get_filing(content: bytes, name: str, sha256: str) -> Filing:
    """The filing of `put_filing`."""
    given = unpacked(content)
    return Filing(
        name=name,
        sha256=sha256,
        documents=tuple(_get_document(n, each) for n, each in enumerate(given["documents"])),
        main=given["main"],
        header={name: tuple(facts) for name, facts in given["header"].items()},
    )


def _put_document(document: Document) -> dict[str, Any]:
    return {
        "type": document.type,
        "text": document.text,
        "reading": list(_put_view(document.reading, document.text)),
        "format": document.format,
        "filename": document.filename,
        "description": document.description,
        "tags": [[tag.name, tag.value] for tag in document.tags],
        "warnings": list(document.warnings),
        "sections": [[s.kind.value, s.start, s.end, s.label] for s in document.sections],
    }


def _get_document(index: int, given: dict[str, Any]) -> Document:
    return Document(
        index=index,
        type=given["type"],
        text=given["text"],
        reading=_get_view(index, given["reading"], given["text"]),
        format=given["format"],
        filename=given["filename"],
        description=given["description"],
        tags=tuple(Tag(*each) for each in given["tags"]),
        warnings=tuple(given["warnings"]),
        sections=tuple(Section(SectionKind(kind), *rest) for kind, *rest in given["sections"]),
    )


def _put_view(view: View, text: str) -> Iterator[object]:
    """A view in parts: a text that was put in, or the place of a piece, with what it shows where
    that is not what stands there."""
    at = 0
    for piece in view.pieces:
        if piece.start > at:
            yield view.text[at : piece.start]
        at = piece.start + piece.length
        shown = view.text[piece.start : at]
        same = shown == text[piece.source : piece.source + piece.source_length]
        place = [piece.source, piece.source_length]
        yield place if same else [*place, shown]
    if at < len(view.text):
        yield view.text[at:]


def _get_view(document: int, parts: list[Any], text: str) -> View:
    shown: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for part in parts:
        if isinstance(part, str):
            shown.append(part)
        else:
            source, length, *other = part
            shown.append(other[0] if other else text[source : source + length])
            pieces.append(Piece(at, len(shown[-1]), source, length))
        at += len(shown[-1])
    return View(document, "".join(shown), tuple(pieces))
