"""Workbooks read back: typed cells, frozen heads, filters, nothing that runs."""

from __future__ import annotations

import io
import math
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from components.workbook import LONGEST_CELL, Kind, Sheet, Table, workbook

NASTY = ["=1+1", "+81 3", "@cmd", "-2", "=HYPERLINK(\"http://x\")", "http://example.org", "{=1}", "00123"]
KINDS: dict[str, Kind] = {"nrr": "rate", "event": "points", "arr": "money", "quick": "ratio", "n": "count",
                          "as_of": "date", "account": "text"}
ROWS = pd.DataFrame({
    "nrr": [1.104, None, math.nan], "event": [-0.0048, 0.0, math.inf], "arr": [3_039_793_356, 2, 0],
    "quick": [4.2, None, 1.0], "n": [1288, 1, 0], "as_of": [date(2026, 11, 22)] * 3,
    "account": ["株式会社碧里印刷", "=1+1", None],
})


def made(*sheets: Sheet, digits: int = 0, sql: str = "SELECT 1") -> Workbook:
    first = ("定義", [("絞り込み", "=すべて")], Table(["指標", "定義"], [["NRR", "=A1"]]))
    last = ("SQL", Table(["", "SQL"], [["kpis", sql]]))
    return load_workbook(io.BytesIO(workbook(first, sheets, last, digits)))


def sheet(rows: pd.DataFrame = ROWS, name: str = "週ごと") -> Sheet:
    return Sheet(name, rows, {key: key.upper() for key in rows.columns}, KINDS)


def test_cells_are_typed() -> None:
    page = made(sheet())["週ごと"]
    assert [cell.value for cell in page[1]] == [key.upper() for key in ROWS.columns]
    values = [cell.value for cell in page[2]]
    assert values == [1.104, -0.0048, 3_039_793_356, 4.2, 1288, datetime(2026, 11, 22), "株式会社碧里印刷"]
    shapes = ["0.0%", "+0.00%;-0.00%;0.00%", "#,##0", "0.00", "#,##0", "yyyy-mm-dd", "@"]
    assert [cell.number_format for cell in page[2]] == shapes
    assert page["F2"].is_date


def test_unknown_is_empty() -> None:
    page = made(sheet())["週ごと"]
    assert [page[cell].value for cell in ("A3", "A4", "B4", "D3", "G4")] == [None] * 5
    assert page["B3"].value == 0


def test_amounts_have_the_currencys_digits() -> None:
    assert made(sheet(), digits=2)["週ごと"]["C2"].number_format == "#,##0.00"


def test_nothing_runs() -> None:
    rows = pd.DataFrame({"account": NASTY})
    book = made(sheet(rows, "=names"))
    page = book["=names"]
    assert [cell.value for cell in page["A"][1:]] == NASTY
    assert {cell.data_type for each in book for row in each for cell in row if cell.value is not None} == {"s"}
    assert not [cell for row in page for cell in row if cell.hyperlink]


def test_heads_stay_and_filter() -> None:
    page = made(sheet())["週ごと"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:G4"


def test_the_first_sheet_defines_and_the_last_has_the_sql() -> None:
    book = made(sheet(), sheet())
    assert book.sheetnames == ["定義", "週ごと", "週ごと (2)", "SQL"]
    assert [[cell.value for cell in row] for row in book["定義"]] == [
        ["絞り込み", "=すべて"], [None, None], ["指標", "定義"], ["NRR", "=A1"]]
    assert book["SQL"]["B2"].value == "SELECT 1"


def test_long_sql_goes_on_in_the_next_row() -> None:
    sql = "".join(chr(97 + place % 26) for place in range(2 * LONGEST_CELL + 10))
    page = made(sql=sql)["SQL"]
    assert "".join(cell.value or "" for cell in page["B"][1:]) == sql


def test_names_of_sheets_are_what_excel_allows() -> None:
    names = made(*(sheet(name=name) for name in ("a/b:c*[d]?", "x" * 40, "X" * 40, ""))).sheetnames[1:-1]
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_an_empty_frame_has_its_heads() -> None:
    page = made(sheet(ROWS.head(0)))["週ごと"]
    assert [cell.value for cell in page[1]] == [key.upper() for key in ROWS.columns]


def test_a_column_that_is_not_there_and_too_many_rows() -> None:
    with pytest.raises(KeyError):
        made(Sheet("x", ROWS, {"none": "None"}))
    many = Sheet("x", pd.DataFrame({"n": range(1_000_001)}), {"n": "n"})
    with pytest.raises(ValueError, match="1,000,000"):
        made(many)
