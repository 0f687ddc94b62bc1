"""What a smaller model would add as a third reader, leaf by leaf. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.evaluation.runs import Leaf, Run, is_extra, schema_path
from extractor.evaluation.systems import RECONCILED
from extractor.forms.base import Form
from extractor.records import BASELINE, LLM
from extractor.text.compare import identity


@dataclass(frozen=True)
class Third:
    """Labelled leaves: those in which the two readers differ, and those that wait for a person.

    Of those that `differ`, `with_baseline` and `with_model` are those in which the third reader
    has the value of the one or of the other, and of the latter `with_none` those in which both
    have none. Of those that `wait`, `apart` are those in which the two differ, of these `settled`
    those in which the third sides with one of them, and of these `wrong` those in which that one
    is not right.
    """

    leaves: int
    differ: int
    with_baseline: int
    with_model: int
    with_none: int
    wait: int
    apart: int
    settled: int
    wrong: int


@dataclass(frozen=True)
class _Said:
    """What the baseline, the model and the third reader have of one leaf, and whether it waits."""

    values: tuple[str | None, ...]
    right: tuple[bool, ...]
    waits: bool

    @property
    def differ(self) -> bool:
        return self.values[0] != self.values[1]

    @property
    def sided(self) -> int | None:
        """With which of the two the third sides, where they differ."""
        third = self.values[2]
        return self.values.index(third) if self.differ and third in self.values[:2] else None


def third(form: Form, runs: Mapping[str, Run], reader: Run) -> Third:
    """What a third reader says beside the runs of the two, and of both together."""
    said = list(_said(form, runs[RECONCILED], (runs[BASELINE], runs[LLM], reader)))
    waiting = [each for each in said if each.waits]
    settled = [each.right[each.sided] for each in waiting if each.sided is not None]
    return Third(
        leaves=len(said),
        differ=sum(each.differ for each in said),
        with_baseline=sum(each.sided == 0 for each in said),
        with_model=sum(each.sided == 1 for each in said),
        with_none=sum(each.sided == 1 and each.values[1] is None for each in said),
        wait=len(waiting),
        apart=sum(each.differ for each in waiting),
        settled=len(settled),
        wrong=settled.count(False),
    )


def _said(form: Form, decided: Run, readers: Sequence[Run]) -> Iterator[_Said]:
    """The labelled leaves that all were scored on; rows of no label pair with nothing."""
    for filing, leaves in decided.per_filing.items():
        for path, leaf in leaves.items():
            said = [run.per_filing.get(filing, {}).get(path) for run in readers]
            found = [each for each in said if each is not None]
            if not is_extra(path) and len(found) == len(readers):
                values = tuple(_value(form, path, each) for each in found)
                yield _Said(values, tuple(each.right for each in found), not leaf.accepted)


def _value(form: Form, path: str, leaf: Leaf) -> str | None:
    """What is equal for those predictions that are the same; None for none."""
    if leaf.predicted is None or isinstance(leaf.predicted, list):
        return None
    spec = form.spec.leaves.get(schema_path(path))
    return identity(spec.leaf.compare, leaf.predicted) if spec else str(leaf.predicted)
