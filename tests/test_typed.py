"""Every file of a page's menu and of a panel is there as CSV and as a workbook: the same rows, typed, no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import openpyxl
import pandas as pd
import pytest
import streamlit as st

from components import export, i18n, router, typed
from tests.conftest import Board

ROWS = pd.DataFrame({"account": ["=1+1", None], "nrr": [1.125, float("nan")], "arr": [3.0, 4.5],
                     "day": [date(2026, 11, 22), None], "account_id": ["007", "-8"]})
HEADS = {"account": "=Account", "account_id": "Id", "nrr": "NRR", "arr": "ARR", "day": "Day"}


def sheets(content: bytes) -> list[list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_the_same_rows_typed() -> None:
    i18n.use("en")
    made = typed.book_of(partial(export.csv, ROWS, HEADS), typed.about(None, "A/list"))()
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert [sheet.title for sheet in book.worksheets][1:] == ["A list"]
    rows = book.worksheets[1]
    assert [cell.value for cell in rows[1]] == list(HEADS.values())
    assert [(cell.value, cell.data_type) for cell in rows[2]][:4] == [
        ("=1+1", "s"), ("007", "s"), (1.125, "n"), (3, "n")]
    assert rows["C2"].number_format == "0.0%"
    assert rows["E2"].is_date
    assert [cell.value for cell in rows[3]] == [None, "-8", None, 4.5, None]


def test_afterwards_csv_is_csv_again() -> None:
    def fails() -> bytes:
        raise OSError("no rows")

    with pytest.raises(OSError, match="no rows"):
        typed.book_of(fails, typed.about(None, "x"))()
    assert export.csv(ROWS, HEADS).startswith(export.BOM)


def test_what_is_not_written_by_the_one_function_is_refused() -> None:
    with pytest.raises(TypeError, match="a list"):
        typed.book_of(lambda: b"a,b", typed.about(None, "a list"))()


@pytest.mark.parametrize("page", router.PAGES, ids=lambda page: page.key)
def test_a_pages_files_come_in_pairs_with_the_same_rows(
    board: Board, page: router.Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, Callable[[], bytes]] = {}
    real = st.download_button

    def button(label: str, data: Any, file: str, *more: Any, **named: Any) -> bool:
        offered[file] = data
        return bool(real(label, data, file, *more, **named))

    monkeypatch.setattr(st, "download_button", button)
    app = board("en", page.file)
    panel = next(str(each.key) for each in app.button if str(each.key).startswith("explain."))
    app.button(panel).click().run()
    assert not app.exception
    plain = [file for file in offered if file.endswith(".csv")]
    assert plain
    for file in plain:
        rows = list(csv.reader(io.StringIO(offered[file]().decode("utf-8-sig"), newline="")))
        stands, typed_rows, *_ = sheets(offered[f"{file.removesuffix('.csv')}.xlsx"]())
        assert stands[0][0]
        assert len(typed_rows) == len(rows)
        assert [each.lstrip("'") for each in rows[0]] == [str(each or "") for each in typed_rows[0]]
