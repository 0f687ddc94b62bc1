"""`extractor score`: the records of any system against the labels of a dataset."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from extractor.evaluation.dataset import Case, Dataset
    from extractor.evaluation.scoring import LeafVerdict
    from extractor.evaluation.summary import Estimate, Scores

_LISTED = 20
_COLUMNS = ("field", "accuracy", "right", "wrong", "missed", "invented", "leaves")

DatasetFolder = Annotated[Path, typer.Argument(metavar="DATASET", help="The folder of a dataset.")]
PredictionsPath = Annotated[
    Path,
    typer.Argument(
        metavar="PREDICTIONS",
        help="A folder that holds ID.json for each filing (a record in the form's shape, or what "
        'extract --format json writes), or a .jsonl file with {"id": ..., "record": {...}} on '
        "each line.",
    ),
]
FilingsOption = Annotated[
    Path | None,
    typer.Option(
        "--filings",
        metavar="DIR",
        help="The folder of the filings' texts, where they are not in the dataset: checks that "
        "they are the ones that were labelled.",
    ),
]
JsonOption = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Write the scores and every verdict to FILE."),
]


def score(
    dataset: DatasetFolder,
    predictions: PredictionsPath,
    filings: FilingsOption = None,
    json_file: JsonOption = None,
) -> None:
    """Score the records of any system against the labels of a dataset.

    A filing without a prediction is scored as if nothing had been found in it, and is named on
    standard error. Exit code 0: scored; 1: dataset or predictions cannot be used; 2: wrong usage.
    """
    from extractor.cli.messages import complain
    from extractor.evaluation.dataset import load_dataset
    from extractor.evaluation.records_file import load_records
    from extractor.evaluation.summary import summary

    labelled = load_dataset(dataset, filings)
    records = load_records(predictions, {case.id for case in labelled.cases})
    cases = [case for case in labelled.cases if case.unusable is None]
    missing = [case.id for case in cases if case.id not in records]
    verdicts = _verdicts(labelled, cases, records, predictions)
    scores = summary(verdicts)
    if json_file is not None:
        _write(json_file, _object(labelled, scores, verdicts))
    if missing:
        complain(f"no prediction, scored as if nothing had been found: {_named(missing)}")
    _print("".join(f"{line}\n" for line in _lines(labelled, scores)))


def _print(text: str) -> None:
    from extractor.cli.sinks import Stdout

    out = Stdout()
    try:
        out.put(text.encode())
    except BrokenPipeError:
        out.end(keep=False)
        raise typer.Exit(1) from None


def _verdicts(
    labelled: "Dataset",
    cases: "Iterable[Case]",
    records: Mapping[str, Mapping[str, object]],
    predictions: Path,
) -> "Mapping[str, Sequence[LeafVerdict]]":
    """The verdicts by filing; raises BadPredictions for a record that has not the form's shape."""
    from extractor.evaluation.records_file import BadPredictions
    from extractor.evaluation.scoring import score as score_record
    from extractor.evaluation.typed import BadRecord
    from extractor.forms.registry import form_by_name

    schema = form_by_name(labelled.form).schema
    verdicts: dict[str, Sequence[LeafVerdict]] = {}
    for case in cases:
        record = records.get(case.id, {})
        if record and not record.keys() & schema.model_fields.keys():
            known = ", ".join(schema.model_fields)
            problem = f"{case.id}: no key of the form {labelled.form}, which has {known}"
            raise BadPredictions(predictions, problem)
        try:
            verdicts[case.id] = score_record(schema, case.label, record)
        except BadRecord as error:
            raise BadPredictions(predictions, f"{case.id}: {error}") from error
    return verdicts


def _object(
    labelled: "Dataset", scores: "Scores", verdicts: "Mapping[str, Sequence[LeafVerdict]]"
) -> dict[str, Any]:
    from extractor.evaluation.runs import leaf_of
    from extractor.evaluation.scores_json import scores_json

    kept = {"predicted", "label", "verdict"}
    per_filing = {
        identity: {each.path: leaf_of(each).model_dump(mode="json", include=kept) for each in given}
        for identity, given in verdicts.items()
    }
    return {"dataset": labelled.name, **scores_json(scores), "per_filing": per_filing}


def _write(path: Path, made: Mapping[str, Any]) -> None:
    import json

    from extractor.cli.sinks import File

    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    file = File(path)
    # Half of a surrogate pair may stand in a predicted text; as an escape it is JSON.
    file.put(text.encode("utf-8", "backslashreplace"))
    file.end(keep=True)


def _lines(labelled: "Dataset", scores: "Scores") -> Iterator[str]:
    filings = f"{scores.filings} {'filing' if scores.filings == 1 else 'filings'}"
    skipped = sum(case.unusable is not None for case in labelled.cases)
    unusable = f" ({skipped} unusable left out)" if skipped else ""
    yield f"{labelled.name}: {filings}{unusable}, {scores.counts.leaves} leaves"
    shares = {
        "accuracy": scores.accuracy,
        "precision": scores.precision,
        "recall": scores.recall,
        "F1": scores.f1,
        "filings fully right": scores.fully_right,
        "mean of fields": scores.macro,
    }
    for name, share in shares.items():
        yield f"{name:19}  {_percent(share.value):>7}{_interval(share)}"
    rows = [
        (
            path,
            _percent(counts.accuracy),
            *map(str, (counts.right + counts.right_null, counts.wrong, counts.missed)),
            *map(str, (counts.invented + counts.invented_lists, counts.leaves)),
        )
        for path, counts in scores.by_field.items()
        if counts.right + counts.right_null < counts.leaves
    ]
    if rows:
        yield ""
        yield from _columns([_COLUMNS, *rows])


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        numbers = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((f"{first:{widths[0]}}", *numbers))


def _interval(share: "Estimate") -> str:
    if share.ci95 is None:
        return ""
    low, high = share.ci95
    return f"  (95 % interval {_percent(low)} to {_percent(high)})"


def _percent(share: float | None) -> str:
    if share is None:
        return "–"
    # What is not quite all must not be printed as 100.0 %.
    tenths = int(1000 * share + 0.5)
    return f"{(999 if tenths == 1000 and share < 1 else tenths) / 10:.1f} %"


def _named(identities: Sequence[str]) -> str:
    more = len(identities) - _LISTED
    return ", ".join(identities[:_LISTED]) + (f" and {more} more" if more > 0 else "")
