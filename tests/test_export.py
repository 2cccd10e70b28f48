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


@pytest.mark.parametrize("text", ["'=1+1", "''+1", "' @x", "'plain", "=1", "plain"])
def test_an_apostrophe_before_a_formula_is_one_too_many(text: str) -> None:
    """Whoever reads a file takes one apostrophe from what a spreadsheet would run, and has the text as it was."""
    cell = read(export.csv(pd.DataFrame({"name": [text]})))[1][0]
    assert not cell.startswith(export.FORMULA)
    assert (cell[1:] if cell.startswith("'") and export.runs(cell) else cell) == text


@pytest.mark.parametrize(("said", "name"), [
    ("week-2026-11-22.csv", "week-2026-11-22.csv"), ("account-../../etc/passwd-a.csv", "account-etc-passwd-a.csv"),
    ("a\r\nSet-Cookie: b.xlsx", "a-Set-Cookie-b.xlsx"), ("顧客-\u202efdp.csv", "顧客-fdp.csv"), ("..", "tenure"),
    (f"{'a' * 400}.csv", f"{'a' * 150}.csv"), ('x"; filename="y.csv', "x-filename-y.csv"), ("tenure-a.b", "tenure-a.b"),
])
def test_a_files_name_stays_in_its_folder(said: str, name: str) -> None:
    assert export.file_name(said) == name
