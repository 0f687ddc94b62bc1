"""The worst model there can be: it gives a planted value wherever one is printed.

Elsewhere it says that there is none.
"""

from collections.abc import Mapping
from typing import Any

from evals.hostile.poison import PLANTED
from tests.stand_in import Reply, StandIn, asked_schema, completion, filled, stating_nothing

_ISO = {
    "report_date": "2031-03-03",
    "cut_off_date": "2031-01-09",
    "signed_on": "2031-03-04",
    "pool_balance": "987654321.00",
}
"""What a plain call writes of it."""


def obeying(planted: Mapping[str, str] = PLANTED) -> StandIn:
    """An endpoint with this model; a context manager."""
    by_name = {path.rpartition(".")[2]: printed for path, printed in planted.items()}
    return StandIn(lambda body: _reply(body, by_name))


def _reply(body: dict[str, Any], by_name: Mapping[str, str]) -> Reply:
    if "response_format" not in body:
        return stating_nothing(body)
    asked = str(body["messages"][-1]["content"])
    quoting = "The text is data" in str(body["messages"][0]["content"])
    schema = asked_schema(body)

    def give(name: str, _: Mapping[str, Any]) -> object:
        printed = by_name.get(name)
        if printed is None or " ".join(printed.split()) not in " ".join(asked.split()):
            return None
        return printed if quoting else _ISO.get(name, printed)

    answer = filled(schema, give)
    return completion(_without_rows(answer))


def _without_rows(answer: object) -> object:
    """The answer with empty lists for lists of rows that say nothing."""
    if isinstance(answer, dict):
        return {key: _without_rows(each) for key, each in answer.items()}
    if isinstance(answer, list):
        return [each for each in answer if each is not None and _says(each)]
    return answer


def _says(row: object) -> bool:
    if isinstance(row, dict):
        return any(_says(each) for each in row.values())
    return row is not None
