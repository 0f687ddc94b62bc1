"""What a page shows of a task: the filing's fields as they stand, its items, its history."""

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.extraction import Assessment
from extractor.forms.base import Form
from extractor.records import CheckResult, CheckStatus, FieldResult
from extractor.review.order import Estimate
from extractor.review.refs import FieldRef
from extractor.store.filings import FilingRow, Stored
from extractor.store.log import Entry
from extractor.store.tasks import TaskRow


@dataclass(frozen=True)
class ItemView:
    """One item of a task.

    `path` is the field's path in the assessment as it stands (the one of old, where the field is
    no longer there). `field` and `checks` (the failed ones that doubt it) are None and () for a
    blind item. `answers` are the entries of both reviewers, in an adjudication.
    """

    id: int
    path: str
    ref: FieldRef
    key: str
    status: str
    origin: str
    reasons: tuple[str, ...]
    blind: bool
    estimate: Estimate
    field: FieldResult | None = None
    checks: tuple[CheckResult, ...] = ()
    decided: int | None = None
    answers: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class TaskState:
    """A task as it stands: everything that a page needs but the filing's text.

    `assessment` is `assess` over all readings and the decisions in force; None in a blind round.
    `items` come in the order of the fields. `entries` are the log of the filing and form; in a
    blind round only the person's own. `last` is the number of the last entry.
    """

    task: TaskRow
    filing: FilingRow
    form: Form
    extraction: Stored
    assessment: Assessment | None
    items: tuple[ItemView, ...]
    entries: tuple[Entry, ...]
    last: int

    @property
    def open_items(self) -> tuple[ItemView, ...]:
        """The items that wait."""
        return tuple(item for item in self.items if item.status == "open")

    @property
    def done(self) -> bool:
        """Whether nothing waits."""
        return not self.open_items


def doubting(checks: tuple[CheckResult, ...], path: str) -> tuple[CheckResult, ...]:
    """The failed checks that doubt a field."""
    return tuple(check for check in failed(checks) if path in check.doubts)


def failed(checks: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """The checks that failed."""
    return tuple(check for check in checks if check.status is CheckStatus.FAILED)


def in_order(items: list[ItemView], fields: Mapping[str, FieldResult]) -> tuple[ItemView, ...]:
    """Items in the order of the fields; those whose field is gone come last."""
    place = {path: number for number, path in enumerate(fields)}
    return tuple(sorted(items, key=lambda item: (place.get(item.path, len(place)), item.id)))
