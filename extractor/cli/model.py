"""`extractor model`: the embedded models, fetched, found and served."""

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.fetching import bar_of
from extractor.llm.models import ALIAS, MODELS, ModelUnavailable, lookup

if TYPE_CHECKING:
    from extractor.llm.pull import Pulled
    from extractor.llm.server import EmbeddedServer
    from extractor.settings import Settings

model_app = typer.Typer(help="The embedded models.", rich_markup_mode=None, no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="[NAME]", help="A model, as `model list` names it.")]


class Source(StrEnum):
    """Where a model may come from."""

    PATH = "path"
    HUB = "hub"
    MIRROR = "mirror"


@model_app.command("list")
def list_models() -> None:
    """List the embedded models and where they are."""
    from extractor.llm.pull import cached

    directory = _settings().model_dir
    rows = []
    for model in MODELS:
        found = cached(model, directory)
        name = f"{model.name} ({ALIAS})" if model.default else model.name
        size = f"{model.size / 1e9:.1f} GB"
        where = str(found.path) if found else "not fetched"
        rows.append((name, model.parameters, size, model.licence, where))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [f"{cell:{width}}" for cell, width in zip(row[:4], widths, strict=True)]
        typer.echo("  ".join([*cells, row[4]]))


@model_app.command("pull")
def pull_model(
    name: Name = ALIAS,
    path: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take it from this GGUF file.")
    ] = None,
    source: Annotated[
        list[Source] | None, typer.Option(help="Where to look; may be repeated, in order.")
    ] = None,
) -> None:
    """Fetch a model into the cache, unless it is there."""
    from extractor.llm.pull import pull

    settings, model = _settings(), lookup(name)
    with bar_of(model.name) as progress:
        pulled = pull(
            model,
            directory=settings.model_dir,
            sources=_order(source, path, settings),
            path=path or settings.model_path,
            offline=settings.offline,
            progress=progress,
        )
    for reason in pulled.passed_over:
        typer.echo(f"extractor: passed over {reason}", err=True)
    typer.echo(f"{pulled.path} (source: {pulled.source})")


@model_app.command("path")
def path_of_model(name: Name = ALIAS) -> None:
    """Print where a model's file is."""
    typer.echo(_present(name, _settings()).path)


@model_app.command("serve")
def serve_model(
    name: Name = ALIAS,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="A port; 0 lets the system choose.")
    ] = 0,
) -> None:
    """Serve a model to programs on this machine, until Ctrl-C."""
    from extractor.llm.server import EmbeddedServer, ServerOptions

    file = _present(name, _settings()).path
    with EmbeddedServer(file, lookup(name).id, ServerOptions(port=port)) as server:
        _announce(server)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            typer.echo("stopped", err=True)


def _announce(server: "EmbeddedServer") -> None:
    typer.echo(f"url    {server.url}")
    typer.echo(f"key    {server.key}")
    typer.echo(f"model  {server.model_id}")
    typer.echo("Any OpenAI client on this machine can use it. Ctrl-C stops it.", err=True)


def _settings() -> "Settings":
    from extractor.settings import Settings

    return Settings()


def _present(name: str, settings: "Settings") -> "Pulled":
    from extractor.llm.pull import cached

    model = lookup(name)
    found = cached(model, settings.model_dir)
    if found is None:
        given = "" if model.default else f" {model.name}"
        raise ModelUnavailable(
            f"{model.name} is not in {settings.model_dir}; fetch it: extractor model pull{given}"
        )
    return found


def _order(chosen: list[Source] | None, path: Path | None, settings: "Settings") -> tuple[str, ...]:
    """The sources to try. A file named on the command line is the only one, unless others are."""
    if chosen:
        return tuple(source.value for source in chosen)
    return (Source.PATH.value,) if path is not None else settings.model_sources
