"""`extractor doctor`: is everything here that the default use needs?"""

import json
import os
from dataclasses import asdict
from typing import Annotated

import typer

_MARKS = {"ok": "ok", "note": "note", "missing": "MISSING"}


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Write the findings as a JSON array.")
    ] = False,
) -> None:
    """Say what is here and what is missing: model, memory, disk, endpoint, store, versions.

    One line each, with the remedy. Exit code 0: the default use works; 1: something that it needs
    is missing. No key is shown, and nothing but the store is contacted.
    """
    from extractor.cli.checkup import findings
    from extractor.cli.job import settings_of
    from extractor.cli.machine import this_machine
    from extractor.render.words import tidy

    settings = settings_of(offline=False)
    found = list(findings(settings, this_machine(), os.environ))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False))
    else:
        width = max(len(each.name) for each in found)
        for each in found:
            remedy = f". Do: {each.remedy}" if each.remedy else ""
            said = tidy(each.message + remedy)
            typer.echo(f"{_MARKS[each.state]:7}  {each.name:{width}}  {said}")
    if any(each.state == "missing" for each in found):
        raise typer.Exit(1)
