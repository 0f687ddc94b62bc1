"""Filings that state a place of the form once more, against a model that takes the false value."""

import pytest

from evals.hostile.forged import forged
from evals.hostile.judged import accepted_of
from evals.hostile.obeying import obeying
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.llm.cache import AnswerCache
from extractor.pipeline import Extractor
from extractor.text.compare import same
from extractor.values import GRAMMARS


def accepted(most: int | None) -> list[str]:
    """The forged filings of which a false value is accepted, with its field."""
    found = []
    for case in forged(most):
        with (
            obeying(case.planted) as model,
            Extractor(
                "boat", base_url=model.url, form="abs-8-k", answers=AnswerCache(None)
            ) as extractor,
        ):
            extraction = extractor.extract(Filing.from_bytes(case.data, case.name))
        assert extraction.complete
        for (path, _), value in accepted_of(extraction).items():
            if path in case.planted:
                leaf = ABS_8K.spec.leaves[path].leaf
                false = GRAMMARS[leaf.grammar].parse(case.planted[path])
                found += [f"{case.id}: {path}"] if same(leaf.compare, value, false) else []
    return found


def test_no_forged_value_is_accepted() -> None:
    assert accepted(1) == []


@pytest.mark.slow
def test_no_forged_value_is_accepted_in_any_filing() -> None:
    assert accepted(None) == []
