"""`extractor demo`: what it does, shown on the filing that comes with it."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the page is written.")
    ] = Path("extractor-demo.html"),
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the page in the browser.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Open no connection that leaves this machine.")
    ] = False,
    filing: Annotated[
        Path | None,
        typer.Option(
            "--filing", metavar="FILE", help="Write the filing itself there and do no more."
        ),
    ] = None,
) -> None:
    """Read the filing that comes with it: with the baselines at once, then with the model.

    The model is fetched first if it is not here (1.1 GB, once); Ctrl-C keeps what is shown until
    then. Then a page is written that shows every value in its place in the filing, and opened.
    Exit code 0, also where the model cannot be had: what the baselines read stays.
    """
    from extractor.cli.demo_run import run_demo, write_filing

    if filing is not None:
        write_filing(filing)
        return
    raise typer.Exit(run_demo(out, open_page=not no_open, offline=offline))
