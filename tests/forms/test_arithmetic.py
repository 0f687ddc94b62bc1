"""Ready-made checks of tables."""

from decimal import Decimal

import pytest

from extractor.forms.arithmetic import column_adds_up, rows_add_up
from extractor.forms.base import Facts, Row
from extractor.records import CheckStatus, Value

ROWS_ADD_UP = rows_add_up("classes", plus=("before",), minus=("paid", "lost"), equals="after")
COLUMN_ADDS_UP = column_adds_up("classes", "paid", "total")


def facts(*rows: tuple[str | None, ...], total: str | None = None) -> Facts:
    names = ("before", "paid", "lost", "after")
    made = [
        Row(
            f"classes#{number}",
            {
                name: None if cell is None else Decimal(cell)
                for name, cell in zip(names, row, strict=True)
            },
        )
        for number, row in enumerate(rows, start=1)
    ]
    values: dict[str, Value | None] = {"total": None if total is None else Decimal(total)}
    return Facts(values, {"classes": made})


def test_rows_that_add_up_are_confirmed_cell_by_cell() -> None:
    done = ROWS_ADD_UP(facts(("10.00", "3.00", "1.00", "6.00"), ("5", "5", "0", "0")))
    assert done.status is CheckStatus.PASSED
    assert "classes#1.before" in done.confirms
    assert len(done.confirms) == 8


def test_a_row_that_does_not_add_up_is_doubted_alone() -> None:
    done = ROWS_ADD_UP(facts(("10.00", "3.00", "1.00", "6.00"), ("5", "5", "0", "1")))
    assert done.status is CheckStatus.FAILED
    assert set(done.doubts) == {f"classes#2.{name}" for name in ("before", "paid", "lost", "after")}
    assert "classes#2: 0 and not 1" in done.message


@pytest.mark.parametrize("rows", [(), (("10.00", None, "0", "10.00"),)])
def test_rows_without_all_amounts_say_nothing(rows: tuple[tuple[str | None, ...], ...]) -> None:
    assert ROWS_ADD_UP(facts(*rows)).status is CheckStatus.NOT_APPLICABLE


def test_a_column_that_adds_up_proves_that_the_list_is_whole() -> None:
    row = ("10", "3.10", "0", "0")
    done = COLUMN_ADDS_UP(facts(row, row, total="6.20"))
    assert done.status is CheckStatus.PASSED
    assert set(done.confirms) == {
        *("total", "classes#complete", "classes#1.paid", "classes#2.paid")
    }


def test_a_column_that_does_not_add_up_doubts_its_amounts_and_the_list() -> None:
    done = COLUMN_ADDS_UP(facts(("10", "1234.00", "0", "0"), total="5.00"))
    assert done.status is CheckStatus.FAILED
    assert "1,234.00" in done.message
    assert set(done.doubts) == {"total", "classes#complete", "classes#1.paid"}


def test_without_a_total_nothing_is_said() -> None:
    assert COLUMN_ADDS_UP(facts(("1", "1", "1", "1"))).status is CheckStatus.NOT_APPLICABLE
    assert COLUMN_ADDS_UP(facts(total="1")).status is CheckStatus.NOT_APPLICABLE
