"""Hostile filings: what they look like, and what becomes of them."""
