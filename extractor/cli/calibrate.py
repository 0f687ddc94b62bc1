"""`extractor calibrate`: what may be accepted, chosen on one run and certified on another."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.evaluation.calibration import Calibration, Tally
    from extractor.evaluation.runs import Run

_LISTED = 15
_COLUMNS = ("", "outcome", "wrong", "of", "reasons")

RunFiles = Annotated[
    list[Path],
    typer.Argument(metavar="RUN.json...", help="Runs of extractor eval to choose on."),
]
CertifyOption = Annotated[
    list[Path],
    typer.Option(
        "--certify",
        metavar="RUN2.json",
        help="A run on other filings, made alike, to certify the choice on; repeatable.",
    ),
]
ErrorOption = Annotated[
    float,
    typer.Option(
        "--max-error", metavar="SHARE", help="The most that may be wrong of accepted leaves."
    ),
]
ListErrorOption = Annotated[
    float | None,
    typer.Option(
        "--max-list-error",
        metavar="SHARE",
        help="The most that may be wrong of lists accepted as complete. [default: --max-error]",
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the policy there (JSON).")
]


def calibrate(
    runs: RunFiles,
    certify: CertifyOption,
    max_error: ErrorOption = 0.01,
    max_list_error: ListErrorOption = None,
    out: OutOption = None,
) -> int:
    """Make a policy: choose what is accepted on labelled filings, certify it on others.

    The bounds hold for filings like those that it is certified on, and for a choice that is
    certified on them once. Exit code 0: certified; 1: not certifiable (the policy is written all
    the same, marked so), or the runs cannot be used; 2: wrong usage.
    """
    from extractor.cli.messages import complain
    from extractor.evaluation.calibration import calibrate as calibrated

    _check("--max-error", max_error)
    _check("--max-list-error", max_list_error)
    made = calibrated(_loaded(runs), _loaded(certify), max_error, max_list_error)
    for line in _lines(made):
        typer.echo(line)
    for remark in made.remarks:
        complain(remark)
    if out is not None:
        _write(out, made)
    if made.refusal:
        complain(made.refusal)
    return 1 if made.refusal else 0


def _check(option: str, share: float | None) -> None:
    if share is not None and not 0 < share < 1:
        raise typer.BadParameter("a share between 0 and 1, as 0.01", param_hint=f"'{option}'")


def _loaded(files: Iterable[Path]) -> "list[Run]":
    from extractor.evaluation.runs import load_runs

    return [run for file in files for run in load_runs(file)]


def _write(file: Path, made: "Calibration") -> None:
    from extractor.cli.sinks import File, OutputFault

    kept = {"name", "certified", "bound", "fits", "strata"}
    text = made.policy.model_dump_json(indent=1, include=kept) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFault(f"{file} cannot be written: {error.strerror}") from error
    target = File(file)
    target.put(text.encode())
    target.end(keep=True)


def _lines(made: "Calibration") -> Iterator[str]:
    """The strata that are accepted and those that are left, then what was certified."""
    yield from _listing("accepted", [each for each in made.strata if not each.left])
    for left in dict.fromkeys(each.left for each in made.strata if each.left):
        yield from _listing(f"left, {left}", [each for each in made.strata if each.left == left])
    claim, *figures = made.policy.bound.split("; ")
    yield claim
    yield from (f"  {each}" for each in figures)


def _listing(title: str, tallies: "Sequence[Tally]") -> Iterator[str]:
    if not tallies:
        yield f"{title}: none"
        return
    yield f"{title}:"
    ordered = sorted(tallies, key=lambda each: -each.n)
    rows = [_COLUMNS, *map(_row, ordered[:_LISTED])]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for kind, outcome, wrong, n, reasons in rows:
        yield (
            f"  {kind:{widths[0]}}  {outcome:{widths[1]}}  {wrong:>{widths[2]}}  "
            f"{n:>{widths[3]}}  {reasons}"
        )
    others = ordered[_LISTED:]
    if others:
        yield f"  and {len(others)} more strata, {sum(each.n for each in others):,} in all"


def _row(tally: "Tally") -> tuple[str, ...]:
    stratum = tally.stratum
    outcome, *reasons = (
        each.value.replace("_", " ") for each in (stratum.outcome, *stratum.reasons)
    )
    return stratum.kind, outcome, f"{tally.wrong:,}", f"{tally.n:,}", ", ".join(reasons)
