"""What every part of the queue works with: the store, the forms, and what was read before."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from extractor.assess import assess
from extractor.errors import ExtractorError
from extractor.extraction import Assessment
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.reconcile import reconcile
from extractor.records import CheckResult, FieldResult
from extractor.review.actions import Round
from extractor.review.order import Estimate
from extractor.review.person import entry_ref, in_force, person_reading
from extractor.review.refs import FieldRef, Places, get_row, key_text, same_field
from extractor.review.settings import ReviewSettings
from extractor.review.views import ItemView, TaskState, doubting, failed, in_order
from extractor.review.wording import no_words, words_around
from extractor.store import filings, log, tasks
from extractor.store.database import Store
from extractor.store.filings import FilingRow, NoSuchFiling, Stored
from extractor.store.log import Entry
from extractor.store.tasks import ItemRow, TaskRow

K = TypeVar("K")
V = TypeVar("V")
_KEPT = 64


class NoSuchTask(ExtractorError):
    """The queue has no such task, or its filing was purged."""


@dataclass(frozen=True)
class Snapshot:
    """All that is stored of a task at one moment."""

    task: TaskRow
    filing: FilingRow
    form: Form
    stored: Stored
    entries: tuple[Entry, ...]
    items: tuple[ItemRow, ...]

    @property
    def last(self) -> int:
        """The number of the last entry on the filing and form."""
        return self.entries[-1].seq if self.entries else 0


class Desk:
    """The store and the forms, with the extractions and filings that were read last."""

    def __init__(
        self,
        store: Store,
        settings: ReviewSettings | None = None,
        forms: Callable[[str], Form] = form_by_name,
    ) -> None:
        self.store = store
        self.settings = settings or ReviewSettings()
        self.form = forms
        self._extractions: _Kept[int, Stored] = _Kept()
        self._bases: _Kept[int, Mapping[str, FieldResult]] = _Kept()
        self._filings: _Kept[str, Filing] = _Kept()
        self._assessments: _Kept[tuple[int, int], Assessment] = _Kept()

    def stored(self, connection: Connection, extraction: int) -> Stored:
        """A stored extraction."""
        return self._extractions.get(
            extraction, lambda: filings.load_extraction(connection, extraction)
        )

    def filing(self, connection: Connection, sha256: str) -> Filing:
        """A stored filing, read."""
        row = filings.find_filing(connection, sha256)
        if row is None:
            raise NoSuchFiling(f"the store has no text of the filing {sha256[:12]}")
        return self.text_of(connection, row)

    def text_of(self, connection: Connection, row: FilingRow) -> Filing:
        """The filing of a row, read; raises NoSuchFiling for one that was purged."""
        if row.purged_at is not None:
            raise NoSuchFiling(f"the store has no text of the filing {row.sha256[:12]}")
        return self._filings.get(
            f"{row.sha256} {row.text_hash}", lambda: filings.load_filing(connection, row.sha256)
        )

    def words(self, connection: Connection, sha256: str) -> Callable[[FieldResult], str]:
        """What tells the words around the values of a stored filing."""
        try:
            return partial(words_around, self.filing(connection, sha256))
        except NoSuchFiling:
            return no_words

    def base(self, form: Form, stored: Stored) -> Mapping[str, FieldResult]:
        """The fields of an extraction without what people said."""
        return self._bases.get(stored.id, lambda: reconcile(form, stored.readings))

    def assessed(self, form: Form, stored: Stored, entries: Iterable[Entry]) -> Assessment:
        """An extraction with the decisions in force: what it amounts to now."""
        said = in_force(form, entries)
        if not said:
            return assess(form, stored.readings, stored.policy)
        person = person_reading(form, self.base(form, stored), said, stored.text_hash)
        return assess(form, (*stored.readings, person), stored.policy)

    def assessment(self, snapshot: Snapshot) -> Assessment:
        """A task's extraction with the decisions in force."""
        return self._assessments.get(
            (snapshot.stored.id, snapshot.last),
            lambda: self.assessed(snapshot.form, snapshot.stored, snapshot.entries),
        )

    def remember(self, extraction: int, last: int, assessment: Assessment) -> None:
        """Keep what was computed before it was booked; `last` is the entry that it ends with."""
        self._assessments.get((extraction, last), lambda: assessment)

    def forget(self, filing: str) -> None:
        """Drop what was read of a filing."""
        self._filings.drop(lambda key: key.startswith(filing))
        gone = self._extractions.drop_values(lambda stored: stored.filing == filing)
        self._bases.drop(lambda key: key in gone)
        self._assessments.drop(lambda key: key[0] in gone)

    def snapshot(self, connection: Connection, task: int) -> Snapshot:
        """A task as it is stored; raises NoSuchTask."""
        found = tasks.task_and_filing(connection, task)
        if found is None or found[0].extraction is None:
            raise NoSuchTask(f"the queue has no task {task}, or its filing was purged")
        row, filing = found
        return Snapshot(
            task=row,
            filing=filing,
            form=self.form(row.form),
            stored=self.stored(connection, found[0].extraction),
            entries=tuple(log.entries(connection, row.filing, row.form)),
            items=tuple(tasks.items_of(connection, task)),
        )

    def state(self, snapshot: Snapshot) -> TaskState:
        """A task as a person may see it."""
        task, form = snapshot.task, snapshot.form
        assessment = self.assessment(snapshot)
        blind = task.round == Round.SECOND
        seen = _Assessed(assessment, Places(form, assessment.fields), failed(assessment.checks))
        items = [self._item(snapshot, item, seen) for item in snapshot.items]
        return TaskState(
            task=task,
            filing=snapshot.filing,
            form=form,
            extraction=_redacted(snapshot.stored) if blind else snapshot.stored,
            assessment=None if blind else assessment,
            items=in_order(items, assessment.fields),
            entries=tuple(e for e in snapshot.entries if not blind or e.task == task.id),
            last=snapshot.last,
        )

    def _item(self, snapshot: Snapshot, item: ItemRow, seen: "_Assessed") -> ItemView:
        form, ref = snapshot.form, item_ref(item)
        path = seen.places.path(ref) or item.path
        field = seen.assessment.fields.get(path)
        answers: tuple[Entry, ...] = ()
        if item.origin == Round.ADJUDICATION:
            rounds = (Round.FIRST, Round.SECOND)
            said = in_force(form, snapshot.entries, *rounds)
            mine = [each for each in said if same_field(form, entry_ref(each), ref)]
            answers = tuple({each.round: each for each in mine}.values())
        return ItemView(
            id=item.id,
            path=path,
            ref=ref,
            key=key_text(ref.row) if field is None or item.blind else field.key,
            status=item.status,
            origin=item.origin,
            reasons=() if item.blind else _reasons(item.reasons),
            blind=item.blind,
            estimate=Estimate(item.probability, item.weight, item.seconds),
            field=None if item.blind else field,
            checks=() if item.blind else doubting(seen.failed, path),
            decided=item.decided,
            answers=answers,
        )


@dataclass(frozen=True)
class _Assessed:
    """An assessment, and what is looked up in it for every item."""

    assessment: Assessment
    places: Places
    failed: tuple[CheckResult, ...]


class _Kept(Generic[K, V]):
    """The last few things that were read."""

    def __init__(self) -> None:
        self._things: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, read: Callable[[], V]) -> V:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = read()
        with self._lock:
            self._things[key] = thing
            while len(self._things) > _KEPT:
                self._things.popitem(last=False)
        return thing

    def drop(self, unwanted: Callable[[K], bool]) -> None:
        with self._lock:
            for key in [key for key in self._things if unwanted(key)]:
                del self._things[key]

    def drop_values(self, unwanted: Callable[[V], bool]) -> set[K]:
        with self._lock:
            gone = {key for key, value in self._things.items() if unwanted(value)}
            for key in gone:
                del self._things[key]
        return gone


def item_ref(item: ItemRow) -> FieldRef:
    """The field that an item is on."""
    return _ref(item.schema_path, item.ref)


# Reasons are few, and their combinations too.
@lru_cache(maxsize=4_096)
def _reasons(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=16_384)
def _ref(path: str, text: str) -> FieldRef:
    row = json.loads(text)
    return FieldRef(path, None if row is None else get_row(row))


def _redacted(stored: Stored) -> Stored:
    """An extraction without what its readers say, for a person who is to decide blindly."""
    return replace(stored, readings=(), chunks=(), warnings=())
