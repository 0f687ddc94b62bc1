"""Who counts as dead: by silence, by a process that is gone, by having signed off."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from extractor.jobs import hearts
from extractor.jobs.hearts import Process, Watch, Worker, is_gone, this_process
from extractor.store.database import Store
from tests.reviewing import START

HERE = Process("here", "boot 1", 10, "5")
THERE = Process("there", "boot 2", 10, "5")


def worker(name: str, beats: int, process: Process = THERE) -> Worker:
    return Worker(name, process, beats, START, START)


def test_whoever_beats_lives_and_whoever_is_silent_dies() -> None:
    watch = Watch(20)
    assert watch.dead([worker("a", 1), worker("b", 1)], 100.0, HERE) == []
    assert watch.dead([worker("a", 2), worker("b", 1)], 115.0, HERE) == []
    assert watch.dead([worker("a", 3), worker("b", 1)], 121.0, HERE) == ["b"]
    assert watch.dead([worker("a", 3)], 142.0, HERE) == ["a"]


def test_one_that_was_never_seen_before_is_given_its_time() -> None:
    watch = Watch(20)
    assert watch.dead([], 1_000.0, HERE) == []
    assert watch.dead([worker("a", 7)], 5_000.0, HERE) == []


def test_one_that_signed_off_is_not_waited_for() -> None:
    gone = worker("a", 7, replace(THERE, pid=0))
    assert Watch(20).dead([gone], 0.0, HERE) == ["a"]


def test_a_process_is_looked_up_only_where_its_number_means_something() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = this_process()
    if not here.place:
        pytest.skip("this system does not tell when a process began")
    assert not is_gone(here, here)
    assert is_gone(replace(here, pid=ended.pid), here)
    assert is_gone(replace(here, born="1"), here)
    assert not is_gone(replace(here, pid=ended.pid, place="elsewhere"), here)
    assert not is_gone(replace(here, pid=ended.pid), replace(here, place=""))


def test_a_killed_child_is_gone_before_it_is_reaped() -> None:
    here = this_process()
    if not here.place:
        pytest.skip("this system does not tell when a process began")
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    born = hearts._born(child.pid)
    assert born
    there = replace(here, pid=child.pid, born=born)
    assert not is_gone(there, here)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_gone(there, here)
    child.wait()


def test_the_store_knows_who_is_at_work(store: Store) -> None:
    with store.writing() as connection:
        hearts.enrol(connection, "a", HERE, START)
        hearts.enrol(connection, "b", THERE, START)
        assert hearts.beat(connection, "a", START)
        assert not hearts.beat(connection, "c", START)
        hearts.sign_off(connection, "b")
        assert [each.id for each in hearts.at_work(connection)] == ["a"]
        assert {each.id: each.beats for each in hearts.all_workers(connection)} == {"a": 1, "b": 0}
        hearts.remove(connection, ["b"])
        assert [each.id for each in hearts.all_workers(connection)] == ["a"]
