"""What somebody settled stands: a decision that would write over another's is refused. Pure."""

from extractor.forms.base import Form
from extractor.review.actions import Action, BadSubmission, Round
from extractor.review.desk import Snapshot
from extractor.review.person import entry_ref, in_force
from extractor.review.refs import COMPLETE, FieldRef, list_path, same_field, same_row
from extractor.review.resolving import find_item
from extractor.store.log import Entry
from extractor.store.tasks import OPEN

_ROWS = frozenset({Action.ADD_ROW, Action.DROP_ROW})


class Stands(BadSubmission):
    """What was handed in would write over what another decided, or over what was exported."""


def check_free(snapshot: Snapshot, entry: Entry) -> None:
    """Raise Stands where an entry would write over a decision that is not its reviewer's to change.

    That is another's of the same round (in the first one also a ruling), and any that was exported.
    What waits again, or an adjudicator put up again, may be decided by anyone.
    """
    form, entries = snapshot.form, snapshot.entries
    round_ = Round(entry.round)
    exported = max((each.seq for each in entries if each.action == Action.EXPORT), default=0)
    held = in_force(form, entries) if round_ is Round.FIRST else in_force(form, entries, round_)
    for each in reversed(held):
        fixed = each.reviewer != entry.reviewer or each.seq < exported
        if fixed and _is_over(form, entry, each) and not _is_asked_again(snapshot, entry, each):
            done = "settled" if each.seq > exported else "settled and since exported"
            raise Stands(
                f"{entry.path}: {each.reviewer} has {done} this (entry {each.seq}); it stands "
                "until an adjudicator reopens it"
            )


def _is_over(form: Form, entry: Entry, other: Entry) -> bool:
    """Whether an entry is on what another was on, or has a part in it."""
    mine, theirs = entry_ref(entry), entry_ref(other)
    list_ = list_path(form, mine.path)
    if same_field(form, mine, theirs):
        return True
    if list_ is None or list_path(form, theirs.path) != list_:
        return False
    if entry.action in _ROWS and theirs.path.endswith(COMPLETE):
        return True
    if mine.row is None or theirs.row is None or not same_row(form, list_, mine.row, theirs.row):
        return False
    return entry.action in _ROWS or mine.path in other.said.get("cells", {})


def _is_asked_again(snapshot: Snapshot, entry: Entry, other: Entry) -> bool:
    """Whether what another decided waits for a person, or was put up again since.

    Which rows a list has is put up with the list as a whole.
    """
    form, ref = snapshot.form, entry_ref(entry)
    on_row = entry.action in _ROWS
    if on_row:
        ref = FieldRef(f"{list_path(form, ref.path)}{COMPLETE}")
    since = [e for e in snapshot.entries if e.action == Action.REOPEN and e.seq > other.seq]
    if any(same_field(form, entry_ref(each), ref) for each in since):
        return True
    item = find_item(form, snapshot.items, ref)
    waits = item is not None and item.status == OPEN
    return waits and (not on_row or other.path == ref.path)
