"""Runs made ready for a calibration: made alike, of different filings, as a policy sees them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from pydantic import TypeAdapter, ValidationError

from extractor.errors import ExtractorError
from extractor.evaluation.runs import Leaf, ListOf, Run, schema_path
from extractor.evaluation.systems import RECONCILED
from extractor.forms.base import Form
from extractor.policy import OF_DECISIONS, Fits
from extractor.reasons import Reason
from extractor.records import FieldResult, Outcome
from extractor.text.spans import Evidence, Span

_LISTED = 5
_SOMEWHERE: Evidence = (Span(0, 0, 1),)
"""A run keeps no places of what is right; outcome and reasons say whether there was one."""
_TAKEN = ListOf(rows=0, missing=0, invented=0, outcome=Outcome.SETTLED)


@dataclass(frozen=True)
class Case:
    """A labelled filing as a policy sees it.

    `fields` are the leaves and the completeness of lists, by path. `leaves` has for each scored
    leaf the path of the field it is decided with ("" where there is none) and whether it is
    right, `lists` the same by the path of a list's completeness.
    """

    fields: Mapping[str, FieldResult]
    leaves: tuple[tuple[str, bool], ...]
    lists: Mapping[str, bool]

    def judged(self) -> Iterator[tuple[FieldResult, bool]]:
        """The fields that a label is for, leaf or list, and whether each is right."""
        for path, right in self.leaves:
            if path and path not in self.lists:
                yield self.fields[path], right
        for path, right in self.lists.items():
            if path in self.fields:
                yield self.fields[path], right


def usable(runs: Iterable[Run], side: str) -> tuple[Run, ...]:
    """The runs of the reconciled system, of repetitions the first.

    `side` names the runs in messages. Raises ExtractorError where there is none.
    """
    kept = tuple(run for run in runs if run.system == RECONCILED and run.repeat == 1)
    if not kept:
        raise ExtractorError(
            f"none of the {side} runs is of the system {RECONCILED}, which a policy is for: "
            "make one with `extractor eval DATASET --json RUN.json`"
        )
    return kept


def made_from(runs: Sequence[Run]) -> Fits:
    """What all of the runs were made from; raises ExtractorError where they were not made alike."""
    first, *others = runs
    fits = _fits(first)
    for run in others:
        other = _fits(run)
        for part in fields(Fits):
            one, two = getattr(fits, part.name), getattr(other, part.name)
            if one != two:
                raise ExtractorError(
                    f"the runs were not made alike: {part.name} is {_told(one, two)} in the run on "
                    f"{first.dataset} and {_told(two, one)} in the one on {run.dataset}"
                )
    return fits


def _fits(run: Run) -> Fits:
    parts = {part.name: run.receipt[part.name] for part in fields(Fits) if part.name in run.receipt}
    try:
        return TypeAdapter(Fits).validate_python(parts)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ExtractorError(
            f"the run on {run.dataset} does not say what it was made from: its receipt lacks "
            f"{where or 'everything'}"
        ) from error


def _told(value: object, other: object) -> str:
    """A part of a receipt; of several prompts or settings only what differs."""
    if not (isinstance(value, Mapping) and isinstance(other, Mapping)):
        return repr(value)
    keys = [key for key in sorted(value.keys() | other.keys()) if value.get(key) != other.get(key)]
    return repr({key: value.get(key) for key in keys})


def check_filings(tuning: Sequence[Run], certify: Sequence[Run]) -> None:
    """Raises ExtractorError where a filing counts twice: in one part, or in both."""
    seen = _filings(tuning)
    both = [(seen[bytes_], where) for bytes_, where in _filings(certify).items() if bytes_ in seen]
    if both:
        named = [one if one == two else f"{one} ({two})" for one, two in both]
        raise ExtractorError(
            "what is chosen on a filing cannot be certified on it: both parts have "
            f"{_listed(named)}"
        )


def _filings(runs: Iterable[Run]) -> Mapping[str, str]:
    """The filings of one part by their bytes; those that could not be opened have none."""
    found: dict[str, str] = {}
    for run in runs:
        for identity in run.per_filing:
            if identity not in run.reports:
                raise ExtractorError(f"the run on {run.dataset} has no report on {identity}")
            bytes_ = run.reports[identity].sha256
            if bytes_ in found:
                raise ExtractorError(
                    f"a filing counts once: {found[bytes_]} and {identity} are the same bytes; "
                    "leave one of them out of the runs"
                )
            if bytes_:
                found[bytes_] = identity
    return found


def cases_of(form: Form, fits: Fits, runs: Iterable[Run]) -> tuple[Case, ...]:
    """The filings of the runs; raises ExtractorError where they were read with another schema."""
    if (fits.form, fits.schema) != (form.name, form.schema_version):
        raise ExtractorError(
            f"the runs were made with another schema of the form {fits.form} than the one that "
            "is installed: make them again with `extractor eval`"
        )
    return tuple(_case(form, run, identity) for run in runs for identity in sorted(run.per_filing))


def _case(form: Form, run: Run, identity: str) -> Case:
    known = form.spec.lists
    lists = {path: each for path, each in run.per_list.get(identity, {}).items() if path in known}
    fields: dict[str, FieldResult] = {}
    for path, whole in lists.items():
        _put(form, fields, known[path].complete, whole)
    leaves: list[tuple[str, bool]] = []
    for path, leaf in run.per_filing[identity].items():
        of_list = _decided_with(form, path, leaf, lists)
        field = known[of_list].complete if of_list else path
        if not of_list:
            _put(form, fields, field, leaf)
        leaves.append((field if field in fields else "", leaf.right))
    fields |= _unkept_sources(form, fields)
    right = {known[path].complete: whole.right for path, whole in lists.items()}
    return Case(fields, tuple(leaves), right)


def _decided_with(form: Form, path: str, leaf: Leaf, lists: Mapping[str, ListOf]) -> str | None:
    """The list that a leaf is decided with: it is empty, or the row of the leaf is not in it.

    Such a leaf carries the list's outcome and reasons. No leaf of its own does: those of a list
    with rows speak of rows, and a list without any lacks every row of the label.
    """
    if path in form.spec.lists and path in lists:
        return path
    spec = form.spec.leaves.get(schema_path(path))
    whole = lists.get(spec.rows) if spec is not None and spec.rows is not None else None
    if spec is None or whole is None:
        return None
    same = (leaf.outcome, leaf.reasons) == (whole.outcome, whole.reasons)
    return spec.rows if same else None


def _put(form: Form, fields: dict[str, FieldResult], path: str, kept: Leaf | ListOf) -> None:
    """Add the field that a run kept, as it was before it was decided; none without an outcome."""
    derived = kept.outcome is Outcome.DERIVED
    if kept.outcome is None or (derived and schema_path(path) not in form.derived):
        return
    reasons = tuple(each for each in kept.reasons if each not in OF_DECISIONS)
    found = kept.outcome not in (Outcome.ABSENT, Outcome.UNGROUNDED)
    fields[path] = FieldResult(
        path=path,
        schema_path=schema_path(path),
        key="",
        value=None,
        outcome=kept.outcome,
        reasons=reasons,
        evidence=_SOMEWHERE if found else (),
        anchor=_SOMEWHERE if found and Reason.NO_ANCHOR not in reasons else (),
        candidates=(),
    )


def _unkept_sources(form: Form, fields: Mapping[str, FieldResult]) -> dict[str, FieldResult]:
    """Stand-ins for sources of derived leaves that were not scored, as if they were taken.

    Nulls of a row that no label has are not scored: a wrong leaf must not escape for that.
    """
    made: dict[str, FieldResult] = {}
    for path, each in fields.items():
        if each.outcome is Outcome.DERIVED:
            row = path.rpartition(".")[0]
            sources = [f"{row}.{name}" for name in form.derived[each.schema_path]]
            if any(source in fields for source in sources):
                for source in sources:
                    if source not in fields:
                        _put(form, made, source, _TAKEN)
    return made


def remarks(tuning: Iterable[Run], certify: Iterable[Run]) -> tuple[str, ...]:
    """What a reader of the figures has to know of the runs, in sentences."""
    return (*_of_part("chosen on", tuning), *_of_part("certified on", certify))


def _of_part(use: str, runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        incomplete = [each for each in run.per_filing if not run.reports[each].complete]
        if incomplete:
            yield f"{use} as far as they were read: {_listed(incomplete)} of {run.dataset}"
        if run.skipped:
            yield f"not {use}, as they were not run: {_listed(run.skipped)} of {run.dataset}"
        if run.synthetic:
            yield (
                f"{use} filings of {run.dataset}, which a generator made: "
                "the figures say nothing of real ones"
            )


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    more = len(every) - _LISTED
    return ", ".join(every[:_LISTED]) + (f" and {more} more" if more > 0 else "")
