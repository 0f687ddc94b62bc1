"""Reviewers, their passwords and tokens."""

import pytest
from sqlalchemy import text

from extractor.errors import ExtractorError
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import NoSuchReviewer, Role
from tests.reviewing import START

SECRET = "a heron on the pier"


def test_a_password_is_kept_as_a_hash_and_known_again(store: Store) -> None:
    with store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.REVIEWER, START, password=SECRET)
    with store.reading() as connection:
        kept = connection.execute(text("SELECT password_hash FROM reviewers")).scalar_one()
        found = people.by_password(connection, "ann", SECRET)
        assert people.by_password(connection, "ann", "a stork on the pier") is None
        assert people.by_password(connection, "ben", SECRET) is None
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept
    assert found is not None
    assert (found.name, found.role, found.has_password) == ("ann", Role.REVIEWER, True)


def test_a_token_is_told_once_and_kept_as_a_hash(store: Store) -> None:
    with store.writing() as connection:
        token = people.add_reviewer(connection, "ann", Role.ADMIN, START, token=True)
    assert token is not None
    with store.reading() as connection:
        kept = connection.execute(text("SELECT token_hash FROM reviewers")).scalar_one()
        found = people.by_token(connection, token)
        assert people.by_token(connection, token[:-1]) is None
    assert token not in kept
    assert found is not None
    assert found.role is Role.ADMIN


def test_who_is_disabled_may_do_nothing(store: Store) -> None:
    with store.writing() as connection:
        token = people.add_reviewer(
            connection, "ann", Role.REVIEWER, START, password=SECRET, token=True
        )
        people.disable(connection, "ann")
        assert token is not None
        assert people.by_token(connection, token) is None
        assert people.by_password(connection, "ann", SECRET) is None
        with pytest.raises(NoSuchReviewer, match="disabled"):
            people.active_reviewer(connection, "ann")
        assert [each.disabled for each in people.all_reviewers(connection)] == [True]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101, "\u202eann"])
def test_a_name_must_be_one_that_can_be_read(store: Store, name: str) -> None:
    with pytest.raises(ExtractorError, match="no name"), store.writing() as connection:
        people.add_reviewer(connection, name, Role.REVIEWER, START)


def test_faults_are_sentences(store: Store) -> None:
    with store.writing() as connection:
        people.add_reviewer(connection, "ann", Role.REVIEWER, START)
        with pytest.raises(ExtractorError, match="already"):
            people.add_reviewer(connection, "ann", Role.REVIEWER, START)
        with pytest.raises(ExtractorError, match="too short"):
            people.add_reviewer(connection, "ben", Role.REVIEWER, START, password="short")
        with pytest.raises(NoSuchReviewer, match="reviewer add NAME"):
            people.active_reviewer(connection, "ben")
        with pytest.raises(NoSuchReviewer, match="no reviewer"):
            people.disable(connection, "ben")
