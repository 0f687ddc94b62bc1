"""The Hugging Face hub as a source of model files."""

import errno
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from extractor.llm.sources import DISK_FULL, Job, SourceFailed, sha256_of, shortened

HUB_DEADLINE = 10.0
"""Seconds within which the hub must have answered for the first time."""


def from_hub(job: Job) -> str:
    """The file from the Hugging Face hub, at the revision that the registry names."""
    try:
        import huggingface_hub
    except ImportError:
        raise SourceFailed("the package huggingface_hub is not installed") from None
    model = job.model
    try:
        with _quiet_hub():
            url = huggingface_hub.hf_hub_url(
                model.hub_repo, model.file_name, revision=model.hub_revision
            )
            _within(
                HUB_DEADLINE,
                lambda: huggingface_hub.get_hf_file_metadata(url, timeout=HUB_DEADLINE / 2),
            )
            # A directory of ours instead of the hub's cache, which would keep a second copy.
            fetched = huggingface_hub.hf_hub_download(
                model.hub_repo,
                model.file_name,
                revision=model.hub_revision,
                local_dir=job.scratch,
                tqdm_class=_bar(job),
            )
    except Exception as error:
        if _is_disk_full(error):
            raise OSError(errno.ENOSPC, DISK_FULL) from error
        raise SourceFailed(f"it did not give the file ({_clause(error)})") from error
    Path(fetched).replace(job.target)
    return sha256_of(job.target, lambda done: job.report("checking", "hub", done))


def _within(seconds: float, ask: Callable[[], object]) -> None:
    """Call `ask`, and give up on it when it takes longer.

    The time limits of the hub's client hold for each address of a host and for each redirection,
    so they bound no call as a whole.
    """
    answer: Future[object] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # noqa: BLE001 - the caller raises it
            answer.set_exception(error)

    # Not an executor: the end of the process would wait for its thread.
    threading.Thread(target=run, daemon=True).start()
    if not wait([answer], timeout=seconds).done:
        raise SourceFailed(f"no answer within {seconds:g} seconds")
    answer.result()


@contextmanager
def _quiet_hub() -> Iterator[None]:
    """The hub's client tells of each retry on standard error; here one reason tells it all."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _bar(job: Job) -> type:
    """A class that the hub's client takes for a progress bar and that reports to the job."""

    class Bar:
        def __init__(self, *_: object, initial: int = 0, **__: object) -> None:
            self.n = initial

        def update(self, count: float | None = 1) -> None:
            self.n += int(count or 0)
            job.report("fetching", "hub", self.n)

        def update_transfer(self, count: float) -> None:
            """Bytes on the wire, which are none of the file's own."""

        def set_postfix_str(self, *_: object, **__: object) -> None:
            """The speed as text, which the job's listener works out itself."""

        set_transfer_postfix_str = set_postfix_str

        def close(self) -> None:
            """There is nothing on the screen."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

    return Bar


def _is_disk_full(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return True
        if DISK_FULL in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _clause(error: Exception) -> str:
    lines = str(error).strip().split("\n")
    return shortened(lines[0].rstrip(".") or type(error).__name__)
