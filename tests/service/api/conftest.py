"""An API over a store; most tests leave nothing behind that another would notice."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.service.api.apiserved import Served, api_served, empty_store


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An API over a store of the module's own, without a worker."""
    folder = tmp_path_factory.mktemp("api")
    with empty_store(folder) as (_, store), api_served(store) as made:
        yield made


@pytest.fixture(scope="module")
def client(api: Served) -> Iterator[httpx2.Client]:
    """A client of it with a key for jobs."""
    with api.client() as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """An API over an empty store, without a worker."""
    with empty_store(tmp_path) as (_, store), api_served(store) as made:
        yield made
