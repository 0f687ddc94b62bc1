"""What a person can say of a field, and how it is handed in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from extractor.errors import ExtractorError
from extractor.records import BASELINE, LLM
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
    {Action.CHOOSE_BASELINE: BASELINE, Action.CHOOSE_LLM: LLM, Action.CHOOSE_LABEL: LABEL}
)
"""The actions that take a reader's value, and the reader."""

VALUES = frozenset(
    {Action.ACCEPT, *CHOICES, Action.EDIT, Action.ABSENT, Action.AS_FILED, Action.ADJUDICATE}
)
"""The actions that give a leaf its value."""
DECIDING = VALUES | {Action.ADD_ROW, Action.DROP_ROW, Action.COMPLETE_LIST}
"""The actions that take part in the assessment."""


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
    ADD_ROW the list's path, for DROP_ROW that of any field of the row. `typed` goes with EDIT,
    `row` (by leaf name, "" in a list of plain texts) with ADD_ROW, `checks` with AS_FILED (all
    failed checks that doubt the field where it is empty), `reader` with ADJUDICATE ("first" or
    "second"). `expected` is the text of the value that the person saw, where it matters.
    `confirmed` says that a value is meant although it is nowhere in the filing. `request` names
    the submission: the same one handed in twice is booked once. `seconds` is the time spent on it.
    """

    action: Action
    path: str
    typed: Typed = Typed()
    row: Mapping[str, Typed] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    reader: str = ""
    expected: str | None = None
    confirmed: bool = False
    comment: str = ""
    seconds: float = 0.0
    request: str = field(default_factory=lambda: secrets.token_hex(16))
