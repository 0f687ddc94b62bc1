"""A prediction against its label, leaf by leaf (design: scores). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from extractor.evaluation.pairing import match_rows
from extractor.evaluation.typed import Row, read_label, read_prediction
from extractor.forms.schema import LeafSpec, ListSpec, SchemaSpec, spec_of
from extractor.records import Value
from extractor.text.compare import same

Scored = Value | tuple[str, ...] | None
"""A value that was scored; a tuple only where the leaf is an empty list (see LeafVerdict)."""


class Verdict(StrEnum):
    """What became of a leaf."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True)
class LeafVerdict:
    """One leaf of the label, or of a predicted row that the label does not have.

    `path` carries the number of the labelled row ("items#1.title"), or of the predicted row
    where the label has none ("items#+3.title"); `label_row` and `predicted_row` say the same as
    numbers. All are counted from 1, as rows are in field paths; outside lists there are none.

    An empty list of the label is a leaf whose `label` is () and whose `predicted` is () too, or,
    where it was invented, the keys of the rows predicted (they are verdicts of their own).
    """

    path: str
    schema_path: str
    label: Scored
    predicted: Scored
    verdict: Verdict
    label_row: int | None = None
    predicted_row: int | None = None

    @property
    def right(self) -> bool:
        """Whether the prediction is right, nulls included."""
        return self.verdict is Verdict.RIGHT

    @property
    def is_list(self) -> bool:
        """Whether this is the leaf of an empty list."""
        return isinstance(self.label, tuple)

    @property
    def null(self) -> bool:
        """Whether the label says that there is none."""
        return self.label is None or self.is_list

    @property
    def extra(self) -> bool:
        """Whether this is a leaf of a predicted row that the label does not have."""
        return self.label_row is None and self.predicted_row is not None


def score(
    schema: type[BaseModel],
    label: Mapping[str, object],
    prediction: Mapping[str, object] | BaseModel,
) -> tuple[LeafVerdict, ...]:
    """A verdict for each leaf of the label and of each extra row, in the order of the schema.

    A key absent from the label is not scored; in an extra row neither is a leaf that no row of
    the label holds. In the prediction, a key that is absent, null and blank text are the same. A
    predicted value that is none of its type is wrong; a list or an object that is none raises
    BadRecord, as does a label that does not fit the schema.
    """
    spec = spec_of(schema)
    labelled, predicted = read_label(schema, label), read_prediction(schema, prediction)
    verdicts: list[LeafVerdict] = []
    for path in dict.fromkeys(leaf.rows or leaf.path for leaf in spec.leaves.values()):
        if path in labelled.rows:
            rows, others = labelled.rows[path], predicted.rows[path]
            verdicts += _list(spec, spec.lists[path], rows, others)
        elif path in labelled.values:
            verdicts.append(
                _leaf(spec.leaves[path], path, labelled.values[path], predicted.values[path])
            )
    return tuple(verdicts)


def _list(
    spec: SchemaSpec, rows: ListSpec, labels: tuple[Row, ...], predicted: tuple[Row, ...]
) -> Iterator[LeafVerdict]:
    if not labels:
        keys = tuple(_key(rows, row) for row in predicted)
        verdict = Verdict.INVENTED if predicted else Verdict.RIGHT
        yield LeafVerdict(rows.path, rows.path, (), keys, verdict)
    pairs = match_rows(labels, predicted, rows, spec.leaves)
    for number, row in enumerate(labels):
        yield from _labelled_row(spec, rows, number, row, pairs.get(number), predicted)
    scored = [path for path in rows.leaves if not labels or any(path in row for row in labels)]
    for number in sorted(set(range(len(predicted))) - set(pairs.values())):
        for path in scored:
            value = predicted[number][path]
            if value is not None:
                place = _place(rows, f"+{number + 1}", path)
                yield LeafVerdict(place, path, None, value, Verdict.INVENTED, None, number + 1)


def _labelled_row(
    spec: SchemaSpec,
    rows: ListSpec,
    number: int,
    row: Row,
    other: int | None,
    predicted: tuple[Row, ...],
) -> Iterator[LeafVerdict]:
    for path in rows.leaves:
        if path not in row:
            continue
        place = _place(rows, str(number + 1), path)
        if other is not None:
            value = predicted[other][path]
            yield _leaf(spec.leaves[path], place, row[path], value, number + 1, other + 1)
        elif row[path] is not None:
            yield LeafVerdict(place, path, row[path], None, Verdict.MISSED, number + 1)


def _leaf(
    leaf: LeafSpec,
    place: str,
    label: Value | None,
    predicted: Value | None,
    label_row: int | None = None,
    predicted_row: int | None = None,
) -> LeafVerdict:
    if same(leaf.leaf.compare, label, predicted):
        verdict = Verdict.RIGHT
    elif predicted is None:
        verdict = Verdict.MISSED
    elif label is None:
        verdict = Verdict.INVENTED
    else:
        verdict = Verdict.WRONG
    return LeafVerdict(place, leaf.path, label, predicted, verdict, label_row, predicted_row)


def _place(rows: ListSpec, number: str, path: str) -> str:
    return f"{rows.path}#{number}{path.removeprefix(rows.path)}"


def _key(rows: ListSpec, row: Row) -> str:
    return " ".join(str(row[path]) for path in rows.key if row[path] is not None)
