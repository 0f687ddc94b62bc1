"""The two plots of a run as inline SVG: text stays text, and equal runs give equal bytes.

Colours are names of the page's style, so a plot follows the reader's light or dark scheme.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.report.curves import Point, Stratum

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BARS = 24
"""How many strata the calibration plot has; a table has all of them."""

_FEW = 60
# Stand-ins that the drawing library can hold, each replaced by what the page's style says.
_INK, _SOFT, _LINE, _BOUND = "#010203", "#010204", "#010205", "#010206"
_STYLED = {
    _INK: "currentColor",
    _SOFT: "var(--soft)",
    _LINE: "var(--line)",
    _BOUND: "var(--bound)",
}
_COLOUR = re.compile("|".join(_STYLED))
_ID = re.compile(r'(\bid="|href="#|url\(#)')
_STYLE = re.compile(r"<style[^<]*</style>")
_NAMESPACE = re.compile(r' xmlns(?::xlink)?="[^"]*"')
_FONT = re.compile(r" font-family:[^;\"]*;")
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def risk_coverage_svg(points: Sequence[Point], taken: tuple[int, int], name: str) -> str:
    """The curve with its bound; `taken` are the accepted leaves and how many are not right.

    `name` sets the ids of this drawing apart from those of others in the page: letters, digits.
    Raises MissingExtra without matplotlib.
    """
    with _settings(name):
        figure = _figure(3.2)
        _draw_curve(figure.add_subplot(), points, taken)
        return _svg(figure, name, "Risk by coverage; the table of strata has its figures")


def _draw_curve(axes: "Axes", points: Sequence[Point], taken: tuple[int, int]) -> None:
    coverage = [each.coverage for each in points]
    risk, bound = [each.risk for each in points], [each.upper95 for each in points]
    axes.fill_between(coverage, risk, bound, color=_BOUND, alpha=0.35, linewidth=0)
    axes.plot(coverage, bound, color=_BOUND, linewidth=1, label="upper 95 % bound")
    axes.plot(coverage, risk, color=_LINE, marker="o", markersize=3, label="observed")
    whole = points[-1].n if points else 0
    if taken[0] and whole:
        n, wrong = taken
        axes.plot(
            [n / whole],
            [wrong / n],
            color=_INK,
            marker="D",
            markersize=6,
            linestyle="none",
            markerfacecolor="none",
            label="accepted",
        )
    axes.set_xlim(0, 1.02)
    # The bound of a handful of leaves is near 1 and would press the rest of the curve flat.
    steady = [each.upper95 for each in points if each.n >= _FEW]
    axes.set_ylim(0, _top(steady or bound))
    axes.set_xlabel("coverage: share of the decided leaves that is taken")
    axes.set_ylabel("risk: share not right")
    _percent(axes, both=True)
    axes.legend(frameon=False, labelcolor=_INK, loc="upper center")


def calibration_svg(strata: Sequence[Stratum], name: str) -> str:
    """A bar for the error of each stratum and a line to its bound, the most trusted on top.

    Bars are numbered as the strata are; of more than `BARS` the largest are drawn. `name` and
    errors as in `risk_coverage_svg`.
    """
    numbered = list(enumerate(strata, start=1))
    largest = sorted(numbered, key=lambda each: (-each[1].n, each[0]))[:BARS]
    drawn = sorted(largest, key=lambda each: each[0])
    with _settings(name):
        figure = _figure(0.9 + 0.25 * len(drawn))
        _draw_bars(figure.add_subplot(), drawn)
        return _svg(figure, name, "Error by stratum; the table of strata has its figures")


def _draw_bars(axes: "Axes", drawn: Sequence[tuple[int, Stratum]]) -> None:
    heights = [float(-place) for place in range(len(drawn))]
    axes.barh(heights, [each.error for _, each in drawn], color=_LINE, height=0.6)
    for height, (_, each) in zip(heights, drawn, strict=True):
        axes.plot([each.error, each.upper95], [height, height], color=_BOUND, linewidth=1.5)
        axes.plot([each.upper95], [height], color=_BOUND, marker="|", markersize=8)
    axes.set_yticks(heights, [_label(number, each) for number, each in drawn])
    axes.set_ylim(-len(drawn) + 0.4, 0.6)
    axes.set_xlim(0, _top([each.upper95 for _, each in drawn]))
    axes.set_xlabel("share not right (bar) and its upper 95 % bound (line)")
    _percent(axes, both=False)


def _label(number: int, stratum: Stratum) -> str:
    outcome = stratum.outcome.value.replace("_", " ") if stratum.outcome else "no outcome"
    decision = "accepted" if stratum.accepted else "review"
    return f"{number}  {outcome}, {decision}, n {stratum.n}"


@contextmanager
def _settings(name: str) -> Iterator[None]:
    """The library's own defaults, whatever the user has set, and what makes its SVG repeatable."""
    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtra("matplotlib") from error
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams["svg.fonttype"] = "none"
        matplotlib.rcParams["svg.hashsalt"] = name
        matplotlib.rcParams["text.parse_math"] = False
        yield


def _figure(height: float) -> "Figure":
    """An empty figure, 6.6 inches wide."""
    from matplotlib.figure import Figure

    return Figure(figsize=(6.6, height))


def _top(values: Sequence[float]) -> float:
    """The end of an axis of shares: a little above the largest."""
    return max(0.02, min(1.02, 1.1 * max(values, default=0.0)))


def _percent(axes: "Axes", *, both: bool) -> None:
    from matplotlib.ticker import PercentFormatter

    for axis in (axes.xaxis, axes.yaxis) if both else (axes.xaxis,):
        axis.set_major_formatter(PercentFormatter(xmax=1, symbol=" %"))
    axes.tick_params(colors=_INK, labelsize=9)
    axes.xaxis.label.set_color(_INK)
    axes.yaxis.label.set_color(_INK)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_SOFT)
    axes.grid(visible=True, axis="both" if both else "x", color=_SOFT, alpha=0.25, linewidth=0.6)
    axes.set_axisbelow(True)


def _svg(figure: "Figure", name: str, said: str) -> str:
    written = io.StringIO()
    figure.savefig(
        written,
        format="svg",
        transparent=True,
        bbox_inches="tight",
        pad_inches=0.05,
        metadata=_NO_METADATA,
    )
    drawing = written.getvalue()
    drawing = drawing[drawing.index("<svg") :].strip()
    # Within a page the namespaces are known, and a style would hold for the whole page.
    drawing = _NAMESPACE.sub("", _STYLE.sub("", drawing))
    drawing = _FONT.sub("", drawing)
    drawing = _COLOUR.sub(lambda match: _STYLED[match[0]], drawing)
    drawing = _ID.sub(rf"\g<1>{name}-", drawing)
    return drawing.replace("<svg", f'<svg role="img" aria-label="{escape(said)}"', 1)
