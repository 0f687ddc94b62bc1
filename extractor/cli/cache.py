"""`extractor cache`: the answers of models that are kept on this machine."""

import shutil
from pathlib import Path

import typer

from extractor.errors import ExtractorError

cache_app = typer.Typer(
    help="The kept answers of models.", rich_markup_mode=None, no_args_is_help=True
)


@cache_app.command("path")
def cache_path() -> None:
    """Print the folder that answers are kept in."""
    typer.echo(_folder())


@cache_app.command("clear")
def cache_clear() -> None:
    """Delete every kept answer. Answers are quotes of filings; models stay where they are."""
    folder = _folder()
    kept = [each for each in folder.rglob("*") if each.is_file()] if folder.is_dir() else []
    size = sum(each.stat().st_size for each in kept)
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
    except OSError as error:
        raise ExtractorError(
            f"{folder}: the kept answers cannot be deleted: {error.strerror or error}"
        ) from error
    typer.echo(f"{len(kept):,} answers deleted ({size:,} bytes) from {folder}")


def _folder() -> Path:
    from extractor.settings import Settings

    return Settings().cache_dir / "answers"
