"""What the review commands share: the store, the clock, who is at work, tables and JSON."""

import getpass
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import typer

from extractor.render.words import tidy
from extractor.store.database import Store

_WIDTH = 120


def opened(url: str | None) -> Store:
    """The store that a command is about."""
    return Store.open(url)


def now() -> datetime:
    """The time, as everything in the store has it."""
    return datetime.now(UTC)


def actor(given: str | None) -> str:
    """Who the log says did it: as given, or the user of this machine."""
    return given or f"console:{getpass.getuser()}"


def say_json(value: object) -> None:
    """Write JSON on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table on standard output; numbers stand right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = [list(row) for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        numeric = bool(made) and all(isinstance(row[number], int | float) for row in made)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in made:
        table.add_row(*(Text(_shown(each)) for each in row))
    terminal = sys.stdout.isatty()
    Console(
        width=max(shutil.get_terminal_size().columns, 40) if terminal else _WIDTH,
        no_color=bool(os.environ.get("NO_COLOR")) or not terminal,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    ).print(table)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return "" if value is None else tidy(str(value), 200)


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value, key=str)
    raise TypeError(type(value).__name__)
