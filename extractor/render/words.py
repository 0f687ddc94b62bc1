"""The words that every rendering shares: values, reasons, completeness and cost."""

from decimal import Decimal

from extractor.extraction import Extraction
from extractor.forms.schema import SchemaSpec
from extractor.reasons import Reason
from extractor.records import (
    CheckStatus,
    ChunkReport,
    Decision,
    FieldResult,
    Usage,
    Value,
)

TAKEN = (Decision.ACCEPTED, Decision.SETTLED)
"""The decisions whose values may be used without another look."""

_QUOTED = 48


def shown(value: Value | None) -> str:
    """A value as text: decimals in full, dates in ISO form, "" for none."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def displayed(spec: SchemaSpec, path: str, value: Value | None) -> str:
    """A value as text for reading only: money with its thousands apart.

    `path` is the schema path of its leaf.
    """
    leaf = spec.leaves.get(path)
    if leaf is not None and leaf.leaf.grammar == "money" and isinstance(value, Decimal):
        return format(value, ",f")
    return shown(value)


def tidy(text: str, most: int | None = None) -> str:
    """The text on one line, harmless to a terminal, cut after `most` characters.

    Characters that a terminal would obey instead of show (escapes, marks that turn the reading
    direction) become U+FFFD.
    """
    line = " ".join("".join(map(_harmless, text)).split())
    return line if most is None or len(line) <= most else f"{line[: most - 1].rstrip()}…"


def label(field: FieldResult) -> str:
    """The path of a field with the key of its row: `exhibits#2.description [99.1]`."""
    return f"{field.path} [{field.key}]" if field.key else field.path


def short(reason: Reason) -> str:
    """A reason in two or three words."""
    return reason.value.replace("_", " ")


def why(field: FieldResult, extraction: Extraction) -> str:
    """Why a field has its decision: its reasons, the checks that doubt it, its anchor."""
    said = [_said(reason, field, extraction) for reason in field.reasons]
    if field.anchor:
        said.append(f"anchored by '{tidy(extraction.filing.quote(field.anchor), _QUOTED)}'")
    return "; ".join(said)


def unfinished(extraction: Extraction) -> tuple[ChunkReport, ...]:
    """The questions that were not answered."""
    return tuple(chunk for chunk in extraction.chunks if not chunk.status.accounted)


def unanswered(chunk: ChunkReport) -> str:
    """What became of a question that was not answered: `cover: failed: the endpoint is gone`."""
    return ": ".join(filter(None, (chunk.question, chunk.status.value, chunk.detail)))


def incompleteness(extraction: Extraction) -> str:
    """A sentence on what is missing; "" for a complete extraction."""
    if extraction.complete:
        return ""
    missing = unfinished(extraction)
    asked = counted(len(extraction.chunks), "question")
    first = tidy(unanswered(missing[0]), 300)
    return f"incomplete: {len(missing)} of {asked} without an answer ({first})"


def tally(extraction: Extraction) -> str:
    """How many fields are accepted and to review, and whether the extraction is complete."""
    decisions = [field.decision for field in extraction.fields.values()]
    parts = [f"{decisions.count(Decision.ACCEPTED)} accepted"]
    if Decision.SETTLED in decisions:
        parts.append(f"{decisions.count(Decision.SETTLED)} settled")
    parts.append(f"{decisions.count(Decision.REVIEW)} to review")
    parts.append("complete" if extraction.complete else "INCOMPLETE")
    if extraction.spared:
        parts.append(f"{counted(extraction.spared, 'question')} not asked")
    return ", ".join(parts)


def cost(usage: Usage) -> str:
    """What the model cost: calls, tokens, seconds."""
    if usage == Usage():
        return "no model call"
    calls = counted(usage.calls, "call")
    if usage.cached_calls:
        calls += f" and {usage.cached_calls:,} from the cache"
    tokens = f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens"
    return f"{calls}, {tokens}, {usage.seconds:.1f} s"


def assurance(extraction: Extraction) -> str:
    """The policy, and whether what it accepted carries an error bound."""
    assessment = extraction.assessment
    if assessment.certified:
        return f"policy {assessment.policy}, {assessment.bound}"
    return (
        f"policy {assessment.policy}: uncertified, no error bound; calibrate one on labelled "
        "filings and give it with --policy FILE"
    )


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 call`, `1,200 calls`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _said(reason: Reason, field: FieldResult, extraction: Extraction) -> str:
    if reason is not Reason.CHECK_DOUBTS:
        return short(reason)
    names = [
        check.name
        for check in extraction.checks
        if check.status is CheckStatus.FAILED and field.path in check.doubts
    ]
    return f"{short(reason)} ({', '.join(names)})" if names else short(reason)


def _harmless(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\ufffd"
