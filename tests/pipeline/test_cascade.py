"""The cascade in an extraction: what is not asked, where it is told, and when it is off."""

from collections.abc import Callable, Iterator

import pytest

from extractor import Extraction, Extractor, Filing, Settings
from extractor.policy import AGREEMENT, Policy, fits_of
from extractor.records import ChunkStatus, Outcome
from extractor.render.words import tally
from tests.stand_in import StandIn, stating_nothing

LONE = Policy(
    name="lone", accepts=frozenset({Outcome.AGREE, Outcome.ABSENT, Outcome.BASELINE_ONLY})
)
"""Takes what one reader alone says: no policy to have, but one that settles without a model."""


@pytest.fixture
def extract(made: Callable[[str], Filing]) -> Iterator[Callable[..., tuple[Extraction, int]]]:
    """Extracts a filing, always at one endpoint; how many questions were put comes with it."""
    with StandIn(stating_nothing) as stand_in:

        def run(policy: Policy, *, cascade: bool) -> tuple[Extraction, int]:
            before = stand_in.calls
            settings = Settings(
                cache=False, attempts=1, cascade=cascade, base_url=stand_in.url, model="boat"
            )
            with Extractor(policy=policy, form="8-k", settings=settings) as extractor:
                extraction = extractor.extract(made("HERON YARD, INC."))
            return extraction, stand_in.calls - before

        yield run


def test_what_is_accepted_anyway_is_not_asked(
    extract: Callable[..., tuple[Extraction, int]],
) -> None:
    plain, all_calls = extract(LONE, cascade=False)
    spared, calls = extract(LONE, cascade=True)
    assert 0 < spared.spared == all_calls - calls
    assert spared.complete
    assert plain.spared == 0
    assert "not asked" in tally(spared)
    asked = {each.question for each in spared.chunks if each.status is not ChunkStatus.SPARED}
    assert asked < {each.question for each in plain.chunks}


def test_where_nothing_is_accepted_without_a_model_everything_is_asked(
    extract: Callable[..., tuple[Extraction, int]],
) -> None:
    plain, all_calls = extract(AGREEMENT, cascade=False)
    cascaded, calls = extract(AGREEMENT, cascade=True)
    assert (cascaded.spared, calls) == (0, all_calls)
    assert cascaded.fields == plain.fields


def test_the_receipt_tells_it_apart(extract: Callable[..., tuple[Extraction, int]]) -> None:
    plain, _ = extract(AGREEMENT, cascade=False)
    cascaded, _ = extract(AGREEMENT, cascade=True)
    assert "cascade" not in plain.receipt.sampling
    assert cascaded.receipt.sampling["cascade"] is True


def test_a_policy_that_was_calibrated_without_it_turns_it_off(
    extract: Callable[..., tuple[Extraction, int]],
) -> None:
    plain, all_calls = extract(LONE, cascade=False)
    calibrated = LONE.model_copy(update={"fits": fits_of(plain.receipt)})
    extraction, calls = extract(calibrated, cascade=True)
    assert (extraction.spared, calls) == (0, all_calls)
    assert "cascade" not in extraction.receipt.sampling
    assert extraction.fields == plain.fields


def test_a_policy_that_was_calibrated_with_it_holds(
    extract: Callable[..., tuple[Extraction, int]],
) -> None:
    cascaded, calls = extract(LONE, cascade=True)
    calibrated = LONE.model_copy(update={"fits": fits_of(cascaded.receipt)})
    extraction, again = extract(calibrated, cascade=True)
    assert (extraction.spared, again) == (cascaded.spared, calls)
    assert extraction.fields == cascaded.fields
