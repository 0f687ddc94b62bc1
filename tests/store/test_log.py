"""The log only grows, and whatever is done to it behind the program's back is found."""

import re

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from extractor.store import log
from extractor.store.database import Store
from extractor.store.log import BrokenLog, Entry, Head
from tests.reviewing import START, minutes


def entry(number: int, filing: str = "f" * 64, action: str = "accept") -> Entry:
    return Entry(
        at=minutes(number),
        reviewer="ann",
        filing=filing,
        form="note",
        action=action,
        path="title",
        body={"value": f"value {number}"},
    )


def grow(store: Store, count: int) -> Head:
    with store.writing() as connection:
        for number in range(count):
            log.append(connection, entry(number))
        return log.head(connection)


def verified(store: Store, remembered: Head | None = None) -> Head:
    with store.reading() as connection:
        return log.verify(connection, remembered)


def unguarded(connection: Connection) -> None:
    """Take away what keeps the log from being changed, as someone with the database may."""
    on = " ON decisions" if connection.dialect.name == "postgresql" else ""
    for name in ("decisions_stay", "decisions_remain"):
        connection.execute(text(f"DROP TRIGGER {name}{on}"))


def test_an_empty_log_is_whole(store: Store) -> None:
    assert verified(store) == Head(0, log.GENESIS)


def test_entries_come_back_as_they_were_written(store: Store) -> None:
    with store.writing() as connection:
        written = log.append(connection, entry(1))
    with store.reading() as connection:
        assert log.entries(connection) == [written]
        assert log.by_request(connection, written.request) == written
        assert log.last_seq(connection, "f" * 64, "note") == 1
    assert written.at == minutes(1)
    assert written.said["value"] == "value 1"


def test_a_log_that_was_left_alone_is_whole(store: Store) -> None:
    end = grow(store, 20)
    assert verified(store) == end
    assert end.seq == 20


def test_one_request_is_booked_once(store: Store) -> None:
    with store.writing() as connection:
        log.append(connection, entry(1))
    again = Entry(at=START, reviewer="ann", filing="f", form="note", action="accept", request="r")
    with store.writing() as connection:
        log.append(connection, again)
    with pytest.raises(DatabaseError), store.writing() as connection:
        log.append(connection, again)
    assert verified(store).seq == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decisions SET reviewer = 'ben' WHERE seq = 2",
        "UPDATE decisions SET body = NULL WHERE seq = 2",
        "UPDATE decisions SET body = '{}' WHERE seq = 2",
        "DELETE FROM decisions WHERE seq = 2",
        "DELETE FROM decisions",
    ],
)
def test_the_database_refuses_to_change_the_log(store: Store, change: str) -> None:
    end = grow(store, 3)
    with pytest.raises(DatabaseError, match="only grows"), store.writing() as connection:
        connection.execute(text(change))
    assert verified(store) == end


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE decisions SET reviewer = 'ben' WHERE seq = 4", 4),
        ("UPDATE decisions SET at = '2003-05-07T09:00:00.000001Z' WHERE seq = 4", 4),
        ("UPDATE decisions SET undoes = 2 WHERE seq = 4", 4),
        ("UPDATE decisions SET milliseconds = 5 WHERE seq = 4", 4),
        ('UPDATE decisions SET body = \'{"value":"mine"}\' WHERE seq = 4', 4),
        ("UPDATE decisions SET body = NULL WHERE seq = 4", 4),
        ("UPDATE decisions SET hash = prev WHERE seq = 4", 4),
        ("DELETE FROM decisions WHERE seq = 4", 4),
        ("DELETE FROM decisions WHERE seq = 1", 1),
        ("DELETE FROM decisions WHERE seq >= 6", 6),
        ("UPDATE decisions SET seq = 40 WHERE seq = 7", 7),
    ],
)
def test_verify_names_the_first_entry_that_is_not_right(
    store: Store, change: str, seq: int
) -> None:
    grow(store, 7)
    with store.writing() as connection:
        unguarded(connection)
        connection.execute(text(change))
    with pytest.raises(BrokenLog, match=f"at entry {seq}") as caught:
        verified(store)
    assert caught.value.seq == seq


def test_entries_in_another_order_are_found(store: Store) -> None:
    grow(store, 5)
    with store.writing() as connection:
        unguarded(connection)
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(text(f"UPDATE decisions SET seq = {new} WHERE seq = {old}"))
    with pytest.raises(BrokenLog, match="at entry 2"):
        verified(store)


def test_an_end_that_was_cut_off_is_found_by_who_remembers_it(store: Store) -> None:
    end = grow(store, 5)
    with store.writing() as connection:
        unguarded(connection)
        connection.execute(text("DELETE FROM decisions WHERE seq > 3"))
        hashes = "(SELECT hash FROM decisions WHERE seq = 3)"
        connection.execute(text(f"UPDATE chain SET seq = 3, hash = {hashes}"))
    assert verified(store).seq == 3
    with pytest.raises(BrokenLog, match="went on to entry 5"):
        verified(store, end)


def test_another_history_is_found_by_who_remembers_the_first(store: Store) -> None:
    grow(store, 5)
    with pytest.raises(BrokenLog, match=re.escape("not the entry that was remembered")):
        verified(store, Head(2, "0" * 64))


def test_a_purged_filing_leaves_a_log_that_is_whole(store: Store) -> None:
    grow(store, 3)
    with store.writing() as connection:
        log.append(connection, entry(4, filing="e" * 64))
        booked = log.append(connection, entry(5, action=log.PURGE))
        assert log.blank(connection, "f" * 64, booked.seq) == 3
    assert verified(store).seq == 5
    with store.reading() as connection:
        bodies = [each.body is None for each in log.entries(connection)]
    assert bodies == [True, True, True, False, False]


def test_two_short_values_do_not_have_one_hash(store: Store) -> None:
    with store.writing() as connection:
        hashes = {log.append(connection, entry(1)).said["salt"] for _ in range(2)}
    assert len(hashes) == 2
