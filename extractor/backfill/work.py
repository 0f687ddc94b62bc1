"""What a backfill does: put every question, send what is unanswered, take in what came back."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from extractor.backfill.folder import Folder, Part, Requests, State
from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.llm.cache import AnswerCache
from extractor.llm.client import Client
from extractor.llm.endpoint import NONE, Endpoint, is_embedded
from extractor.llm.prepaid import Prepaid
from extractor.llm.provider_batch import OVER, Provider
from extractor.llm.provider_lines import id_of
from extractor.records import Usage
from extractor.stages import Prepared, Setting, ask, endpoint_of, prepare

_FIRST_LOOK, _LONGEST_LOOK = 1.0, 60.0
MISSING = "no line in the results"
UNSENT = "not sent yet"
"""Why a request has no answer, where the provider does not say it. One that was not sent is of a
new filing, or puts a wrong answer to the model once more."""


@dataclass(frozen=True)
class Tally:
    """What there is to the questions of filings.

    `known` were answered before, `answered` by batches, now in the cache; the answers of
    `unusable` are none (a refusal, one that was cut off). `left` counts what is unanswered, by
    reason. `usage` is what the answers of batches cost.
    """

    filings: int = 0
    questions: int = 0
    known: int = 0
    answered: int = 0
    unusable: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)


class Backfill:
    """A backfill in a folder, for one model at an endpoint; it raises ExtractorError.

    Its steps may be repeated, in any process: nothing is sent or paid twice. `most` is how many
    requests a batch may have.
    """

    def __init__(self, folder: Folder, setting: Setting, most: int) -> None:
        if setting.model == NONE or is_embedded(setting.model, setting.base_url):
            raise ExtractorError(
                f"{setting.model!r} is asked on this machine, and has no batches: name a model "
                "and, with --base-url, its provider"
            )
        if not setting.settings.cache:
            raise ExtractorError(
                "answers of batches are put into the cache, and EXTRACTOR_CACHE turns it off"
            )
        self._folder = folder
        self._setting = setting
        self._most = most
        self._endpoint: Endpoint = endpoint_of(setting, lambda _: None)
        self.state: State = folder.load(self._endpoint.model_id)

    async def advance(self, wait: bool, tell: Callable[[State], None]) -> State:
        """Send what was not sent, and fetch what is over; with `wait` until all is."""
        provider, pause = Provider(self._endpoint), _FIRST_LOOK
        try:
            while True:
                for part in self.state.parts:
                    await self._advance(provider, part)
                tell(self.state)
                if self.state.over or not wait:
                    return self.state
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_LOOK)
        finally:
            await provider.aclose()

    async def put(self, filings: Iterable[tuple[Filing, Form]], *, send: bool) -> Tally:
        """Put every question of filings, each read as a form, to what batches answered.

        Answers go into the cache. With `send` what is left becomes the parts that `advance` sends.
        """
        results = self._folder.results(self.state)
        sent = set(self._folder.requests(self.state))
        requests = Requests(self._folder, self.state, self._most)
        left: dict[str, str] = {}

        def want(line: str) -> None:
            name = id_of(line)
            left[name] = results.faults.get(name, MISSING if name in sent else UNSENT)
            if send:
                requests.add(line)

        prepaid = Prepaid(results.answers, want)
        # Nothing is gained by patience with answers that are here already.
        endpoint = replace(self._endpoint, attempts=1)
        cache = AnswerCache(self._setting.settings.cache_dir / "answers")
        client = Client(endpoint, cache, create=prepaid.create)
        tally = Tally()
        try:
            for filing, form in filings:
                prepared = prepare(filing, form, self._setting)
                tally = await _put(client, prepaid, prepared, tally)
        finally:
            await client.aclose()
            parts = requests.close()
        if parts:
            self.state = self._folder.save(replace(self.state, parts=self.state.parts + parts))
        return replace(tally, left=Counter(left.values()))

    async def _advance(self, provider: Provider, part: Part) -> None:
        """Take a part as far as it comes; each step is noted before the next one is made."""
        if part.over:
            return
        if not part.file:
            file = await provider.upload(self._folder.path / part.name)
            part = self._note(part, file=file)
        if not part.batch:
            part = self._note(part, batch=await provider.begin(part.file))
        found = await provider.state(part.batch)
        part = self._note(part, status=found.status, ended=found.ended, said=found.said)
        if part.status in OVER:
            names = tuple(
                f"results-{number}-of-{part.name}" for number in range(1, len(found.results) + 1)
            )
            for file, name in zip(found.results, names, strict=True):
                await provider.fetch(file, self._folder.path / name)
            self._note(part, results=names, fetched=True)

    def _note(self, part: Part, **values: object) -> Part:
        changed = replace(part, **values)  # type: ignore[arg-type]
        self.state = self._folder.put(self.state, changed)
        return changed


async def _put(client: Client, prepaid: Prepaid, prepared: Prepared, so_far: Tally) -> Tally:
    """Put the questions of a filing."""
    puts = [each for each in prepared.puts if each.chunk.text.strip()]
    known = answered = unusable = 0
    usage = so_far.usage
    for put in puts:
        missed = prepaid.missed
        ended = await ask(client, put)
        known += ended.cached
        if prepaid.missed == missed and not ended.cached:
            usage += ended.paid
            answered += ended.answer is not None
            unusable += ended.answer is None
    return replace(
        so_far,
        filings=so_far.filings + 1,
        questions=so_far.questions + len(puts),
        known=so_far.known + known,
        answered=so_far.answered + answered,
        unusable=so_far.unusable + unusable,
        usage=usage,
    )
