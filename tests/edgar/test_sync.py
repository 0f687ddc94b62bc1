"""Keeping up with EDGAR: nothing is missed, nothing is lost, whatever comes late or goes wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from extractor.edgar import ledger
from extractor.edgar.archive import Edgar
from extractor.edgar.faults import EdgarFault
from extractor.edgar.fetching import Fetched
from extractor.edgar.sync import Query, Report, Sync
from extractor.store.database import Store
from tests.edgaring import EdgarStandIn, Made, Reply

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
ONE = Made("0000000100-26-000001", filed=MONDAY)
TWO = Made("0000000200-26-000001", cik=200, sic="7370", name="HERON SOFTWARE", filed=TUESDAY)
LATE = Made("0000000100-26-000002", filed=MONDAY, reported="2026-11-13")
AMENDMENT = Made("0000000100-26-000003", form="8-K/A", filed=WEDNESDAY)
ANNUAL = Made("0000000100-26-000009", form="10-K", filed=MONDAY)
QUERY = Query("8-K", None, "the store")


class Box:
    """A receiver that remembers, and fails when it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.fails = False

    def __call__(self, filings: Sequence[Fetched]) -> None:
        if self.fails:
            raise EdgarFault("the receiver is full")
        self.got += [(each.listed.accession, each.data) for each in filings]

    @property
    def numbers(self) -> list[str]:
        """The filings in the order in which they came."""
        return [accession for accession, _ in self.got]


@pytest.fixture
def box() -> Box:
    """A receiver."""
    return Box()


@pytest.fixture
def two_days(server: EdgarStandIn) -> EdgarStandIn:
    """EDGAR with two days in its index."""
    server.has(ONE, TWO, ANNUAL)
    server.day(MONDAY, ONE.row, ANNUAL.row)
    server.day(TUESDAY, TWO.row)
    return server


def synced(
    edgar: Edgar, store: Store, box: Box, since: date | None = None, query: Query = QUERY
) -> Report:
    return Sync(edgar, store, query, box).run(since)


def test_without_an_earlier_run_a_day_must_be_named(edgar: Edgar, store: Store, box: Box) -> None:
    with pytest.raises(EdgarFault, match="no earlier run for 8-K, to the store: name the first"):
        synced(edgar, store, box)


def test_each_filing_of_the_form_is_handed_on_once(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    report = synced(edgar, store, box, MONDAY)
    assert box.got == [(ONE.accession, ONE.data), (TWO.accession, TWO.data)]
    assert (report.days, len(report.fetched), report.left) == (2, 2, {})
    asked = len(two_days.received)
    again = synced(edgar, store, box)
    assert (again.days, again.fetched) == (0, [])
    # Only the list of days was looked at.
    assert len(two_days.received) == asked + 1
    two_days.has(AMENDMENT)
    two_days.day(WEDNESDAY, AMENDMENT.row)
    synced(edgar, store, box)
    assert box.numbers == [ONE.accession, TWO.accession, AMENDMENT.accession]


def test_only_filers_of_the_industry_are_taken(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY, replace(QUERY, sic="6189"))
    assert box.numbers == [ONE.accession]
    assert TWO.path not in two_days.asked


def test_a_filer_that_edgar_does_not_describe_is_known_by_its_filing(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    del two_days.files["/submissions/CIK0000000100.json"]
    synced(edgar, store, box, MONDAY, replace(QUERY, sic="6189"))
    assert box.numbers == [ONE.accession]


def test_what_is_listed_late_is_taken(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    two_days.has(LATE)
    two_days.day(MONDAY, ONE.row, LATE.row, ANNUAL.row)
    report = synced(edgar, store, box)
    assert (report.days, box.numbers[2:]) == (1, [LATE.accession])


def test_without_stamps_each_index_is_read_again_and_nothing_handed_on_twice(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    two_days.stamps = False
    two_days.day(MONDAY, ONE.row)
    for _ in range(2):
        assert synced(edgar, store, box, MONDAY).days == 2
    two_days.has(LATE)
    two_days.day(MONDAY, ONE.row, LATE.row)
    synced(edgar, store, box)
    assert box.numbers == [ONE.accession, TWO.accession, LATE.accession]


def test_beyond_the_days_that_are_looked_back_nothing_is_read_again(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    edgar.look_back = 0
    two_days.has(LATE)
    two_days.day(MONDAY, ONE.row, LATE.row)
    assert synced(edgar, store, box).days == 0
    assert synced(edgar, store, box, MONDAY).days == 1
    assert box.numbers[2:] == [LATE.accession]


def test_what_is_listed_again_is_looked_at_again(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    corrected = replace(ONE, note="corrected\n")
    two_days.has(corrected)
    two_days.day(WEDNESDAY, ONE.row)
    synced(edgar, store, box)
    assert box.got[2:] == [(ONE.accession, corrected.data)]


def test_a_form_that_was_corrected_is_taken_and_one_taken_back_is_told(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    renamed = replace(ANNUAL, form="8-K")
    two_days.has(renamed)
    two_days.day(MONDAY, renamed.row)
    report = synced(edgar, store, box)
    assert box.numbers[2:] == [ANNUAL.accession]
    assert report.withdrawn == {ONE.accession}
    assert synced(edgar, store, box).withdrawn == set()


def test_what_is_not_there_yet_stays_due(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    del two_days.files[ONE.path]
    report = synced(edgar, store, box, MONDAY)
    assert "has it not yet" in report.left[ONE.accession]
    assert box.numbers == [TWO.accession]
    two_days.has(ONE)
    assert synced(edgar, store, box).left == {}
    assert box.numbers == [TWO.accession, ONE.accession]


def test_an_edgar_that_fails_is_left_alone_and_nothing_is_lost(
    server: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    made = [Made(f"0000000100-26-{number:06d}") for number in range(8)]
    server.has(*made)
    server.day(WEDNESDAY, *(each.row for each in made))
    for each in made[2:]:
        server.faults[each.path] = [Reply(500)] * 5
    report = synced(edgar, store, box, WEDNESDAY)
    assert len(box.got) == 2
    assert list(report.left.values())[3:] == ["not tried any more after several faults"] * 3
    server.faults.clear()
    assert synced(edgar, store, box).left == {}
    assert sorted(box.numbers) == [each.accession for each in made]


def test_stopped_anywhere_it_goes_on_there(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    box.fails = True
    with pytest.raises(EdgarFault, match="full"):
        synced(edgar, store, box, MONDAY)
    box.fails = False
    two_days.faults["/Archives/edgar/daily-index/2026/QTR4/master.20261118.idx"] = [Reply(404)]
    two_days.has(AMENDMENT)
    two_days.day(WEDNESDAY, AMENDMENT.row)
    with pytest.raises(EdgarFault, match="no such file"):
        synced(edgar, store, box)
    synced(edgar, store, box)
    assert box.numbers == [ONE.accession, TWO.accession, AMENDMENT.accession]


def test_each_query_has_a_place_of_its_own(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    other = Box()
    with pytest.raises(EdgarFault, match="no earlier run"):
        synced(edgar, store, other, None, replace(QUERY, target="/elsewhere"))
    synced(edgar, store, other, TUESDAY, replace(QUERY, target="/elsewhere"))
    assert other.numbers == [TWO.accession]


def test_an_amendment_is_linked_in_the_store(
    two_days: EdgarStandIn, edgar: Edgar, store: Store, box: Box
) -> None:
    synced(edgar, store, box, MONDAY)
    # What is kept of the filer does not know the amendment yet.
    edgar.filer(100)
    two_days.has(AMENDMENT)
    two_days.filer(100, [AMENDMENT, ONE])
    two_days.day(WEDNESDAY, AMENDMENT.row)
    (found,) = synced(edgar, store, box).fetched
    assert found.link.original == ONE.accession
    with store.reading() as connection:
        assert ledger.amendments_of(connection, ONE.accession) == [AMENDMENT.accession]
