"""Filings from EDGAR: found by number, by filer or by the daily index, and fetched politely."""
