"""A program that decides everything in a store, and says what is booked: to be killed."""

import sys

from extractor.review.actions import Action, Submission
from extractor.review.desk import Desk
from extractor.review.queue import Queue
from extractor.store.database import Store
from tests.reviewing import START, forms


def main(url: str, name: str = "ann") -> None:
    """Decide until nothing is left for a person; each line names a submission that is booked."""
    with Store.open(url) as store:
        queue = Queue(Desk(store, None, forms))
        while (claim := queue.claim_next(name, START)) is not None:
            for item in queue.state(claim.task).open_items:
                submission = Submission(Action.ACCEPT, item.path)
                queue.submit(claim, submission, START)
                print(submission.request, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
