"""An amendment is linked to its original where that is certain, and never by a guess."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from extractor.edgar.amendments import Link, original_of
from extractor.edgar.filers import Filed
from extractor.edgar.index import Listed

EVENT = date(2026, 11, 2)


def filed(number: int, form: str, on: int, items: str, event: date | None = EVENT) -> Filed:
    listed = Listed(f"0000000100-26-{number:06d}", (100,), "P", form, EVENT + timedelta(days=on))
    return Filed(listed, event, frozenset(items.split()))


AMENDMENT = filed(9, "8-K/A", 5, "8.01 9.01")
NUMBER = AMENDMENT.listed.accession


def test_the_earlier_filing_of_the_same_event_is_the_original() -> None:
    one = filed(1, "8-K", 1, "2.01")
    others = [filed(2, "8-K", 1, "8.01", EVENT + timedelta(days=1)), filed(3, "8-K/A", 2, "8.01")]
    assert original_of(NUMBER, [AMENDMENT, *others, one]).original == one.listed.accession


def test_among_several_of_one_event_the_items_decide() -> None:
    one, other = filed(1, "8-K", 1, "8.01"), filed(2, "8-K", 1, "5.02")
    assert original_of(NUMBER, [AMENDMENT, one, other]).original == one.listed.accession


def test_what_stays_open_is_left_open() -> None:
    one, other = filed(1, "8-K", 1, "8.01"), filed(2, "8-K", 2, "8.01")
    link = original_of(NUMBER, [AMENDMENT, one, other])
    assert link == Link(None, (one.listed.accession, other.listed.accession))
    assert original_of(NUMBER, [AMENDMENT]) == Link(None)
    assert original_of(NUMBER, [filed(9, "8-K/A", 5, "8.01", None), one]) == Link(None)


filings = st.lists(
    st.builds(
        filed,
        st.integers(1, 8),
        st.sampled_from(["8-K", "8-K/A", "10-K"]),
        st.integers(-3, 9),
        st.sampled_from(["8.01", "5.02", ""]),
        st.sampled_from([EVENT, EVENT + timedelta(days=1), None]),
    ),
    unique_by=lambda each: each.listed.accession,
)


@given(filings)
def test_an_original_is_earlier_and_of_the_same_event(found: list[Filed]) -> None:
    link = original_of(NUMBER, [*found, AMENDMENT])
    by_number = {each.listed.accession: each for each in found}
    for each in link.candidates:
        assert by_number[each].listed.form == "8-K"
        assert by_number[each].reported_on == EVENT
        assert by_number[each].listed.filed_on <= AMENDMENT.listed.filed_on
    assert (link.original is not None) == (len(link.candidates) == 1)
