"""The figures of docs/performance.md, made from those that were kept. Pure but for `write`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.bench import spared, tables
from evals.bench.figures import (
    BEFORE,
    COMMITTED,
    REMOTE,
    SMALLER,
    SPARING,
    STAGES,
    START,
    WAYS,
    Part,
    load,
)
from evals.bench.stages import STAGE_NAMES
from evals.bench.turns import Turn
from evals.pages import filled, table
from extractor.evaluation.report.tables import NONE

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
_UNMEASURED = "Not measured yet."


def write() -> None:
    """Write the committed figures into the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8"), load(COMMITTED)), "utf-8")


def page(text: str, parts: Mapping[str, Part]) -> str:
    """The page with every block of figures made anew."""
    return filled(text, figures(parts))


def figures(parts: Mapping[str, Part]) -> dict[str, str]:
    """Every block of figures by its name, as Markdown."""
    blocks: dict[str, tuple[str, Callable[[Part], str]]] = {
        "ratios": (WAYS, lambda part: tables.ratios(_turns(part))),
        "ways": (WAYS, lambda part: tables.ways(_turns(part))),
        "filings": (WAYS, lambda part: tables.per_filing(_turns(part))),
        "side-by-side": (WAYS, _side_by_side),
        "stages": (STAGES, lambda part: _stages(part, parts.get(BEFORE))),
        "remote": (REMOTE, _remote),
        "start": (START, _start),
        "sparing": (SPARING, spared.cascade),
        "smaller": (SMALLER, spared.smaller),
    }
    return {
        name: made(parts[part]) if part in parts else _UNMEASURED
        for name, (part, made) in blocks.items()
    }


def _turns(part: Part) -> list[Turn]:
    return [Turn(**each) for each in part["turns"]]


def _side_by_side(part: Part) -> str:
    turns = _turns(part)
    filings, rounds = len({each.filing for each in turns}), max(each.round for each in turns)
    servers = "one server a round and way" if part["warm"] else "a server of its own for each turn"
    return (
        f"{len(turns)} turns over {filings} filings of `{part['dataset']}` in {rounds} rounds, "
        f"model `{part['model']}`, {servers}; {_machine(part)}."
    )


def _machine(part: Part) -> str:
    about = part["machine"]
    return f"{about['cores']} cores, {about['processor']}, Python {about['python']}"


def _stages(part: Part, before: Part | None) -> str:
    sizes = ["the reference filing, ms"]
    columns: list[tuple[Part | None, Part]] = [(before, part)]
    if "large" in part:
        large = part["large"]
        sizes.append(f"{large['bytes'] / 1e6:.1f} MB, ms")
        columns.append((before.get("large") if before else None, large))
    head = ["stage"]
    for size in sizes:
        head += [f"{size}, before", f"{size}, now"]
    rows = [
        [stage, *(cell for old, new in columns for cell in (_middle(old, stage), _p50(new, stage)))]
        for stage in STAGE_NAMES
    ]
    said = [table(head, rows)]
    if "large" in part:
        said.append(_pace(part["large"], before.get("large") if before else None))
    said.append(f"Measured on {_machine(part)}.")
    return "\n\n".join(said)


def _p50(part: Part, stage: str) -> str:
    figures = part["stages"][stage]
    return f"{figures['p50']:,.1f} ({figures['least']:,.1f} to {figures['most']:,.1f})"


def _middle(part: Part | None, stage: str) -> str:
    if part is None or stage not in part["stages"]:
        return NONE
    return f"{part['stages'][stage]['p50']:,.1f}"


def _pace(large: Part, before: Part | None) -> str:
    grown = ", ".join(
        f"{size / 1e6:.2f} million characters in {1_000 * seconds:,.0f} ms"
        for size, seconds in large["growth"]
    )
    then = f", before {before['megabytes_a_second']:.1f}" if before else ""
    return (
        f"{large['megabytes_a_second']:.1f} MB a second on one core{then}. How it grows: {grown}."
    )


def _remote(part: Part) -> str:
    late, held = part["late_ms"], part["held_ms"]
    rows: list[tuple[str, str]] = [
        ("filings, calls", f"{part['filings']}, {part['calls']:,}"),
        ("an answer takes", f"{part['latency']:g} s"),
        ("calls at once", str(part["concurrency"])),
        ("possible at best", f"{part['bound']:.1f} s"),
        ("took", f"{part['seconds']:.1f} s, {part['times_the_bound']:.2f} times that"),
        ("processor time a filing, all included", f"{part['processor_ms_a_filing']:.0f} ms"),
        ("one callback holds the loop, processor time", _milliseconds(held)),
        ("a ticker in the loop comes late, by the clock", _milliseconds(late)),
        ("dollars by the example's prices", f"{part['dollars']:.2f}"),
    ]
    return f"{table(('', ''), rows)}\n\nMeasured on {_machine(part)}."


def _milliseconds(told: Mapping[str, float]) -> str:
    return f"p50 {told['p50']:.1f} ms, p99 {told['p99']:.1f} ms, most {told['most']:.1f} ms"


def _start(part: Part) -> str:
    rows = [
        (name, f"{each['p50']:,} ({each['least']:,} to {each['most']:,})")
        for name, each in part.items()
        if name != "machine"
    ]
    return f"{table(('start of', 'ms'), rows)}\n\nMeasured on {_machine(part)}."


if __name__ == "__main__":
    write()
