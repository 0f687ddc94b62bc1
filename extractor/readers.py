"""A form's readers over a filing: the baseline, a model, and the wordings that must be there."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.filing.chunks import chunks_of, compact, headings
from extractor.filing.model import Document, Filing, Section
from extractor.forms.base import Form, Question, Quoted, Range, Stated
from extractor.grounding import Answered, ground
from extractor.llm.prompts import messages
from extractor.llm.quotes import QuotedLeaf, QuoteSchema, leaves_of, limited, quote_schema, rows_of
from extractor.places import Place
from extractor.printings import extended, printed, quoted
from extractor.reasons import Reason
from extractor.records import BASELINE, CUES, LLM, Candidate, ListReading, Reading, RowMark
from extractor.text.compare import identity
from extractor.text.paragraphs import cut_out, leave_out, select, unwrap
from extractor.text.view import View, join

CHUNK_CHARACTERS = 7_000
"""Text put in one question; about 2,000 tokens."""
CHUNK_OVERLAP = 300
HEADING_CHARACTERS = 80
_ROWS_OF_A_CHUNK = 1_000
_MOST_RIVALS = 20
"""Values of one field that a person is shown; a hostile filing may hold any number."""


@dataclass(frozen=True)
class Put:
    """One question to be put over one chunk; `number` counts the chunks of a question."""

    question: Question
    number: int
    schema: QuoteSchema
    chunk: View
    messages: list[dict[str, str]]


def uncued(form: Form, document: Document) -> frozenset[str]:
    """The leaves and lists that the document cannot state: their wording is nowhere in it."""
    text = document.reading.text
    return frozenset(path for path, cue in form.cues.items() if cue.search(text) is None)


def cue_reading(form: Form, document: Document, left_out: frozenset[str]) -> Reading:
    """What the wordings of the text say, without reading any value for a field.

    None is stated of the leaves and lists left out, since their wording is missing, nor of leaves
    of rows whose caption is; of other lists, how many rows have their marks in the text; of other
    leaves, what else fills their place.
    """
    lists = tuple(
        ListReading(CUES, path, 0, accounted=True, reason=Reason.NO_CUE)
        for path in sorted(left_out)
        if path in form.spec.lists
    )
    counted = tuple(
        ListReading(CUES, path, count(document))
        for path, count in sorted(form.counts.items())
        if path not in left_out
    )
    unsaid = {
        path for path in left_out if path in form.spec.leaves and path not in form.spec.lists
    } | {path for path in form.captions if not _is_captioned(form, document, path)}
    leaves = tuple(
        Candidate(CUES, path, None, "", None, problem=Reason.NO_CUE) for path in sorted(unsaid)
    )
    return Reading(CUES, (*leaves, *_rivals(form, document, left_out)), lists + counted)


def _rivals(form: Form, document: Document, left_out: frozenset[str]) -> Iterator[Candidate]:
    """The different values that fill the place of one leaf, where there are several or one governs.

    What cannot be read, or speaks to a machine, fills none.
    """
    if form.fillings is None:
        return
    filled = [each for each in form.fillings(document) if each.path not in left_out]
    answered = [_answered(document.reading, each) for each in filled]
    found: dict[str, dict[str, Candidate]] = defaultdict(dict)
    for each in ground(form, document, CUES, answered):
        if each.problem is None and each.value is not None:
            value = identity(form.spec.leaves[each.path].leaf.compare, each.value)
            found[each.path].setdefault(value, each)
    governed = {each.path for each in filled if each.governs}
    for path, values in found.items():
        shown = _MOST_RIVALS if len(values) > 1 or path in governed else 0
        for each in islice(values.values(), shown):
            yield replace(each, problem=Reason.STATED_TWICE)


def _is_captioned(form: Form, document: Document, path: str) -> bool:
    """Whether the sections of a leaf of rows have one of the wordings that caption it."""
    text = document.reading.text
    places = [(each.start, each.end) for each in form.sections_of(path, document)]
    caption = form.captions[path]
    return any(caption.search(text, *place) for place in places or [(0, len(text))])


def baseline_reading(form: Form, filing: Filing) -> Reading:
    """What the form's baseline finds in the filing."""
    filing = form.reads(filing)
    document = filing.main_document
    answer = form.baseline(filing)
    view = document.reading
    answered = [_answered(view, quoted) for quoted in answer.quotes]
    given = {(each.path, each.row) for each in answered}
    read = frozenset(form.spec.leaves) if answer.read is None else answer.read
    answered += [
        Answered(path, None, "")
        for path, leaf in form.spec.leaves.items()
        if path in read and leaf.rows is None and (path, None) not in given
    ]
    for spec in form.spec.lists.values():
        rows = sorted(
            {each.row for each in answered if each.row is not None and each.path in spec.leaves}
        )
        answered += [
            Answered(path, row, "")
            for row in rows
            for path in spec.leaves
            if path in read and (path, row) not in given
        ]
    lists = tuple(
        ListReading(
            BASELINE,
            each.path,
            each.rows,
            each.accounted,
            each.reason,
            view.evidence(*each.place) if each.place else (),
        )
        for each in answer.lists
    )
    return Reading(BASELINE, ground(form, document, BASELINE, answered), lists)


def declared_readings(form: Form, filing: Filing) -> tuple[Reading, ...]:
    """What the filing declares beside its text, as far as its main document prints it."""
    filing = form.reads(filing)
    document = filing.main_document
    made = []
    for reader, declare in form.declared.items():
        stated = {(each.path, each.row): each for each in declare(filing)}
        answered = (
            Answered(each.path, each.row, quote, places)
            for each in stated.values()
            for quote, places in _printed(form, document, each)
        )
        found = ground(form, document, reader, answered)
        said = tuple(each for each in found if not stated[each.path, each.row].mark)
        marks = tuple(
            RowMark(rows.path, each.row, places=each.evidence)
            for each in found
            if each not in said and each.row is not None and (rows := form.list_of(each.path))
        )
        if said:
            made.append(Reading(reader, said, rows=marks))
    return tuple(made)


def _printed(
    form: Form, document: Document, stated: Stated
) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """The first way in which the text prints a declared value, and where; nothing where none."""
    view = document.reading
    ranges = printed(form.spec.leaves[stated.path], stated.printings, view)
    if ranges:
        places = tuple(Place(*each, view.evidence(*each)) for each in ranges)
        yield view.text[slice(*ranges[0])], places


def questions(
    form: Form, document: Document, left_out: frozenset[str], prompts: Path | None = None
) -> tuple[Put, ...]:
    """Every question of the form over every chunk of the text that it is to be put over."""
    puts: list[Put] = []
    for question in form.questions:
        schema = quote_schema(form, question, left_out)
        if schema is None or _is_missing(question, document):
            continue
        for number, chunk in enumerate(_chunks(question, document)):
            asked = messages(question.prompt, schema, chunk.text, prompts, form.prompts)
            puts.append(Put(question, number, limited(form, schema, chunk.text), chunk, asked))
    return tuple(puts)


def llm_reading(
    form: Form, document: Document, answers: Iterable[tuple[Put, Mapping[str, Any]]]
) -> Reading:
    """What the model's answers say, each quote located in the chunk that it was asked over."""
    answered: list[Answered] = []
    rows: dict[str, int] = {}
    for put, answer in answers:
        first = put.number * _ROWS_OF_A_CHUNK
        for leaf in leaves_of(form, put.schema, answer):
            answered.append(_quoted(form, document, put.chunk, leaf, first))
        for path in put.schema.lists:
            given = rows_of(put.schema, answer, path)
            if given is not None:
                rows[path] = rows.get(path, 0) + len(given)
    lists = tuple(ListReading(LLM, path, count) for path, count in rows.items())
    whole = extended(form, document, answered)
    return Reading(LLM, ground(form, document, LLM, whole), lists)


def _answered(view: View, quoted: Quoted) -> Answered:
    return Answered(
        path=quoted.path,
        row=quoted.row,
        quote=" ".join(view.text[start:end] for start, end in quoted.ranges),
        places=(_place(view, quoted.ranges),),
        choice=quoted.value,
        anchor=_place(view, (quoted.anchor,)) if quoted.anchor else None,
        coded=quoted.value is not None,
    )


def _place(view: View, ranges: Sequence[Range]) -> Place:
    evidence = tuple(span for start, end in ranges for span in view.evidence(start, end))
    return Place(ranges[0][0], ranges[-1][1], evidence)


def _quoted(form: Form, document: Document, chunk: View, leaf: QuotedLeaf, first: int) -> Answered:
    row = None if leaf.row is None else first + leaf.row
    if leaf.quote is None:
        return Answered(leaf.path, row, "")
    quote, ranges = quoted(form, leaf.path, leaf.quote, chunk)
    places = (_in_reading(document, chunk, start, end) for start, end in ranges)
    return Answered(
        path=leaf.path,
        row=row,
        quote=quote,
        places=tuple(place for place in places if place is not None),
        choice=leaf.choice,
    )


def _in_reading(document: Document, chunk: View, start: int, end: int) -> Place | None:
    evidence = chunk.evidence(start, end)
    if not evidence:
        return None
    low = document.reading.position(evidence[0].start)
    high = document.reading.position(evidence[-1].end - 1)
    if low is None or high is None:
        return None
    return Place(low, high + 1, evidence)


def _chunks(question: Question, document: Document) -> Iterator[View]:
    """The text that a question is put over, in parts that fit into one."""
    reading = document.reading
    holes = sorted(document.of_kind(*question.without), key=lambda each: each.start)
    sections = _sections_for(question, document)
    ranges = [each for section in sections for each in _ranges(section, holes)]
    ranges = ranges or [(0, len(reading.text))]
    whole = (join([reading.slice(*each) for each in ranges], "\n\n"),)
    for each in whole if question.divide is None else question.divide(reading, ranges):
        shown = _shown(question, each)
        yield from chunks_of(shown, budget=CHUNK_CHARACTERS, overlap=CHUNK_OVERLAP)


def _shown(question: Question, view: View) -> View:
    """What of a text is shown for a question."""
    view = compact(view)
    view = select(view, question.only) if question.only is not None else view
    view = cut_out(view, question.besides) if question.besides is not None else view
    if question.headings is not None:
        joined = unwrap(headings(view, HEADING_CHARACTERS), question.headings)
        view = headings(joined, HEADING_CHARACTERS)
    return leave_out(view, question.skip) if question.skip is not None else view


def _is_missing(question: Question, document: Document) -> bool:
    """Whether the document has not the part that alone can answer a question."""
    return question.part is not None and not question.part.of(document)


def _sections_for(question: Question, document: Document) -> Sequence[Section]:
    text = document.reading.text
    if question.part is not None:
        return question.part.of(document)
    for kind in question.sections:
        found = [
            section
            for section in document.of_kind(kind)
            if question.cue is None or question.cue.search(text[section.start : section.end])
        ]
        if found:
            return found if question.every else found[:1]
    return ()


def _ranges(section: Section, holes: Sequence[Section]) -> Iterator[Range]:
    """A section without those of `holes`, which are in order, that lie in it."""
    at = section.start
    first = bisect_left(holes, section.start, key=lambda each: each.start)
    last = bisect_right(holes, section.end, key=lambda each: each.start)
    for hole in holes[first:last]:
        if at < hole.end <= section.end:
            yield at, max(at, hole.start)
            at = hole.end
    yield at, section.end
