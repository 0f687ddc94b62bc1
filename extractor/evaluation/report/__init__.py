"""Evaluation runs as one HTML page: tables, curves, and every wrong field with its text.

Pages need the extra `evals`; importing this package does not.
"""

from extractor.evaluation.report.curves import Point, Stratum, calibration, risk_coverage
from extractor.evaluation.report.page import render

__all__ = ["Point", "Stratum", "calibration", "render", "risk_coverage"]
