"""`extractor eval`: systems run over labelled filings, scored, compared and gated."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

# The choices are spelled out here, and what does the work is imported when the command runs:
# `extractor --help` must not wait for either.


class SystemName(StrEnum):
    """What can be evaluated."""

    RECONCILED = "reconciled"
    LLM = "llm"
    BASELINE = "baseline"
    INSTRUCTOR = "instructor"
    LANGEXTRACT = "langextract"


DatasetArgument = Annotated[
    Path, typer.Argument(metavar="DATASET", help="A folder of labelled filings.")
]
SystemOption = Annotated[
    list[SystemName] | None,
    typer.Option("--system", help="What is evaluated, also several. [default: reconciled]"),
]
ModelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="local|none|NAME",
        help="The model that is asked, also several. [default: EXTRACTOR_MODEL, or local]",
    ),
]
UrlOption = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="An OpenAI-compatible endpoint.")
]
PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="What is accepted: a calibrated policy."),
]
PromptsOption = Annotated[
    Path | None,
    typer.Option("--prompts", metavar="DIR", help="Prompts in place of the shipped ones."),
]
FilingsOption = Annotated[
    Path | None,
    typer.Option("--filings", metavar="DIR", help="Where the filings of the dataset lie."),
]
PartOption = Annotated[
    str | None,
    typer.Option(
        "--part", metavar="NAME", help="Only the filings of this part of the dataset's split.json."
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit", min=1, metavar="N", help="Only N filings, drawn by the hash of their id."
    ),
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID", help="Only this filing; repeatable.")
]
RepeatOption = Annotated[
    int, typer.Option("--repeat", min=1, metavar="N", help="Run N times, asking anew each time.")
]
ConcurrencyOption = Annotated[
    int, typer.Option("--concurrency", min=1, metavar="N", help="Filings under way at once.")
]
BudgetOption = Annotated[
    float | None,
    typer.Option("--budget-usd", min=0, metavar="X", help="Begin no filing after X dollars."),
]
PricesOption = Annotated[
    Path | None,
    typer.Option(
        "--prices",
        metavar="FILE",
        help='Dollars for a million tokens: TOML, a table ["MODEL"] with prompt and completion.',
    ),
]
PlantedOption = Annotated[
    int,
    typer.Option("--planted", min=0, metavar="N", help="Plant N errors; count what is accepted."),
]
JsonOption = Annotated[
    Path | None,
    typer.Option(
        "--json",
        metavar="PATH",
        help="Write the runs as JSON: to one file, or a file each where PATH has no suffix.",
    ),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a report for a browser.")
]
CompareOption = Annotated[
    Path | None, typer.Option("--compare", metavar="RUN.json", help="Say what changed since.")
]
GateOption = Annotated[
    Path | None,
    typer.Option("--gate", metavar="RUN.json", help="Exit 1 where this run is worse than that."),
]
StrictOption = Annotated[
    bool, typer.Option("--gate-strict", help="Let the gate fail on every field that broke.")
]
WaiversOption = Annotated[
    Path | None,
    typer.Option("--waivers", metavar="FILE", help="Fields that may break, and why (TOML)."),
]
RedactOption = Annotated[
    bool, typer.Option("--redact", help="Write hashes in place of values: no text of a filing.")
]
RecordOption = Annotated[
    Path | None, typer.Option("--record", metavar="FILE", help="Write the model's answers there.")
]
ReplayOption = Annotated[
    Path | None,
    typer.Option("--replay", metavar="FILE", help="Take the answers from there; ask no model."),
]
FormOption = Annotated[
    str | None,
    typer.Option(
        "--form", metavar="FILE.py:NAME", help="The file of the dataset's form, if not installed."
    ),
]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Open no socket but loopback.")]


def evaluate(  # noqa: PLR0913  # one parameter an option
    dataset: DatasetArgument,
    system: SystemOption = None,
    model: ModelsOption = None,
    base_url: UrlOption = None,
    policy: PolicyOption = None,
    prompts: PromptsOption = None,
    filings: FilingsOption = None,
    part: PartOption = None,
    limit: LimitOption = None,
    only: OnlyOption = None,
    repeat: RepeatOption = 1,
    concurrency: ConcurrencyOption = 1,
    budget_usd: BudgetOption = None,
    prices: PricesOption = None,
    planted: PlantedOption = 0,
    json: JsonOption = None,
    html: HtmlOption = None,
    compare: CompareOption = None,
    gate: GateOption = None,
    gate_strict: StrictOption = False,
    waivers: WaiversOption = None,
    redact: RedactOption = False,
    record: RecordOption = None,
    replay: ReplayOption = None,
    offline: OfflineOption = False,
    form: FormOption = None,
) -> int:
    """Run systems over labelled filings and say how right they are.

    Exit codes: 0, every filing was run; 1, some failed, or the gate did not hold; 2, wrong usage.
    An interrupted run goes on where it stopped when it is given again: answers are kept.
    """
    from extractor.cli.eval_job import EvalJob, run_eval

    if form is not None:
        from extractor.cli.forms import form_of_file

        form_of_file(form)
    return run_eval(
        EvalJob(
            dataset=dataset,
            systems=tuple(dict.fromkeys(each.value for each in system or [SystemName.RECONCILED])),
            models=tuple(dict.fromkeys(model or ())),
            base_url=base_url,
            policy=policy,
            prompts=prompts,
            filings=filings,
            part=part,
            limit=limit,
            only=tuple(only or ()),
            repeat=repeat,
            concurrency=concurrency,
            budget=budget_usd,
            prices=prices,
            planted=planted,
            json=json,
            html=html,
            compare=compare,
            gate=gate,
            strict=gate_strict,
            waivers=waivers,
            redact=redact,
            record=record,
            replay=replay,
            offline=offline,
        )
    )
