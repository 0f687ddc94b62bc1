"""The receipt of a result: all that it was made from."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from extractor.filing.model import Filing
from extractor.forms.base import Form
from extractor.llm.cache import Answer
from extractor.llm.endpoint import NONE, beside, model_id, sampling
from extractor.llm.prompts import SYSTEM, prompt_hash
from extractor.policy import Policy
from extractor.records import Receipt
from extractor.settings import Settings


def receipt_for(
    form: Form,
    filing: Filing,
    policy: Policy,
    model: str,
    base_url: str | None,
    settings: Settings,
    prompts: Path | None = None,
    answers: Iterable[Answer] = (),
) -> Receipt:
    """The receipt of a filing read as a form by a model under a policy.

    `prompts` is a folder of prompts other than the shipped ones; `answers` are the model's, in
    the order of the questions.
    """
    names = sorted({SYSTEM, *(question.prompt for question in form.questions)})
    contents = [hashlib.sha256(answer.content.encode()).digest() for answer in answers]
    return Receipt(
        filing=filing.sha256,
        form=form.name,
        schema=form.schema_version,
        prompts={name: prompt_hash(name, prompts, form.prompts) for name in names},
        policy=policy.hash,
        package=_package(),
        model=model_id(model, base_url),
        sampling={} if model == NONE else _asking(settings, beside(model, base_url)),
        text_only=settings.text_only,
        answers=hashlib.sha256(b"".join(contents)).hexdigest() if contents else "",
    )


@cache
def _package() -> str:
    """The version of this package, which is looked up among all that are installed."""
    return metadata.version("filing-extractor")


def _asking(settings: Settings, base_url: str | None) -> dict[str, object]:
    """How a model is asked; what spares it is told only where it is on.

    `base_url` is where a smaller model is asked.
    """
    asking: dict[str, object] = sampling(settings)
    if settings.cascade:
        asking["cascade"] = True
    if settings.first_model is not None:
        asking["first_model"] = model_id(settings.first_model, base_url)
    return asking
