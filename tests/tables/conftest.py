"""Extractions made by hand, as the tests of rendering make them."""

from tests.render.conftest import make, maker

__all__ = ["make", "maker"]
