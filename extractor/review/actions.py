"""What a person can say of a field, and how it is handed in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from extractor.errors import ExtractorError
from extractor.records import BASELINE, HEADER, LLM, TAGS
from extractor.text.spans import Evidence

LABEL = "label"
"""The reader that says what an imported label says."""


class Round(StrEnum):
    """The rounds of a filing's review."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATION = "adjudication"


class Action(StrEnum):
    """What is said. The log holds all of them, and nothing is ever taken out of it."""

    ACCEPT = "accept"
    CHOOSE_BASELINE = "choose_baseline"
    CHOOSE_LLM = "choose_llm"
    CHOOSE_TAGS = "choose_tags"
    CHOOSE_HEADER = "choose_header"
    CHOOSE_READER = "choose_reader"
    CHOOSE_LABEL = "choose_label"
    EDIT = "edit"
    ABSENT = "absent"
    AS_FILED = "as_filed"
    ADD_ROW = "add_row"
    DROP_ROW = "drop_row"
    COMPLETE_LIST = "complete_list"
    DISPUTE = "dispute"
    ADJUDICATE = "adjudicate"
    REOPEN = "reopen"
    SKIP = "skip"
    UNDO = "undo"
    EXPORT = "export"
    PURGE = "purge"


CHOICES: Mapping[Action, str] = MappingProxyType(
    {
        Action.CHOOSE_BASELINE: BASELINE,
        Action.CHOOSE_LLM: LLM,
        Action.CHOOSE_TAGS: TAGS,
        Action.CHOOSE_HEADER: HEADER,
        Action.CHOOSE_LABEL: LABEL,
    }
)
"""The actions that take the value of one reader, and the reader."""
CHOOSING = frozenset({*CHOICES, Action.CHOOSE_READER})
"""The actions that take a reader's value; CHOOSE_READER is for those that a form of its own has."""

VALUES = CHOOSING | {
    Action.ACCEPT,
    Action.EDIT,
    Action.ABSENT,
    Action.AS_FILED,
    Action.ADJUDICATE,
}
"""The actions that give a leaf its value."""
DECIDING = VALUES | {Action.ADD_ROW, Action.DROP_ROW, Action.COMPLETE_LIST}
"""The actions that take part in the assessment."""


def choosing(reader: str) -> Action:
    """The action that takes a reader's value."""
    named = (action for action, name in CHOICES.items() if name == reader)
    return next(named, Action.CHOOSE_READER)


class BadSubmission(ExtractorError):
    """What was handed in cannot be a decision on this field."""


class Unconfirmed(BadSubmission):
    """A value that stands nowhere in the filing, and was not confirmed."""


@dataclass(frozen=True)
class Typed:
    """A value as a person gives it: typed, or selected in the filing, or both.

    `evidence` is where it was selected; without it the text is looked up in the filing.
    """

    text: str = ""
    evidence: Evidence = ()


@dataclass(frozen=True)
class Submission:
    """One decision, as it is handed in.

    `path` is the field path in the state that the person saw ("deal.classes#3.balance"); for
    ADD_ROW the list's path, for DROP_ROW that of any field of the row. `typed` goes with EDIT, and
    with COMPLETE_LIST in a second opinion: the number of rows. `row` (by leaf name, "" in a list of
    plain texts) goes with ADD_ROW, `checks` with AS_FILED (all failed checks that doubt the field
    where it is empty), `reader` with ADJUDICATE ("first" or "second") and CHOOSE_READER. `choice`
    is the text of the value that is taken from a reader, "" for none; it may be left out where the
    reader has one. `expected` is the text of the value that the person saw, where it matters.
    `confirmed` says that a value is meant although it is nowhere in the filing. `together` names
    the decisions that were confirmed at one go. `request` names the submission: the same one
    handed in twice is booked once. `seconds` is the time spent on it.
    """

    action: Action
    path: str
    typed: Typed = Typed()
    row: Mapping[str, Typed] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    reader: str = ""
    choice: str | None = None
    expected: str | None = None
    confirmed: bool = False
    comment: str = ""
    together: str = ""
    seconds: float = 0.0
    request: str = field(default_factory=lambda: secrets.token_hex(16))
