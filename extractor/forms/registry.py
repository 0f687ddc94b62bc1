"""The forms that are known: those of the package, of installed packages, and of files by path."""

import importlib.util
import logging
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from extractor.errors import ExtractorError
from extractor.filing.model import Filing
from extractor.forms.base import Form

GROUP = "extractor.forms"
"""The group of entry points under which an installed package announces its forms."""
_LOG = logging.getLogger(__name__)
_in_use: dict[str, Form] = {}
"""Forms that this process was given: by a file's path or as they are."""


class UnknownForm(ExtractorError):
    """No known form has this name, or the filing is of none."""


@dataclass(frozen=True)
class Announced:
    """A form that an installed package announces; `problem` is a sentence where it is unusable."""

    name: str
    package: str
    form: Form | None
    problem: str = ""


@lru_cache(maxsize=1)
def own_forms() -> tuple[Form, ...]:
    """The forms of this package, by name."""
    from extractor.forms.abs_8k.form import ABS_8K
    from extractor.forms.form_8k.form import FORM_8K

    return tuple(sorted((FORM_8K, ABS_8K), key=lambda form: form.name))


@lru_cache(maxsize=1)
def announced_forms() -> tuple[Announced, ...]:
    """The forms of installed packages, by name; what is wrong with one is told and harms none."""
    return tuple(_announced(point) for point in sorted(_points(), key=lambda each: each.name))


def known_forms() -> tuple[Form, ...]:
    """Every form that can be used, by name."""
    outside = {each.name: each.form for each in announced_forms() if each.form is not None}
    known = {**outside, **_in_use, **{form.name: form for form in own_forms()}}
    return tuple(known[name] for name in sorted(known))


def form_by_name(name: str) -> Form:
    """The form `name`, or that of a file: `path/to/module.py:FORM`.

    Raises UnknownForm; for a form that is announced and broken with what is wrong with it.
    """
    if ".py:" in name or name.endswith(".py"):
        return _from_file(name)
    for form in (*own_forms(), *_in_use.values()):
        if form.name == name:
            return form
    for each in announced_forms():
        if each.name == name and each.form is not None:
            return each.form
        if each.name == name:
            raise UnknownForm(each.problem)
    raise UnknownForm(f"there is no form {name!r}; the known forms are {_names(known_forms())}")


def form_of(given: str | Form) -> Form:
    """The form of a name; one that is given as it is becomes known to this process by its name.

    Raises UnknownForm.
    """
    if isinstance(given, str):
        return form_by_name(given)
    if not any(given is own for own in own_forms()):
        use(given)
    return given


def use(form: Form) -> str:
    """Make a form known to this process by its name, which is given back.

    Raises UnknownForm where the package has a form of that name.
    """
    if any(own.name == form.name for own in own_forms()):
        raise UnknownForm(f"this package has a form {form.name!r}; give yours another name")
    _in_use[form.name] = form
    return form.name


def form_for(filing: Filing) -> Form:
    """The form that fits a filing best; one from outside that cannot tell is passed over."""
    fits = [(_fit(form, filing), form) for form in known_forms()]
    best, form = max(fits, key=lambda fit: fit[0])
    if best <= 0:
        raise UnknownForm(
            f"the document is of no known form ({_names(known_forms())}): no heading names one of "
            "them; give --form to read it as one all the same"
        )
    return form


def _fit(form: Form, filing: Filing) -> int:
    try:
        return form.matches(filing)
    except ExtractorError as error:
        _LOG.warning("%s; the form is passed over", error)
        return 0


def _names(forms: Iterable[Form]) -> str:
    return ", ".join(form.name for form in forms)


def _points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


def _announced(point: EntryPoint) -> Announced:
    package = point.dist.name if point.dist is not None else point.module
    form, problem = _loaded(point)
    if problem:
        told = f"the package {package} announces the form {point.name}, which cannot be used: "
        return Announced(point.name, package, None, told + problem)
    return Announced(point.name, package, form)


def _loaded(point: EntryPoint) -> tuple[Form | None, str]:
    if any(form.name == point.name for form in own_forms()):
        return None, "this package has a form of that name"
    if sum(each.name == point.name for each in _points()) > 1:
        return None, "more than one package announces that name"
    try:
        form = point.load()
    except ExtractorError as error:
        return None, str(error)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # code from outside
        return None, f"{point.value} does not load: {_why(error)}"
    if not isinstance(form, Form):
        return None, f"{point.value} is a {type(form).__name__} and no Form"
    if form.name != point.name:
        return None, f"{point.value} is the form {form.name}; announce it by that name"
    return form, ""


def _from_file(name: str) -> Form:
    path, _, attribute = name.partition(".py:")
    file = Path(f"{path.removesuffix('.py')}.py")
    if not file.is_file():
        raise UnknownForm(f"{name}: there is no file {file}")
    module = _module(file.resolve())
    forms = {key: each for key, each in vars(module).items() if isinstance(each, Form)}
    if attribute:
        form = forms.get(attribute)
        if form is None:
            had = ", ".join(forms) or "none"
            raise UnknownForm(f"{name}: {file} has no Form of the name {attribute!r}; it has {had}")
    elif len(forms) == 1:
        (form,) = forms.values()
    else:
        had = ", ".join(forms) or "none"
        raise UnknownForm(f"{name}: say which Form is meant (FILE.py:NAME); the file has {had}")
    use(form)
    return form


@lru_cache(maxsize=16)
def _module(file: Path) -> object:
    """The module of a file, under a name of its own; other modules beside it are not imported."""
    name = f"extractor_form_{sha256(str(file).encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise UnknownForm(f"{file} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except ExtractorError:
        sys.modules.pop(name, None)
        raise
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise UnknownForm(f"{file} does not load: {_why(error)}") from error
    return module


def _why(error: BaseException) -> str:
    """What went wrong, in a line; a file that ends the process says only with which code."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
