"""Who comes to the house of these tests."""

from collections.abc import Iterator

import pytest

from tests.passwords import quick_passwords
from tests.service.served import House, Person, furnished, served, store, task

__all__ = ["furnished", "quick_passwords", "served", "store", "task"]


@pytest.fixture
def ann(served: House) -> Iterator[Person]:
    """A reviewer who has logged in."""
    person = Person(served.url)
    with person.client:
        person.come_in("ann")
        yield person


@pytest.fixture
def stranger(served: House) -> Iterator[Person]:
    """Someone who has not."""
    person = Person(served.url)
    with person.client:
        yield person
