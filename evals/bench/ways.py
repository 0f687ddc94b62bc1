"""The ways of extracting that are measured side by side, all with the embedded model.

Each gets the same model and the main document's text, no answer comes from the cache of answers,
and the server's prompt cache is on. The others are those of the evaluation (docs/decisions/0008):
one plain call with instructor, and langextract, their answers capped at 1,024 tokens.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

# The clock of a turn must not count what is loaded once.
import extractor.llm.client  # noqa: F401
from evals.bench.turns import OURS, Slot, Turn
from extractor.errors import ExtractorError
from extractor.evaluation.dataset import Case, Dataset
from extractor.evaluation.harness import Plan, chosen
from extractor.evaluation.peer_systems import PeerSystem
from extractor.evaluation.peers import LangExtract
from extractor.evaluation.scoring import score
from extractor.evaluation.systems import PEERS, Asking, OwnSystems, Predicted, System
from extractor.evaluation.typed import BadRecord
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.forms.registry import form_by_name
from extractor.llm.cache import AnswerCache
from extractor.llm.endpoint import Endpoint, embedded_endpoint
from extractor.llm.models import lookup
from extractor.llm.pull import cached
from extractor.llm.server import EmbeddedServer, shared_server
from extractor.llm.transport import connection
from extractor.settings import Settings

REFERENCE = "new-century-2002-1"
WAYS = (OURS, *PEERS)
_PATIENCE = 3_600.0
"""Seconds for one call: on a busy machine a slow answer is a figure too, a given-up one is none."""


@dataclass(frozen=True)
class SideBySide:
    """What is measured: which filings of a dataset, in which ways, how often.

    `until` is a time of the monotonic clock after which no turn begins.
    """

    dataset: Dataset
    filings: tuple[Case, ...]
    ways: Sequence[str] = WAYS
    model: str = "local"
    until: float | None = None
    settings: Settings = field(default_factory=lambda: Settings(cache=False, timeout=_PATIENCE))

    @property
    def form(self) -> Form:
        """The form of the filings."""
        return form_by_name(self.dataset.form)


def filings_for(dataset: Dataset, only: Sequence[str], limit: int) -> tuple[Case, ...]:
    """The filings to measure: those named, or `limit` of them, the reference filing first.

    The others are drawn by the hash of their ids, so always the same ones.
    """
    cases = chosen(dataset, Plan(only=tuple(only), limit=None if only else limit))
    reference = [each for each in dataset.cases if each.id == REFERENCE and not only]
    usable = [each for each in (*reference, *cases) if each.unusable is None and each.filing]
    found = tuple({each.id: each for each in usable}.values())
    if not found:
        raise ExtractorError(
            f"the dataset {dataset.name} has none of these filings at hand; --filings DIR says "
            "where their texts lie"
        )
    return found if only else found[:limit]


def prepared(work: SideBySide) -> None:
    """Load what is loaded once, and fail early where something is missing."""
    for way in work.ways:
        if way not in WAYS:
            raise ExtractorError(f"there is no way {way!r}, only {', '.join(WAYS)}")
    server = _Server(work)
    try:
        endpoint = server.renew()
        if LangExtract.name in work.ways:
            LangExtract(work.form, endpoint, AnswerCache(None))
    finally:
        server.stop()


def turns(work: SideBySide, slots: Iterable[Slot], tell: Callable[[str], None]) -> Iterator[Turn]:
    """Take the turns, as long as there is time; each is yielded as it ends."""
    by_id = {case.id: case for case in work.filings}
    server = _Server(work)
    try:
        for slot in slots:
            if work.until is not None and time.monotonic() >= work.until:
                tell("the time is up")
                return
            if slot.fresh:
                server.renew()
            try:
                turn = _turn(work, slot, by_id[slot.filing])
            except ExtractorError as error:
                tell(f"{slot.round} {slot.filing} {slot.way}: no figure: {error}")
                continue
            tell(told(turn))
            yield turn
    finally:
        server.stop()


def told(turn: Turn) -> str:
    """A turn in a line."""
    tokens = f"{turn.prompt_tokens:,} + {turn.completion_tokens:,} tokens in {turn.calls} calls"
    notes = [f"{turn.cut} cut off"] * bool(turn.cut) + [turn.note] * bool(turn.note)
    return (
        f"{turn.round} {turn.filing} {turn.way}: {turn.seconds:.1f} s "
        f"({turn.processor_seconds:.1f} s of processor time), {tokens}, "
        f"{turn.right} of {turn.leaves} right{''.join(f'; {each}' for each in notes)}"
    )


def _turn(work: SideBySide, slot: Slot, case: Case) -> Turn:
    assert case.filing is not None
    filing = Filing.from_path(case.filing)
    began, busy = time.monotonic(), time.process_time()
    said = asyncio.run(_predicted(work, slot.way, filing))
    seconds, processor = time.monotonic() - began, time.process_time() - busy
    right, leaves, fault = _scored(work.form, case, said)
    return Turn(
        way=slot.way,
        filing=case.id,
        round=slot.round,
        seconds=round(seconds, 3),
        processor_seconds=round(processor, 3),
        calls=said.cost.calls,
        prompt_tokens=said.cost.prompt_tokens,
        completion_tokens=said.cost.completion_tokens,
        cut=said.cut,
        right=right,
        leaves=leaves,
        note="; ".join(filter(None, (said.problem, fault))),
    )


async def _predicted(work: SideBySide, way: str, filing: Filing) -> Predicted:
    asking = Asking(work.model, settings=work.settings)
    system: System = (
        OwnSystems((way,), work.form, asking) if way == OURS else PeerSystem(way, work.form, asking)
    )
    try:
        said = (await system.predict(filing))[way]
    finally:
        await system.aclose()
    if not said.cost.calls:
        raise ExtractorError(f"{way} asked nothing of {filing.name}: {said.problem}")
    return said


def _scored(form: Form, case: Case, said: Predicted) -> tuple[int, int, str]:
    """Right leaves, all leaves (those of extra rows too), and what is wrong with the record."""
    fault = ""
    try:
        verdicts = score(form.schema, case.label, said.record)
    except BadRecord as error:
        verdicts, fault = score(form.schema, case.label, {}), f"unusable: {error}"
    return sum(each.right for each in verdicts), len(verdicts), fault


async def wake(endpoint: Endpoint) -> None:
    """Have the server read the model in: what a first call of any way would pay for."""
    async with connection(endpoint) as client:
        await client.chat.completions.create(
            model=endpoint.model, messages=[{"role": "user", "content": "Hello."}], max_tokens=1
        )


class _Server:
    """The embedded model's server of this process, started anew when that is asked for."""

    def __init__(self, work: SideBySide) -> None:
        self._work = work
        self._running: EmbeddedServer | None = None

    def renew(self) -> Endpoint:
        """Start it without anything in its prompt cache, and wake it."""
        self.stop()
        known = lookup(self._work.model)
        endpoint = embedded_endpoint(self._work.model, self._work.settings)
        pulled = cached(known, self._work.settings.model_dir)
        assert pulled is not None  # or there would be no endpoint
        self._running = shared_server(pulled.path, known.id)
        asyncio.run(wake(endpoint))
        return endpoint

    def stop(self) -> None:
        """End it, if it runs."""
        if self._running is not None:
            self._running.stop()
            self._running = None
