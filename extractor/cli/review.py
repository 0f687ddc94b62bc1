"""`extractor review`: filings to the queue, and what became of them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.cli.extract import (
    CacheOption,
    FormOption,
    ModelOption,
    OfflineOption,
    PolicyOption,
    UrlOption,
)

review_app = typer.Typer(
    help="The review queue: what waits for a person, and what people decided.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
reviewer_app = typer.Typer(help="Who reviews.", rich_markup_mode=None, no_args_is_help=True)
review_app.add_typer(reviewer_app, name="reviewer")

Labels = Literal["prefill", "audit"]
RoleName = Literal["reviewer", "adjudicator", "admin"]

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help="sqlite:///FILE or postgresql://USER@HOST/NAME. [default: EXTRACTOR_STORE, or a file "
        "in the user's data folder]",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]
ActorOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who the log says did it. [default: the user]"),
]
FilingArgument = Annotated[
    str, typer.Argument(metavar="FILING", help="A filing's name, or the beginning of its sha256.")
]


@review_app.command("add")
def add(  # noqa: PLR0913  # one parameter an option
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Filings or folders of filings, as for extract; a folder with a dataset.toml is "
            "a labelled dataset.",
        ),
    ],
    form: FormOption = "auto",
    model: ModelOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    labels: Annotated[
        Labels,
        typer.Option(
            "--labels",
            help="What a dataset's labels are for: prefill shows them to be confirmed, audit keeps "
            "them back and compares reviewers with them.",
        ),
    ] = "prefill",
    offline: OfflineOption = False,
    no_cache: CacheOption = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Extract filings and put what is not accepted into the queue.

    What people decided of a filing before holds for the new extraction too. Exit code 0: all are
    in the queue; 1: some failed or are incomplete; 2: wrong usage.
    """
    from extractor.cli.job import Job
    from extractor.cli.review_add import run_add

    job = Job(
        paths=tuple(paths),
        form=form,
        model=model,
        base_url=base_url,
        policy=policy,
        format="json",
        out=None,
        record=None,
        resume=False,
        offline=offline,
        no_cache=no_cache,
    )
    return run_add(job, store, labels, json)


@review_app.command("list")
def list_tasks(  # noqa: PLR0913  # one parameter an option
    filer: Annotated[str, typer.Option("--filer", help="A part of the filer's name.")] = "",
    form: Annotated[str, typer.Option("--form", metavar="NAME", help="Read as this form.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Reported from.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Reported until.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="A reason code of an open item.")] = "",
    state: Annotated[str, typer.Option("--state", help="open, claimed or done.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most N.")] = 50,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List filings in the queue, those first that are worth most."""
    from extractor.cli.review_list import run_list

    run_list(
        store,
        json,
        filer=filer,
        form=form,
        since=since,
        until=until,
        reason=reason,
        state=state,
        limit=limit,
    )


@review_app.command("show")
def show(filing: FilingArgument, store: StoreOption = None, json: JsonOption = False) -> None:
    """Show a filing's rounds, its items with what makes them worth a look, and its history."""
    from extractor.cli.review_show import run_show

    run_show(filing, store, json)


@review_app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
    form: Annotated[str, typer.Option("--form", metavar="NAME", help="The form.")] = "8-k",
    name: Annotated[str, typer.Option("--name", help="What the dataset is called.")] = "reviewed",
    with_accepted: Annotated[
        bool,
        typer.Option("--with-accepted", help="Also label what was accepted and nobody looked at."),
    ] = False,
    exclude: Annotated[
        list[Path] | None,
        typer.Option("--exclude", metavar="DATASET", help="Leave out its filings and filers."),
    ] = None,
    actor: ActorOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Write the reviewed filings of a form as a labelled dataset, one filing of each filer."""
    from extractor.cli.review_log import run_export

    run_export(
        folder,
        store,
        json,
        form=form,
        name=name,
        with_accepted=with_accepted,
        exclude=tuple(exclude or ()),
        actor=actor,
    )


@review_app.command("stats")
def stats(store: StoreOption = None, json: JsonOption = False) -> None:
    """Say what waits, who did what, how reviewers agree, and how often accepted was wrong."""
    from extractor.cli.review_stats import run_stats

    run_stats(store, json)


@review_app.command("verify")
def verify(
    remembered: Annotated[
        str,
        typer.Option(
            "--remembered",
            metavar="SEQ:HASH",
            help="The end of the log on an earlier day: finds that later entries were cut off.",
        ),
    ] = "",
    store: StoreOption = None,
    json: JsonOption = False,
) -> int:
    """Recompute the log of decisions; exit code 1 where an entry was altered or removed."""
    from extractor.cli.review_log import run_verify

    return run_verify(remembered, store, json)


@review_app.command("purge")
def purge(
    filing: FilingArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    actor: ActorOption = None,
    store: StoreOption = None,
) -> None:
    """Remove a filing's text, extractions and values; the log stays verifiable."""
    from extractor.cli.review_log import run_purge

    run_purge(filing, store, yes, actor)


@review_app.command("upgrade")
def upgrade(store: StoreOption = None) -> None:
    """Bring a store of an older version up to this one."""
    from extractor.cli.review_log import run_upgrade

    run_upgrade(store)


@reviewer_app.command("add")
def add_reviewer(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who.")],
    role: Annotated[RoleName, typer.Option("--role", help="What they may do.")] = "reviewer",
    token: Annotated[
        bool, typer.Option("--token", help="Make a token to log in with, and show it once.")
    ] = False,
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password to log in with.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Add a reviewer."""
    from extractor.cli.review_people import run_add_reviewer

    run_add_reviewer(name, role, token, password, store)


@reviewer_app.command("list")
def list_reviewers(store: StoreOption = None, json: JsonOption = False) -> None:
    """List the reviewers."""
    from extractor.cli.review_people import run_list_reviewers

    run_list_reviewers(store, json)


@reviewer_app.command("disable")
def disable_reviewer(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who.")], store: StoreOption = None
) -> None:
    """Let a reviewer decide nothing more; what they decided stays theirs."""
    from extractor.cli.review_people import run_disable

    run_disable(name, store)
