"""`extractor calibrate`: what may be accepted, chosen on one run and certified on another."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.evaluation.calibration import Calibration, Tally
    from extractor.evaluation.runs import Run
    from extractor.policy import Policy

_LISTED = 15
_COLUMNS = ("", "outcome", "wrong", "of", "reasons")

RunFiles = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[RUN.json...]", help="Runs of extractor eval to choose on."),
]
CertifyOption = Annotated[
    list[Path] | None,
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
ReviewsOption = Annotated[
    str | None,
    typer.Option(
        "--from-reviews",
        metavar="FORM",
        help="Choose and certify on what people decided of this form's filings, in place of runs.",
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="The store of --from-reviews. [EXTRACTOR_STORE]"),
]
PolicyOption = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME|FILE",
        help="Choose nothing: certify this policy as it is, a file or agreement-1.",
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the policy there (JSON).")
]


def calibrate(
    runs: RunFiles = None,
    certify: CertifyOption = None,
    max_error: ErrorOption = 0.01,
    max_list_error: ListErrorOption = None,
    policy: PolicyOption = None,
    from_reviews: ReviewsOption = None,
    store: StoreOption = None,
    out: OutOption = None,
) -> int:
    """Make a policy: choose what is accepted on labelled filings, certify it on others.

    With --policy nothing is chosen, and that policy is certified. The bounds hold for filings
    like those that it is certified on, and for a choice that is certified on them once. Exit
    code 0: certified; 1: not certifiable (the policy is written all the same, marked so), or the
    runs cannot be used; 2: wrong usage.
    """
    _check("--max-error", max_error)
    _check("--max-list-error", max_list_error)
    if from_reviews is not None:
        if runs or certify or max_list_error is not None or policy is not None:
            raise typer.BadParameter(
                "takes no runs, --certify, --max-list-error or --policy: what people decided is "
                "parted by filers, and whole lists stay with people",
                param_hint="'--from-reviews'",
            )
        return _by_reviews(from_reviews, store, max_error, out)
    if policy is not None:
        if runs or not certify:
            raise typer.BadParameter(
                "chooses nothing: give it --certify RUN.json and no other runs",
                param_hint="'--policy'",
            )
        return _as_it_is(policy, certify, max_error, max_list_error, out)
    if not (runs and certify):
        raise typer.BadParameter(
            "name runs to choose on and, with --certify, others; or --policy NAME with "
            "--certify; or --from-reviews FORM",
            param_hint="'RUN.json...'",
        )
    return _by_runs(runs, certify, max_error, max_list_error, out)


def _by_runs(
    runs: Sequence[Path],
    certify: Sequence[Path],
    max_error: float,
    max_list_error: float | None,
    out: Path | None,
) -> int:
    from extractor.cli.messages import complain
    from extractor.evaluation.calibration import calibrate as calibrated

    made = calibrated(_loaded(runs), _loaded(certify), max_error, max_list_error)
    for line in _lines(made):
        typer.echo(line)
    _tell(made.policy)
    for remark in made.remarks:
        complain(remark)
    return _ended(made.policy, made.refusal, out)


def _as_it_is(
    policy: str,
    certify: Sequence[Path],
    max_error: float,
    max_list_error: float | None,
    out: Path | None,
) -> int:
    from extractor.evaluation.certifying import certify as certified
    from extractor.pipeline import load_policy
    from extractor.policy import AGREEMENT

    given = AGREEMENT if policy == AGREEMENT.name else load_policy(Path(policy))
    made = certified(given, _loaded(certify), max_error, max_list_error)
    _tell(made.policy)
    return _ended(made.policy, made.refusal, out)


def _tell(policy: "Policy") -> None:
    """What was certified, or why nothing was, and under it the figures."""
    claim, *figures = policy.bound.split("; ")
    for line in (claim, *(f"  {each}" for each in figures)):
        typer.echo(line)


def _by_reviews(form_name: str, url: str | None, max_error: float, out: Path | None) -> int:
    from extractor.cli.messages import complain
    from extractor.forms.registry import form_by_name
    from extractor.review.calibration import calibrate_reviews
    from extractor.review.desk import Desk
    from extractor.review.reviewed import reviews
    from extractor.store.database import Store

    form = form_by_name(form_name)
    with Store.open(url) as store, store.reading() as connection:
        found = reviews(Desk(store), connection, form)
    made = calibrate_reviews(form, found, max_error)
    _tell(made.policy)
    for kind, more in (("doubted", made.missing.doubted.n), ("drawn", made.missing.drawn.n)):
        if more:
            typer.echo(f"  {more:,} more leaves that were {kind} and found right, at the least")
    if found.otherwise:
        complain(f"{found.otherwise:,} reviewed filings were read otherwise and do not count here")
    return _ended(made.policy, made.refusal, out)


def _ended(policy: "Policy", refusal: str, out: Path | None) -> int:
    """Write the policy, whether it is certified or not; the exit status says which."""
    from extractor.cli.messages import complain

    if out is not None:
        _write(out, policy)
    if refusal:
        complain(refusal)
    return 1 if refusal else 0


def _check(option: str, share: float | None) -> None:
    if share is not None and not 0 < share < 1:
        raise typer.BadParameter("a share between 0 and 1, as 0.01", param_hint=f"'{option}'")


def _loaded(files: Iterable[Path]) -> "list[Run]":
    from extractor.evaluation.runs import load_runs

    return [run for file in files for run in load_runs(file)]


def _write(file: Path, policy: "Policy") -> None:
    from extractor.cli.sinks import write_whole
    from extractor.policy import policy_text

    write_whole(file, policy_text(policy))


def _lines(made: "Calibration") -> Iterator[str]:
    """The strata that are accepted and those that are left."""
    yield from _listing("accepted", [each for each in made.strata if not each.left])
    for left in dict.fromkeys(each.left for each in made.strata if each.left):
        yield from _listing(f"left, {left}", [each for each in made.strata if each.left == left])


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
