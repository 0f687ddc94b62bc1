"""Runs as one self-contained HTML page: it loads nothing, runs no script, opens from disk."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from extractor.evaluation.report.bought import bought
from extractor.evaluation.report.curves import Stratum, calibration, risk_coverage
from extractor.evaluation.report.plots import BARS, calibration_svg, risk_coverage_svg
from extractor.evaluation.report.tables import (
    SYSTEM_COLUMNS,
    field_tables,
    percent,
    system_rows,
    title,
    troubles,
)
from extractor.evaluation.report.wrong_fields import WrongFields, wrong_fields
from extractor.evaluation.runs import Run, Shown
from extractor.reasons import SENTENCES, Reason

LISTED = 200
"""How many leaves a list of the section on what the model buys has."""

_LONGEST = 600
# What a browser would obey or cannot hold: control characters, marks that turn the direction of
# text, halves of a character.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|\f")


@dataclass(frozen=True)
class _Decided:
    """The curves of a run with decisions."""

    curve: Markup
    bars: Markup
    strata: tuple[Stratum, ...]


@dataclass(frozen=True)
class _Shown:
    """One run as the page shows it; `number` names its anchors and drawings."""

    number: int
    run: Run
    title: str
    decided: _Decided | None
    wrong: WrongFields
    receipt: str


def render(
    runs: Sequence[tuple[Run, Mapping[str, Any]]], texts: Callable[[str], str | None]
) -> str:
    """The page of some runs, each with its scores as the JSON of an evaluation has them.

    `texts` gives the canonical text of a filing's main document by the filing's id, None where
    it is not at hand; of a redacted run no text is shown. At most 200 wrong fields a run are
    shown with text, accepted ones first; the others get a line each. The same runs give the
    same page. Raises MissingExtra without scipy or matplotlib.
    """
    known = cache(texts)
    shown = tuple(_shown(number, run, known) for number, (run, _) in enumerate(runs, start=1))
    template, style = _template()
    return template.render(
        style=Markup(style),
        datasets=tuple(dict.fromkeys(run.dataset for run, _ in runs)),
        columns=SYSTEM_COLUMNS,
        systems=system_rows(runs),
        field_tables=field_tables(runs),
        runs=shown,
        bought=bought([run for run, _ in runs]),
        troubles=troubles(run for run, _ in runs),
        listed=LISTED,
        bars=BARS,
    )


def _shown(number: int, run: Run, texts: Callable[[str], str | None]) -> _Shown:
    receipt = json.dumps(dict(run.receipt), indent=1, ensure_ascii=False, default=str)
    decided = _decided(number, run)
    wrong = wrong_fields(run, texts)
    return _Shown(number, run, f"{title(run)} on {run.dataset}", decided, wrong, receipt)


def _decided(number: int, run: Run) -> _Decided | None:
    strata = calibration(run)
    if not strata:
        return None
    taken = [each for each in strata if each.accepted]
    accepted = sum(each.n for each in taken), sum(each.wrong for each in taken)
    # The drawings are this package's own and hold no word of a filing or a model.
    return _Decided(
        curve=Markup(risk_coverage_svg(risk_coverage(run), accepted, f"risk{number}")),
        bars=Markup(calibration_svg(strata, f"bars{number}")),
        strata=strata,
    )


def _value(value: Shown) -> str:
    """A value on one line; a very long one is cut."""
    if value is None:
        return "none"
    if isinstance(value, list):
        said = f"a list of {len(value)}: {', '.join(value)}" if value else "an empty list"
    else:
        said = str(value)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}… ({len(said):,} characters)"


def _sentence(reason: Reason) -> str:
    return SENTENCES[reason]


def _words(name: object) -> str:
    """A name of the code as words: "llm_only" as "llm only"; nothing as a dash."""
    return "–" if name is None else str(name).replace("_", " ")


def _visible(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSHOWN.sub("\ufffd", _BREAKS.sub("\n", value))
    return "" if value is None else value


@lru_cache(maxsize=1)
def _template() -> tuple[Template, str]:
    package = "extractor.evaluation.report"
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "value": _value,
        "words": _words,
        "sentence": _sentence,
    }
    style = resources.files(package).joinpath("templates", "report.css").read_text("utf-8")
    return environment.get_template("report.html.j2"), style
