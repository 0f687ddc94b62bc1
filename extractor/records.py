"""The records that cross from one stage to the next: frozen and typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from extractor.reasons import SENTENCES, Reason
from extractor.text.spans import Evidence

Value = str | int | Decimal | date
"""A typed value of a leaf; None, where it is allowed, means that the filing states none."""


PERSON, BASELINE, LLM, CUES = "person", "baseline", "llm", "cues"
TAGS, HEADER = "tags", "header"
"""The readers. `tags` (inline XBRL) and `header` (of a submission) are what a filing declares
beside its text. `cues` reads no value: it tells which wordings the text lacks, and so what it
cannot state, and how many rows of a list have their marks in the text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reader's answer for one leaf, with its evidence.

    `path` is the path in the schema, without row ids ("deal.classes.balance"); `row` is the
    reader's own number of the row, None outside lists. `value` None with an empty `quote` says
    "the filing states none"; with a quote it says that the quote could not be read (`problem`).
    `evidence` is () where the quote is not in the text, `anchor` () where nothing near it gives
    it its role. `occurrences` counts the places at which the quote stands.
    """

    reader: str
    path: str
    row: int | None
    quote: str
    value: Value | None
    evidence: Evidence = ()
    anchor: Evidence = ()
    occurrences: int = 0
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one reader says of a whole list.

    `accounted` is True where the reader proved that it left out no row of the place it read
    (every line of the table used), False where something was left over, None where it cannot
    tell. `reason` says why a list is empty; `evidence` is the place that shows it.
    """

    reader: str
    path: str
    rows: int
    accounted: bool | None = None
    reason: Reason | None = None
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class RowMark:
    """Which row of a list a reader's candidates with this `row` number mean.

    It says so by the values of the row's `key` leaves and by the `places` where they stand, without
    being an answer for the key: a person who corrects one cell says nothing of the others, and one
    who corrects the key still means the same row. `dropped` says that it is no row of the list.
    """

    path: str
    row: int
    key: tuple[Value | None, ...] = ()
    places: Evidence = ()
    dropped: bool = False


@dataclass(frozen=True)
class Reading:
    """All that one reader says of a filing; a path it says nothing of, it has not read.

    `as_filed` names the checks whose failure a person declared to be true of the filing itself.
    """

    reader: str
    candidates: tuple[Candidate, ...]
    lists: tuple[ListReading, ...] = ()
    rows: tuple[RowMark, ...] = ()
    as_filed: tuple[str, ...] = ()


class Outcome(StrEnum):
    """How the readers' answers for one field relate."""

    AGREE = "agree"
    LLM_ONLY = "llm_only"
    BASELINE_ONLY = "baseline_only"
    DECLARED_ONLY = "declared_only"
    CONFLICT = "conflict"
    UNGROUNDED = "ungrounded"
    ABSENT = "absent"
    DERIVED = "derived"
    SETTLED = "settled"


class Decision(StrEnum):
    """What becomes of a field: taken without a person, sent to one, or settled by one."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    SETTLED = "settled"


_DECIDED = {
    Decision.ACCEPTED: "Accepted",
    Decision.REVIEW: "Sent to review",
    Decision.SETTLED: "Settled",
}


@dataclass(frozen=True)
class FieldResult:
    """One field of an extraction.

    `path` carries row ids ("exhibits#2.description"); `schema_path` does not. `key` is the key
    of the row ("99.1"), "" outside lists. `value` is the best grounded value, None where there is
    none. A list has a field `LIST#complete` whose value is the number of rows.
    """

    path: str
    schema_path: str
    key: str
    value: Value | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    evidence: Evidence
    anchor: Evidence
    candidates: tuple[Candidate, ...]
    decision: Decision = Decision.REVIEW

    def why(self) -> str:
        """Why the field has its decision, in plain sentences."""
        said = " ".join(SENTENCES[reason] for reason in self.reasons)
        return f"{_DECIDED[self.decision]}. {said}".rstrip()


class CheckStatus(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class CheckResult:
    """One rule applied to a record.

    `doubts` are the paths that a failure makes doubtful, `confirms` those that a success proves.
    A finding is true of the filing itself (it announces ten classes and names eight) and doubts
    nothing. `message` is a sentence with the figures; `hint` a possible repair, never applied.
    """

    name: str
    status: CheckStatus
    message: str
    doubts: tuple[str, ...] = ()
    confirms: tuple[str, ...] = ()
    hint: str = ""


class ChunkStatus(StrEnum):
    """How asking about one chunk ended; `spared`: what it feeds was accepted without a model."""

    OK = "ok"
    EMPTY = "empty"
    SPARED = "spared"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def accounted(self) -> bool:
        """Whether nothing is missing for it."""
        return self in (ChunkStatus.OK, ChunkStatus.EMPTY, ChunkStatus.SPARED)


@dataclass(frozen=True)
class Usage:
    """What the model cost: calls, tokens (re-asks included), answers taken from the cache."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_calls: int = 0
    seconds: float = field(default=0.0, compare=False)

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_calls + other.cached_calls,
            self.seconds + other.seconds,
        )


@dataclass(frozen=True)
class ChunkReport:
    """What became of one question about one chunk; `detail` says why it failed or who was spared.

    `cost` is what the answer cost when it was given, also where it came from a store now.
    """

    question: str
    status: ChunkStatus
    detail: str = ""
    evidence: Evidence = ()
    cost: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Receipt:
    """What an extraction was made from: enough to derive its decisions again without a model.

    `text_only` says that what a filing declares beside its text was left unread.
    """

    filing: str
    form: str
    schema: str
    prompts: Mapping[str, str]
    policy: str
    package: str
    model: str
    sampling: Mapping[str, object] = field(default_factory=dict)
    answers: str = ""
    text_only: bool = False
