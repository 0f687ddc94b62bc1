"""Intervals over filings: filings drawn with replacement, percentiles of what comes out.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Filings are drawn, not
leaves, because the leaves of one filing are right or wrong together.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Statistic = Callable[[Numbers], Numbers]
"""From weights (one row a resample, one column a filing) to the value of each resample."""
Interval = tuple[float, float]

RESAMPLES = 5_000
SEED = 8
_HELD = 2_000_000
"""Weights in memory at once."""


def intervals(size: int, statistics: Mapping[str, Statistic]) -> Mapping[str, Interval | None]:
    """The 95 % interval of each statistic over `size` filings, the same at every call.

    A resample in which a statistic is NaN (there is nothing to judge by) is left out of its
    interval; None where that leaves none.
    """
    drawn: dict[str, list[Numbers]] = {name: [] for name in statistics}
    for weights in _resamples(size):
        for name, statistic in statistics.items():
            drawn[name].append(statistic(weights))
    return {name: _interval(np.concatenate(parts)) for name, parts in drawn.items()}


def shares(part: Numbers, whole: Numbers) -> Numbers:
    """Part by whole, NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _resamples(size: int) -> Iterator[Numbers]:
    random = np.random.default_rng(SEED)
    batch = max(1, _HELD // size)
    for start in range(0, RESAMPLES, batch):
        times = min(batch, RESAMPLES - start)
        yield random.multinomial(size, np.full(size, 1 / size), size=times).astype(np.float64)


def _interval(values: Numbers) -> Interval | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
