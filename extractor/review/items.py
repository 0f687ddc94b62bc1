"""Which fields wait for a person, and what becomes of the items that there are already. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.forms.base import Form
from extractor.reasons import Reason
from extractor.records import Decision, FieldResult
from extractor.review.desk import item_ref
from extractor.review.order import Estimates
from extractor.review.refs import (
    COMPLETE,
    FieldRef,
    affinity,
    key_text,
    put_row,
    refs_of,
    same_field,
)
from extractor.review.wording import no_words
from extractor.store.codec import canonical, digest, put_value
from extractor.store.tasks import OPEN, RESOLVED, SUPERSEDED, ItemRow

DOUBT, AUDIT = "doubt", "audit"
"""Why a field is looked at: it was not accepted, or it is one of a sample of those that were."""


_TOLD = ("path", "ref", "reasons", "status", "stale", "alike", "around")
"""What must have changed for an item to be written again."""


@dataclass(frozen=True)
class Wanted:
    """A field that waits for a person."""

    ref: FieldRef
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is to be done to a task's items: rows to add, columns to change by item id."""

    add: tuple[Mapping[str, Any], ...]
    change: Mapping[int, Mapping[str, Any]]


def wanted(
    form: Form,
    fields: Mapping[str, FieldResult],
    filing: str,
    estimates: Estimates,
    audit_rate: float = 0.0,
    around: Callable[[FieldResult], str] = no_words,
    items: Iterable[ItemRow] = (),
) -> list[Wanted]:
    """The fields of an assessment that wait: those in review, and a sample of those accepted.

    What waits among the `items` because it was drawn stays so, whatever the rate is now. `around`
    tells the words among which a field's value stands. A field that is computed from others waits
    with them, not for itself.
    """
    refs = refs_of(form, fields)
    waiting = [item_ref(each) for each in items if (each.origin, each.status) == (AUDIT, OPEN)]
    found: list[Wanted] = []
    for path, field in fields.items():
        origin = _origin(field)
        if origin == AUDIT and not (
            _is_drawn(audit_rate, filing, refs[path])
            or any(same_field(form, each, refs[path]) for each in waiting)
        ):
            continue
        if origin:
            estimate = estimates.of(form, field)
            values = {
                "schema_path": field.schema_path,
                "path": path,
                "ref": put_ref(refs[path]),
                "reasons": canonical([reason.value for reason in field.reasons]),
                "origin": origin,
                "blind": False,
                "probability": estimate.probability,
                "weight": estimate.weight,
                "seconds": estimate.seconds,
                "alike": question_of(form, field),
                "around": around(field),
            }
            found.append(Wanted(refs[path], values))
    return found


def plan(
    form: Form, items: Iterable[ItemRow], wanting: Iterable[Wanted], *, later: bool, held: bool
) -> Plan:
    """What is to be done so that exactly the fields that wait have open items.

    An item whose field no longer waits was resolved by what a person said, or superseded where a
    `later` extraction has no doubt of it; while a person holds the task (`held`) such an item stays
    open for them and is only marked; they may still decide it.
    """
    left = list(items)
    add: list[Mapping[str, Any]] = []
    change: dict[int, Mapping[str, Any]] = {}
    for each, item in _matched(form, left, list(wanting)):
        if item is None:
            add.append(each.values)
            continue
        left.remove(item)
        now = {**each.values, "status": OPEN, "stale": False, "decided": None}
        if item.origin == AUDIT and not later:
            # It was drawn by chance, whatever came to be doubted since.
            now["origin"] = AUDIT
        if any(getattr(item, name) != now[name] for name in _TOLD):
            change[item.id] = now
    for item in left:
        if item.status == OPEN and (later or not item.stale):
            change[item.id] = _ended(later, held)
    return Plan(tuple(add), change)


def _matched(
    form: Form, items: Iterable[ItemRow], wanting: Iterable[Wanted]
) -> list[tuple[Wanted, ItemRow | None]]:
    """Each field that waits with its item, the surest pairs first, no item twice."""
    by_path: dict[str, list[ItemRow]] = defaultdict(list)
    for item in items:
        by_path[item.schema_path].append(item)
    fields = list(wanting)
    near = [
        (-surely, at, item.id, item)
        for at, each in enumerate(fields)
        for item in by_path[each.ref.path]
        if (surely := affinity(form, item_ref(item), each.ref))
    ]
    found: dict[int, ItemRow] = {}
    taken: set[int] = set()
    for _, at, identity, item in sorted(near, key=lambda pair: pair[:3]):
        if at not in found and identity not in taken:
            found[at] = item
            taken.add(identity)
    return [(each, found.get(at)) for at, each in enumerate(fields)]


def question_of(form: Form, field: FieldResult) -> str:
    """A hash of what is asked of a field: the same for the same value with the same reasons.

    "" for a list as a whole, which is like no other: its rows are another's.
    """
    if field.path.endswith(COMPLETE):
        return ""
    reasons = sorted(reason.value for reason in field.reasons)
    return digest([form.name, field.schema_path, put_value(field.value), reasons])


def put_ref(ref: FieldRef) -> str:
    """The row of a field's identity as JSON text; the path has a column of its own."""
    return canonical(None if ref.row is None else put_row(ref.row))


def drawn(rate: float, *parts: str) -> bool:
    """Whether a thing is in a sample of this share: by its hash, so always or never."""
    number = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8])
    return number < rate * 2**64


def _ended(later: bool, held: bool) -> Mapping[str, Any]:
    if later and held:
        return {"stale": True}
    return {"status": SUPERSEDED if later else RESOLVED}


def _origin(field: FieldResult) -> str:
    """Why a field may be looked at, "" where it is not."""
    if field.decision is Decision.REVIEW:
        return "" if Reason.SOURCE_IN_REVIEW in field.reasons else DOUBT
    return AUDIT if field.decision is Decision.ACCEPTED else ""


def _is_drawn(rate: float, filing: str, ref: FieldRef) -> bool:
    return bool(rate) and drawn(rate, AUDIT, filing, ref.path, key_text(ref.row))
