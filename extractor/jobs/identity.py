"""What a job is known by, and what of the submitter's settings goes with it. Pure but for reading
prompts."""

import os
from dataclasses import dataclass
from typing import Any

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name, known_forms
from extractor.jobs.records import JobOptions
from extractor.llm.endpoint import NONE, is_embedded, model_id
from extractor.llm.models import ALIAS
from extractor.pipeline import AUTO
from extractor.policy import Policy
from extractor.receipts import receipt_for
from extractor.render.objects import receipt_object
from extractor.settings import Settings
from extractor.stages import Setting
from extractor.store.codec import digest

_CARRIED = ("mode", "max_answer_tokens", "text_only")
"""Settings that change what is answered: a worker takes them from the job, not from its own."""


@dataclass(frozen=True)
class Way:
    """How filings are read: options with nothing left open, the same for every worker."""

    form: str
    model: str
    base_url: str | None
    model_id: str
    settings: dict[str, Any]

    def as_object(self) -> dict[str, Any]:
        """The way as JSON values."""
        return {
            "form": self.form,
            "model": self.model,
            "base_url": self.base_url,
            "model_id": self.model_id,
            "settings": self.settings,
        }

    def setting(self, policy: Policy, settings: Settings) -> Setting:
        """What a worker with these settings of its own reads under."""
        # A worker puts each question once: a smaller model before another is not for it.
        others = {"cascade": False, "first_model": None}
        mine = settings.model_copy(update={**others, **self.settings})
        return Setting(self.model, self.base_url, policy, mine)


def way_of(options: JobOptions, settings: Settings) -> Way:
    """The way that options mean here; raises ExtractorError where they make no sense."""
    if options.form != AUTO:
        form_by_name(options.form)
    model = options.model or settings.model
    if options.base_url and model in (ALIAS, NONE):
        raise ExtractorError(
            f"{model!r} is no model that is asked at {options.base_url}; name the one that is there"
        )
    url = options.base_url or (None if model == ALIAS else settings.base_url)
    known = model_id(model, url)
    if model != NONE and not is_embedded(model, url):
        url = url or os.environ.get("OPENAI_BASE_URL") or known.removeprefix(f"{model}@")
    return Way(
        form=options.form,
        model=model,
        base_url=None if model == NONE else url,
        model_id=known,
        settings={
            **{name: getattr(settings, name) for name in _CARRIED},
            # Told only where it is on, so that jobs from before it was there are known again.
            **({"cascade": True} if settings.cascade else {}),
        },
    )


def way_hash(way: Way, policy: Policy, settings: Settings) -> str:
    """The hash of all that results of a way are made from, but for filings and answers.

    Where the form is still to be found, the receipts of all forms that it may be are hashed.
    """
    forms = known_forms() if way.form == AUTO else (form_by_name(way.form),)
    nothing = Filing(name="", sha256="", documents=())
    mine = way.setting(policy, settings).settings
    receipts = [
        receipt_object(receipt_for(form, nothing, policy, way.model, way.base_url, mine))
        for form in forms
    ]
    return digest({"form": way.form, "mode": mine.mode, "receipts": receipts})


def job_id(filing: str, way: str) -> str:
    """The id of the job that reads a filing, by the hash of its bytes, in a way, by its hash."""
    return digest({"filing": filing, "way": way})


def workflow_id(job: str, attempt: int) -> str:
    """What the engine knows an attempt at a job by."""
    return f"{job}-{attempt}"
