"""Reviewed filings come out as a dataset that scoring reads; a dataset goes in as proposals."""

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from extractor.errors import ExtractorError
from extractor.evaluation.dataset import load_dataset
from extractor.evaluation.scoring import Verdict, score
from extractor.evaluation.typed import read_label
from extractor.extraction import Extraction
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.pipeline import Extractor
from extractor.policy import NOTHING, Policy
from extractor.records import Decision
from extractor.review import dataset
from extractor.review.actions import LABEL, Action, BadSubmission, Submission
from extractor.review.dataset import export
from extractor.review.desk import Desk
from extractor.review.intake import add
from extractor.review.prelabelled import label_reading, prelabelled
from extractor.review.queue import Claim, Queue
from extractor.review.settings import ReviewSettings
from extractor.review.views import TaskState
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.databases import address
from tests.reviewing import START, minutes

DATASET = "evals/datasets/abs-8-k"
SETTINGS = ReviewSettings(audit_rate=0)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    """A queue with people and nothing else."""
    with opened(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def settled_file(tmp_path_factory: pytest.TempPathFactory, reference_path: Path) -> Path:
    """A store in which ann has settled the reference filing, to be copied."""
    folder = tmp_path_factory.mktemp("settled")
    with opened(folder) as queue:
        put_in(queue, reference_path)
        claim = queue.claim_next("ann", START)
        assert claim is not None
        settle(queue, claim, Action.ACCEPT)
    return folder / "review.db"


@pytest.fixture
def settled(settled_file: Path, tmp_path: Path) -> Iterator[Queue]:
    """A queue in which ann has settled the reference filing."""
    shutil.copy(settled_file, tmp_path / "review.db")
    with Store.open(f"sqlite:///{tmp_path / 'review.db'}") as store:
        yield Queue(Desk(store, SETTINGS))


@contextmanager
def opened(folder: Path) -> Iterator[Queue]:
    """An empty queue in a folder."""
    with Store.open(address("sqlite", folder)) as store:
        with store.writing() as connection:
            people.add_reviewer(connection, "ann", Role.REVIEWER, START)
            people.add_reviewer(connection, "dora", Role.ADJUDICATOR, START)
        yield Queue(Desk(store, SETTINGS))


@cache
def extracted(path: Path) -> tuple[Extraction, Policy]:
    """What the baselines read in a filing."""
    with Extractor("none", form="abs-8-k") as extractor:
        return extractor.extract(Filing.from_path(path)), extractor.policy


def put_in(queue: Queue, path: Path, label: object = None) -> None:
    extraction, policy = extracted(path)
    if isinstance(label, dict):
        extraction = prelabelled(ABS_8K, extraction, read_label(ABS_8K.schema, label))
        policy = NOTHING
    add(queue.desk, extraction, path.read_bytes(), policy, START)


def settle(queue: Queue, claim: Claim, action: Action) -> TaskState:
    """Settle whatever waits; a list as a whole and what the action does not fit are accepted."""
    state = queue.state(claim.task)
    while state.open_items:
        path = state.open_items[0].path
        try:
            state = queue.submit(claim, Submission(action, path), START)
        except BadSubmission:
            state = queue.submit(claim, Submission(Action.ACCEPT, path), START)
    return state


def test_what_people_settled_is_a_dataset_that_scores_right(
    settled: Queue, reference_path: Path, tmp_path: Path
) -> None:
    state = settled.state(1)
    folder = tmp_path / "reviewed"
    done = export(settled.desk, "abs-8-k", folder, "ann", minutes(1))
    assert (done.filings, done.waiting) == (1, 0)
    dataset = load_dataset(folder)
    (case,) = dataset.cases
    assert case.filing is not None
    assert case.filing.read_bytes() == reference_path.read_bytes()
    assert state.assessment is not None
    verdicts = score(ABS_8K.schema, case.label, state.assessment.record)
    assert {each.verdict for each in verdicts} == {Verdict.RIGHT}
    fields = [f for f in state.assessment.fields.values() if f.decision is Decision.SETTLED]
    assert len(verdicts) >= len([f for f in fields if not f.path.endswith("#complete")])
    assert "Not for certifying" in dataset.provenance
    assert json.loads((folder / "manifest.json").read_text())[0]["reviewers"] == ["ann"]


def test_what_nobody_looked_at_is_labelled_only_where_asked_for(
    settled: Queue, tmp_path: Path
) -> None:
    for with_accepted in (False, True):
        folder = tmp_path / str(with_accepted)
        export(settled.desk, "abs-8-k", folder, "ann", START, with_accepted=with_accepted)
        label = json.loads(next((folder / "labels").iterdir()).read_text())
        assert ("pool_balance" in label["deal"]) == with_accepted


def test_what_was_exported_is_undone_by_nobody(settled: Queue, tmp_path: Path) -> None:
    export(settled.desk, "abs-8-k", tmp_path / "reviewed", "ann", START)
    again = settled.claim("ann", 1, minutes(1))
    with pytest.raises(BadSubmission, match="exported"):
        settled.undo(again, 1, minutes(1))


def test_what_could_not_be_written_was_not_exported(settled: Queue, tmp_path: Path) -> None:
    folder = tmp_path / "reviewed"
    with pytest.MonkeyPatch.context() as patched:

        def full(*_: object) -> None:
            folder.mkdir()
            raise OSError(errno.ENOSPC, "No space left on device")

        patched.setattr(dataset, "_write", full)
        with pytest.raises(ExtractorError, match="reviewed cannot be written: No space left"):
            export(settled.desk, "abs-8-k", folder, "ann", START)
    assert not folder.exists()
    assert export(settled.desk, "abs-8-k", folder, "ann", START).filings == 1


def test_what_waits_is_not_exported(queue: Queue, reference_path: Path, tmp_path: Path) -> None:
    put_in(queue, reference_path)
    with pytest.raises(ExtractorError, match="1 wait"):
        export(queue.desk, "abs-8-k", tmp_path / "a", "ann", START)


def test_what_is_excluded_is_not_exported(settled: Queue, tmp_path: Path, root: Path) -> None:
    desk = settled.desk
    with pytest.raises(ExtractorError, match="no reviewed filing"):
        export(desk, "abs-8-k", tmp_path / "b", "ann", START, exclude=[root / DATASET])
    with pytest.raises(ExtractorError, match="no dataset that can be read"):
        export(desk, "abs-8-k", tmp_path / "c", "ann", START, exclude=[tmp_path / "none"])
    (tmp_path / "d").mkdir()
    (tmp_path / "d/x").touch()
    with pytest.raises(ExtractorError, match="not an empty folder"):
        export(desk, "abs-8-k", tmp_path / "d", "ann", START)


def test_one_filing_a_filer(settled: Queue, reference_path: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.txt"
    twin.write_bytes(reference_path.read_bytes() + b"\n")
    put_in(settled, twin)
    claim = settled.claim_next("ann", START)
    assert claim is not None
    settle(settled, claim, Action.ACCEPT)
    done = export(settled.desk, "abs-8-k", tmp_path / "reviewed", "ann", START)
    assert (done.filings, done.same_filer) == (1, 1)


def test_a_label_that_is_confirmed_comes_out_as_it_went_in(
    queue: Queue, tmp_path: Path, root: Path
) -> None:
    case = next(c for c in load_dataset(root / DATASET).cases if c.id == "new-century-2002-1")
    assert case.filing is not None
    put_in(queue, case.filing, dict(case.label))
    claim = queue.claim_next("ann", START)
    assert claim is not None
    state = queue.state(claim.task)
    assert state.assessment is not None
    assert not [f for f in state.assessment.fields.values() if f.decision is Decision.ACCEPTED]
    settle(queue, claim, Action.CHOOSE_LABEL)
    export(queue.desk, "abs-8-k", tmp_path / "reviewed", "ann", START)
    (made,) = load_dataset(tmp_path / "reviewed").cases
    verdicts = score(ABS_8K.schema, case.label, made.label)
    assert {each.verdict for each in verdicts} == {Verdict.RIGHT}


def test_a_label_shows_where_the_filing_states_it(root: Path) -> None:
    case = next(c for c in load_dataset(root / DATASET).cases if c.id == "new-century-2002-1")
    assert case.filing is not None
    filing = Filing.from_path(case.filing)
    reading = label_reading(ABS_8K, filing, read_label(ABS_8K.schema, case.label))
    by_path = {each.path: each for each in reading.candidates}
    assert reading.reader == LABEL
    assert filing.quote(by_path["cover.report_date"].evidence) == "March 18, 2002"
    assert "198,644,095.79" in filing.quote(by_path["deal.pool_balance"].evidence)
    assert by_path["cover.report_date"].row is None


def test_every_filing_of_a_dataset_can_be_put_in(queue: Queue, root: Path) -> None:
    cases = load_dataset(root / DATASET).cases[:4]
    for case in cases:
        assert case.filing is not None
        put_in(queue, case.filing, dict(case.label))
    claim = queue.claim_next("ann", START)
    assert claim is not None
    assert any(item.field and item.field.candidates for item in queue.state(claim.task).items)
