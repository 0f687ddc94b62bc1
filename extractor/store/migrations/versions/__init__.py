"""Versions of the store, each a step from the one before."""
