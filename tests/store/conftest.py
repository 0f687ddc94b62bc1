"""Stores for the tests of this folder."""

from tests.databases import blank_url, store, store_url
from tests.passwords import quick_passwords

__all__ = ["blank_url", "quick_passwords", "store", "store_url"]
