"""Sessions that were ended stay so until they would have ended by themselves."""

from sqlalchemy import text

from extractor.store.database import Store
from extractor.store.sessions import end_session, is_ended
from tests.reviewing import minutes


def test_a_session_is_ended_for_all_who_ask_the_store(store: Store) -> None:
    with store.writing() as connection:
        for _ in range(2):
            end_session(connection, "first", minutes(60), minutes(0))
    with store.reading() as connection:
        assert is_ended(connection, "first")
        assert not is_ended(connection, "second")
        kept = connection.execute(text("SELECT id FROM ended_sessions")).scalars().all()
    assert len(kept) == 1
    assert "first" not in kept[0]


def test_what_would_be_over_anyway_is_forgotten(store: Store) -> None:
    with store.writing() as connection:
        end_session(connection, "first", minutes(60), minutes(0))
        end_session(connection, "second", minutes(120), minutes(61))
    with store.reading() as connection:
        assert not is_ended(connection, "first")
        assert is_ended(connection, "second")
