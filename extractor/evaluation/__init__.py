"""Is it right, and is it better? Labelled filings, scores and their intervals.

Scoring needs the extra `evals`; importing this package does not.
"""

from extractor.evaluation.dataset import BadDataset, Case, Dataset, load_dataset
from extractor.evaluation.extra import MissingExtra
from extractor.evaluation.scoring import LeafVerdict, Verdict, score
from extractor.evaluation.summary import Counts, Estimate, Scores, summary
from extractor.evaluation.typed import BadRecord

__all__ = [
    "BadDataset",
    "BadRecord",
    "Case",
    "Counts",
    "Dataset",
    "Estimate",
    "LeafVerdict",
    "MissingExtra",
    "Scores",
    "Verdict",
    "load_dataset",
    "score",
    "summary",
]
