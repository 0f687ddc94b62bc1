"""How far the fetching of a model has come, shown where somebody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.llm.sources import Progress


@contextmanager
def bar_of(name: str) -> Iterator[Callable[["Progress"], None]]:
    """A bar on standard error where that is a terminal, and nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.DownloadColumn(),
        rich.TransferSpeedColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        shown = ""

        def show(progress: "Progress") -> None:
            nonlocal shown
            doing = _doing(name, progress)
            if doing != shown:
                shown = doing
                bar.reset(task, total=progress.total or None, description=doing)
            bar.update(task, completed=progress.done)

        yield show


def _doing(name: str, progress: "Progress") -> str:
    match progress.stage:
        case "waiting":
            return f"waiting for another process that fetches {name}"
        case "fetching":
            return f"fetching {name} from {progress.source}"
        case "checking":
            return f"checking {name}"
