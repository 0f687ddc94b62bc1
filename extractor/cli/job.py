"""One run of `extractor extract`: its options made into work, and the work done."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from extractor.cli.destination import Wanted, open_sink
from extractor.cli.inputs import Input, Missing, expand, read, several
from extractor.cli.messages import Progress, complain, unexpected
from extractor.cli.request import AUTO, Request
from extractor.cli.sinks import Folder, OutputFault, Sink
from extractor.cli.styles import Format
from extractor.errors import ExtractorError
from extractor.extraction import Extraction
from extractor.filing.model import UnreadableFiling
from extractor.filing.read import read_filing
from extractor.forms.registry import UnknownForm, form_by_name
from extractor.llm.models import ALIAS
from extractor.policy import AGREEMENT, Policy, fit
from extractor.render.words import counted, incompleteness
from extractor.settings import Settings

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

_INTERRUPTED = 130


@dataclass(frozen=True)
class Job:
    """The options of a run, as given."""

    paths: tuple[str, ...]
    form: str
    model: str | None
    base_url: str | None
    policy: Path | None
    format: str
    out: str | None
    record: str | None
    resume: bool
    offline: bool
    no_cache: bool
    table: str | None = None


def run_job(job: Job) -> int:
    """Do the work of a run and give its exit code.

    Raises ExtractorError for a fault that stops the whole run, typer.BadParameter for options
    that make no sense.
    """
    request = request_of(job)
    entries = expand(job.paths, Path(job.out) if job.out else None)
    format = Format(job.format)
    sink = open_sink(
        Wanted(job.paths, format, job.out, job.record, job.resume, job.table, job.form)
    )
    try:
        if isinstance(sink, Folder):
            _refuse_twins(entries)
        with Progress() as progress:
            run = _Run(request, sink, progress, entries)
            code = run.all()
    except (BrokenPipeError, OutputFault) as error:
        sink.abandon()
        if isinstance(error, OutputFault):
            raise
        return 1
    except BaseException:
        sink.close(cut=True)
        raise
    sink.close(cut=code == _INTERRUPTED)
    if code == _INTERRUPTED:
        again = "; the same command with --resume continues" if sink.resumable else ""
        complain(f"stopped: {run.summary()}{again}")
    elif progress.visible and several(job.paths):
        complain(run.summary())
    return code


class _Run:
    """The filings of a run, one after the other, and how far it has come."""

    def __init__(
        self, request: Request, sink: Sink, progress: Progress, entries: list[Input | Missing]
    ) -> None:
        self._request = request
        self._sink = sink
        self._progress = progress
        self._entries = entries
        self._complete = 0
        self._skipped = 0
        self._faults = 0
        self._misfits: set[str] = set()

    def all(self) -> int:
        """Extract every filing; the exit code."""
        # Imported here because it takes seconds, and wrong usage should not have to wait for it.
        from extractor.pipeline import Extractor

        request = self._request
        try:
            with Extractor(
                request.model,
                base_url=request.base_url,
                policy=request.policy,
                form=request.form,
                settings=request.settings,
                progress=self._progress.tell,
            ) as extractor:
                for number, entry in enumerate(self._entries, start=1):
                    of = f"{number} of {len(self._entries)}: " if len(self._entries) > 1 else ""
                    self._progress.begin(f"{of}{entry.label}")
                    self._one(entry, extractor)
        except KeyboardInterrupt:
            return _INTERRUPTED
        return 1 if self._faults else 0

    def summary(self) -> str:
        """How many filings are done."""
        done = self._complete + self._skipped
        parts = [f"{done} of {counted(len(self._entries), 'filing')} complete"]
        if self._skipped:
            parts.append(f"{self._skipped} of them before")
        if self._faults:
            parts.append(f"{self._faults} failed or incomplete")
        return ", ".join(parts)

    def _one(self, entry: Input | Missing, extractor: "Extractor") -> None:
        """Extract one filing; a fault of its own is told and counted, any other is raised."""
        try:
            extraction = self._extraction(entry, extractor)
        except (UnreadableFiling, UnknownForm) as error:
            said = str(error).removeprefix(f"{getattr(entry, 'name', '')} ")
            self._fault(said, entry.label)
            return
        except ExtractorError:
            raise
        except Exception as error:  # noqa: BLE001  # one filing must not end the others
            self._faults += 1
            with self._progress.aside():
                unexpected(error, entry.label)
            return
        if extraction is None:
            self._skipped += 1
            return
        with self._progress.aside():
            self._sink.write(extraction)
        self._tell_misfit(extraction)
        if extraction.complete:
            self._complete += 1
        else:
            self._fault(incompleteness(extraction), entry.label)

    def _extraction(self, entry: Input | Missing, extractor: "Extractor") -> Extraction | None:
        """The extraction of a filing, None where it is there already."""
        if isinstance(entry, Missing):
            raise UnreadableFiling(entry.why)
        most = self._request.settings.max_filing_bytes
        filing = read_filing(read(entry, most), entry.name, max_bytes=most)
        if self._sink.resumes and self._sink.has(entry.name, self._request.receipt(filing)):
            return None
        return extractor.extract(filing)

    def _tell_misfit(self, extraction: Extraction) -> None:
        """Say that the policy does not fit, once for all filings."""
        misfit = fit(self._request.policy, extraction.receipt)
        if misfit and misfit not in self._misfits:
            self._misfits.add(misfit)
            with self._progress.aside():
                complain(misfit)

    def _fault(self, message: str, label: str) -> None:
        self._faults += 1
        with self._progress.aside():
            complain(message, label)


def request_of(job: Job) -> Request:
    """What a job's options ask for; raises typer.BadParameter where they make no sense."""
    settings = settings_of(job.offline, job.no_cache)
    if job.form != AUTO:
        try:
            form_by_name(job.form)
        except UnknownForm as error:
            raise typer.BadParameter(str(error), param_hint="'--form'") from error
    if job.base_url and not job.model and settings.model == Settings.model_fields["model"].default:
        raise typer.BadParameter(
            "--model must name the model that is asked there", param_hint="'--base-url'"
        )
    model = job.model or settings.model
    return Request(
        form=job.form,
        model=model,
        # An address in the environment is no reason to send a filing away.
        base_url=job.base_url or (None if model == ALIAS else settings.base_url),
        policy=_policy(job),
        settings=settings,
    )


def settings_of(offline: bool, no_cache: bool = False) -> Settings:
    """The settings of the environment and these options; raises BadSetting."""
    settings = Settings()
    return settings.model_copy(
        update={
            "offline": settings.offline or offline,
            "cache": settings.cache and not no_cache,
        }
    )


def _policy(job: Job) -> Policy:
    if job.policy is None:
        return AGREEMENT
    from extractor.pipeline import load_policy

    try:
        return load_policy(job.policy)
    except ExtractorError as error:
        raise typer.BadParameter(str(error), param_hint="'--policy'") from error


def _refuse_twins(entries: list[Input | Missing]) -> None:
    """Refuse filings whose results would have the same name in one folder."""
    names = Counter(entry.name for entry in entries if isinstance(entry, Input))
    for name, number in names.items():
        if number > 1:
            labels = [e.label for e in entries if isinstance(e, Input) and e.name == name]
            raise typer.BadParameter(
                f"{labels[0]} and {labels[1]} would have one result; read one folder that holds "
                "both, or one after the other with different folders",
                param_hint="'--out'",
            )
