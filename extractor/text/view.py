"""Text made for reading, with a map back to the canonical text."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extractor.text.folding import Folded, fold
from extractor.text.spans import Evidence, Span


class Piece(NamedTuple):
    """`length` characters of a view at `start` that stand for a range of the canonical text.

    Where both lengths are equal the characters correspond one to one; otherwise (an entity, a
    removed escape) the piece is atomic: any part of it means the whole range.
    """

    start: int
    length: int
    source: int
    source_length: int


@dataclass(frozen=True)
class View:
    """A text and the places of a document's canonical text that its characters come from.

    Pages, escapes and markup may be gone from it and separators may have been put in; those have
    no piece. Pieces are in ascending order of `start` and do not overlap; in the reading view of a
    document they ascend in `source` too.
    """

    document: int
    text: str
    pieces: tuple[Piece, ...]

    @classmethod
    def whole(cls, document: int, text: str) -> "View":
        """The view that shows a canonical text as it is."""
        return cls(document, text, (Piece(0, len(text), 0, len(text)),) if text else ())

    @cached_property
    def folded(self) -> Folded:
        """The text as quotes are looked up in it."""
        return fold(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    @cached_property
    def _sources(self) -> list[int]:
        return [piece.source for piece in self.pieces]

    def slice(self, start: int, end: int) -> "View":
        """The part from `start` to `end` as a view of its own."""
        cut = tuple(_shift(piece, start) for piece in self._clipped(start, end))
        return View(self.document, self.text[start:end], cut)

    def evidence(self, start: int, end: int) -> Evidence:
        """The ranges of the canonical text that `start` to `end` of the view come from."""
        spans: list[Span] = []
        for piece in self._clipped(start, end):
            stop = piece.source + piece.source_length
            last = spans[-1] if spans else None
            if last and last.start <= piece.source <= last.end + 1:
                spans[-1] = Span(self.document, last.start, max(stop, last.end))
            else:
                spans.append(Span(self.document, piece.source, stop))
        return tuple(spans)

    def position(self, source: int) -> int | None:
        """Where the canonical text's offset `source` stands in the view; None where it is cut."""
        at = bisect_right(self._sources, source) - 1
        if at < 0:
            return None
        piece = self.pieces[at]
        if source >= piece.source + piece.source_length:
            return None
        exact = piece.length == piece.source_length
        return piece.start + (source - piece.source if exact else 0)

    def _clipped(self, start: int, end: int) -> Iterable[Piece]:
        first = max(0, bisect_right(self._starts, start) - 1)
        # By index: a slice would copy all pieces to the end of the text for each of its parts.
        for index in range(first, len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                return
            low, high = max(start, piece.start), min(end, piece.start + piece.length)
            if low < high:
                yield _clip(piece, low, high)


def join(views: Iterable[View], separator: str) -> View:
    """One view of several of the same document, with `separator` (which has no source) between."""
    parts = list(views)
    if len({view.document for view in parts}) > 1:
        raise ValueError("views of different documents cannot be joined")
    pieces: list[Piece] = []
    texts: list[str] = []
    length = 0
    for number, view in enumerate(parts):
        if number:
            texts.append(separator)
            length += len(separator)
        pieces += [_shift(piece, -length) for piece in view.pieces]
        texts.append(view.text)
        length += len(view.text)
    return View(parts[0].document if parts else 0, "".join(texts), tuple(pieces))


class ViewBuilder:
    """Puts a view together from left to right."""

    def __init__(self, document: int) -> None:
        self._document = document
        self._texts: list[str] = []
        self._pieces: list[Piece] = []
        self._length = 0

    def keep(self, text: str, source: int) -> None:
        """Append `text`, whose characters stand one for one at `source` of the canonical text."""
        last = self._pieces[-1] if self._pieces else None
        joins = (
            last is not None
            and last.length == last.source_length
            and last.start + last.length == self._length
            and last.source + last.source_length == source
        )
        if last is not None and joins:
            grown = last.length + len(text)
            self._pieces[-1] = Piece(last.start, grown, last.source, grown)
            self._add(text)
        else:
            self.replace(text, source, len(text))

    def replace(self, text: str, source: int, source_length: int) -> None:
        """Append `text` for the `source_length` characters at `source`."""
        if text:
            self._pieces.append(Piece(self._length, len(text), source, source_length))
            self._add(text)

    def insert(self, text: str) -> None:
        """Append `text` that has no source."""
        self._add(text)

    def build(self) -> View:
        """The view so far."""
        return View(self._document, "".join(self._texts), tuple(self._pieces))

    def _add(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)


def _clip(piece: Piece, low: int, high: int) -> Piece:
    if piece.length != piece.source_length:
        return Piece(low, high - low, piece.source, piece.source_length)
    return Piece(low, high - low, piece.source + low - piece.start, high - low)


def _shift(piece: Piece, by: int) -> Piece:
    return Piece(piece.start - by, piece.length, piece.source, piece.source_length)
