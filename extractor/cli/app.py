"""The command `extractor`: its sub-commands, and what becomes of every fault."""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from extractor.cli.backfill import backfill
from extractor.cli.batch import batch_app
from extractor.cli.cache import cache_app
from extractor.cli.calibrate import calibrate
from extractor.cli.demo import demo
from extractor.cli.doctor import doctor
from extractor.cli.edgar import edgar_app
from extractor.cli.eval import evaluate
from extractor.cli.extract import extract
from extractor.cli.forms import forms_app
from extractor.cli.keys import key_app
from extractor.cli.messages import complain, unexpected
from extractor.cli.model import model_app
from extractor.cli.review import review_app
from extractor.cli.score import score
from extractor.cli.serve import serve
from extractor.cli.worker import worker
from extractor.errors import BadSetting, ExtractorError
from extractor.telemetry.asked import is_asked_for

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class _Commands(TyperGroup):
    """The commands; typer ends one that is stopped by Ctrl-C without a word."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; raises typer.Abort where it is stopped."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise typer.Abort from error


app = typer.Typer(
    name="extractor",
    cls=_Commands,
    help="SEC filings to typed, cross-checked records.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(extract)
app.command(name="eval")(evaluate)
app.command()(score)
app.command()(calibrate)
app.command()(serve)
app.command()(doctor)
app.command()(demo)
app.command()(worker)
app.command()(backfill)
app.add_typer(batch_app, name="batch")
app.add_typer(cache_app, name="cache")
app.add_typer(edgar_app, name="edgar")
app.add_typer(forms_app, name="forms")
app.add_typer(key_app, name="key")
app.add_typer(model_app, name="model")
app.add_typer(review_app, name="review")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (that of the process by default) and give its exit code.

    No exception leaves it: each becomes one line on standard error. EXTRACTOR_DEBUG=1 adds the
    traceback of an unexpected one.
    """
    try:
        with _watched(sys.argv[1:] if arguments is None else arguments):
            code = app(args=arguments, prog_name="extractor", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error)
    except ExtractorError as error:
        complain(str(error))
        return 2 if isinstance(error, BadSetting) else 1
    except (KeyboardInterrupt, typer.Abort):
        complain("stopped")
        return 130
    except Exception as error:  # noqa: BLE001  # the last rim: a user never sees a traceback
        if isinstance(error, OSError) and error.errno in _FULL:
            place = error.filename or "what is written to"
            complain(f"{place}: {error.strerror}; free some room and run the command again")
        else:
            unexpected(error)
        return 1
    return code if isinstance(code, int) else 0


def _watched(arguments: Sequence[str]) -> AbstractContextManager[None]:
    """Tell of the command's work where the environment asks for that."""
    if not is_asked_for(os.environ):
        return nullcontext()
    from extractor.telemetry.observed import observed

    return observed(offline="--offline" in arguments)


def _misused(error: typer.TyperException) -> int:
    message = error.format_message()
    if "\n" in message:
        typer.echo(message, err=True)
    else:
        context = getattr(error, "ctx", None)
        help_ = f" (see {context.command_path} --help)" if context is not None else ""
        complain(message.replace("Value error, ", "").removesuffix(".") + help_)
    return error.exit_code


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"extractor {version('filing-extractor')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
