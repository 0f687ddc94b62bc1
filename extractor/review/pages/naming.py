"""The words of the pages for fields and for what is done to them. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from extractor.review.actions import Action
from extractor.review.refs import COMPLETE

_ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        Action.ACCEPT: "accepted",
        Action.CHOOSE_BASELINE: "took the baseline's value",
        Action.CHOOSE_LLM: "took the model's value",
        Action.CHOOSE_TAGS: "took the tags' value",
        Action.CHOOSE_HEADER: "took the header's value",
        Action.CHOOSE_READER: "took another reader's value",
        Action.CHOOSE_LABEL: "took the label's value",
        Action.EDIT: "set a value",
        Action.ABSENT: "said that the filing states none",
        Action.AS_FILED: "right as filed",
        Action.ADD_ROW: "added a row",
        Action.DROP_ROW: "dropped a row",
        Action.COMPLETE_LIST: "said that the list is complete",
        Action.DISPUTE: "disputed",
        Action.ADJUDICATE: "decided between two answers",
        Action.REOPEN: "opened again",
        Action.SKIP: "skipped the filing",
        Action.UNDO: "took back",
        Action.EXPORT: "exported",
        Action.PURGE: "purged",
    }
)


def action_words(action: str) -> str:
    """What someone did, after their name."""
    return _ACTIONS.get(action, action.replace("_", " "))


def schema_path(path: str) -> str:
    """The schema path of a field path: `deal.classes#3.balance` without the number."""
    if path.endswith(COMPLETE):
        return path
    return ".".join(part.partition("#")[0] for part in path.split("."))


def place_of(schema_path: str, row_list: str) -> str:
    """The part of the record that a field is shown under: its list of rows, or the first name."""
    return row_list or schema_path.partition(".")[0].removesuffix(COMPLETE)


def label_of(path: str, list_: str) -> str:
    """A field's name below the heading that it is shown under: `address street`, `balance`."""
    if path.endswith(COMPLETE):
        rest = path.removesuffix(COMPLETE).rpartition(".")[2] + " complete"
    elif list_ and path.startswith(f"{list_}#"):
        number, _, leaf = path.removeprefix(f"{list_}#").partition(".")
        rest = leaf or f"{list_.rpartition('.')[2]} {number}"
    else:
        rest = path.partition(".")[2] or path
    return rest.replace("_", " ").replace(".", " ")
