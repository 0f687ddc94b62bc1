"""Finding filings by filer, form, date, state and reason."""

import pytest
from sqlalchemy import text

from extractor.reasons import Reason
from extractor.review.search import Sought, search
from extractor.store.database import Store
from tests.reviewing import Room, readings


@pytest.fixture
def room(store: Store) -> Room:
    made = Room(store)
    for number in (1, 2, 3):
        made.add(number, said=readings(differ=number == 2))
    with store.writing() as connection:
        filers = ("Heron Boats", "Egret 100% Sails", "SOCIÉTÉ Stork Boats")
        for number, filer in enumerate(filers, start=1):
            names = f"(SELECT filing FROM tasks WHERE id = {number})"
            connection.execute(
                text(f"UPDATE filings SET filer = :f, report_date = :d WHERE sha256 = {names}"),
                {"f": filer, "d": f"200{number}-05-07"},
            )
    return made


@pytest.mark.parametrize(
    ("sought", "tasks"),
    [
        (Sought(), {1, 2, 3}),
        (Sought(filer="boats"), {1, 3}),
        (Sought(filer="société"), {3}),
        (Sought(filer="100%"), {2}),
        (Sought(filer="%"), {2}),
        (Sought(since="2002-01-01"), {2, 3}),
        (Sought(until="2002-12-31"), {1, 2}),
        (Sought(reason=Reason.READERS_DIFFER), {2}),
        (Sought(form="note", state="open", round="first"), {1, 2, 3}),
        (Sought(form="8-k"), set()),
        (Sought(state="done"), set()),
    ],
    ids=str,
)
def test_what_fits_is_found(room: Room, sought: Sought, tasks: set[int]) -> None:
    with room.store.reading() as connection:
        assert {each.task for each in search(connection, sought)} == tasks


def test_the_list_comes_in_the_order_of_the_queue_and_in_pages(room: Room) -> None:
    with room.store.reading() as connection:
        every = [each.task for each in search(connection, Sought())]
        pages = [search(connection, Sought(limit=1, offset=n))[0].task for n in range(3)]
    assert every == pages
    assert every[0] == room.claim().task
