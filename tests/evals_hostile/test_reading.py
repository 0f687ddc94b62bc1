"""How growth is told from the seconds of a few sizes."""

import pytest

from evals.hostile.reading import Measured, every_shape, text_of

SIZES = (100_000, 200_000, 400_000)


@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.0])
def test_the_exponent_is_the_slope(exponent: float) -> None:
    seconds = {size: {"read": (size / SIZES[0]) ** exponent, "views": 0.001} for size in SIZES}
    measured = Measured("text:prose:item", seconds)
    assert measured.exponent("read") == pytest.approx(exponent)
    assert measured.exponent("views") is None
    worst, stage = measured.worst
    assert worst == pytest.approx(exponent)
    assert stage == "read"


def test_every_shape_makes_a_text_of_about_its_size() -> None:
    shapes = list(every_shape())
    assert len(shapes) == len(set(shapes))
    for shape in shapes:
        assert 2_500 < len(text_of(shape, 5_000)) < 9_000, shape
