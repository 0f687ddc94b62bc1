"""Which questions need not be put to a model: all that they feed is accepted already. Pure."""

from collections.abc import Collection, Mapping

from extractor.forms.base import Form
from extractor.records import Decision, FieldResult


def is_settled(
    form: Form,
    leaves: Collection[str],
    lists: Collection[str],
    fields: Mapping[str, FieldResult],
) -> bool:
    """Whether a question about these leaves and lists can change nothing that is in doubt.

    `fields` are those that the other readers' answers amount to, decided by the policy in force.
    Each leaf must be accepted, in every row where it is one of a list, and each list as a whole.
    """
    fed = {*leaves, *(form.shares[each] for each in leaves if each in form.shares)}
    whole = {f"{path}#complete" for path in lists}
    own = [each for path, each in fields.items() if path in whole or each.schema_path in fed]
    told = {each.schema_path for each in own} | {each.path for each in own}
    alone = {path for path in fed if form.spec.leaves[path].rows is None}
    return whole | alone <= told and all(each.decision is not Decision.REVIEW for each in own)
