"""Who may see what of a task."""

from sqlalchemy import Connection

from extractor.review.actions import Round
from extractor.review.pages.visitor import Visitor
from extractor.review.queue import Forbidden, Queue
from extractor.review.views import TaskState
from extractor.store import tasks
from extractor.store.log import Entry
from extractor.store.people import Role
from extractor.store.tasks import DONE, TaskRow


def may_take(queue: Queue, visitor: Visitor, state: TaskState) -> bool:
    """Whether a task is for a visitor at all."""
    if state.task.round == Round.ADJUDICATION and visitor.role is Role.REVIEWER:
        return False
    with queue.desk.store.reading() as connection:
        return tasks.may_take(connection, state.task, visitor.name)


def check_not_blinded(queue: Queue, visitor: Visitor, state: TaskState) -> None:
    """Keep a first round closed to whom a second opinion on it may still be asked of."""
    if state.task.round != Round.FIRST or state.task.state != DONE:
        return
    with queue.desk.store.reading() as connection:
        second = _blind_for(connection, visitor, state.task)
    if second:
        raise Forbidden(
            "a second opinion on this filing is still to be given, and may be yours: what the "
            "first said is shown after it"
        )


def history_for(queue: Queue, visitor: Visitor, task: TaskRow, entries: list[Entry]) -> list[Entry]:
    """The log of a filing without what others said, where a second opinion may be asked."""
    with queue.desk.store.reading() as connection:
        blind = _blind_for(connection, visitor, task)
    return [each for each in entries if not blind or each.reviewer == visitor.name]


def _blind_for(connection: Connection, visitor: Visitor, task: TaskRow) -> bool:
    second = tasks.task_for(connection, task.filing, task.form, Round.SECOND)
    if second is None or second.state == DONE or visitor.role is not Role.REVIEWER:
        return False
    return tasks.may_take(connection, second, visitor.name)
