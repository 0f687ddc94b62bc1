"""What `extractor batch submit` does."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from extractor.cli.batch_inputs import filings_of
from extractor.cli.batch_status import exit_code, say_status, watched
from extractor.cli.batch_work import someone_works
from extractor.cli.job import Job as Extraction
from extractor.cli.job import request_of
from extractor.cli.messages import Progress, complain
from extractor.jobs.office import Jobs
from extractor.jobs.records import JobOptions
from extractor.jobs.worker import Worker
from extractor.render.words import counted
from extractor.store.address import default_url
from extractor.store.database import Store


@dataclass(frozen=True)
class Submission:
    """The options of a submission, as given."""

    paths: tuple[str, ...]
    form: str
    model: str | None
    base_url: str | None
    policy: Path | None
    key: str | None
    offline: bool


def run_submit(given: Submission, url: str | None, *, wait: bool) -> int:
    """Hand in filings; the exit code. Raises typer.BadParameter for options without sense."""
    request = request_of(_as_extraction(given))
    options = JobOptions(request.form, request.model, request.base_url, request.policy)
    address = url or default_url()
    with Store.open(address) as store, Progress() as progress:
        office = Jobs(store, request.settings)
        source = _Source(given.paths, request.settings.max_filing_bytes, progress)
        batch = office.submit_batch(source.filings(), options, given.key)
        with progress.aside():
            typer.echo(batch.id)
            complain(f"batch {batch.id}: {counted(batch.members, 'filing')}{source.unread()}")
        if not wait:
            return 1 if source.faults else 0
        with ExitStack() as stack:
            if not someone_works(store):
                stack.enter_context(Worker(address, settings=request.settings))
            status = watched(office, batch.id, progress)
        with progress.aside():
            say_status(status, None)
        return 1 if source.faults else exit_code(status)


class _Source:
    """The filings of a submission, counted, with what could not be read."""

    def __init__(self, paths: tuple[str, ...], most: int, progress: Progress) -> None:
        self.faults = 0
        self._paths = paths
        self._most = most
        self._progress = progress

    def filings(self) -> Iterator[tuple[str, bytes]]:
        """Each filing, as it is read."""
        for name, data in filings_of(self._paths, self._most, self._complain):
            self._progress.tell(name)
            yield name, data

    def unread(self) -> str:
        """What to say of what was not read."""
        return f"; {self.faults} could not be read and are not in it" if self.faults else ""

    def _complain(self, message: str, where: str) -> None:
        self.faults += 1
        with self._progress.aside():
            complain(message, where)


def _as_extraction(given: Submission) -> Extraction:
    return Extraction(
        paths=given.paths,
        form=given.form,
        model=given.model,
        base_url=given.base_url,
        policy=given.policy,
        format="json",
        out=None,
        record=None,
        resume=False,
        offline=given.offline,
        no_cache=False,
    )
