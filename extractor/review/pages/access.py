"""Who may see what of a task."""

from extractor.review.actions import Round
from extractor.review.pages.visitor import Visitor
from extractor.review.queue import Queue
from extractor.review.rounds import owed
from extractor.review.views import TaskState
from extractor.store import tasks
from extractor.store.log import Entry
from extractor.store.people import Role
from extractor.store.tasks import TaskRow


def may_see(queue: Queue, visitor: Visitor, state: TaskState) -> bool:
    """Whether a visitor may see what became of a task that they do not hold any more."""
    if state.task.round == Round.ADJUDICATION and visitor.role is Role.REVIEWER:
        return False
    with queue.desk.store.reading() as connection:
        if not tasks.may_take(connection, state.task, visitor.name):
            return False
        return state.task.round != Round.FIRST or not owed(connection, state.task, visitor.name)


def history_for(queue: Queue, visitor: Visitor, task: TaskRow, entries: list[Entry]) -> list[Entry]:
    """The log of a filing without what others said, where a second opinion may be asked."""
    with queue.desk.store.reading() as connection:
        blind = owed(connection, task, visitor.name) is not None
    return [each for each in entries if not blind or each.reviewer == visitor.name]
