"""`extractor extract`: filings in, records out."""

from pathlib import Path
from typing import Annotated, Literal

import typer

# The choices are spelled out here, and what does the work is imported when the command runs:
# `extractor --help` must not wait for either.
FormatName = Literal["table", "json", "jsonl", "csv", "xlsx", "parquet", "html"]
Values = Literal["accepted", "record"]

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Filings: files, folders (every file in them, hidden ones left out), - for "
        "standard input.",
    ),
]
FormOption = Annotated[
    str, typer.Option("--form", metavar="auto|NAME", help="The form to read the filings as.")
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="local|none|NAME",
        help="local: the model on this machine. none: baselines alone. Otherwise a model at "
        "--base-url, which is sent the filing. [default: EXTRACTOR_MODEL, or local]",
    ),
]
UrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="An OpenAI-compatible endpoint, for models that are not embedded. [default: "
        "EXTRACTOR_BASE_URL, or OPENAI_BASE_URL, or that of OpenAI]",
    ),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="What to accept: a calibrated policy."),
]
FormatOption = Annotated[
    FormatName,
    typer.Option(
        "--format",
        help="table and html show every value beside its decision, json and jsonl hold both "
        "records; csv, xlsx and parquet are tables of the values that --record names. json is one "
        "object for one file, an array for several or for a folder. html of several filings is "
        "one page, or a page each if --out is a folder.",
    ),
]
TableOption = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="NAME",
        help="The one table to write with csv, jsonl or parquet: filings, deals, classes, "
        "parties, findings, to_check, fields... Without it csv writes fields, one row a field, "
        "and every table where --out is a folder.",
    ),
]
OutOption = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="PATH",
        help="A file, or a folder that gets a file for each filing. It is a folder if it exists "
        "as one, ends in a slash, or has no suffix while several filings are given.",
    ),
]
RecordOption = Annotated[
    Values | None,
    typer.Option(
        "--record",
        help="For tables: write accepted values only, or the best grounded value of every field; "
        "the column values says which. In csv a text that a spreadsheet would run as a formula "
        "gets an apostrophe in front. [default: accepted]",
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Leave out filings whose complete result is there already, made from the same "
        "filing, form, model, prompts, schema and policy. Needs --out: a folder, or a file of "
        "jsonl, csv, xlsx, parquet, or html of many filings.",
    ),
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Open no connection that leaves this machine.")
]
CacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Do not use or keep the model's answers.")
]


def extract(  # noqa: PLR0913  # one parameter an option
    paths: Paths,
    form: FormOption = "auto",
    model: ModelOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    format: FormatOption = "table",
    out: OutOption = None,
    record: RecordOption = None,
    resume: ResumeOption = False,
    table: TableOption = None,
    offline: OfflineOption = False,
    no_cache: CacheOption = False,
) -> None:
    """Turn filings into typed, cross-checked records.

    Exit code 0: every filing is complete; 1: some filing failed, is incomplete or of no known
    form; 2: wrong usage. Results go to standard output or --out, all else to standard error.
    """
    from extractor.cli.job import Job, run_job

    job = Job(
        paths=tuple(paths),
        form=form,
        model=model,
        base_url=base_url,
        policy=policy,
        format=format,
        out=out,
        record=record,
        resume=resume,
        table=table,
        offline=offline,
        no_cache=no_cache,
    )
    raise typer.Exit(run_job(job))
