"""From the options to the place where results go; what makes no sense is refused here."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from extractor.cli.inputs import STDIN, several
from extractor.cli.sinks import File, Folder, Lines, Sink, Stdout, Stream
from extractor.cli.styles import Format, Style

_OUT = "'--out'"


def open_sink(
    paths: Sequence[str], format: Format, out: str | None, record: str | None, resume: bool
) -> Sink:
    """The place for the results, found to be writable.

    Raises typer.BadParameter for options that make no sense together, OutputFault where nothing
    can be written.
    """
    if record is not None and format is not Format.CSV:
        raise typer.BadParameter(
            f"it chooses the values of csv; {format.value} shows both records",
            param_hint="'--record'",
        )
    many = several(paths)
    folder = out is not None and _is_folder(Path(out), out, format, many)
    if resume and not (folder or (out is not None and format is Format.JSONL)):
        raise typer.BadParameter(
            "it needs --out: a folder, or a file with --format jsonl", param_hint="'--resume'"
        )
    if format is Format.HTML and many and not folder:
        raise typer.BadParameter(
            "a page holds one filing: for several name a folder", param_hint=_OUT
        )
    style = _style(format, record == "record", terminal=out is None)
    if out is None or out == STDIN:
        return Stream(style, Stdout(), array=many)
    _keep_apart(paths, Path(out), folder)
    if folder:
        return Folder(style, Path(out), resume)
    if format is Format.JSONL and _is_ordinary(Path(out)):
        return Lines(style, Path(out), resume)
    return Stream(style, File(Path(out)), array=many)


def _is_folder(path: Path, given: str, format: Format, many: bool) -> bool:
    if given.endswith(("/", os.sep)):
        return True
    if given == STDIN or path.exists():
        return path.is_dir()
    return many and (not path.suffix or format is Format.HTML)


def _is_ordinary(path: Path) -> bool:
    return path.is_file() or not path.exists()


def _style(format: Format, record: bool, terminal: bool) -> Style:
    if not (terminal and sys.stdout is not None and sys.stdout.isatty()):
        return Style(format, record)
    width = shutil.get_terminal_size().columns
    return Style(format, record, max(width, 20), color=not os.environ.get("NO_COLOR"))


def _keep_apart(paths: Sequence[str], out: Path, folder: bool) -> None:
    """Refuse to write over what is read, or where it would be read the next time."""
    place = os.path.realpath(out)
    for path in paths:
        if path != STDIN and os.path.realpath(path) == place:
            what = "the folder that is read" if folder else "the filing that is read"
            raise typer.BadParameter(f"{out} is {what}; name another place", param_hint=_OUT)
