"""What people decided of fields, as labels for a calibration: which were right, and why looked at.

Of what a policy doubted people see every field, of what it accepted a sample drawn by chance. So
the two are counted apart: within either, the fields that were seen stand for all of their kind.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, select

from extractor.assess import assess
from extractor.evaluation.calibration_cases import Case
from extractor.forms.base import Form
from extractor.policy import OF_DECISIONS, Fits, fits_of
from extractor.records import FieldResult
from extractor.review.actions import VALUES, Round
from extractor.review.dataset import filer_of
from extractor.review.desk import Desk, Snapshot
from extractor.review.items import AUDIT
from extractor.review.person import entry_cell, entry_ref, in_force
from extractor.review.refs import Places
from extractor.store import filings, tasks
from extractor.store import tables as t
from extractor.store.codec import canonical
from extractor.text.compare import same


@dataclass(frozen=True)
class ReviewedFiling:
    """A filing that people are done with: its fields as they were read, and which were right.

    `doubted` judges the leaves that waited for a person, `drawn` those that were accepted and
    looked at by chance. `filer` is the same for all filings of one filer.
    """

    filing: str
    filer: str
    doubted: Case
    drawn: Case


@dataclass(frozen=True)
class Reviews:
    """The reviewed filings of one form that were read alike, and how many others there are."""

    fits: Fits | None
    filings: tuple[ReviewedFiling, ...]
    otherwise: int


def reviews(desk: Desk, connection: Connection, form: Form) -> Reviews:
    """What people decided of a form's filings, as far as they were read as most of them were."""
    found = list(_done(desk, connection, form))
    most = Counter(map(_made_from, found)).most_common(1)
    if not most:
        return Reviews(None, (), 0)
    alike = [each for each in found if _made_from(each) == most[0][0]]
    made = tuple(_reviewed(connection, form, each) for each in alike)
    return Reviews(fits_of(alike[0].stored.receipt), made, len(found) - len(alike))


def _done(desk: Desk, connection: Connection, form: Form) -> Iterable[Snapshot]:
    """The first rounds that are over, by the filing's latest extraction."""
    c = t.tasks.c
    query = select(c.id).where(
        c.form == form.name, c.round == Round.FIRST.value, c.state == tasks.DONE
    )
    for task in connection.execute(query.order_by(c.id)).scalars().all():
        yield desk.snapshot(connection, task)


def _made_from(snapshot: Snapshot) -> str:
    return canonical(asdict(fits_of(snapshot.stored.receipt)))


def _reviewed(connection: Connection, form: Form, snapshot: Snapshot) -> ReviewedFiling:
    stored = snapshot.stored
    read = assess(form, stored.readings, stored.policy).fields
    doubted, drawn = _judged(form, snapshot, read)
    row = filings.find_filing(connection, stored.filing)
    return ReviewedFiling(
        filing=stored.filing,
        filer=filer_of(row) if row is not None else stored.filing,
        doubted=_case(read, doubted),
        drawn=_case(read, drawn),
    )


def _judged(
    form: Form, snapshot: Snapshot, read: Mapping[str, FieldResult]
) -> tuple[dict[str, bool], dict[str, bool]]:
    """The leaves that people decided, and whether they were right as read: doubted, drawn.

    The last word on a field counts. One that was drawn stays so, whatever came to be doubted of it
    since; rows that a person added are in no reading and say nothing of any.
    """
    places = Places(form, read)
    right: dict[str, bool] = {}
    by_chance: set[str] = set()
    for entry in in_force(form, snapshot.entries):
        path = places.path(entry_ref(entry)) if entry.action in VALUES else None
        if path is None or path not in read or read[path].schema_path not in form.spec.leaves:
            continue
        compare = form.spec.leaves[read[path].schema_path].leaf.compare
        right[path] = same(compare, read[path].value, entry_cell(entry).value)
        if entry.said.get("origin") == AUDIT:
            by_chance.add(path)
    doubted = {path: each for path, each in right.items() if path not in by_chance}
    return doubted, {path: each for path, each in right.items() if path in by_chance}


def _case(read: Mapping[str, FieldResult], judged: Mapping[str, bool]) -> Case:
    undecided = {
        path: replace(each, reasons=tuple(r for r in each.reasons if r not in OF_DECISIONS))
        for path, each in read.items()
    }
    return Case(undecided, tuple(judged.items()), {})
