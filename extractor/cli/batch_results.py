"""What `extractor batch results` does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typer

from extractor.cli.destination import refuse_misnamed
from extractor.cli.messages import complain
from extractor.cli.review_output import opened
from extractor.cli.sinks import File, bytes_of
from extractor.cli.styles import Format
from extractor.jobs.office import Jobs
from extractor.jobs.records import Result
from extractor.render.objects import as_object
from extractor.render.words import counted
from extractor.tables import Entry, write


def run_results(
    batch: str,
    url: str | None,
    *,
    format: Literal["jsonl", "csv", "xlsx", "parquet"],
    out: Path | None,
    changed_since: str | None,
    record: Literal["accepted", "record"] | None,
) -> None:
    """Write what a batch came to."""
    since = _time(changed_since)
    if format != "jsonl" and out is None:
        raise typer.BadParameter(f"{format} needs a place to go to", param_hint="'--out'")
    if format == "jsonl" and record is not None:
        raise typer.BadParameter("jsonl holds both records", param_hint="'--record'")
    if out is not None and not out.is_dir():
        refuse_misnamed(out, Format(format), folder=format in ("csv", "parquet"))
    with opened(url) as store:
        office = Jobs(store)
        found = office.results(batch, since)
        if format == "jsonl":
            count = _lines(found, out)
        else:
            counter = _Counted(found)
            write(counter.entries(), format, out or "", record or "accepted")
            count = counter.count
        members = office.batch(batch).batch.members
    if since is None and count < members:
        complain(
            f"{count} of {counted(members, 'filing')} written; {members - count} without a result: "
            f"extractor batch status {batch} says why"
        )
    else:
        complain(f"{counted(count, 'filing')} written")


def line_of(result: Result) -> str:
    """A result as one line of JSON."""
    job = result.job
    told = {"id": job.id, "state": job.state.value, "name": job.name, "attempt": job.attempt}
    made = {"job": told, "updated_at": result.updated_at.isoformat()}
    return json.dumps({**made, **as_object(result.extraction)}, ensure_ascii=False)


class _Counted:
    """Results as entries of tables, counted."""

    def __init__(self, found: Iterator[Result]) -> None:
        self.count = 0
        self._found = found

    def entries(self) -> Iterator[Entry]:
        """Each of them."""
        for each in self._found:
            self.count += 1
            yield Entry(each.extraction, each.updated_at)


def _lines(found: Iterator[Result], out: Path | None) -> int:
    """Write lines of JSON; how many. A file is there once it is whole."""
    count = 0
    if out is None:
        for each in found:
            typer.echo(line_of(each))
            count += 1
        return count
    file = File(out)
    whole = False
    try:
        for each in found:
            file.put(bytes_of(f"{line_of(each)}\n"))
            count += 1
        whole = True
    finally:
        file.end(keep=whole)
    return count


def _time(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise typer.BadParameter(
            f"{given!r} is no time: write it as 2026-01-31T12:00:00+00:00",
            param_hint="'--changed-since'",
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
