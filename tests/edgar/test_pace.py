"""Turns are evenly apart, for all processes together."""

from pathlib import Path

import pytest

from extractor.edgar.pace import Pace
from tests.edgaring import Clock


def test_no_second_holds_more_turns_than_allowed(tmp_path: Path, clock: Clock) -> None:
    paces = [
        Pace(tmp_path / "turn", 10, clock=clock, sleep=clock.sleep) for _ in range(2)
    ]  # as two processes would have them
    turns = []
    for number in range(40):
        paces[number % 2].wait()
        turns.append(clock.now)
    assert all(later - first >= 0.999 for first, later in zip(turns, turns[10:], strict=False))


def test_who_comes_late_does_not_wait(tmp_path: Path, clock: Clock) -> None:
    pace = Pace(tmp_path / "turn", 10, clock=clock, sleep=clock.sleep)
    pace.wait()
    clock.now += 5
    pace.wait()
    assert clock.slept == []


def test_held_up_nobody_asks(tmp_path: Path, clock: Clock) -> None:
    pace, other = (Pace(tmp_path / "turn", 10, clock=clock, sleep=clock.sleep) for _ in range(2))
    pace.hold(30)
    other.wait()
    assert clock.slept == [30]


@pytest.mark.parametrize("said", ["", "x", "nan", "1e300", "-1"])
def test_a_file_that_says_nothing_right_holds_nobody_up(
    tmp_path: Path, clock: Clock, said: str
) -> None:
    (tmp_path / "turn").write_text(said)
    Pace(tmp_path / "turn", 10, clock=clock, sleep=clock.sleep).wait()
    assert clock.slept == []
