"""How the queue, the reviewers and the policies do, by the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from extractor.evaluation.bounds import upper95
from extractor.evaluation.extra import MissingExtra
from extractor.forms.base import Form
from extractor.policy import Policy
from extractor.review.agreement import (
    Agreement,
    Sampled,
    Work,
    agreement,
    audited,
    sampled,
    work,
)
from extractor.review.drift import Audit, Looked, audit, looked_at
from extractor.store import known, log, tasks
from extractor.store import tables as t
from extractor.store.log import Entry

Logs = Mapping[tuple[str, str], Sequence[Entry]]
_BATCH = 500


@dataclass(frozen=True)
class Worker:
    """What a reviewer did, and how they did on fields whose answer is known."""

    work: Work
    known: int
    wrong: int


@dataclass(frozen=True)
class Stats:
    """All figures. `queue` counts tasks by `ROUND STATE`; `upper95` bounds the share of `sample`
    that was changed. Without scipy `upper95` is None and `audits` are None."""

    queue: Mapping[str, int]
    workers: tuple[Worker, ...]
    twice: Agreement
    sample: Sampled
    upper95: float | None
    audits: tuple[Audit, ...] | None

    @property
    def warnings(self) -> tuple[str, ...]:
        """A sentence for each policy that no longer keeps to what it is certified to keep to."""
        return tuple(each.sentence for each in self.audits or () if each.drifted)


def stats(connection: Connection, forms: Callable[[str], Form]) -> Stats:
    """The figures of a store, by its whole log."""
    entries = log.entries(connection)
    logs: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.form:
            logs[entry.filing, entry.form].append(entry)
    filings = [(forms(form), said) for (_, form), said in logs.items()]
    sample = sampled(filings)
    try:
        bound = upper95(sample.changed, sample.fields)
        audits = _audits(connection, filings)
    except MissingExtra:
        bound = audits = None
    return Stats(
        tasks.counts(connection),
        _workers(connection, forms, logs, entries),
        agreement(filings),
        sample,
        bound,
        audits,
    )


def _workers(
    connection: Connection, forms: Callable[[str], Form], logs: Logs, entries: Sequence[Entry]
) -> tuple[Worker, ...]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for label in known.labels_for(connection, known.AUDIT):
        for each in audited(forms(label.form), label, logs.get((label.filing, label.form), [])):
            totals[each.reviewer][0] += each.known
            totals[each.reviewer][1] += each.wrong
    return tuple(Worker(each, *totals[each.reviewer]) for each in work(entries))


def _audits(
    connection: Connection, filings: Iterable[tuple[Form, Sequence[Entry]]]
) -> tuple[Audit, ...]:
    """What was drawn, by the policy that accepted it."""
    looked = [each for form, said in filings for each in looked_at(form, said)]
    policies = _policies(connection, {each.extraction for each in looked})
    by_policy: dict[str, list[Looked]] = defaultdict(list)
    names: dict[str, Policy] = {}
    for each in looked:
        policy = policies[each.extraction]
        names[policy.hash] = policy
        by_policy[policy.hash].append(each)
    return tuple(audit(names[hash_], mine) for hash_, mine in sorted(by_policy.items()))


def _policies(connection: Connection, extractions: Iterable[int]) -> dict[int, Policy]:
    """The policy that each extraction was made under."""
    wanted = sorted(extractions)
    hashes: dict[int, str] = {}
    c = t.extractions.c
    for start in range(0, len(wanted), _BATCH):
        some = select(c.id, c.policy).where(c.id.in_(wanted[start : start + _BATCH]))
        hashes.update({row.id: row.policy for row in connection.execute(some)})
    kept = connection.execute(select(t.policies).where(t.policies.c.hash.in_(set(hashes.values()))))
    policies = {row.hash: Policy.model_validate_json(row.content) for row in kept}
    return {extraction: policies[hash_] for extraction, hash_ in hashes.items()}
