"""A form in the making: its pieces are added one by one, and then it is frozen."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from extractor.filing.model import Filing
from extractor.forms.base import Form, Rule
from extractor.forms.finding import ListBaseline, ValueBaseline
from extractor.forms.parts import Part
from extractor.forms.plain import BadForm

B = TypeVar("B", bound=ValueBaseline | ListBaseline)
R = TypeVar("R", bound=Rule)
M = TypeVar("M", bound=Callable[[Filing], int])
T = TypeVar("T")


class Draft:
    """What `Form.from_schema` takes in one expression, added piece by piece; each is optional.

    `baseline`, `check` and `matches` are decorators, which give the function back as it is:

        draft = Draft(BerthNotice, name="berth-notice")

        @draft.baseline("tenant")
        def tenant(text: str) -> Hit | None: ...

        FORM = draft.form()

    Raises BadForm where a piece is given twice.
    """

    def __init__(
        self,
        schema: type[BaseModel],
        *,
        name: str,
        title: str = "",
        documents: tuple[str, ...] = (),
        version: str = "",
    ) -> None:
        self._schema = schema
        self._name = name
        self._title = title
        self._documents = documents
        self._version = version
        self._sections: dict[str, Part] = {}
        self._baselines: dict[str, ValueBaseline | ListBaseline] = {}
        self._checks: list[Rule] = []
        self._prompts: dict[str, str] = {}
        self._matches: Callable[[Filing], int] | None = None

    def section(self, part: Part, path: str = "") -> None:
        """Say where a field or list is stated; without a path all that nothing else is said of."""
        _add(self._sections, path, part, f"the section of {path or 'the rest'}")

    def prompt(self, question: str, text: str) -> None:
        """Give the text of a question, by the question's name."""
        _add(self._prompts, question, text, f"the prompt {question}")

    def baseline(self, path: str) -> Callable[[B], B]:
        """Have the function find this field or list."""

        def decorated(function: B) -> B:
            _add(self._baselines, path, function, f"the baseline of {path}")
            return function

        return decorated

    def check(self, rule: R) -> R:
        """Have the function hold the record against itself; checks run in their order."""
        self._checks.append(rule)
        return rule

    def matches(self, function: M) -> M:
        """Have the function tell whether a filing is of this form."""
        if self._matches is not None:
            raise BadForm("what tells the form's filings is given twice")
        self._matches = function
        return function

    def form(self) -> Form:
        """The form as it stands now. Raises BadForm with what is wrong."""
        return Form.from_schema(
            self._schema,
            name=self._name,
            title=self._title,
            sections=self._sections or Part(),
            documents=self._documents,
            baselines=self._baselines,
            checks=tuple(self._checks),
            matches=self._matches,
            prompts=self._prompts,
            version=self._version,
        )


def _add(to: dict[str, T], key: str, piece: T, what: str) -> None:
    if key in to:
        raise BadForm(f"{what} is given twice")
    to[key] = piece
