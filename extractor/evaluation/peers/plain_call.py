"""One plain call with instructor: the whole text, the whole schema, one answer."""

from collections.abc import Mapping
from decimal import Decimal
from types import GenericAlias
from typing import Annotated, Any, get_args, get_origin

import instructor
from instructor.core import IncompleteOutputException, InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ConfigDict, Field, create_model

from extractor.evaluation.peers.answer import salvaged
from extractor.evaluation.peers.line import Line
from extractor.evaluation.peers.peer import Peer, Unanswered
from extractor.forms.base import Form
from extractor.forms.schema import Rows, without_none
from extractor.llm.cache import AnswerStore
from extractor.llm.endpoint import Endpoint

_SYSTEM = """\
You extract structured data from SEC filings. Read the whole Form 8-K and fill in every field of \
the schema. Use only what the text states; give null where it states nothing and an empty list \
where there are no rows. Write dates as YYYY-MM-DD and amounts as plain digits without a dollar \
sign or commas (1234567.89). Copy names, titles and descriptions in full. List {rows} once."""
_ROWS = {
    "items": "every item heading",
    "exhibits": "every exhibit",
    "deal.parties": "every party",
    "deal.classes": "every row of the table of classes",
}


class PlainCall(Peer):
    """instructor in its mode for JSON schemas, without re-asks."""

    name = "instructor"

    def __init__(self, form: Form, endpoint: Endpoint, answers: AnswerStore) -> None:
        super().__init__(form, endpoint, answers)
        self._model = required_model(form.schema)
        self._system = _SYSTEM.format(rows=_listed(form))

    def _asked(self) -> Mapping[str, Any]:
        return {"system": self._system, "schema": self._model.model_json_schema()}

    async def _record(self, line: Line, text: str) -> Mapping[str, Any]:
        responses: list[ChatCompletion] = []

        async def create(**request: Any) -> ChatCompletion:
            responses.append(await line.create(**request))
            return responses[-1]

        ask: Any = instructor.patch(create=create, mode=instructor.Mode.JSON_SCHEMA)
        try:
            await ask(
                response_model=self._model,
                max_retries=0,
                model=self.endpoint.model,
                messages=[
                    {"role": "system", "content": self._system},
                    {"role": "user", "content": text},
                ],
                **self.sampling,
            )
        except (IncompleteOutputException, InstructorRetryException):
            # An answer that is cut or not valid is read below as far as it goes.
            if line.fault is not None:
                raise line.fault from None
        return _read(responses[-1])


def required_model(schema: type[BaseModel]) -> type[BaseModel]:
    """A schema for a model's answer: every key required, amounts as text, lists bounded.

    Under a grammar made from the schema a small model leaves out whatever it may.
    """
    fields: dict[str, Any] = {}
    for name, info in schema.model_fields.items():
        annotation = without_none(info.annotation)
        rows = next((each for each in info.metadata if isinstance(each, Rows)), Rows())
        if get_origin(annotation) in (list, tuple):
            item = GenericAlias(list, _required(get_args(annotation)[0]))
            made: Any = Annotated[item, Field(max_length=rows.most)]
        else:
            made = _required(annotation)
        nullable = type(None) in get_args(info.annotation)
        kept = Field(description=info.description)
        fields[name] = ((made | None) if nullable else made, kept)
    config = ConfigDict(extra="forbid")
    return create_model(schema.__name__, __config__=config, __doc__=schema.__doc__, **fields)


def _required(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return required_model(annotation)
    return str if annotation is Decimal else annotation


def _listed(form: Form) -> str:
    words = [each for path, each in _ROWS.items() if path in form.spec.lists]
    if not words:
        return "every row"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _read(response: ChatCompletion) -> Mapping[str, Any]:
    message = response.choices[0].message
    if message.refusal:
        raise Unanswered("the model refused to answer")
    record = salvaged(message.content or "")
    if not record:
        raise Unanswered("the model's answer is no JSON object")
    return record
