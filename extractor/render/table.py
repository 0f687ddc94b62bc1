"""An extraction as a table for a person at a terminal."""

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.extraction import Extraction
from extractor.forms.schema import SchemaSpec, spec_of
from extractor.reasons import SENTENCES, Reason
from extractor.records import CheckStatus, Decision, FieldResult
from extractor.render.words import (
    assurance,
    cost,
    displayed,
    incompleteness,
    label,
    short,
    tally,
    tidy,
    unanswered,
    unfinished,
    why,
)

WIDTH = 120
"""Columns where the output is no terminal."""

_LABEL = 44
_FIXED = 35
_ROOM = 36
"""Columns: the widest label, the three narrow columns with their gaps, the least for the rest."""

_DECISIONS = {Decision.ACCEPTED: "green", Decision.REVIEW: "yellow", Decision.SETTLED: "cyan"}
_CHECKS = {
    CheckStatus.PASSED: "green",
    CheckStatus.FAILED: "red",
    CheckStatus.FINDING: "yellow",
    CheckStatus.NOT_APPLICABLE: "dim",
}


def table_text(extraction: Extraction, width: int = WIDTH, color: bool = False) -> str:
    """The fields, checks and cost of an extraction, in lines of at most `width` columns.

    `color` True marks decisions by colour, with a terminal's escapes.
    """
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        height=100,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(Group(*parts(extraction, width)))
    lines = out.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def parts(extraction: Extraction, width: int) -> Iterator[RenderableType]:
    """What the table consists of, for a console of `width` columns."""
    missing = incompleteness(extraction)
    if missing:
        yield Text(missing.replace("incomplete", "INCOMPLETE", 1), style="bold red")
    yield Text(f"{tidy(extraction.filing.name)}: {extraction.form}", style="bold")
    yield Text()
    yield from _fields(extraction, width)
    yield from _titled("Checks", _checks(extraction))
    yield from _titled("Not answered", _unanswered(extraction))
    yield from _titled("Warnings", [Text(tidy(each)) for each in extraction.warnings])
    yield from _titled("Reasons", _legend(extraction))
    yield Text()
    yield Text(f"{tally(extraction)}; {cost(extraction.usage)}", style="bold")
    yield Text(tidy(assurance(extraction)), style="" if extraction.assessment.certified else "dim")


def _fields(extraction: Extraction, width: int) -> Iterator[RenderableType]:
    """The fields as a table; below each other where the terminal is too narrow for one."""
    spec = spec_of(type(extraction.record))
    rows = [_row(field, extraction, spec) for field in extraction.fields.values()]
    label_width = min(_LABEL, max((row[0].cell_len for row in rows), default=0))
    room = width - label_width - _FIXED
    if room < _ROOM:
        yield from (line for row in rows for line in _stacked(*row))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("field", overflow="fold", width=max(label_width, len("field")))
    value_width = max((row[1].cell_len for row in rows), default=0)
    table.add_column("value", overflow="fold", width=max(len("value"), min(value_width, room // 2)))
    table.add_column("outcome", no_wrap=True)
    table.add_column("decision", no_wrap=True)
    table.add_column("line", no_wrap=True, justify="right")
    table.add_column("why", overflow="fold", ratio=1)
    for row in rows:
        table.add_row(*row)
    yield table


def _stacked(
    label: Text, value: Text, outcome: Text, decision: Text, line: Text, why: Text
) -> Iterator[RenderableType]:
    yield Text(": ").join([label, value]) if value else label
    facts = [outcome, decision, *([Text("line ") + line] if line else []), why]
    yield Padding(Text(", ").join(facts), (0, 0, 0, 2))


def _row(
    field: FieldResult, extraction: Extraction, spec: SchemaSpec
) -> tuple[Text, Text, Text, Text, Text, Text]:
    line = extraction.filing.line(field.evidence)
    return (
        Text(tidy(label(field))),
        Text(tidy(displayed(spec, field.schema_path, field.value)), style="bold"),
        Text(field.outcome.value),
        Text(field.decision.value, style=_DECISIONS[field.decision]),
        Text("" if line is None else str(line)),
        Text(tidy(why(field, extraction)), style="dim"),
    )


def _checks(extraction: Extraction) -> Iterator[RenderableType]:
    for check in extraction.checks:
        said = tidy(check.message)
        if check.hint:
            said += f" Hint: {tidy(check.hint)}"
        status = Text(check.status.value.replace("_", " "), style=_CHECKS[check.status])
        yield Text(": ").join([Text(check.name), status, Text(said)])


def _unanswered(extraction: Extraction) -> Iterator[RenderableType]:
    for chunk in unfinished(extraction):
        line = extraction.filing.line(chunk.evidence)
        where = "" if line is None else f" (from line {line})"
        yield Text(tidy(unanswered(chunk)) + where)


def _legend(extraction: Extraction) -> Iterator[RenderableType]:
    given = {reason for field in extraction.to_review for reason in field.reasons}
    for reason in Reason:
        if reason in given:
            yield Text(f"{short(reason)}: {SENTENCES[reason]}")


def _titled(title: str, entries: Iterable[RenderableType]) -> Iterator[RenderableType]:
    shown_entries = list(entries)
    if shown_entries:
        yield Text()
        yield Text(title, style="bold")
        yield from (Padding(entry, (0, 0, 0, 2)) for entry in shown_entries)
