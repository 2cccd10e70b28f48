"""Exports: a spreadsheet opens them in Japanese and runs nothing that stands in them."""

import csv
import io
from datetime import date

import pandas as pd
import pytest

from components import export


def read(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.removeprefix(export.BOM).decode("utf-8"), newline="")))


def test_japanese_opens_in_excel() -> None:
    made = export.csv(pd.DataFrame({"name": ["株式会社碧里印刷"]}), {"name": "顧客"})
    assert made.startswith(export.BOM)
    assert read(made) == [["顧客"], ["株式会社碧里印刷"]]


@pytest.mark.parametrize("text", ["=1+1", "+81 3", "@cmd", "-2", "\t=1", "\r=1", "  =1", "=HYPERLINK(\"x\")"])
def test_a_cell_like_a_formula_is_text(text: str) -> None:
    rows = read(export.csv(pd.DataFrame({"name": [text]})))
    assert rows[1] == [f"'{text}"]


def test_a_head_like_a_formula_is_text() -> None:
    assert read(export.csv(pd.DataFrame({"=a": [1]})))[0] == ["'=a"]


def test_numbers_stay_numbers_and_unknown_is_empty() -> None:
    frame = pd.DataFrame({"change": [-12.0, 0.125, None], "n": [1, 2, 3], "day": [date(2026, 11, 22)] * 3})
    assert read(export.csv(frame))[1:] == [
        ["-12", "1", "2026-11-22"], ["0.125", "2", "2026-11-22"], ["", "3", "2026-11-22"]]


def test_commas_quotes_and_line_ends_survive() -> None:
    text = 'a, "b"\nc'
    assert read(export.csv(pd.DataFrame({"name": [text]})))[1] == [text]


def test_only_the_named_columns_in_their_order() -> None:
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    assert read(export.csv(frame, {"c": "C", "a": "A"})) == [["C", "A"], ["3", "1"]]


def test_an_empty_frame_has_its_heads() -> None:
    assert read(export.csv(pd.DataFrame({"a": []}))) == [["a"]]
