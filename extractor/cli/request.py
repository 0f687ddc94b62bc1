"""What is asked of a run, and the receipt that a result of it would have."""

from dataclasses import dataclass
from importlib.metadata import version

from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name, form_for
from extractor.llm.endpoint import NONE, is_embedded, sampling
from extractor.llm.models import lookup
from extractor.llm.prompts import SYSTEM, prompt_hash
from extractor.policy import Policy
from extractor.records import Receipt
from extractor.settings import Settings

AUTO = "auto"
"""Stands for whichever form fits a filing."""


@dataclass(frozen=True)
class Request:
    """The form, the model, the policy and the settings of a run."""

    form: str
    model: str
    base_url: str | None
    policy: Policy
    settings: Settings

    def receipt(self, filing: Filing) -> Receipt:
        """The receipt of a result of this filing, but for the answers. Raises UnknownForm."""
        form = form_for(filing) if self.form == AUTO else form_by_name(self.form)
        names = sorted({SYSTEM, *(question.prompt for question in form.questions)})
        embedded = is_embedded(self.model, self.base_url)
        return Receipt(
            filing=filing.sha256,
            form=form.name,
            schema=form.schema_version,
            prompts={name: prompt_hash(name) for name in names},
            policy=self.policy.hash,
            package=version("filing-extractor"),
            model=lookup(self.model).id if embedded else self.model,
            sampling={} if self.model == NONE else sampling(self.settings),
        )
