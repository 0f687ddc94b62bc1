"""What extraction costs, measured: `make bench`, or `python -m evals.bench`."""
