"""How often a wrong password may be tried."""

from extractor.service.throttle import Throttle


class Watch:
    """A clock in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def failed(throttle: Throttle, times: int, name: str = "ann", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        throttle.failed(name, address)


def test_five_failures_of_a_name_from_one_place_are_enough() -> None:
    throttle = Throttle(Watch())
    failed(throttle, 4)
    assert throttle.wait("ann", "10.0.0.1") == 0
    failed(throttle, 1)
    assert throttle.wait("ann", "10.0.0.1") > 0


def test_the_person_may_still_come_from_elsewhere() -> None:
    throttle = Throttle(Watch())
    failed(throttle, 20)
    assert throttle.wait("ann", "10.0.0.2") == 0


def test_one_place_may_not_try_name_after_name() -> None:
    throttle = Throttle(Watch())
    for number in range(20):
        failed(throttle, 1, f"name {number}")
    assert throttle.wait("another", "10.0.0.1") > 0
    assert throttle.wait("another", "10.0.0.2") == 0


def test_one_name_may_not_be_tried_from_place_after_place() -> None:
    throttle = Throttle(Watch())
    for number in range(50):
        failed(throttle, 1, address=f"10.0.1.{number}")
    assert throttle.wait("ann", "10.0.0.2") > 0


def test_it_ends_after_a_quarter_of_an_hour() -> None:
    watch = Watch()
    throttle = Throttle(watch)
    failed(throttle, 5)
    watch.now += throttle.wait("ann", "10.0.0.1") - 1
    assert throttle.wait("ann", "10.0.0.1") > 0
    watch.now += 2
    assert throttle.wait("ann", "10.0.0.1") == 0


def test_who_gets_in_begins_anew() -> None:
    throttle = Throttle(Watch())
    failed(throttle, 4)
    throttle.worked("ann", "10.0.0.1")
    failed(throttle, 4)
    assert throttle.wait("ann", "10.0.0.1") == 0
