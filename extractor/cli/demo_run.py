"""One run of `extractor demo`."""

import os
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import typer

from extractor.cli.demo_shown import first_look, side_by_side
from extractor.cli.fetching import bar_of
from extractor.cli.job import settings_of
from extractor.cli.messages import Progress, complain
from extractor.cli.sinks import File, bytes_of
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.llm.endpoint import NONE
from extractor.llm.models import ALIAS, lookup
from extractor.render.page import page
from extractor.render.words import incompleteness
from extractor.settings import Settings

NAME = "new-century-2002-1.txt"
"""The filing of the demonstration, in the package or in the checkout."""

_ABOUT = (
    "New Century Mortgage Securities, Inc., Series 2002-1: a Form 8-K of four pages, filed in 2002"
)
_STAYS = "Ctrl-C keeps the above."


def run_demo(out: Path, *, open_page: bool, offline: bool) -> int:
    """Do it and give the exit code. Raises ExtractorError where not even the page can be written.

    What comes after the baselines may fail or be stopped: then one sentence says so, and the exit
    code is still 0.
    """
    settings = settings_of(offline)
    filing = demo_filing()
    typer.echo(f"{_ABOUT}.\n")
    began = time.monotonic()
    first = _read(filing, NONE, settings)
    seconds = time.monotonic() - began
    typer.echo(f"Read by the baselines in {seconds:.1f} s: one reader, to review.\n")
    typer.echo(first_look(first, _width()))
    _write(out, first)
    try:
        _fetch(settings)
        second = _ask(filing, settings)
        typer.echo(side_by_side(second, _width()))
        if not second.complete:
            complain(incompleteness(second))
        _write(out, second)
    except KeyboardInterrupt:
        typer.echo("", err=True)
        complain("stopped; the same command goes on from here")
        open_page = False
    except ExtractorError as error:
        complain(str(error))
    typer.echo(f"Every value in its place in the filing: {out}")
    typer.echo("Your own filings: extractor extract FILING.txt")
    if open_page:
        _open(out)
    return 0


def write_filing(out: Path) -> None:
    """Write the filing that comes with the package to a file of the user's."""
    with _replaced(out) as file:
        file.put(_bytes())


def demo_filing() -> Filing:
    """The filing that comes with the package."""
    return Filing.from_bytes(_bytes(), NAME)


def _bytes() -> bytes:
    checkout = Path(__file__).parents[2] / "evals/datasets/abs-8-k/filings"
    for place in (resources.files("extractor").joinpath("_demo"), checkout):
        file = place / NAME
        if file.is_file():
            return file.read_bytes()
    raise ExtractorError(
        f"{NAME} is missing from this installation; install the package again: "
        "pip install --force-reinstall filing-extractor"
    )


def _read(filing: Filing, model: str, settings: Settings) -> Extraction:
    from extractor.pipeline import Extractor

    with Extractor(model, settings=settings) as extractor:
        return extractor.extract(filing)


def _fetch(settings: Settings) -> None:
    """Fetch the model if it is not here; raises ModelUnavailable."""
    from extractor.llm.pull import cached, pull

    known = lookup(ALIAS)
    if cached(known, settings.model_dir) is not None:
        return
    if not settings.offline:
        complain(f"fetching the model ({known.size / 1e9:.1f} GB, once). {_STAYS}")
    with bar_of(known.name) as progress:
        pull(
            known,
            directory=settings.model_dir,
            sources=settings.model_sources,
            path=settings.model_path,
            offline=settings.offline,
            progress=progress,
        )


def _ask(filing: Filing, settings: Settings) -> Extraction:
    """The extraction with the embedded model; raises ExtractorError where it does not start."""
    from extractor.pipeline import Extractor

    complain(f"the model reads the same filing, a minute or two on two cores. {_STAYS}")
    with (
        Progress() as progress,
        Extractor(ALIAS, settings=settings, progress=progress.tell) as extractor,
    ):
        progress.begin("asking the model")
        return extractor.extract(filing)


def _write(out: Path, extraction: Extraction) -> None:
    with _replaced(out) as file:
        file.put(bytes_of(page(extraction)))


@contextmanager
def _replaced(out: Path) -> Iterator[File]:
    """A file that takes its place when all of it is written."""
    file = File(out)
    done = False
    try:
        yield file
        done = True
    finally:
        file.end(keep=done)


def _open(out: Path) -> None:
    """Show the page where there is a screen: a browser in the terminal would only be in the way."""
    screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if screen:
        webbrowser.open(out.resolve().as_uri())


def _width() -> int:
    import shutil

    return max(60, shutil.get_terminal_size((100, 24)).columns)
