"""The label of a filing: its facts in the shape of the schema, as the layout prints them."""

from decimal import Decimal

from evals.generator.amounts import SecurityClass
from evals.generator.body import printed_title
from evals.generator.facts import Deal, Facts
from evals.generator.layout import Layout

Json = dict[str, object]


def label(facts: Facts, layout: Layout) -> Json:
    """What is to be found in the filing."""
    items = (*facts.body_items, facts.exhibit_item)
    return {
        "cover": _cover(facts),
        "items": [{"number": each.number, "title": printed_title(each, layout)} for each in items],
        "exhibits": [{"number": number, "description": text} for number, text in facts.exhibits],
        "signature": {
            "registrant": facts.registrant,
            "signed_on": facts.signed_on.isoformat(),
            "name": facts.signer.name,
            "title": facts.signer.title,
        },
        "deal": _deal(facts.deal),
    }


def _cover(facts: Facts) -> Json:
    place = facts.address
    return {
        "form_type": facts.form_type,
        "report_date": facts.report_date.isoformat(),
        "registrant": facts.registrant,
        "jurisdiction": facts.jurisdiction,
        "commission_file_numbers": list(facts.file_numbers),
        "employer_ids": list(facts.employer_ids),
        "address": {
            "street": " ".join(place.street),
            "city": place.city,
            "state": place.state,
            "zip_code": place.zip_code,
        },
        "telephone": facts.telephone,
        "securities": [],
    }


def _deal(deal: Deal) -> Json:
    parties = [(role, each.name) for each in deal.contract for role, _ in each.roles]
    parties += [("underwriter", name) for name in deal.underwriters]
    parties += [("insurer", deal.insurer)] if deal.insurer else []
    return {
        "series": deal.series,
        "issued_on": deal.issued_on.isoformat(),
        "agreement": {"title": deal.agreement, "dated": deal.agreement_dated.isoformat()},
        "cut_off_date": deal.cut_off_date.isoformat(),
        "pool_balance": str(deal.pool_balance),
        "stated_class_count": deal.stated_count,
        "parties": [{"role": role, "name": name} for role, name in parties],
        "classes": [_class(each) for each in deal.classes],
    }


def _class(row: SecurityClass) -> Json:
    return {
        "name": row.name,
        "balance": _amount(row.balance),
        "balance_kind": row.kind,
        "percentage_interest": row.percentage,
        "rate": row.rate,
        "group": row.group or None,
        "cusip": row.cusip,
    }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
