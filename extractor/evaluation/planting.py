"""The kinds of errors that are planted, and how a reading comes to hold one. Pure.

An error enters where a reader's own would: as an answer that `ground` then judges. Its evidence,
its anchor and its occurrences are those that grounding gives, over the whole document and so
over at least the text that the reader was shown. A baseline names the anchor of the place that it
read; at a planted place that claim is worth nothing, so the form's wording must be found there, as
for a model. The claim stays where the form has no wording for the field, since then nothing could
contradict it.

One error cannot enter there. A baseline gives ranges of the text, so a value that is nowhere in
the text can only come of a grammar that misreads a right range. It is planted as that: the wrong
value keeps the evidence, the anchor and the occurrences of the right one. Taking its evidence away
would be easier to catch, and no baseline could do it. It is the worst that can happen, since
neither reconciliation nor policy compares a value with the text at its evidence: where the model
gives the same value its missing evidence does not matter either, and only checks stand in the way.
Such plants are counted as `misread`, apart from those that a reader could make.

A reader that loses or doubles a row is taken not to notice: what it says of the list being
accounted for stays as it was.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from extractor.filing.model import Document
from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.grounding import Answered, ground
from extractor.places import Place
from extractor.records import BASELINE, Candidate, ListReading, Reading, Value
from extractor.text.compare import same
from extractor.text.locate import locate
from extractor.text.spans import Evidence
from extractor.values import DATE, GRAMMARS, Unreadable

_DIGIT = re.compile(r"[0-9]")
_NEIGHBOURS = re.compile(r"(?=([0-9])([.,-]?)([0-9]))")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_FARTHEST = 3
"""Places that a decimal point is moved by at most: a thousandfold."""


class Kind(StrEnum):
    """What is wrong with a planted value, row or list."""

    DIGIT_CHANGED = "digit_changed"
    DIGITS_SWAPPED = "digits_swapped"
    POINT_MOVED = "point_moved"
    DATE_SHIFTED = "date_shifted"
    PARTIES_SWAPPED = "parties_swapped"
    ROW_DROPPED = "row_dropped"
    ROW_DOUBLED = "row_doubled"
    ROW_SWAPPED = "row_swapped"
    MOVED_FIELD = "moved_field"
    OTHER_PLACE = "other_place"


def digits_changed(quote: str) -> tuple[str, ...]:
    """The quote with one of its digits changed, in every way."""
    return tuple(
        quote[: match.start()] + digit + quote[match.end() :]
        for match in _DIGIT.finditer(quote)
        for digit in "0123456789"
        if digit != match.group()
    )


def digits_swapped(quote: str) -> tuple[str, ...]:
    """The quote with two neighbouring digits swapped; a point or a dash between them stays."""
    return tuple(
        quote[: match.start()] + match[3] + match[2] + match[1] + quote[match.end(3) :]
        for match in _NEIGHBOURS.finditer(quote)
        if match[1] != match[3]
    )


def points_moved(quote: str) -> tuple[str, ...]:
    """The quote with the decimal point of its first number moved by one to three places.

    An amount in whole dollars and a whole percentage have theirs at the end; other whole numbers
    have none.
    """
    match = _NUMBER.search(quote)
    if match is None:
        return ()
    whole, point, cents = match.group().replace(",", "").partition(".")
    if not point and not ("," in match.group() or "$" in quote or "%" in quote):
        return ()
    moved = []
    for places in (*range(-_FARTHEST, 0), *range(1, _FARTHEST + 1)):
        digits = "0" * _FARTHEST + whole + cents + "0" * _FARTHEST
        at = _FARTHEST + len(whole) + places
        left, right = digits[:at].lstrip("0") or "0", digits[at:].rstrip("0")
        left = f"{int(left):,}" if "," in match.group() else left
        number = f"{left}.{right.ljust(len(cents), '0')}".rstrip(".")
        moved.append(quote[: match.start()] + number + quote[match.end() :])
    return tuple(moved)


def dates_shifted(quote: str) -> tuple[str, ...]:
    """The date that the quote states, a year and a month earlier and later; () for no date."""
    try:
        day = DATE.parse(quote)
    except Unreadable:
        return ()
    months = (12 * day.year + day.month - 1 + by for by in (-12, -1, 1, 12))
    shifted = (_clamped(months_since // 12, months_since % 12 + 1, day) for months_since in months)
    return tuple(f"{month_name[each.month]} {each.day}, {each.year}" for each in shifted)


def _clamped(year: int, month: int, day: date) -> date:
    return date(year, month, min(day.day, monthrange(year, month)[1]))


VARIANTS: Mapping[Kind, Callable[[str], tuple[str, ...]]] = {
    Kind.DIGIT_CHANGED: digits_changed,
    Kind.DIGITS_SWAPPED: digits_swapped,
    Kind.POINT_MOVED: points_moved,
    Kind.DATE_SHIFTED: dates_shifted,
}
"""The kinds that spell a quote wrong, and how."""


def printed_as(grammar: str, quote: str, found: Mapping[str, Value]) -> str:
    """How a text prints a quote's value, where it is among `found`; else the quote itself."""
    try:
        value = GRAMMARS[grammar].parse(quote)
    except Unreadable:
        return quote
    return next((printed for printed, other in found.items() if other == value), quote)


@dataclass(frozen=True)
class Spot:
    """A field that is right: each reader's numbers of its row, and its answer, by reader.

    `value` None is right too, where the label says that there is none.
    """

    path: str
    schema_path: str
    value: Value | None
    rows: Mapping[str, tuple[int | None, ...]]
    held: Mapping[str, Candidate]


@dataclass(frozen=True)
class RowSpot:
    """A row that is right: its values by schema path and each reader's numbers of it."""

    path: str
    spec: ListSpec
    values: Mapping[str, Value | None]
    rows: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Made:
    """A reading with an error in it.

    `in_text`: the wrong value stands in the filing; `anchored`: and so does what gives a value its
    role there. `misread`: the value disagrees with its own evidence, which only a grammar that
    misreads the text could bring about.
    """

    reading: Reading
    in_text: bool = False
    anchored: bool = False
    misread: bool = False


def with_value(
    form: Form, document: Document, reading: Reading, spot: Spot, quote: str
) -> Made | None:
    """The reading with another quote for a field; None where that would be no error."""
    leaf = form.spec.leaves[spot.schema_path].leaf
    old, rows = spot.held[reading.reader], spot.rows[reading.reader]
    try:
        value: Value = GRAMMARS[leaf.grammar].parse(quote)
    except Unreadable:
        return None
    claim = None if spot.schema_path in form.anchors or rows != (None,) else old.anchor
    anchor = _place(document, claim) if claim else None
    found = _places(document, quote)
    answers = [Answered(spot.schema_path, row, quote, found, anchor=anchor) for row in rows]
    made = _put(form, document, reading, answers)
    cells = [each for each in made.candidates if each.path == old.path and each.row in rows]
    if any(same(leaf.compare, each.value, spot.value) for each in cells):
        return None
    in_text = all(each.evidence for each in cells)
    if reading.reader == BASELINE and not in_text:
        return Made(_misread(reading, old, rows, quote, value), misread=True)
    return Made(made, in_text, all(each.anchor for each in cells))


def _without_row(reading: Reading, spot: RowSpot) -> Made:
    """The reading without a row."""
    rows = spot.rows[reading.reader]
    kept = tuple(
        each
        for each in reading.candidates
        if each.path not in spot.spec.leaves or each.row not in rows
    )
    lists = _counted(spot.spec, reading, -1)
    return Made(replace(reading, candidates=kept, lists=lists))


def _doubled(form: Form, document: Document, reading: Reading, spot: RowSpot) -> Made | None:
    """The reading with a row a second time, its key read where else it stands.

    None where the key stands nowhere else: the same row at the same place is still one row.
    """
    spec, row = spot.spec, spot.rows[reading.reader][0]
    cells = [each for each in reading.candidates if each.path in spec.leaves and each.row == row]
    if not any(_elsewhere(document, each) for each in cells if each.path in spec.key):
        return None
    numbers = [each.row for each in reading.candidates if each.path in spec.leaves]
    new = 1 + max(number for number in numbers if number is not None)
    answers = []
    for each in cells:
        made = replace(_again(form, document, each, everywhere=True), row=new, anchor=None)
        others = _elsewhere(document, each) if each.path in spec.key else ()
        answers.append(replace(made, places=others) if others else made)
    twin = _put(form, document, reading, answers)
    keys = [each for each in twin.candidates if each.row == new and each.path in spec.key]
    lists = _counted(spec, reading, 1)
    return Made(replace(twin, lists=lists), True, all(each.anchor for each in keys))


def _exchanged(
    form: Form,
    document: Document,
    reading: Reading,
    paths: Sequence[str],
    pair: tuple[RowSpot, RowSpot],
) -> Made:
    """The reading with the values of some leaves exchanged between two rows."""
    answers = []
    for mine, theirs in (pair, pair[::-1]):
        source = theirs.rows[reading.reader][0]
        cells = {each.path: each for each in reading.candidates if each.row == source}
        for row in mine.rows[reading.reader]:
            for path in paths:
                taken = Answered(path, row, "")
                if path in cells:
                    taken = _again(form, document, cells[path], everywhere=True)
                answers.append(replace(taken, row=row, anchor=None))
    made = _put(form, document, reading, answers)
    given = {(each.path, each.row) for each in answers if each.quote}
    cells_now = [each for each in made.candidates if (each.path, each.row) in given]
    return Made(
        made,
        all(each.evidence for each in cells_now),
        all(each.anchor for each in cells_now),
    )


def with_row_error(
    kind: Kind,
    form: Form,
    document: Document,
    reading: Reading,
    rows: tuple[RowSpot, ...],
    leaves: Sequence[str],
) -> Made | None:
    """The reading with a row made wrong, or with `leaves` of two rows exchanged.

    None where that would be no error.
    """
    if kind is Kind.ROW_DROPPED:
        return _without_row(reading, rows[0])
    if kind is Kind.ROW_DOUBLED:
        return _doubled(form, document, reading, rows[0])
    return _exchanged(form, document, reading, leaves, (rows[0], rows[1]))


def _put(form: Form, document: Document, reading: Reading, answers: Iterable[Answered]) -> Reading:
    """The reading with these answers in the place of its own, grounded.

    The other cells of a row that changes are grounded again with it, since its key may be new.
    """
    given = {(each.path, each.row): each for each in answers}
    scalars = [each for each in given.values() if each.row is None]
    made = list(ground(form, document, reading.reader, scalars))
    rows: dict[str, set[int]] = {}
    for each in given.values():
        path = form.spec.leaves[each.path].rows
        if path is not None and each.row is not None:
            rows.setdefault(path, set()).add(each.row)
    for path, changed in rows.items():
        cells = _list_answers(form, document, reading, form.spec.lists[path], given)
        found = ground(form, document, reading.reader, cells)
        made += [each for each in found if each.row in changed]
    kept = [
        each
        for each in reading.candidates
        if (each.path, each.row) not in given
        and each.row not in rows.get(form.spec.leaves[each.path].rows or "", ())
    ]
    return replace(reading, candidates=(*kept, *made))


def _misread(
    reading: Reading, old: Candidate, rows: Sequence[int | None], quote: str, value: Value
) -> Reading:
    """The reading with another quote and value beside the evidence of the right one."""
    changed = (
        replace(each, quote=quote, value=value)
        if each.path == old.path and each.row in rows
        else each
        for each in reading.candidates
    )
    return replace(reading, candidates=tuple(changed))


def _list_answers(
    form: Form,
    document: Document,
    reading: Reading,
    spec: ListSpec,
    given: Mapping[tuple[str, int | None], Answered],
) -> list[Answered]:
    """A whole list as answers, those given in the place of the reading's own."""
    own = {
        (each.path, each.row): each
        for each in reading.candidates
        if each.path in spec.leaves and each.row is not None
    }
    changed = {row for path, row in given if path in spec.leaves}
    # A model's quotes are looked for round the row's key, wherever that now stands.
    moved = {row for path, row in given if path in spec.key and reading.reader != BASELINE}
    # Rows that stay are there for the places of their keys alone.
    stay = [
        _again(form, document, each, everywhere=row in moved)
        for (path, row), each in own.items()
        if (path, row) not in given and (row in changed or path in spec.key)
    ]
    return [*stay, *(each for (path, _), each in given.items() if path in spec.leaves)]


def _again(
    form: Form, document: Document, candidate: Candidate, *, everywhere: bool = False
) -> Answered:
    """A candidate as the answer that it came from, at the place that was chosen for it."""
    coded = bool(form.spec.leaves[candidate.path].choices) and candidate.value is not None
    rule = form.anchors.get(candidate.path)
    claim = candidate.anchor if rule is not None and rule.wording is not None else ()
    own = _place(document, candidate.evidence)
    chosen = (own,) if own is not None else ()
    return Answered(
        path=candidate.path,
        row=candidate.row,
        quote=candidate.quote,
        places=_all_places(document, candidate) if everywhere else chosen,
        choice=str(candidate.value) if coded else None,
        anchor=_place(document, claim),
        coded=coded and candidate.reader == BASELINE,
    )


def _places(document: Document, quote: str) -> tuple[Place, ...]:
    """Every place of the document where a quote stands."""
    view = document.reading
    found = locate(quote, view)
    return tuple(Place(start, end, view.evidence(start, end)) for start, end in found)


def _place(document: Document, evidence: Evidence) -> Place | None:
    """The place of the reading view that evidence came from."""
    if not evidence:
        return None
    low = document.reading.position(evidence[0].start)
    high = document.reading.position(evidence[-1].end - 1)
    return None if low is None or high is None else Place(low, high + 1, evidence)


def _all_places(document: Document, candidate: Candidate) -> tuple[Place, ...]:
    """Where a candidate was read, and everywhere else that its quote stands."""
    if not candidate.quote:
        return ()
    own = _place(document, candidate.evidence)
    return (*((own,) if own else ()), *_elsewhere(document, candidate))


def _elsewhere(document: Document, candidate: Candidate) -> tuple[Place, ...]:
    """The places of a candidate's quote that do not touch the one at which it was read."""
    own = _place(document, candidate.evidence)
    return tuple(
        each
        for each in _places(document, candidate.quote)
        if own is None or each.end <= own.start or own.end <= each.start
    )


def _counted(spec: ListSpec, reading: Reading, by: int) -> tuple[ListReading, ...]:
    return tuple(
        replace(each, rows=each.rows + by) if each.path == spec.path else each
        for each in reading.lists
    )
