"""The overview: how the queue, the reviewers and the policies do, for admins alone."""

import re
from pathlib import Path

from extractor.policy import AGREEMENT
from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.intake import add
from extractor.review.queue import Queue
from extractor.review.settings import ReviewSettings
from extractor.store import people
from extractor.store.database import Store
from extractor.store.people import Role
from tests.service.served import START, House, Person, extracted

CERTIFIED = AGREEMENT.model_copy(
    update={"certified": True, "bound": "certified: at most 1 % of accepted leaves are wrong; x"}
)


def add_admin(store: Store) -> None:
    with store.writing() as connection:
        people.add_reviewer(connection, "eve", Role.ADMIN, START)


def test_it_is_for_admins(served: House, store: Store, ann: Person) -> None:
    assert ann.get("/overview").status_code == 403
    assert "/overview" not in ann.get("/").text
    add_admin(store)
    eve = Person(served.url)
    with eve.client:
        eve.come_in("eve")
        assert 'href="/overview"' in eve.get("/").text
        page = eve.get("/overview").text
    assert "ann" in page
    assert "kappa none" in page
    assert "Drift" not in page


def test_a_drift_is_told(served: House, store: Store, reference_path: Path) -> None:
    add_admin(store)
    queue = Queue(Desk(store, ReviewSettings(audit_rate=1)))
    data = reference_path.read_bytes()
    added = add(queue.desk, extracted(data, "a.txt"), data, CERTIFIED, START)
    claim = queue.claim("ann", added.task or 0, START)
    audits = [item for item in queue.state(claim.task).open_items if item.origin == "audit"]
    leaves = [item for item in audits if item.field and item.field.value and "#" not in item.path]
    for item in leaves[:3]:
        queue.submit(claim, Submission(Action.ABSENT, item.path), START)
    eve = Person(served.url)
    with eve.client:
        eve.come_in("eve")
        page = eve.get("/overview").text
    told = re.search(r"<b>Drift.</b> Policy agreement-1: ([23]) of \1 accepted leaves wrong", page)
    assert told is not None, page
