"""What it saves not to ask, as Markdown. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.pages import table
from extractor.evaluation.report.tables import percent

Row = Mapping[str, Any]
_HEAD = ("asked", "policy", "half", "questions", "spared", "tokens", "fields right", "accepted")


def cascade(part: Row) -> str:
    """Every policy with and without the cascade, and what each is counted to be worth."""
    claims = [
        f"- {each['asked']}, {each['policy']}: {'; '.join(each['bound'].split('; ')[:3])}"
        for each in part["rows"]
        if "bound" in each
    ]
    counted = "What `certify` says of them, bounds one-sided at 95 %:"
    return "\n\n".join((_told(part), _table(part["rows"]), counted, "\n".join(claims)))


def smaller(part: Row) -> str:
    """A smaller model: alone, asked first, and as a third reader."""
    first, model = part["first"], part["model"]
    alone = table(
        ("the model alone", "fields right", "filings fully right", "tokens"),
        (
            (f"`{name}`", percent(each["accuracy"]), percent(each["fully right"]), _n(each))
            for name, each in part["alone"].items()
        ),
    )
    every, small, _ = part["rows"]
    saved = every["tokens"] - part["of the model"]
    of_model = (
        f"Of the tokens of the last row {part['of the model']:,} are of `{model}`: "
        f"{saved:,} fewer, for {small['tokens']:,} of `{first}`. That pays where one of these "
        f"costs less than {saved / small['tokens']:.2f} of one of `{model}`."
    )
    return "\n\n".join(
        (_told(part), alone, _table(part["rows"]), of_model, " ".join(_third(part["third"], first)))
    )


def _told(part: Row) -> str:
    return f"`{part['dataset']}`, model `{part['model']}`, answers as they were given once."


def _table(rows: Sequence[Row]) -> str:
    return table(_HEAD, map(_row, rows))


def _row(row: Row) -> tuple[str, ...]:
    taken = row["accepted"]
    return (
        row["asked"],
        row["policy"],
        row["half"],
        f"{row['questions']:,}",
        f"{row['spared']:,} ({percent(row['spared'] / row['questions'])})",
        _n(row),
        percent(row["accuracy"]),
        f"{percent(taken['coverage'])}, {taken['wrong']} of {taken['n']:,} wrong",
    )


def _n(row: Row) -> str:
    return f"{row['tokens']:,}"


def _third(counts: Row, first: str) -> Iterator[str]:
    """What the smaller model would be worth as a third reader, in sentences."""
    yield (
        f"As a third reader: the baseline and the model differ in {counts['differ']} of "
        f"{counts['leaves']:,} labelled leaves; in {counts['with_baseline']} of these `{first}` "
        f"has the baseline's value, in {counts['with_model']} the model's, which in "
        f"{counts['with_none']} of them is none."
    )
    yield (
        f"Of {counts['wait']} leaves that wait for a person these two differ in {counts['apart']}; "
        f"the third would settle {counts['settled']} of them, {counts['wrong']} wrongly."
    )
