"""What the tests of the peers share: an endpoint that stands in, and a store in memory."""

from dataclasses import dataclass, field

from extractor.llm.cache import Answer
from extractor.llm.endpoint import Endpoint


@dataclass
class Kept:
    """Answers in memory."""

    answers: dict[str, Answer] = field(default_factory=dict)

    def get(self, key: str) -> Answer | None:
        return self.answers.get(key)

    def put(self, key: str, answer: Answer) -> None:
        self.answers[key] = answer


def endpoint_at(url: str, model: str = "boat") -> Endpoint:
    """An endpoint that fails at the first fault."""
    return Endpoint(
        url=url,
        key="secret",
        model=model,
        model_id=f"{model}@1",
        identity="stand-in",
        mode="json_schema",
        timeout=30.0,
        attempts=1,
        concurrency=1,
        sampling={"temperature": 0.0, "seed": 0, "max_tokens": 64},
    )
