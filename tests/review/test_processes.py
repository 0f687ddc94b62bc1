"""Processes that share a store, some opening what is to be decided while others decide."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from extractor.policy import NOTHING
from extractor.review.actions import DECIDING
from extractor.store import log, tasks
from extractor.store.database import Store
from tests.reviewing import Room

WRITER = Path(__file__).with_name("writer.py")
NOTES = 6
OPENER = """
import sys
from extractor.policy import NOTHING
from extractor.store.database import Store
from tests.reviewing import Room

with Store.open(sys.argv[1]) as store:
    room = Room(store)
    for number in map(int, sys.argv[2:]):
        print(room.add(number, policy=NOTHING).task, flush=True)
"""


def started(root: Path, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def ended(process: "subprocess.Popen[str]") -> list[str]:
    """What a process wrote; it ends well and has nothing to complain of."""
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    return out.split()


@pytest.mark.slow
def test_nothing_is_lost_between_those_who_open_and_those_who_decide(
    store_url: str, root: Path
) -> None:
    with Store.open(store_url) as store:
        room = Room(store)
        for number in range(2):
            room.add(number, policy=NOTHING)
        openers = [
            started(root, "-c", OPENER, store_url, *range(first, NOTES, 2)) for first in (2, 3)
        ]
        writers = [started(root, WRITER, store_url, name) for name in ("ann", "ben")]
        opened = [task for each in openers for task in ended(each)]
        booked = [request for each in writers for request in ended(each)]
        booked += ended(started(root, WRITER, store_url, "cleo"))
        with store.reading() as connection:
            log.verify(connection)
            entries = [each for each in log.entries(connection) if each.action in DECIDING]
            every = [tasks.get_task(connection, task) for task in range(1, NOTES + 1)]
            items = [tasks.items_of(connection, each.id) for each in every if each is not None]
    assert len(set(opened)) == NOTES - 2
    assert Counter(booked) == Counter(each.request for each in entries)
    assert set(Counter(booked).values()) == {1}
    assert [len(each) for each in items] == [len(items[0])] * NOTES
    assert len(entries) == sum(map(len, items))
    assert {item.status for each in items for item in each} == {tasks.SETTLED}
