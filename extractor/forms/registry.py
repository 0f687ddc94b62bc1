"""The forms that are known, and which one a filing is of."""

from functools import lru_cache

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.base import Form


class UnknownForm(ExtractorError):
    """No known form has this name, or the filing is of none."""


@lru_cache(maxsize=1)
def known_forms() -> tuple[Form, ...]:
    """Every form, by name."""
    from extractor.forms.abs_8k.form import ABS_8K
    from extractor.forms.form_8k.form import FORM_8K

    return tuple(sorted((FORM_8K, ABS_8K), key=lambda form: form.name))


def form_by_name(name: str) -> Form:
    """The form `name`."""
    for form in known_forms():
        if form.name == name:
            return form
    names = ", ".join(form.name for form in known_forms())
    raise UnknownForm(f"there is no form {name!r}; the known forms are {names}")


def form_for(filing: Filing) -> Form:
    """The form that fits a filing best."""
    fits = [(form.matches(filing), form) for form in known_forms()]
    best, form = max(fits, key=lambda fit: fit[0])
    if best <= 0:
        names = ", ".join(form.name for form in known_forms())
        raise UnknownForm(
            f"the document is of no known form ({names}): no heading names one of them; "
            "give --form to read it as one all the same"
        )
    return form
