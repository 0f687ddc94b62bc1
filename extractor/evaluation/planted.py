"""Planting errors in readings that were right, and counting those that are accepted.

Nothing here asks a model: each plant changes the readings of a filing and assesses them once. What
the kinds of errors are and how strong a plant is made, `planting` says. A plant is an escape where
a value that it made wrong is accepted, or a list that it made wrong is accepted as complete. It is
outvoted where everything accepted is right nevertheless; all others were sent to review.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise

from pydantic import BaseModel, ConfigDict

from extractor.assess import assess
from extractor.evaluation.bounds import upper95
from extractor.evaluation.planting import (
    VARIANTS,
    Kind,
    Made,
    RowSpot,
    Spot,
    differ,
    exchanged_leaves,
    printed_as,
    with_row_error,
    with_value,
)
from extractor.evaluation.runs import Shown, shown
from extractor.evaluation.scoring import LeafVerdict, score
from extractor.extraction import Assessment
from extractor.filing.model import Document
from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.policy import Policy
from extractor.reasons import Reason
from extractor.records import BASELINE, LLM, Candidate, Decision, FieldResult, Reading, Value
from extractor.text.compare import Comparison, same
from extractor.values import GRAMMARS

_OF_TEXT = (Kind.MOVED_FIELD, Kind.OTHER_PLACE)
_TRIES = 6
"""How many values are tried for one that grounding anchors, and draws for a plant not yet made."""
_SHOWN = 10


class Who(StrEnum):
    """Which readers hold the planted error: the baseline or the model, or both of them."""

    ONE = "one"
    BOTH = "both"


@dataclass(frozen=True)
class Subject:
    """A labelled filing and what its readers said of it; `document` is its main document."""

    id: str
    form: Form
    readings: tuple[Reading, ...]
    label: Mapping[str, object]
    document: Document


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Frozen):
    """What became of the errors of one kind in one or both readers.

    `distinct` of the `planted` differ from each other; where a few filings hold few of a kind they
    are drawn again. `in_text` counts those whose wrong value stands in the filing, `anchored`
    those of them that have all that gives a value its role. `upper95` bounds the share of
    `escaped`, one-sided, and counts only distinct plants as trials; None where none was planted.
    """

    kind: Kind
    reader: Who
    planted: int
    distinct: int
    in_text: int
    anchored: int
    escaped: int
    outvoted: int
    upper95: float | None


class Escape(_Frozen):
    """One wrong value, or one wrong list (its number of rows), that was accepted.

    `reader` is the reader that held the error, or "both". `reasons` are those of the acceptance.
    """

    filing: str
    path: str
    kind: Kind
    reader: str
    in_text: bool
    right: Shown
    planted: Shown
    reasons: tuple[Reason, ...]


class PlantedReport(_Frozen):
    """What a policy accepts of `n` planted errors.

    `caught_by` counts the reasons beside the fields that went to review, each once a plant.
    `coverage_unplanted` is the share of all fields that is accepted where nothing is planted: a
    policy that accepts nothing lets nothing escape. `not_possible` names the kinds and readers
    that no filing could hold; their share went to the others.
    """

    n: int
    seed: int
    policy: str
    filings: int
    escaped: int
    upper95: float | None
    coverage_unplanted: float
    cells: tuple[Cell, ...]
    escapes: tuple[Escape, ...]
    caught_by: Mapping[Reason, int]
    not_possible: tuple[tuple[Kind, Who], ...]
    redacted: bool = False


def plant(subjects: Sequence[Subject], policy: Policy, n: int, seed: int) -> PlantedReport:
    """Plant `n` errors, one at a time and equally many of each kind and reader, and count.

    The same subjects in the same order and the same seed plant the same errors. Fewer than `n`
    are planted only where the subjects can hold none at all. Raises BadRecord where a label does
    not fit its form, MissingExtra without scipy.
    """
    known = [_Known(subject, policy) for subject in subjects]
    rng = random.Random(seed)
    cells = {(kind, who): _Tally(kind, who, known) for kind in Kind for who in Who}
    left = list(cells.values())
    planted = 0
    while planted < n and left:
        for tally in tuple(left):
            if planted == n:
                break
            if tally.plant_one(rng):
                planted += 1
            else:
                left.remove(tally)
    fields = [each for one in known for each in one.fields.values()]
    accepted = sum(each.decision is not Decision.REVIEW for each in fields)
    caught = sum((tally.caught_by for tally in cells.values()), Counter[Reason]())
    made = tuple(tally.cell for tally in cells.values())
    escaped, distinct = (sum(tally.trials[at] for tally in cells.values()) for at in (0, 1))
    return PlantedReport(
        n=planted,
        seed=seed,
        policy=policy.name,
        filings=len(subjects),
        escaped=sum(each.escaped for each in made),
        upper95=upper95(escaped, distinct),
        coverage_unplanted=accepted / len(fields) if fields else 0.0,
        cells=tuple(each for each in made if each.planted),
        escapes=tuple(escape for tally in cells.values() for escape in tally.escapes),
        caught_by=dict(sorted(caught.items(), key=lambda each: (-each[1], each[0]))),
        not_possible=tuple(pair for pair, tally in cells.items() if n and not tally.cell.planted),
    )


def redacted(report: PlantedReport) -> PlantedReport:
    """The report with a hash in the place of each value, so that it holds no text of a filing."""
    escapes = tuple(
        each
        if each.path.endswith("#complete")
        else each.model_copy(
            update={"right": _hashed(each.right), "planted": _hashed(each.planted)}
        )
        for each in report.escapes
    )
    return report.model_copy(update={"escapes": escapes, "redacted": True})


def lines(report: PlantedReport) -> list[str]:
    """The report as lines for a terminal."""
    where = f"in {report.filings:,} filings under policy {report.policy}"
    said = [
        f"{report.n:,} errors planted {where}: {report.escaped:,} accepted{_bound(report.upper95)}.",
        f"Unplanted, {report.coverage_unplanted:.1%} of all fields are accepted.",
    ]
    for each in report.cells:
        said.append(
            f"  {each.kind:<15} {each.reader:<4} {each.planted:>6,} planted "
            f"({each.in_text:,} in the text), {each.escaped:,} accepted{_bound(each.upper95)}"
        )
    for kind, who in report.not_possible:
        said.append(f"  {kind:<15} {who:<4} not possible: no filing could hold one")
    for escape in report.escapes[:_SHOWN]:
        said.append(
            f"  accepted: {escape.filing} {escape.path}: {escape.planted} for {escape.right} "
            f"({escape.kind}, {escape.reader}; {', '.join(escape.reasons)})"
        )
    if len(report.escapes) > _SHOWN:
        said.append(f"  and {len(report.escapes) - _SHOWN:,} more")
    if report.caught_by:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in report.caught_by.items())
        said.append(f"Sent to review with: {reasons}.")
    return said


def _bound(bound: float | None) -> str:
    return "" if bound is None else f" (at most {bound:.2%} with 95 % confidence)"


def _hashed(value: Shown) -> Shown:
    if value is None:
        return None
    return "sha256:" + hashlib.sha256(str(value).encode()).hexdigest()[:16]


_Held = Spot | tuple[RowSpot, ...]
"""Where an error is planted: a field, a row or two rows."""


@dataclass(frozen=True)
class _Plant:
    """Readings with one error in them; plants of one `identity` are the same."""

    readings: Mapping[str, Reading]
    identity: tuple[str, ...]
    reader: str
    in_text: bool
    anchored: bool


@dataclass(frozen=True)
class _Wrong:
    """A field that is not as the label has it; a list counts as its number of rows."""

    right: Shown
    value: Shown
    field: FieldResult


@dataclass(frozen=True)
class _Verdict:
    """What became of a plant: what of it was accepted, or else the reasons seen in review."""

    escapes: tuple[_Wrong, ...]
    reasons: tuple[Reason, ...]


class _Known:
    """A subject without a plant: what is right in it, and so what can be made wrong."""

    def __init__(self, subject: Subject, policy: Policy) -> None:
        self.subject = subject
        self.form = subject.form
        self.policy = policy
        self.readings = {each.reader: each for each in reversed(subject.readings)}
        assessed = assess(subject.form, subject.readings, policy)
        self.fields = assessed.fields
        self.compared = tuple(self._compare(assessed))
        self.wrong = self._wrong(assessed)
        self._found: dict[str, dict[str, Value]] = {}

    def _compare(self, assessed: Assessment) -> Iterator[tuple[LeafVerdict, FieldResult]]:
        """Each verdict with its field; with `LIST#complete` where it is on rows themselves."""
        lists = {path: _rows(spec, assessed.fields) for path, spec in self.form.spec.lists.items()}
        for verdict in score(self.form.schema, self.subject.label, assessed.record):
            leaf = self.form.spec.leaves.get(verdict.schema_path)
            rows = leaf.rows if leaf is not None else verdict.schema_path
            if rows is None:
                yield verdict, assessed.fields[verdict.path]
            elif verdict.predicted_row is None:
                yield verdict, assessed.fields[f"{rows}#complete"]
            else:
                yield verdict, lists[rows][verdict.predicted_row - 1][verdict.schema_path]

    def _wrong(self, assessed: Assessment) -> dict[str, _Wrong]:
        """What is wrong, by what tells it from what else may be."""
        wrong: dict[str, _Wrong] = {}
        lists: dict[str, dict[str, None]] = {}
        labelled: Counter[str] = Counter()
        for verdict, field in self._compare(assessed):
            row = verdict.label_row or 0
            rows = _list_of(field)
            labelled[rows] = max(labelled[rows], row)
            if verdict.right:
                continue
            if verdict.extra or field.path.endswith("#complete"):
                lists.setdefault(rows, {})[f"{row} {field.key}"] = None
            if not field.path.endswith("#complete"):
                right, value = shown(verdict.label), shown(verdict.predicted)
                mark = f"{field.schema_path} {row or field.key} {value}"
                wrong[mark] = _Wrong(right, value, field)
        for path, marks in lists.items():
            field = assessed.fields[f"{path}#complete"]
            mark = f"{field.path} {sorted(marks)}"
            wrong[mark] = _Wrong(labelled[path], shown(field.value), field)
        return wrong

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every field that is right, save choices, which are no value of the text."""
        made = []
        for verdict, field in self.compared:
            leaf = self.form.spec.leaves.get(field.schema_path)
            if verdict.right and leaf is not None and not leaf.choices and not verdict.is_list:
                numbers = self.numbers.get(_row_of(field), {}) if leaf.rows else {}
                held = _held(leaf.leaf.compare, field)
                rows = {each: numbers.get(each, (None,)) for each in held}
                made.append(Spot(field.path, field.schema_path, field.value, rows, held))
        return tuple(made)

    @cached_property
    def numbers(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """For each row the numbers that it has with each reader; several if chunks overlap."""
        found: dict[str, dict[str, set[int]]] = {}
        for field in self.fields.values():
            for each in field.candidates:
                if each.row is not None and not field.path.endswith("#complete"):
                    readers = found.setdefault(_row_of(field), {})
                    readers.setdefault(each.reader, set()).add(each.row)
        return {
            row: {reader: tuple(sorted(numbers)) for reader, numbers in readers.items()}
            for row, readers in found.items()
        }

    @cached_property
    def rows(self) -> tuple[tuple[RowSpot, ...], ...]:
        """The rows of each list that is right as a whole."""
        wrong = {_list_of(each.field) for each in self.wrong.values()}
        labelled = {_list_of(field) for verdict, field in self.compared if verdict.label_row}
        return tuple(
            tuple(
                RowSpot(
                    path := _row_of(next(iter(row.values()))),
                    spec,
                    {leaf: each.value for leaf, each in row.items()},
                    self.numbers.get(path, {}),
                )
                for row in _rows(spec, self.fields)
            )
            for spec in self.form.spec.lists.values()
            if spec.path in labelled - wrong
        )

    def quotes(self, kind: Kind, spot: Spot, own: str) -> list[str]:
        """The quotes that an error of a kind may put in the place of a field's own."""
        grammar = self.form.spec.leaves[spot.schema_path].leaf.grammar
        if grammar not in self._found:
            text = self.subject.document.reading.text
            tokens = GRAMMARS[grammar].find(text)
            self._found[grammar] = {text[each.start : each.end]: each.value for each in tokens}
        found = self._found[grammar]
        if kind is Kind.OTHER_PLACE:
            return list(found)
        if kind is Kind.MOVED_FIELD:
            return self._of_other_fields(spot, grammar)
        return [printed_as(grammar, each, found) for each in VARIANTS[kind](own)]

    def _of_other_fields(self, spot: Spot, grammar: str) -> list[str]:
        quotes: dict[str, None] = {}
        for field in self.fields.values():
            leaf = self.form.spec.leaves.get(field.schema_path)
            if leaf and leaf.leaf.grammar == grammar and not leaf.choices and field.evidence:
                said = next(each.quote for each in field.candidates if each.evidence)
                quotes.update({said: None} if field.path != spot.path else {})
        return list(quotes)

    def judge(self, made: _Plant) -> _Verdict:
        """What the policy makes of a plant."""
        changed = [made.readings.get(each.reader, each) for each in self.subject.readings]
        assessed = assess(self.form, changed, self.policy)
        wrong = [
            each
            for mark, each in self._wrong(assessed).items()
            if mark not in self.wrong or _reviewed(self.wrong[mark].field)
        ]
        escapes = tuple(each for each in wrong if not _reviewed(each.field))
        if escapes:
            return _Verdict(escapes, ())
        sent = {_said(each) for each in self.fields.values() if _reviewed(each)}
        now = [each for each in assessed.fields.values() if _reviewed(each)]
        new = [each for each in now if _said(each) not in sent]
        new = new or [
            each.field for mark, each in self._wrong(assessed).items() if mark not in self.wrong
        ]
        return _Verdict((), tuple(dict.fromkeys(reason for each in new for reason in each.reasons)))


class _Tally:
    """The plants of one kind in one or both readers."""

    def __init__(self, kind: Kind, who: Who, known: Sequence[_Known]) -> None:
        self.kind, self.who = kind, who
        self.caught_by: Counter[Reason] = Counter()
        self.escapes: list[Escape] = []
        self._pools = [(each, _holders(each, kind, who)) for each in known]
        self._verdicts: dict[tuple[str, ...], _Verdict] = {}
        self._counts: Counter[str] = Counter()

    @property
    def trials(self) -> tuple[int, int]:
        """Of the distinct plants those that escaped, and all."""
        escaped = sum(bool(each.escapes) for each in self._verdicts.values())
        return escaped, len(self._verdicts)

    @property
    def cell(self) -> Cell:
        """The counts so far."""
        named = ("planted", "in_text", "anchored", "escaped", "outvoted")
        counts = {name: self._counts[name] for name in named}
        bound = upper95(*self.trials)
        distinct = len(self._verdicts)
        return Cell(kind=self.kind, reader=self.who, distinct=distinct, upper95=bound, **counts)

    def plant_one(self, rng: random.Random) -> bool:
        """Plant one more, if possible one that is new; False where no subject can hold any."""
        drawn = self._draw(rng)
        if drawn is None:
            return False
        known, made = drawn
        new = made.identity not in self._verdicts
        if new:
            self._verdicts[made.identity] = known.judge(made)
        verdict = self._verdicts[made.identity]
        self._counts["planted"] += 1
        self._counts["in_text"] += made.in_text
        self._counts["anchored"] += made.anchored
        self._counts["escaped"] += bool(verdict.escapes)
        self._counts["outvoted"] += not (verdict.escapes or verdict.reasons)
        self.caught_by.update(verdict.reasons)
        if new:
            self.escapes += [self._escape(known, made, each) for each in verdict.escapes]
        return True

    def _draw(self, rng: random.Random) -> tuple[_Known, _Plant] | None:
        drawn = None
        tries = 0
        while tries < _TRIES and (pools := [each for each in self._pools if each[1]]):
            known, held = rng.choice(pools)
            at = rng.randrange(len(held))
            made = _make(known, self.kind, self.who, held[at], rng)
            if made is None:
                del held[at]
                continue
            drawn = known, made
            if made.identity not in self._verdicts:
                break
            tries += 1
        return drawn

    def _escape(self, known: _Known, made: _Plant, wrong: _Wrong) -> Escape:
        return Escape(
            filing=known.subject.id,
            path=wrong.field.path,
            kind=self.kind,
            reader=made.reader,
            in_text=made.in_text,
            right=wrong.right,
            planted=wrong.value,
            reasons=wrong.field.reasons,
        )


def _make(known: _Known, kind: Kind, who: Who, held: _Held, rng: random.Random) -> _Plant | None:
    """An error of a kind at a place; None where the place cannot hold it."""
    readers = _readers(held)
    chosen = readers if who is Who.BOTH else (rng.choice(readers),)
    if isinstance(held, tuple):
        made = [
            with_row_error(kind, known.form, known.subject.document, known.readings[each], held)
            for each in chosen
        ]
        return _plant(known, made, chosen, "+".join(each.path for each in held))
    own = held.held[rng.choice(chosen)].quote
    quotes = known.quotes(kind, held, own)
    rng.shuffle(quotes)
    best: list[_Plant] = []
    for quote in quotes:
        made = [
            with_value(known.form, known.subject.document, known.readings[each], held, quote)
            for each in chosen
        ]
        plant = _plant(known, made, chosen, held.path, quote)
        if plant is None or (kind in _OF_TEXT and not plant.in_text):
            continue
        best.append(plant)
        # The strongest of some: a value that nothing gives its role is caught by that alone.
        if plant.anchored or kind not in _OF_TEXT or len(best) == _TRIES:
            return plant if plant.anchored else best[0]
    return best[0] if best else None


def _plant(
    known: _Known, made: Sequence[Made | None], readers: tuple[str, ...], *named: str
) -> _Plant | None:
    done = [each for each in made if each is not None]
    if len(done) < len(readers):
        return None
    return _Plant(
        {each.reading.reader: each.reading for each in done},
        (known.subject.id, *readers, *named),
        Who.BOTH if len(readers) > 1 else readers[0],
        all(each.in_text for each in done),
        all(each.anchored for each in done),
    )


def _holders(known: _Known, kind: Kind, who: Who) -> list[_Held]:
    """Where a subject may hold an error of a kind."""
    held: list[_Held] = []
    if kind in (Kind.ROW_DROPPED, Kind.ROW_DOUBLED):
        held += [(row,) for rows in known.rows for row in rows]
    elif kind in (Kind.ROW_SWAPPED, Kind.PARTIES_SWAPPED):
        for rows in known.rows:
            pairs = pairwise(rows) if kind is Kind.ROW_SWAPPED else combinations(rows, 2)
            paths = exchanged_leaves(known.form, kind, rows[0].spec)
            held += [pair for pair in pairs if differ(known.form, paths, *pair)]
    else:
        held += [each for each in known.spots if kind in _OF_TEXT or each.value is not None]
    return [each for each in held if len(_readers(each)) >= (2 if who is Who.BOTH else 1)]


def _readers(held: _Held) -> tuple[str, ...]:
    places = held if isinstance(held, tuple) else (held,)
    return tuple(each for each in (BASELINE, LLM) if all(each in place.rows for place in places))


def _held(comparison: Comparison, field: FieldResult) -> dict[str, Candidate]:
    """The answer of each reader that has a field's value, or has none where it is None."""
    held: dict[str, Candidate] = {}
    for reader in (BASELINE, LLM):
        own = [each for each in field.candidates if each.reader == reader]
        if own and all(
            same(comparison, each.value, field.value)
            and bool(each.quote) is (field.value is not None)
            for each in own
        ):
            held[reader] = own[0]
    return held


def _rows(spec: ListSpec, fields: Mapping[str, FieldResult]) -> list[dict[str, FieldResult]]:
    """The rows of a list that are in the record, by schema path."""
    rows: dict[str, dict[str, FieldResult]] = {}
    for each in fields.values():
        if each.schema_path in spec.leaves:
            rows.setdefault(_row_of(each), {})[each.schema_path] = each
    strings = spec.leaves == (spec.path,)
    return [row for row in rows.values() if not strings or row[spec.path].value is not None]


def _row_of(field: FieldResult) -> str:
    """The path of the row that a field stands in ("exhibits#2")."""
    head, _, tail = field.path.partition("#")
    return f"{head}#{tail.partition('.')[0]}"


def _list_of(field: FieldResult) -> str:
    """The path of the list that a field stands in or is of; "" outside lists."""
    return field.path.partition("#")[0] if "#" in field.path else ""


def _reviewed(field: FieldResult) -> bool:
    return field.decision is Decision.REVIEW


def _said(field: FieldResult) -> tuple[object, ...]:
    return field.schema_path, field.key, field.value, field.reasons
