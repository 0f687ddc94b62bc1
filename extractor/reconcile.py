"""Reconciling the readers' answers, field by field. Pure.

Agreement is evidence, disagreement is work for a person. A person's answer wins. The value of a
field is its best grounded one, whatever is decided of it later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from extractor.forms.base import Form
from extractor.forms.schema import ListSpec
from extractor.reasons import Reason
from extractor.records import (
    BASELINE,
    CUES,
    HEADER,
    LLM,
    PERSON,
    TAGS,
    Candidate,
    FieldResult,
    ListReading,
    Outcome,
    Reading,
)
from extractor.rows import RowGroup, pair_rows
from extractor.text.compare import Comparison, identity
from extractor.worth import PREFERENCE, is_live, weaknesses, worth

_ONLY = {
    BASELINE: Outcome.BASELINE_ONLY,
    LLM: Outcome.LLM_ONLY,
    TAGS: Outcome.DECLARED_ONLY,
    HEADER: Outcome.DECLARED_ONLY,
}
"""The outcome of a value that one reader alone supports."""


def reconcile(form: Form, readings: Iterable[Reading]) -> dict[str, FieldResult]:
    """Every field of the form by its path, in the order of the schema; none is decided yet."""
    ordered = _ranked([_sorted(each) for each in readings])
    said: defaultdict[str, list[Candidate]] = defaultdict(list)
    for reading in ordered:
        for each in reading.candidates:
            said[each.path].append(each)
    fields: dict[str, FieldResult] = {}
    done: set[str] = set()
    for path, leaf in form.spec.leaves.items():
        if leaf.rows is None:
            fields[path] = _field(form, path, path, "", said[path])
        elif leaf.rows not in done:
            done.add(leaf.rows)
            fields.update(_list(form, form.spec.lists[leaf.rows], ordered, said))
    return fields


def _ranked(readings: Sequence[Reading]) -> list[Reading]:
    """The readings by their readers; several of one reader by what they say."""
    several = len({each.reader for each in readings}) < len(readings)
    return sorted(readings, key=_rank_in_full if several else _rank)


def _rank(reading: Reading) -> tuple[object, ...]:
    return PREFERENCE.get(reading.reader, len(PREFERENCE)), reading.reader


def _rank_in_full(reading: Reading) -> tuple[object, ...]:
    said = [_order(each) for each in reading.candidates]
    return *_rank(reading), said, repr((reading.lists, reading.rows))


def _sorted(reading: Reading) -> Reading:
    """Candidates in an order that does not depend on how they arrived."""
    return replace(
        reading,
        candidates=tuple(sorted(reading.candidates, key=_order)),
        lists=tuple(sorted(reading.lists, key=_list_order)),
        rows=tuple(sorted(reading.rows, key=repr)),
    )


def _order(each: Candidate) -> tuple[object, ...]:
    row = -1 if each.row is None else each.row
    place = each.path, row, each.evidence, each.quote
    return *place, str(each.value), each.anchor, each.occurrences, str(each.problem)


def _list_order(each: ListReading) -> tuple[object, ...]:
    return each.path, each.rows, str(each.accounted), str(each.reason), each.evidence


def _field(
    form: Form, path: str, schema_path: str, key: str, candidates: Sequence[Candidate]
) -> FieldResult:
    comparison = form.spec.leaves[schema_path].leaf.compare
    outcome, reasons, best = _resolve(comparison, candidates)
    if outcome is Outcome.LLM_ONLY and _is_roleless(form, schema_path, reasons):
        outcome, best = Outcome.UNGROUNDED, None
    if best is not None and _has_rival(comparison, best, candidates):
        reasons = (*reasons, Reason.STATED_TWICE)
    if best is not None and outcome is Outcome.BASELINE_ONLY and schema_path in form.derived:
        outcome, reasons = Outcome.DERIVED, (Reason.DERIVED_VALUE, *weaknesses(best))
    return FieldResult(
        path=path,
        schema_path=schema_path,
        key=key,
        value=best.value if best else None,
        outcome=outcome,
        reasons=reasons,
        evidence=best.evidence if best else (),
        anchor=best.anchor if best else (),
        candidates=tuple(candidates),
    )


def _is_roleless(form: Form, path: str, reasons: Collection[Reason]) -> bool:
    """Whether of what the model alone says nothing near it gives it its role, where one is needed.

    Neither has what stands in another row a role in this one. Where the other reader says that
    nothing is stated, it stays a candidate for a person to see.
    """
    if Reason.OTHER_SAYS_NONE not in reasons:
        return False
    anchor = form.anchors.get(path)
    needed = anchor is not None and anchor.wording is not None
    return Reason.NOT_IN_ITS_ROW in reasons or (needed and Reason.NO_ANCHOR in reasons)


def _has_rival(comparison: Comparison, best: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether the text fills the field's place once more, with another value than this one.

    Which of them counts, a person says, and the header of the submission, which is not the text's.
    """
    rivals = [each for each in candidates if each.problem is Reason.STATED_TWICE]
    if not rivals:
        return False
    own = identity(comparison, best.value)
    told = any(
        each.reader in (PERSON, HEADER)
        and is_live(each)
        and identity(comparison, each.value) == own
        for each in candidates
    )
    return not told and any(identity(comparison, each.value) != own for each in rivals)


_SUPPORTS_NONE = (Reason.NOT_IN_ITS_ROW, Reason.ADDRESSED)


def _resolve(
    comparison: Comparison, candidates: Sequence[Candidate]
) -> tuple[Outcome, tuple[Reason, ...], Candidate | None]:
    settled = [each for each in candidates if each.reader == PERSON]
    if settled:
        return Outcome.SETTLED, (Reason.PERSON,), settled[-1]
    live = [each for each in candidates if is_live(each)]
    if not live:
        return _nothing(candidates)
    if _is_uncaptioned(candidates, live):
        return Outcome.UNGROUNDED, (Reason.NO_CUE,), None
    groups: dict[str, list[Candidate]] = {}
    for each in live:
        groups.setdefault(identity(comparison, each.value), []).append(each)
    # A value that stands nowhere in the text supports none: it may have been guessed. Neither does
    # one that stands in another row.
    supporters = {
        same: {each.reader for each in group if each.problem not in _SUPPORTS_NONE}
        for same, group in groups.items()
    }
    best_same = min(
        groups, key=lambda same: (-len(supporters[same]), min(map(worth, groups[same])))
    )
    best = min(groups[best_same], key=worth)
    reasons = weaknesses(best)
    if len(groups) > 1:
        return Outcome.CONFLICT, (_difference(live), *reasons), best
    if len(supporters[best_same]) > 1:
        return Outcome.AGREE, (Reason.READERS_AGREE, *reasons), best
    outcome = _ONLY.get(best.reader, Outcome.BASELINE_ONLY)
    return outcome, (*_silence(best, candidates), *reasons), best


def _is_uncaptioned(candidates: Sequence[Candidate], live: Sequence[Candidate]) -> bool:
    """Whether a value is the model's alone, of which the baseline says that there is none.

    It counts for nothing where the wording is missing without which filings do not state it.
    """
    missing = any(each.problem is Reason.NO_CUE for each in candidates)
    denied = any(each.reader == BASELINE and each.value is None for each in candidates)
    return missing and denied and {each.reader for each in live} == {LLM}


def _nothing(
    candidates: Sequence[Candidate],
) -> tuple[Outcome, tuple[Reason, ...], Candidate | None]:
    """No reader has a value that is in the text."""
    if any(each.problem is Reason.NO_CUE for each in candidates):
        return Outcome.ABSENT, (Reason.NO_CUE,), None
    candidates = [each for each in candidates if each.reader != CUES]
    quoted = [each for each in candidates if each.quote]
    if quoted:
        reasons = (each.problem or Reason.NOT_IN_TEXT for each in quoted)
        return Outcome.UNGROUNDED, tuple(dict.fromkeys(reasons)), None
    readers = {each.reader for each in candidates}
    if len(readers) > 1:
        return Outcome.ABSENT, (Reason.BOTH_SAY_NONE,), None
    return Outcome.ABSENT, (Reason.ONE_READER if readers else Reason.NOT_READ,), None


def _difference(live: Sequence[Candidate]) -> Reason:
    several = len({each.reader for each in live}) > 1
    return Reason.READERS_DIFFER if several else Reason.SELF_CONTRADICTION


def _silence(best: Candidate, candidates: Sequence[Candidate]) -> tuple[Reason, ...]:
    """Why no other reader supports the value."""
    others = [each for each in candidates if each.reader not in (best.reader, CUES)]
    if not others:
        uncued = any(each.problem is Reason.NO_CUE for each in candidates)
        return (Reason.NO_CUE,) if uncued else (Reason.ONE_READER,)
    quoted = [each for each in others if each.quote]
    if not quoted:
        return (Reason.OTHER_SAYS_NONE,)
    return (quoted[0].problem or Reason.NOT_IN_TEXT,)


def _list(
    form: Form,
    spec: ListSpec,
    readings: Sequence[Reading],
    said: Mapping[str, Sequence[Candidate]],
) -> dict[str, FieldResult]:
    statements = [each for reading in readings for each in reading.lists if each.path == spec.path]
    groups = [group for group in pair_rows(form, spec, readings) if not group.dropped]
    kept, dropped = _rows(spec, groups, statements)
    everywhere = {path: [each for each in said[path] if each.row is None] for path in spec.leaves}
    fields: dict[str, FieldResult] = {}
    for number, group in enumerate(kept, start=1):
        row = _row(form, spec, f"{spec.path}#{number}", group, everywhere)
        fields.update(row)
    if len(spec.leaves) == 1 and _marks(statements) > len(kept):
        # Nothing but their place tells such values apart: the one left over may be the right one.
        fields = {
            path: replace(each, reasons=(*each.reasons, Reason.ROWS_LEFT_OVER))
            for path, each in fields.items()
        }
    fields[spec.complete] = _completeness(spec, kept, dropped, statements)
    return fields


def _rows(
    spec: ListSpec, groups: Sequence[RowGroup], statements: Sequence[ListReading]
) -> tuple[list[RowGroup], list[RowGroup]]:
    """The rows that belong to the record, and those that are left to a person.

    Where the baseline has rows and the text's marks of rows are counted, each row that the model
    alone has must have a mark that no other row uses up.
    """
    rows = [group for group in groups if _is_row(spec, group, statements)]
    alone = [group for group in rows if set(group.readers) == {LLM}]
    marks = [each.rows for each in statements if each.reader == CUES and each.reason is None]
    if marks and any(BASELINE in group.readers for group in rows):
        room = max(marks) - (len(rows) - len(alone))
        beyond = set(alone[max(0, room) :])
        rows = [group for group in rows if group not in beyond]
    kept = set(rows)
    return rows, [group for group in groups if group not in kept]


def _is_row(spec: ListSpec, group: RowGroup, statements: Sequence[ListReading]) -> bool:
    """Whether a row may belong to the record.

    A row that only a model has is left to a person where the baseline has used every row there
    is, where nothing gives it its role, and where it is no more than a key; a row that stands
    nowhere in the text is no row, and what is declared beside the text makes none without its key.
    """
    if group.readers.get(PERSON) or BASELINE in group.readers:
        return True
    if LLM not in group.readers and not any(
        each.evidence for path in spec.key for each in group.candidates(path)
    ):
        return False
    read = [each for each in statements if each.reader == BASELINE]
    if read and set(group.readers) == {LLM} and not _has_role(spec, group):
        return False
    proven = any(each.accounted for each in read)
    return group.is_grounded and not proven and not _is_bare(spec, group)


def _has_role(spec: ListSpec, group: RowGroup) -> bool:
    """Whether something near a row's key says that it is one of the list."""
    return any(each.anchor for path in spec.key for each in group.candidates(path))


def _is_bare(spec: ListSpec, group: RowGroup) -> bool:
    """Whether a row has nothing but its key, where rows of the list state more."""
    others = [path for path in spec.leaves if path not in spec.key]
    stated = (each.value for path in others for each in group.candidates(path))
    return bool(others) and all(value is None for value in stated)


def _row(
    form: Form,
    spec: ListSpec,
    row: str,
    group: RowGroup,
    everywhere: Mapping[str, Sequence[Candidate]],
) -> dict[str, FieldResult]:
    fields = {}
    key = ""
    for path in (*spec.key, *(leaf for leaf in spec.leaves if leaf not in spec.key)):
        name = path[len(spec.path) :]
        found = [*group.candidates(path), *everywhere[path]]
        result = _field(form, f"{row}{name}", path, key, found)
        if path in spec.key and result.value is not None:
            key = f"{key} {result.value}".strip()
        one = len(group.readers) == 1 and result.outcome is not Outcome.SETTLED
        if one and path in spec.key and result.value is not None:
            result = replace(result, reasons=(*result.reasons, Reason.ROW_FROM_ONE_READER))
        fields[path] = result
    return {
        each.path: each if each.key == key else replace(each, key=key)
        for each in (fields[path] for path in spec.leaves)
    }


def _completeness(
    spec: ListSpec,
    kept: Sequence[RowGroup],
    dropped: Sequence[RowGroup],
    statements: Sequence[ListReading],
) -> FieldResult:
    outcome, reasons = _list_outcome(kept, dropped, statements)
    left_out = tuple(
        each for group in dropped for path in spec.key for each in group.candidates(path)
    )
    place = next((each.evidence for each in statements if each.evidence), ())
    return FieldResult(
        path=spec.complete,
        schema_path=spec.complete,
        key="",
        value=len(kept),
        outcome=outcome,
        reasons=reasons,
        evidence=place,
        anchor=(),
        candidates=left_out,
    )


def _proof(kept: int, statements: Sequence[ListReading]) -> Reason:
    """Whether rows were left out: as the readers say, and by the rows' marks in the text."""
    said = [each.accounted for each in statements if each.accounted is not None]
    if _marks(statements) > kept or not all(said):
        return Reason.ROWS_LEFT_OVER
    return Reason.ROWS_ACCOUNTED if said else Reason.ROWS_UNPROVEN


def _marks(statements: Sequence[ListReading]) -> int:
    """How many rows have their marks in the text."""
    return max((each.rows for each in statements if each.reader == CUES), default=0)


def _list_outcome(
    kept: Sequence[RowGroup], dropped: Sequence[RowGroup], statements: Sequence[ListReading]
) -> tuple[Outcome, tuple[Reason, ...]]:
    if any(each.reader == PERSON and each.accounted for each in statements):
        return Outcome.SETTLED, (Reason.PERSON,)
    readers = {each.reader for each in statements if each.reader != CUES}
    why = tuple(dict.fromkeys(each.reason for each in statements if each.reason is not None))
    grounded = [group for group in dropped if group.is_grounded]
    if not readers and not why:
        return Outcome.ABSENT, (Reason.NOT_READ,)
    rows = _proof(len(kept), statements)
    if not kept and not grounded:
        if rows is Reason.ROWS_LEFT_OVER:
            return Outcome.ABSENT, (Reason.ROWS_LEFT_OVER, *why)
        both = (Reason.BOTH_SAY_NONE,) if len(readers) > 1 and not dropped else ()
        return Outcome.ABSENT, (*why, *both) or (Reason.ONE_READER,)
    if grounded or any(set(group.readers) & readers != readers for group in kept):
        return Outcome.CONFLICT, (Reason.LIST_DIFFERS, rows, *why)
    if len(readers) > 1:
        return Outcome.AGREE, (Reason.READERS_AGREE, rows, *why)
    only = Outcome.LLM_ONLY if readers == {LLM} else Outcome.BASELINE_ONLY
    return only, (Reason.ONE_READER, rows, *why)
