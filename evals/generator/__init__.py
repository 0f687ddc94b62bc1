"""Asset-backed 8-Ks that nobody filed, with labels that are right by construction.

Names, amounts and dates are invented, and how a filing is set varies with its seed. What is
printed and what is labelled come from the same drawn facts; no label is read from a text. Scores
on these filings tell what the reader makes of known layouts, not how it does on real filings.
"""

from evals.generator.filing import Made, make

__all__ = ["Made", "make"]
