"""Filings that state a place of the form once more, against a model that takes the false value."""

from collections.abc import Iterable

import pytest

from evals.hostile.forged import Forged, forged
from evals.hostile.judged import accepted_of
from evals.hostile.obeying import obeying
from extractor.filing.model import Filing
from extractor.forms.abs_8k.form import ABS_8K
from extractor.llm.cache import AnswerCache
from extractor.pipeline import Extractor
from extractor.text.compare import same
from extractor.values import GRAMMARS

GARBLED = "prairie-gate-1996-2"
"""Its dates are printed as "June l, l996", which is none: beside a false one they are not seen."""


def accepted(cases: Iterable[Forged]) -> set[str]:
    """The forged filings of which a false value is accepted, with its field."""
    found = set()
    for case in cases:
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
                found |= {f"{case.id}: {path}"} if same(leaf.compare, value, false) else set()
    return found


def test_no_forged_value_is_accepted() -> None:
    assert accepted(forged(1)) == set()


@pytest.mark.slow
def test_no_forged_value_is_accepted_in_any_filing_that_can_be_read() -> None:
    assert accepted(each for each in forged() if not each.id.startswith(GARBLED)) == set()


@pytest.mark.slow
@pytest.mark.xfail(reason="a date that is no longer one contradicts no other", strict=True)
def test_a_false_date_beside_a_garbled_one_is_not_accepted() -> None:
    assert accepted(each for each in forged() if each.id.startswith(GARBLED)) == set()
