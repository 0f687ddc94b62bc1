"""Write the figures of docs/accuracy.md from the committed runs: `python -m evals.accuracy`.

The page's prose is written by hand; what stands between its marks is made here and nowhere else.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.pages import filled, table
from evals.selection import selections
from extractor.evaluation.calibration import calibrate
from extractor.evaluation.certifying import certify
from extractor.evaluation.comparison import compare
from extractor.evaluation.differences import Difference
from extractor.evaluation.measured import measure
from extractor.evaluation.report.bought import bought
from extractor.evaluation.report.tables import percent
from extractor.evaluation.runs import Run, load_runs, schema_path
from extractor.evaluation.scoring import Verdict
from extractor.forms.registry import form_by_name
from extractor.policy import AGREEMENT, Policy, policy_text

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "accuracy.md"
CERTIFICATE = HERE.parent / "extractor" / "certificates" / "8-k.json"
REAL = HERE / "datasets" / "8-k-real"
ALL, DRAWN, STRIPPED = "8-k-real", "8-k-real-24", "8-k-real-text-only"
"""The package's own runs on all filings, those of the other systems on a part of them, and its own
without what filings declare beside their text."""

MOST_WRONG, MOST_WRONG_LISTS = 0.01, 0.025
"""The errors that are certified: with some 130 lists 1 % of them is out of reach."""
_FIRST = ("reconciled", "baseline", "llm")
_CELLS = tuple(f"deal.classes.{each}" for each in ("name", "balance", "rate"))
_ITEMS_RENUMBERED, _COVER_TAGGED = "2004-08-23", "2019-05-01"
"""When the SEC renumbered the items of Form 8-K, and when covers began to list securities."""


def page(text: str) -> str:
    """The page with every block of figures made anew."""
    return filled(text, figures())


def figures() -> Mapping[str, str]:
    """Every block of figures by its name, as Markdown."""
    real = _runs(ALL)
    others = _runs(DRAWN)
    drawn = [each for run in others.values() for each in run.per_filing]
    five = {name: _part(run, drawn) for name, run in real.items()} | others
    halves = _split()
    return {
        "systems": _systems(five.values()),
        "against": _against(five, "reconciled"),
        "whole": _systems(real.values()),
        "against-own": _against(real, "reconciled"),
        "halves": _groups(real, halves),
        "eras": _groups(real, _by(real, _era)),
        "formats": _groups(real, _by(real, _format)),
        "fields": _fields(real["reconciled"], halves),
        "stripped": _stripped(real["reconciled"], _runs(STRIPPED)["reconciled"]),
        "bought": _bought(real),
        "sides": _sides(real, halves["work"]),
        "written": _systems(_runs("abs-8-k").values()),
        "tables": _tables(_runs("abs-tables").values()),
        "calibration": _calibration(real["reconciled"], halves),
        "certificate": _certificate(certificate()),
        "selections": _selections(real["reconciled"], halves),
        "planted": _planted(),
    }


def _runs(name: str) -> dict[str, Run]:
    """The committed runs of that name by their system, ours first."""
    found = {run.system: run for run in load_runs(HERE / "runs" / name)}
    ordered = (*(each for each in _FIRST if each in found), *sorted(found.keys() - set(_FIRST)))
    return {each: found[each] for each in ordered}


def _split() -> dict[str, list[str]]:
    given = json.loads((REAL / "split.json").read_text("utf-8"))
    return {name: given[name] for name in ("work", "certify")}


def _part(run: Run, filings: Iterable[str]) -> Run:
    """A run over some of its filings."""
    kept = set(filings)

    def some(parts: Mapping[str, Any]) -> dict[str, Any]:
        return {each: part for each, part in parts.items() if each in kept}

    return run.model_copy(
        update={
            "per_filing": some(run.per_filing),
            "per_list": some(run.per_list),
            "reports": some(run.reports),
            "skipped": some(run.skipped),
        }
    )


def _interval(share: object, ci95: object) -> str:
    if not isinstance(ci95, list | tuple):
        return percent(share)
    low, high = (100 * float(each) for each in ci95)
    return f"{percent(share)} ({low:.1f} to {high:.1f})"


def _systems(runs: Iterable[Run]) -> str:
    head = ("system", "filings", "fields right", "F1", "filings fully right", "accepted", "tokens")
    return table(head, ([run.system, *_cells(run)] for run in runs))


def _cells(run: Run) -> list[str]:
    scores = measure(run)
    return [
        str(scores["filings"]),
        _interval(scores["fields"]["accuracy"], scores["fields"]["accuracy_ci95"]),
        percent(scores["fields"]["f1"]),
        _interval(scores["filings_fully_right"], scores["filings_fully_right_ci95"]),
        _accepted(scores["accepted"]),
        _tokens(run),
    ]


def _tokens(run: Run) -> str:
    return f"{run.cost.prompt_tokens + run.cost.completion_tokens:,}"


def _tables(runs: Iterable[Run]) -> str:
    """Whole class tables and right cells; a cell is a name, a balance or a rate."""
    head = ("system", "class tables", "whole", "cells right", "of", "accepted", "tokens")
    return table(head, ([run.system, *_table_cells(run)] for run in runs))


def _table_cells(run: Run) -> list[str]:
    tables = [
        [judged.verdict for path, judged in filing.items() if schema_path(path) in _CELLS]
        for filing in run.per_filing.values()
    ]
    right = [cells.count(Verdict.RIGHT) for cells in tables]
    return [
        str(len(tables)),
        str(sum(of == len(cells) for of, cells in zip(right, tables, strict=True))),
        f"{sum(right):,}",
        f"{sum(map(len, tables)):,}",
        _accepted(measure(run)["accepted"]),
        _tokens(run),
    ]


def _accepted(accepted: Mapping[str, Any] | None) -> str:
    if accepted is None:
        return "–"
    return f"{percent(accepted['coverage'])}, {accepted['wrong']} of {accepted['n']:,} wrong"


def _against(runs: Mapping[str, Run], ours: str) -> str:
    head = (f"{ours} against", "fields right, points", "filings fully right, points")
    rows = []
    for name, run in runs.items():
        if name != ours:
            # Runs of another system differ in all that a comparison of two versions warns of.
            compared = compare(run, runs[ours].model_copy(update={"system": run.system}))
            rows.append([name, _points(compared.accuracy), _points(compared.fully_right)])
    return table(head, rows)


def _points(difference: Difference) -> str:
    if difference.change is None or difference.ci95 is None:
        return "–"
    low, high = (100 * each for each in difference.ci95)
    return f"{100 * difference.change:+.1f} ({low:+.1f} to {high:+.1f})"


def _groups(runs: Mapping[str, Run], groups: Mapping[str, Sequence[str]]) -> str:
    head = ("", "system", "filings", "fields right", "F1", "filings fully right", "accepted")
    return table(
        head,
        (
            [group, system, *_cells(_part(run, filings))[:-1]]
            for group, filings in groups.items()
            for system, run in runs.items()
        ),
    )


def _by(runs: Mapping[str, Run], name: Any) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    manifest = json.loads((REAL / "manifest.json").read_text("utf-8"))
    for each in manifest:
        if each["id"] in runs["reconciled"].per_filing:
            groups.setdefault(name(each), []).append(each["id"])
    return dict(sorted(groups.items()))


def _era(filing: Mapping[str, str]) -> str:
    label = json.loads((REAL / "labels" / f"{filing['id']}.json").read_text("utf-8"))
    reported = label.get("cover", {}).get("report_date") or filing["filed"]
    if not reported:
        return "undated"
    if reported < _ITEMS_RENUMBERED:
        return f"before {_ITEMS_RENUMBERED}"
    if reported < _COVER_TAGGED:
        return f"{_ITEMS_RENUMBERED} to {_COVER_TAGGED}"
    return f"from {_COVER_TAGGED}"


def _format(filing: Mapping[str, str]) -> str:
    return filing["format"]


def _fields(run: Run, halves: Mapping[str, Sequence[str]]) -> str:
    parts = {name: measure(_part(run, ids))["by_field"] for name, ids in halves.items()}
    whole = measure(run)["by_field"]
    head = ("field", "all", *parts)
    return table(
        head,
        (
            [f"`{path}`", *(_field(each.get(path)) for each in (whole, *parts.values()))]
            for path in whole
        ),
    )


def _field(counts: Mapping[str, Any] | None) -> str:
    if not counts or counts["accuracy"] is None:
        return "–"
    return f"{percent(counts['accuracy'])} ({counts['right']} of {counts['leaves']})"


def _stripped(whole: Run, stripped: Run) -> str:
    """One system with and without tags and headers, all filings and those that have tags."""
    tagged = _by({"reconciled": whole}, _format)["ixbrl"]
    head = ("read", "filings", "fields right", "F1", "filings fully right", "accepted")
    rows = [
        [f"{what}, {kept}", *_cells(run if kept == "all" else _part(run, tagged))[:-1]]
        for what, run in (("with tags and header", whole), ("text alone", stripped))
        for kept in ("all", "inline XBRL")
    ]
    return table(head, rows)


def _bought(runs: Mapping[str, Run]) -> str:
    (made,) = bought(list(runs.values()))
    gained, lost, shared = (len(each or ()) for each in (made.gained, made.lost, made.shared))
    return (
        f"Right in `reconciled` and not in `baseline`: {gained} leaves; the other way round: "
        f"{lost}. Wrong values on which both readers agree: {shared}."
    )


def _sides(runs: Mapping[str, Run], filings: Iterable[str]) -> str:
    """Which reader was right, field by field, where one of them was and the other was not."""
    kept = set(filings)
    baseline, model = runs["baseline"].per_filing, runs["llm"].per_filing
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for filing in sorted(kept & baseline.keys() & model.keys()):
        for path in sorted(baseline[filing].keys() & model[filing].keys()):
            sure, asked = baseline[filing][path].verdict, model[filing][path].verdict
            if (sure is Verdict.RIGHT) != (asked is Verdict.RIGHT):
                (ours if sure is Verdict.RIGHT else theirs)[schema_path(path)] += 1
    rows = ([f"`{path}`", str(ours[path]), str(theirs[path])] for path in sorted(ours | theirs))
    total = [["all", str(ours.total()), str(theirs.total())]]
    return table(("field", "the baseline was right", "the model was right"), [*rows, *total])


def _calibration(run: Run, halves: Mapping[str, Sequence[str]]) -> str:
    work, certifying = ([_part(run, halves[name])] for name in ("work", "certify"))
    return _certificate(calibrate(work, certifying, MOST_WRONG, MOST_WRONG_LISTS).policy)


def certificate() -> Policy:
    """The built-in policy with what it is certified to be worth on the half kept for that."""
    run = _part(_runs(ALL)["reconciled"], _split()["certify"])
    return certify(AGREEMENT, [run], MOST_WRONG, MOST_WRONG_LISTS).policy


def _certificate(policy: Policy) -> str:
    return "\n".join(f"- {each}" for each in policy.bound.split("; "))


def _selections(run: Run, halves: Mapping[str, Sequence[str]]) -> str:
    work, certify = (_part(run, halves[name]) for name in ("work", "certify"))
    chosen = selections(form_by_name("8-k"), work, certify, MOST_WRONG)
    head = ("way to choose", "leaves accepted", "of these wrong", "at most")
    return table(
        head,
        (
            [
                name,
                f"{percent(count.coverage)} ({count.n} of {count.of})",
                str(count.wrong),
                percent(count.upper95),
            ]
            for name, count in chosen.items()
        ),
    )


def _planted() -> str:
    file = HERE / "runs" / ALL / "reconciled-local.json"
    made = json.loads(file.read_text("utf-8"))["planted"]
    head = ("planted", "in", "errors", "of these printed elsewhere", "accepted", "at most")
    rows = (
        [
            cell["kind"].replace("_", " "),
            f"{cell['reader']} reader{'s' * (cell['reader'] == 'both')}",
            str(cell["planted"]),
            str(cell["in_text"]),
            str(cell["escaped"]),
            percent(cell["upper95"]),
        ]
        for cell in made["cells"]
    )
    unplanted = percent(made["coverage_unplanted"])
    return f"{table(head, rows)}\n\nAccepted of the same fields, nothing planted: {unplanted}."


def write() -> None:
    """Write the page, and the certificate that comes with the package."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    CERTIFICATE.write_text(policy_text(certificate()), "utf-8")


if __name__ == "__main__":
    write()
