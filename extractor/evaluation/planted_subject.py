"""A labelled filing whose readings are assessed with and without an error planted in them. Pure.

Without one it tells what is right, and so what can be made wrong. With one it tells what of the
error was accepted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from extractor.assess import assess
from extractor.evaluation.planting import VARIANTS, Kind, RowSpot, Spot, printed_as
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


@dataclass(frozen=True)
class Subject:
    """A labelled filing and what its readers said of it; `document` is its main document."""

    id: str
    form: Form
    readings: tuple[Reading, ...]
    label: Mapping[str, object]
    document: Document


@dataclass(frozen=True)
class Wrong:
    """A field that is not as the label has it; a list counts as its number of rows."""

    right: Shown
    value: Shown
    field: FieldResult


@dataclass(frozen=True)
class Verdict:
    """What became of a plant: what of it was accepted, or else the reasons seen in review."""

    escapes: tuple[Wrong, ...]
    reasons: tuple[Reason, ...]


class Known:
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

    def _wrong(self, assessed: Assessment) -> dict[str, Wrong]:
        """What is wrong, by what tells it from what else may be."""
        wrong: dict[str, Wrong] = {}
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
                wrong[mark] = Wrong(right, value, field)
        for path, marks in lists.items():
            field = assessed.fields[f"{path}#complete"]
            mark = f"{field.path} {sorted(marks)}"
            wrong[mark] = Wrong(labelled[path], shown(field.value), field)
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

    def judge(self, planted: Mapping[str, Reading]) -> Verdict:
        """What the policy makes of readings with a plant, which are given by reader."""
        changed = [planted.get(each.reader, each) for each in self.subject.readings]
        assessed = assess(self.form, changed, self.policy)
        found = self._wrong(assessed)
        new = {mark: each for mark, each in found.items() if mark not in self.wrong}
        newly = [
            each
            for mark, each in found.items()
            if (mark in new or _reviewed(self.wrong[mark].field)) and not _reviewed(each.field)
        ]
        escapes = tuple(each for each in newly if not self._has_twin(each, assessed.fields))
        if escapes:
            return Verdict(escapes, ())
        sent = {_said(each) for each in self.fields.values() if _reviewed(each)}
        now = [each for each in assessed.fields.values() if _reviewed(each)]
        fields = [each for each in now if _said(each) not in sent]
        fields = fields or [each.field for each in new.values()]
        reasons = (reason for each in fields for reason in each.reasons)
        return Verdict((), tuple(dict.fromkeys(reasons)))

    def _has_twin(self, wrong: Wrong, fields: Mapping[str, FieldResult]) -> bool:
        """Whether a row with the same key has the same value and waits for a person.

        Either of two such rows may be the one too many; where one waits only one is accepted.
        """
        mine = wrong.field
        if wrong.right is not None or mine.path.endswith("#complete"):
            return False
        compare = self.form.spec.leaves[mine.schema_path].leaf.compare
        return any(
            each.path != mine.path
            and each.schema_path == mine.schema_path
            and same(Comparison.NAME, each.key, mine.key)
            and same(compare, each.value, mine.value)
            and _reviewed(each)
            for each in fields.values()
        )


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
