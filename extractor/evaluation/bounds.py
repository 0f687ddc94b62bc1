"""Bounds on an error rate from n taken and k wrong (design: a claim carries its bound). Pure."""

from extractor.evaluation.extra import MissingExtra


def upper95(wrong: int, n: int) -> float | None:
    """The one-sided upper 95 % bound on the share of wrong ones.

    With no error it is 1 - 0.05 ** (1 / n): 1 % from n = 299.
    """
    return upper(wrong, n, 0.95)


def upper(wrong: int, n: int, confidence: float) -> float | None:
    """The one-sided upper bound on the share of wrong ones at that confidence (0.95 for 95 %).

    Clopper and Pearson, Biometrika 26 (1934): exact for independent trials. None where n is 0.
    Raises MissingExtra without scipy.
    """
    if not 0 <= wrong <= n:
        raise ValueError(f"{wrong} wrong of {n} cannot be")
    if n == 0:
        return None
    if wrong == n:
        return 1.0
    try:
        from scipy.stats import beta
    except ImportError as error:
        raise MissingExtra("scipy") from error
    return float(beta.ppf(confidence, wrong + 1, n - wrong))
