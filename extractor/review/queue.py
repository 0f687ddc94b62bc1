"""The queue as a page or a program uses it: take a filing, decide its fields, hand it back.

A claim is a lease on a whole filing: it ends by itself unless a sign of life renews it, and its
token tells it from every later claim. Every call is told the time, so that nothing depends on the
clock of a machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.review.actions import Action, BadSubmission, Round, Submission
from extractor.review.booking import changes_after, plain_entry, undoing, write_changes
from extractor.review.desk import Desk, NoSuchTask, Snapshot
from extractor.review.intake import refresh
from extractor.review.refs import put_row, ref_of
from extractor.review.resolving import Seen, resolve
from extractor.review.rounds import follow, keep_out, owed
from extractor.review.standing import check_free
from extractor.review.views import TaskState
from extractor.store import log, people, tasks
from extractor.store.log import Entry
from extractor.store.people import Role
from extractor.store.tasks import CLAIMED, DONE, TaskRow

_TRIES = 8


@dataclass(frozen=True)
class Claim:
    """A person's hold on a task until `expires_at`, known by its token."""

    task: int
    reviewer: str
    token: int
    expires_at: datetime


class LostClaim(ExtractorError):
    """The claim is over: what was handed in was not booked.

    `state` is the task as it stands now, for a page to show; `submission` what was handed in, so
    that nothing a person typed is gone.
    """

    def __init__(self, why: str, state: TaskState | None, submission: Submission | None) -> None:
        super().__init__(why)
        self.state = state
        self.submission = submission


class Forbidden(ExtractorError):
    """A person may not take this task, or may not do this."""


class Queue:
    """Taking, deciding and handing back. One may serve many threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._store = desk.store

    def claim_next(self, reviewer: str, now: datetime) -> Claim | None:
        """Take the filing that is worth most; None where nothing waits for this person.

        Who holds one already gets that one again, with a new token.
        """
        with self._store.writing() as connection:
            rounds = _rounds(people.active_reviewer(connection, reviewer).role)
            self._expire(connection, now)
            mine = tasks.held(connection, reviewer, now)
            if mine is not None and tasks.take(connection, mine.id, reviewer, now, self._end(now)):
                return self._claimed(connection, mine.id)
            taken = tasks.next_task(connection, reviewer, rounds, self._end(now))
            if taken is None:
                return None
            self._keep_blind(connection, taken, reviewer)
            return _claim(taken)

    def claim(self, reviewer: str, task: int, now: datetime) -> Claim:
        """Take one task, also one that is done: to look again, or to undo.

        Raises Forbidden where this person may not, or another holds it; and where it is done and a
        second opinion on it, which must not know the first, may still be asked of them. An
        adjudicator may look all the same, and is asked for none then.
        """
        with self._store.writing() as connection:
            role = people.active_reviewer(connection, reviewer).role
            self._expire(connection, now)
            row = self._row(connection, task)
            if row.round not in _rounds(role) or not tasks.may_take(connection, row, reviewer):
                raise Forbidden(f"task {task} is not for {reviewer}: a second look needs another")
            if row.state == DONE and role is Role.REVIEWER and _is_owed(connection, row, reviewer):
                raise Forbidden(
                    "a second opinion on this filing is still to be given, and may be yours: what "
                    "the first said is shown after it"
                )
            self._keep_blind(connection, row, reviewer)
            if not tasks.take(connection, task, reviewer, now, self._end(now)):
                raise Forbidden(f"task {task} is held by {row.owner} until {row.expires_at}")
            return self._claimed(connection, task)

    def peek(self, reviewer: str) -> int | None:
        """The task that `claim_next` would give, to be read ahead of time."""
        with self._store.reading() as connection:
            rounds = _rounds(people.active_reviewer(connection, reviewer).role)
            return tasks.peek(connection, reviewer, rounds)

    def heartbeat(self, claim: Claim, now: datetime) -> Claim:
        """Go on holding; raises LostClaim."""
        with self._store.writing() as connection:
            if tasks.renew(
                connection, claim.task, claim.reviewer, claim.token, now, self._end(now)
            ):
                return self._claimed(connection, claim.task)
        raise self._lost(claim, None)

    def release(self, claim: Claim, now: datetime) -> None:
        """Hand a task back as it is; nothing happens where the claim is over."""
        with self._store.writing() as connection:
            if tasks.renew(connection, claim.task, claim.reviewer, claim.token, now, now):
                self._hand_back(connection, claim.task, now, defer=False)

    def skip(self, claim: Claim, now: datetime, comment: str = "") -> None:
        """Hand a task back behind all others; the log says who did. Raises LostClaim.

        One of which nothing waits is only handed back.
        """
        with self._store.writing() as connection:
            kept = tasks.renew(connection, claim.task, claim.reviewer, claim.token, now, now)
            task = self._row(connection, claim.task)
            if kept and not task.open_items:
                self._hand_back(connection, claim.task, now, defer=False)
            elif kept:
                body = {"comment": comment} if comment else {}
                log.append(connection, plain_entry(task, claim.reviewer, Action.SKIP, now, body))
                self._hand_back(connection, claim.task, now, defer=True)
        if not kept:
            raise self._lost(claim, None)

    def state(self, task: int) -> TaskState:
        """A task as it stands, with the decisions in force; raises NoSuchTask."""
        with self._store.reading() as connection:
            snapshot = self.desk.snapshot(connection, task)
        return self.desk.state(snapshot)

    def opened(self, task: int) -> tuple[TaskState, Filing]:
        """A task as it stands and its filing with the text, read at once.

        Raises NoSuchTask, NoSuchFiling.
        """
        with self._store.reading() as connection:
            snapshot = self.desk.snapshot(connection, task)
            filing = self.desk.text_of(connection, snapshot.filing)
        return self.desk.state(snapshot), filing

    def filing(self, sha256: str) -> Filing:
        """A filing with its text."""
        with self._store.reading() as connection:
            return self.desk.filing(connection, sha256)

    def submit(self, claim: Claim, submission: Submission, now: datetime) -> TaskState:
        """Book one decision; the task as it stands after it.

        When this returns the decision is on the disk. The same submission handed in again is not
        booked again. Raises BadSubmission (nothing was booked), LostClaim.
        """
        for _ in range(_TRIES):
            with self._store.reading() as connection:
                known = log.by_request(connection, submission.request)
                snapshot = self._snapshot(connection, claim, submission)
                if known is not None:
                    _check_own(known, claim)
                    return self.desk.state(snapshot)
            if not _holds(snapshot.task, claim, now):
                raise self._lost(claim, submission)
            if self._book(claim, self._resolved(snapshot, claim, submission, now), snapshot, now):
                return self.state(claim.task)
        raise self._lost(claim, submission)

    def undo(self, claim: Claim, seq: int, now: datetime) -> TaskState:
        """Take back one's own decision, until the filing was exported; the log keeps both."""
        for _ in range(_TRIES):
            with self._store.reading() as connection:
                snapshot = self._snapshot(connection, claim, None)
            if not _holds(snapshot.task, claim, now):
                raise self._lost(claim, None)
            entry = undoing(snapshot, claim.reviewer, seq, now)
            if self._book(claim, entry, snapshot, now):
                return self.state(claim.task)
        raise self._lost(claim, None)

    def reopen(self, reviewer: str, task: int, path: str, comment: str, now: datetime) -> TaskState:
        """Put a settled field up for decision again; only an adjudicator may."""
        with self._store.writing() as connection:
            if people.active_reviewer(connection, reviewer).role is Role.REVIEWER:
                raise Forbidden(
                    f"{reviewer} is no adjudicator, and only one reopens what is settled"
                )
            snapshot = self.desk.snapshot(connection, task)
            if snapshot.task.round != Round.FIRST:
                raise Forbidden("a field is reopened in the first round of its filing")
            form = snapshot.form
            fields = self.desk.assessment(snapshot).fields
            if path not in fields:
                raise BadSubmission(f"{path}: the filing has no such field as it stands now")
            ref = ref_of(form, fields, path)
            body = {"comment": comment} | ({} if ref.row is None else {"row": put_row(ref.row)})
            entry = plain_entry(snapshot.task, reviewer, Action.REOPEN, now, body, ref)
            log.append(connection, entry)
            refresh(self.desk, connection, snapshot.task, later=False)
        return self.state(task)

    def history(self, filing: str, form: str | None = None) -> list[Entry]:
        """The log of a filing."""
        with self._store.reading() as connection:
            return log.entries(connection, filing, form)

    def _end(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.desk.settings.lease)

    def _snapshot(
        self, connection: Connection, claim: Claim, submission: Submission | None
    ) -> Snapshot:
        try:
            return self.desk.snapshot(connection, claim.task)
        except NoSuchTask as error:
            raise LostClaim(str(error), None, submission) from error

    def _resolved(
        self, snapshot: Snapshot, claim: Claim, submission: Submission, now: datetime
    ) -> Entry:
        def filing() -> Filing:
            return self.filing(snapshot.task.filing)

        assessment = self.desk.assessment(snapshot)
        entry = resolve(Seen(snapshot, assessment, filing), submission, claim.reviewer, now)
        check_free(snapshot, entry)
        return entry

    def _book(self, claim: Claim, entry: Entry, snapshot: Snapshot, now: datetime) -> bool:
        """Write an entry and what follows from it; False where the task changed in between."""
        # What follows is computed before the store is locked: nobody has to wait for it.
        changes = changes_after(self.desk, snapshot, entry)
        task = snapshot.task
        with self._store.writing() as connection:
            until = self._end(now)
            if not tasks.renew(connection, claim.task, claim.reviewer, claim.token, now, until):
                return False
            people.active_reviewer(connection, claim.reviewer)
            same = self._row(connection, task.id).extraction == task.extraction
            if not same or log.last_seq(connection, task.filing, task.form) != snapshot.last:
                return False
            booked = log.append(connection, entry)
            if write_changes(connection, task.id, changes, booked.seq) == 0:
                self._finish(connection, task.id, now)
        if changes.assessment is not None:
            self.desk.remember(snapshot.stored.id, booked.seq, changes.assessment)
        return True

    def _keep_blind(self, connection: Connection, row: TaskRow, reviewer: str) -> None:
        """Ask a second opinion of nobody who takes the first; raises Forbidden who holds it."""
        second = owed(connection, row, reviewer) if row.round == Round.FIRST else None
        if second is None:
            return
        if second.owner == reviewer:
            raise Forbidden("you are giving a second opinion on this filing: finish it first")
        keep_out(connection, second, reviewer)

    def _expire(self, connection: Connection, now: datetime) -> None:
        # The clocks of several machines may differ by no more than a lease.
        latest = now + 2 * timedelta(seconds=self.desk.settings.lease)
        self._follow(connection, tasks.expire(connection, now, latest), now)

    def _hand_back(self, connection: Connection, task: int, now: datetime, *, defer: bool) -> None:
        tasks.let_go(connection, [task], defer=defer)
        self._follow(connection, [task], now)

    def _finish(self, connection: Connection, task: int, now: datetime) -> None:
        tasks.finish(connection, task, now)
        self._follow(connection, [task], now)

    def _follow(self, connection: Connection, done: Iterable[int], now: datetime) -> None:
        """Open what follows from rounds that are done."""
        for identity in done:
            task = self._row(connection, identity)
            if task.state != DONE:
                continue
            follow(connection, self.desk.form(task.form), task, self.desk.settings, now)
            first = tasks.task_for(connection, task.filing, task.form, Round.FIRST)
            if task.round == Round.ADJUDICATION and first is not None:
                refresh(self.desk, connection, first, later=False)

    def _row(self, connection: Connection, task: int) -> TaskRow:
        row = tasks.get_task(connection, task)
        if row is None or row.extraction is None:
            raise NoSuchTask(f"the queue has no task {task}, or its filing was purged")
        return row

    def _claimed(self, connection: Connection, task: int) -> Claim:
        return _claim(self._row(connection, task))

    def _lost(self, claim: Claim, submission: Submission | None) -> LostClaim:
        """The error for a claim that is over, with what its task has become."""
        try:
            state = self.state(claim.task)
        except ExtractorError:
            state = None
        holder = state.task.owner if state is not None else None
        if holder is not None and holder != claim.reviewer:
            why = f"{holder} has taken this filing over"
        elif state is not None and state.done:
            why = "this filing is done"
        else:
            why = "the time on this filing ran out, or it was opened elsewhere"
        return LostClaim(f"{why}, so nothing was booked; take it again to go on", state, submission)


def _claim(row: TaskRow) -> Claim:
    if row.owner is None or row.expires_at is None:
        raise NoSuchTask(f"task {row.id} is held by nobody")
    return Claim(row.id, row.owner, row.token, row.expires_at)


def _rounds(role: Role) -> tuple[str, ...]:
    """The rounds that a role may take."""
    usual = (Round.FIRST.value, Round.SECOND.value)
    return usual if role is Role.REVIEWER else (*usual, Round.ADJUDICATION.value)


def _is_owed(connection: Connection, row: TaskRow, reviewer: str) -> bool:
    return row.round == Round.FIRST and owed(connection, row, reviewer) is not None


def _holds(task: TaskRow, claim: Claim, now: datetime) -> bool:
    mine = (task.state, task.owner, task.token) == (CLAIMED, claim.reviewer, claim.token)
    return mine and task.expires_at is not None and task.expires_at > now


def _check_own(entry: Entry, claim: Claim) -> None:
    """A submission known already must be this person's on this task."""
    if (entry.reviewer, entry.task) != (claim.reviewer, claim.task):
        raise BadSubmission("a submission of this name was booked for someone else")
