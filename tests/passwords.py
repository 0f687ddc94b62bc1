"""Passwords that are hashed at once: the real cost of a guess is no part of most tests."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from extractor.store import people


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The least that argon2 can do, in the place of what it should."""
    with pytest.MonkeyPatch.context() as patch:
        people._nobody.cache_clear()
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(people, "_hasher", lambda: quick)
        yield
    people._nobody.cache_clear()
