"""`extractor review add`: filings and labelled datasets to the queue."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from extractor.cli.inputs import Input, Missing, expand, read
from extractor.cli.job import Job, request_of
from extractor.cli.messages import Progress, complain, unexpected
from extractor.cli.request import Request
from extractor.cli.review_output import now, opened, say_json
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import Case, load_dataset
from extractor.evaluation.typed import read_label
from extractor.filing.model import UnreadableFiling
from extractor.filing.read import read_filing
from extractor.forms.registry import UnknownForm, known_forms
from extractor.policy import NOTHING, fit
from extractor.render.words import counted, incompleteness
from extractor.review.desk import Desk
from extractor.review.intake import Added, add
from extractor.review.order import Estimates, estimates_from
from extractor.review.prelabelled import prelabelled
from extractor.store import log
from extractor.store.known import PREFILL, KnownLabel, add_label

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

_DATASET = "dataset.toml"


@dataclass(frozen=True)
class _Labelled:
    """A filing of a dataset with its label."""

    case: Case
    form: str
    source: str


@dataclass
class _Run:
    """What was added so far."""

    desk: Desk
    request: Request
    purpose: str
    estimates: Estimates
    progress: Progress
    added: list[dict[str, Any]] = field(default_factory=list)
    faults: int = 0
    misfits: set[str] = field(default_factory=set)

    def one(
        self, entry: Input | Missing, extractor: "Extractor", labelled: _Labelled | None = None
    ) -> None:
        """Add one filing; a fault of its own is told and counted, any other is raised."""
        self.progress.begin(entry.label)
        try:
            if isinstance(entry, Missing):
                raise UnreadableFiling(entry.why)
            made = self._add(entry, extractor, labelled)
        except (UnreadableFiling, UnknownForm) as error:
            said = str(error).removeprefix(f"{getattr(entry, 'name', '')} ")
            self._fault(said, entry.label)
        except ExtractorError:
            raise
        except Exception as error:  # noqa: BLE001  # one filing must not end the others
            self.faults += 1
            with self.progress.aside():
                unexpected(error, entry.label)
        else:
            self.added.append({"filing": entry.label, **asdict(made)})

    def _add(self, entry: Input, extractor: "Extractor", labelled: _Labelled | None) -> Added:
        most = self.request.settings.max_filing_bytes
        data = read(entry, most)
        extraction = extractor.extract(read_filing(data, entry.name, max_bytes=most))
        policy = extractor.policy
        if labelled is not None and self.purpose == PREFILL:
            form = self.desk.form(labelled.form)
            extraction = prelabelled(form, extraction, read_label(form.schema, labelled.case.label))
            policy = NOTHING
        made = add(self.desk, extraction, data, policy, now(), self.estimates)
        if labelled is not None:
            self._keep_label(extraction.filing.sha256, labelled)
        misfit = fit(policy, extraction.receipt)
        if misfit and misfit not in self.misfits:
            self.misfits.add(misfit)
            with self.progress.aside():
                complain(misfit)
        if not extraction.complete:
            self._fault(incompleteness(extraction), entry.label)
        return made

    def _keep_label(self, filing: str, labelled: _Labelled) -> None:
        label = KnownLabel(
            filing, labelled.form, labelled.source, self.purpose, labelled.case.label
        )
        with self.desk.store.writing() as connection:
            add_label(connection, label, now())

    def _fault(self, message: str, label: str) -> None:
        self.faults += 1
        with self.progress.aside():
            complain(message, label)


def run_add(job: Job, url: str | None, purpose: str, json: bool) -> int:
    """Extract, store and queue; the exit code."""
    request = request_of(job)
    datasets = [Path(path) for path in job.paths if path and (Path(path) / _DATASET).is_file()]
    labelled = [each for folder in datasets for each in _cases(folder)]
    others = [path for path in job.paths if Path(path) not in datasets]
    with opened(url) as store, Progress() as progress:
        desk = Desk(store)
        run = _Run(desk, request, purpose, _estimates(desk), progress)
        if others:
            with _extractor(request, progress, request.form) as extractor:
                for entry in expand(others):
                    run.one(entry, extractor)
        _add_labelled(run, labelled)
    _report(run.added, json)
    return 1 if run.faults else 0


def _add_labelled(run: _Run, labelled: Iterable[_Labelled]) -> None:
    """Each dataset is read as its own form."""
    by_form: dict[str, list[_Labelled]] = {}
    for each in labelled:
        by_form.setdefault(each.form, []).append(each)
    for form, cases in by_form.items():
        with _extractor(run.request, run.progress, form) as extractor:
            for each in cases:
                path = each.case.filing
                if path is None:
                    entry: Input | Missing = Missing(each.case.id, "the dataset lacks its text")
                else:
                    entry = Input(str(path), path.name, path)
                run.one(entry, extractor, each)


def _cases(folder: Path) -> list[_Labelled]:
    dataset = load_dataset(folder)
    return [
        _Labelled(case, dataset.form, dataset.name)
        for case in dataset.cases
        if case.unusable is None
    ]


def _extractor(request: Request, progress: Progress, form: str) -> "Extractor":
    # Imported here because it takes seconds, and wrong usage should not have to wait for it.
    from extractor.pipeline import Extractor

    return Extractor(
        request.model,
        base_url=request.base_url,
        policy=request.policy,
        form=form,
        settings=request.settings,
        progress=progress.tell,
    )


def _estimates(desk: Desk) -> Estimates:
    """How long fields take, as the last decisions tell."""
    with desk.store.reading() as connection:
        return estimates_from(log.recent(connection), {form.name: form for form in known_forms()})


def _report(added: list[dict[str, Any]], json: bool) -> None:
    if json:
        say_json(added)
        return
    waiting = sum(each["opened"] for each in added)
    inherited = sum(each["inherited"] for each in added)
    typer.echo(
        f"{counted(len(added), 'filing')} in the queue: {counted(waiting, 'field')} opened, "
        f"{inherited} settled before",
        err=True,
    )
