"""A filing as the later stages see it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.text.spans import Evidence
from extractor.text.view import View


class UnreadableFiling(ExtractorError):
    """The bytes are not a filing that can be read."""


class SectionKind(StrEnum):
    """What part of a document a section is."""

    COVER = "cover"
    ITEM = "item"
    TABLE = "table"
    EXHIBIT_LIST = "exhibit_list"
    SIGNATURE = "signature"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document, from `start` to `end` in the text of its reading view.

    `label` is the item number of an item ("5.02"), otherwise "". Sections of different kinds may
    overlap: a table lies in an item, the exhibit list in Item 9.01.
    """

    kind: SectionKind
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """One inline XBRL fact of a document: a reader of its own (`dei:EntityRegistrantName`)."""

    name: str
    value: str


@dataclass(frozen=True)
class Document:
    """One document of a filing.

    `text` is the canonical text: the text as filed for plain text, a layout-true rendering for
    HTML. `reading` is the view that every reader works on: pages, page numbers, escapes and
    guide lines are gone from it. `sections` are ranges of the reading view. `warnings` are plain
    sentences about what was hidden or could not be read as text.
    """

    index: int
    type: str
    text: str
    reading: View
    format: str
    filename: str = ""
    description: str = ""
    tags: tuple[Tag, ...] = ()
    warnings: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def of_kind(self, *kinds: SectionKind) -> tuple[Section, ...]:
        """The document's sections of these kinds, in order."""
        return tuple(section for section in self.sections if section.kind in kinds)

    @cached_property
    def addressed(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the reading view that speak to a machine: no value is taken from them."""
        from extractor.filing.addressed import addressed

        return addressed(self.reading.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def line(self, offset: int) -> int:
        """The number, from 1, of the line of the canonical text that `offset` is in."""
        return bisect_right(self._line_starts, offset)


@dataclass(frozen=True)
class Filing:
    """A filing: one document, or the documents of an EDGAR submission.

    `sha256` is of the bytes as they came; `header` holds the facts of the submission header as
    they are printed there, by upper-case name (empty without a header); `main` is the index of
    the document that the filing is about.
    """

    name: str
    sha256: str
    documents: tuple[Document, ...]
    main: int = 0
    header: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "filing") -> "Filing":
        """The filing that these bytes are; raises UnreadableFiling."""
        from extractor.filing.read import read_filing

        return read_filing(data, name)

    @classmethod
    def from_text(cls, text: str, name: str = "filing") -> "Filing":
        """The filing that this text is; raises UnreadableFiling."""
        from extractor.filing.read import read_text

        return read_text(text, name)

    @classmethod
    def from_path(cls, path: str | Path) -> "Filing":
        """The filing in a file; raises UnreadableFiling, also where it cannot be opened."""
        file = Path(path)
        try:
            return cls.from_bytes(file.read_bytes(), file.name)
        except OSError as error:
            raise UnreadableFiling(f"{file}: cannot be read: {error.strerror}") from error

    @property
    def main_document(self) -> Document:
        """The document that the filing is about."""
        return self.documents[self.main]

    def of_type(self, prefix: str) -> tuple[Document, ...]:
        """The documents whose type begins with `prefix`: `of_type("EX-99")`."""
        return tuple(each for each in self.documents if each.type.startswith(prefix.upper()))

    def quote(self, evidence: Evidence) -> str:
        """The canonical text that stands at `evidence`, its spans joined by a blank."""
        return " ".join(self.documents[s.document].text[s.start : s.end] for s in evidence)

    def line(self, evidence: Evidence) -> int | None:
        """The line, from 1, on which `evidence` begins; None without evidence."""
        if not evidence:
            return None
        return self.documents[evidence[0].document].line(evidence[0].start)
