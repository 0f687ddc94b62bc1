"""What is asked of a run, and the receipt that a result of it would have."""

from dataclasses import dataclass

from extractor.filing.model import Filing
from extractor.forms.registry import form_by_name, form_for
from extractor.policy import Policy
from extractor.receipts import receipt_for
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
        return receipt_for(form, filing, self.policy, self.model, self.base_url, self.settings)
