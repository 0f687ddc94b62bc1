"""Which of several candidates for one field is the best, and what is weak about it. Pure."""

from extractor.reasons import Reason
from extractor.records import BASELINE, HEADER, LLM, PERSON, TAGS, Candidate

PREFERENCE = {PERSON: 0, BASELINE: 1, TAGS: 2, HEADER: 3, LLM: 4}
"""Whose value is taken where nothing else tells two apart; the others come after."""


def worth(candidate: Candidate) -> tuple[bool, bool, int]:
    """Smaller is better: without a problem, anchored, from the reader preferred."""
    return (
        candidate.problem is not None,
        not candidate.anchor,
        PREFERENCE.get(candidate.reader, len(PREFERENCE)),
    )


def weaknesses(best: Candidate) -> tuple[Reason, ...]:
    """What a field has against it whose value is this candidate's."""
    found = [best.problem] if best.problem else []
    if not best.anchor and best.problem is not Reason.NOT_IN_ITS_ROW:
        found.append(Reason.NO_ANCHOR)
    return tuple(found)


def is_live(candidate: Candidate) -> bool:
    """Whether a candidate has a value that stands in the text, and is an answer for its field."""
    rival = candidate.problem is Reason.STATED_TWICE
    return candidate.value is not None and bool(candidate.evidence) and not rival
