"""What was booked is there, whenever the program that booked it is killed."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from extractor.policy import NOTHING
from extractor.store import log
from extractor.store.database import Store
from tests.reviewing import Room

WRITER = Path(__file__).with_name("writer.py")


def killed_after(url: str, lines: int, root: Path) -> list[str]:
    """What a writer said was booked until it was killed without warning."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        said += process.stdout.read().split()
    return [each for each in said if each]


@pytest.mark.slow
def test_a_kill_loses_nothing_that_was_booked(store_url: str, root: Path) -> None:
    random = Random(7)
    booked: list[str] = []
    with Store.open(store_url) as store:
        room = Room(store)
        for number in range(3):
            room.add(number, policy=NOTHING)
        for _ in range(3):
            booked += killed_after(store_url, random.randint(1, 8), root)
            with store.reading() as connection:
                log.verify(connection)
                there = {entry.request for entry in log.entries(connection)}
            # The last one may have been booked without the writer having come to say so.
            assert set(booked) <= there
            assert len(there) <= len(booked) + 3
