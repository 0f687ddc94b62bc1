"""What a form is: schema, questions, baseline, anchors and rules, declared in one place."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from extractor.filing.model import Document, Filing, Section, SectionKind
from extractor.forms.parts import WHOLE, Part
from extractor.forms.schema import ListSpec, SchemaSpec, schema_hash, spec_of
from extractor.reasons import Reason
from extractor.records import CheckResult, Value
from extractor.text.view import View

if TYPE_CHECKING:
    from extractor.forms.finding import ListBaseline, ValueBaseline

T = TypeVar("T")
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A baseline's answer for one leaf: where in the main document's reading view it stands.

    Several `ranges` where other text lies between the parts. `anchor` is the caption or phrase
    that gave the value its role, where the baseline knows it. `value` only for a choice, as the
    schema spells it; every other value is read from the ranges by the leaf's grammar. `governs`
    is for what fills a place: of several values at one caption the one that the form asks for.
    """

    path: str
    row: int | None
    ranges: tuple[Range, ...]
    anchor: Range | None = None
    value: str | None = None
    governs: bool = False


@dataclass(frozen=True, slots=True)
class QuotedList:
    """A baseline's statement on a whole list; `accounted` and `reason` as in `ListReading`."""

    path: str
    rows: int
    accounted: bool | None = None
    reason: Reason | None = None
    place: Range | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that a filing declares beside its text, in the forms in which the text may print it.

    The text is still what is read: where it prints none of them, nothing is said. With `mark` it
    only tells which row of a list is meant: of that key the text may print more.
    """

    path: str
    row: int | None
    printings: tuple[str, ...]
    mark: bool = False


@dataclass(frozen=True)
class Answer:
    """All that a baseline found. A leaf of `read` without a quote is stated by none.

    `read` None: the baseline looks for every leaf of the form.
    """

    quotes: tuple[Quoted, ...]
    lists: tuple[QuotedList, ...] = ()
    read: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What must stand near a value to give it its role.

    `wording` is a pattern searched for in the reading view from `before` lines above the value's
    first line to `after` lines below its last (lines that are blank do not count). In a row,
    `wording` None means the key of the row itself: it must stand before the value with no other
    key of the list between. `link` is all that may lie between: for a part of a key that usually
    stands before the key's other parts, where it stands behind them ("Trustee: X"); for another
    value of a row, between the key and the value behind it.
    """

    wording: re.Pattern[str] | None = None
    before: int = 3
    after: int = 3
    link: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a model: `paths` (leaves or lists) asked over a part of the document.

    `sections` are the kinds to read, the best first: the first kind that the document has is
    read, and the whole document where it has none. `every` reads all sections of that kind
    together, otherwise the first one. `cue` keeps only sections that match it, `without` cuts
    kinds of sections out, `skip` leaves out paragraphs that match it at their beginning. `only`
    shows only the sentences that match it, and `besides` leaves out what it matches within them.
    `headings` shows only the paragraphs that may be headings, one on a line, since prose would
    only cost where these are asked for; a line that begins with it begins a paragraph. `prompt`
    names a prompt of the form, else a file of `prompts/`. `part` is read in place of `sections`;
    where the document has none, the question is not put. `divide` makes the views that are put,
    one by one, of the ranges of a document's text that are read; else they are put together.
    """

    name: str
    sections: tuple[SectionKind, ...]
    paths: tuple[str, ...]
    prompt: str
    every: bool = False
    headings: re.Pattern[str] | None = None
    cue: re.Pattern[str] | None = None
    without: tuple[SectionKind, ...] = ()
    skip: re.Pattern[str] | None = None
    part: Part | None = None
    only: re.Pattern[str] | None = None
    besides: re.Pattern[str] | None = None
    divide: Callable[[View, Sequence[Range]], tuple[View, ...]] | None = None


@dataclass(frozen=True)
class Row:
    """One row of a reconciled list: its field path ("deal.classes#3") and values by leaf name."""

    path: str
    values: Mapping[str, Value | None]


@dataclass(frozen=True)
class Facts:
    """A reconciled record as rules see it: values by field path, rows by list path."""

    values: Mapping[str, Value | None]
    rows: Mapping[str, Sequence[Row]]


Rule = Callable[[Facts], CheckResult]

Extent = Callable[[str, Range, Mapping[str, Sequence[Range]]], Range]
"""From a text, the place of a quote in it, and the places of what the same reader quoted for the
other leaves of no list, to the place of all that the leaf has there."""


@dataclass(frozen=True)
class Form:
    """A form: what is extracted from which filings, and how it is read, anchored and checked.

    `matches` gives 0 for a filing that is not of this form; among several forms the highest
    wins. `cues` are wordings without which a leaf or list (by its path) is not stated: where the
    main document has none, nobody is asked and nothing is in doubt. `synonyms` maps, for each
    choice, printed wordings (lower case) to the schema's spelling: such a choice is quoted like any
    other leaf, one without is asked as a quote and a choice. `derived` names leaves that
    the baseline computes from other leaves of the same row: they share their fate. `shares` maps a
    leaf to one that may be printed in its place, in the same cell of a table: a model is asked
    for the cell once, and the grammar that reads the quote tells which of the two it is. `reused`
    names the leaves that may be read from words of which another of them was read, too.
    `within` names, for a leaf or for all leaves below a path, the kinds of sections in which a
    filing states it: elsewhere its value has no role. `counts` tell for a list how many rows the
    main document shows by their marks alone, without reading them. `captions` are
    wordings without which the rows of a table do not state a leaf: where the leaf's sections have
    none and the baseline reads a row without it, what a model alone has of it counts for nothing.
    `fillings` finds every value that fills the place of a leaf in the main document: at the same
    caption, in the same words. Where they differ, nothing tells which of them counts, and what
    differs from one that governs is in doubt as well. `declared` are readers, by name, of what a
    filing declares beside its text. `spellings` give other ways in which a text may print what a
    model quoted for a leaf ("MD" for "Maryland"); only what the text prints counts. `extents` say,
    for a leaf, where its printing begins and ends if a model quoted too much or too little of it.

    `documents` are types of the document of a submission that is read ("EX-99.1"), the best
    first; the main document where there are none. `parts` say what `within` cannot. `prompts` are
    the form's own, by name. `version` is to be raised when the code of the form changes, if that
    code is not this package's. A form that is not `measured` accepts nothing without a calibrated
    policy.
    """

    name: str
    title: str
    schema: type[BaseModel]
    matches: Callable[[Filing], int]
    questions: tuple[Question, ...]
    baseline: Callable[[Filing], Answer]
    anchors: Mapping[str, Anchor]
    rules: tuple[Rule, ...] = ()
    cues: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    synonyms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shares: Mapping[str, str] = field(default_factory=dict)
    reused: frozenset[str] = frozenset()
    within: Mapping[str, tuple[SectionKind, ...]] = field(default_factory=dict)
    counts: Mapping[str, Callable[[Document], int]] = field(default_factory=dict)
    declared: Mapping[str, Callable[[Filing], Sequence[Stated]]] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    measured: bool = True
    captions: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    fillings: Callable[[Document], Sequence[Quoted]] | None = None
    spellings: Mapping[str, Callable[[str], Iterable[str]]] = field(default_factory=dict)
    extents: Mapping[str, Extent] = field(default_factory=dict)

    @classmethod
    def from_schema(  # noqa: PLR0913  # each is one part that a form may bring, all but two optional
        cls,
        schema: type[BaseModel],
        *,
        name: str,
        title: str = "",
        sections: "Mapping[str, Part] | Part" = WHOLE,
        documents: tuple[str, ...] = (),
        baselines: "Mapping[str, ValueBaseline | ListBaseline] | None" = None,
        checks: tuple[Rule, ...] = (),
        matches: Callable[[Filing], int] | None = None,
        prompts: Mapping[str, str] | None = None,
        version: str = "",
    ) -> "Form":
        """A form from a plain pydantic model; everything else may be added when it is wanted.

        `sections` says where in the document the fields are stated: one part for all, or parts by
        path, "" for the rest. `documents` and `version` are those of the form. `baselines` are by
        the path of a field or list. `matches` gives 0 for a filing of another form; without it the
        form is only read by name. `prompts` are texts by the name of the question that they put.
        Raises BadForm with what is wrong.
        """
        from extractor.forms.own import OwnParts, own_form

        parts = OwnParts(
            sections if isinstance(sections, Part) else dict(sections),
            documents,
            baselines or {},
            checks,
            matches,
            prompts or {},
            version,
        )
        return own_form(schema, name, title, parts)

    @cached_property
    def spec(self) -> SchemaSpec:
        """The schema as flat paths."""
        return spec_of(self.schema)

    @property
    def schema_version(self) -> str:
        """The hash of the schema; of a form that names its version, of both."""
        plain = schema_hash(self.schema)
        return sha256(f"{plain} {self.version}".encode()).hexdigest() if self.version else plain

    def reads(self, filing: Filing) -> Filing:
        """The filing with the document that this form reads as its main one."""
        for prefix in self.documents:
            for document in filing.documents:
                if _is_of_type(document.type, prefix):
                    return replace(filing, main=document.index)
        return filing

    def sections_of(self, path: str, document: Document) -> tuple[Section, ...]:
        """The sections of a document in which a leaf is stated; () for anywhere."""
        part = self.part_of(path)
        if part is not None:
            return part.of(document)
        kinds = _nearest(self.within, path)
        return document.of_kind(*kinds) if kinds else ()

    def part_of(self, path: str) -> Part | None:
        """The part in which a leaf or list is stated, where the form names one."""
        return _nearest(self.parts, path)

    def list_of(self, path: str) -> ListSpec | None:
        """The list that a leaf stands in."""
        rows = self.spec.leaves[path].rows
        return self.spec.lists[rows] if rows is not None else None


def _nearest(by_path: Mapping[str, T], path: str) -> T | None:
    """What is said of a path itself, else of the nearest path above it."""
    parts = path.split(".")
    above = (".".join(parts[:count]) for count in range(len(parts), -1, -1))
    return next((by_path[each] for each in above if each in by_path), None)


def _is_of_type(printed: str, prefix: str) -> bool:
    """Whether a document's type is the one meant: "EX-99" holds EX-99.1, "EX-99.1" not EX-99.10."""
    rest = printed.upper().removeprefix(prefix.upper())
    return rest != printed.upper() and not rest[:1].isdigit()
