"""Every file that the pages offer, made for the hostile company and read as a spreadsheet would."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from openpyxl import load_workbook

from components import router
from components.export import runs
from tests.attacks.browser import NUMBER, plain
from tests.attacks.company import Company, at
from tests.attacks.outcome import Tally
from tests.attacks.payloads import EVIL
from tests.conftest import start

NUMERIC = re.compile(r"[+-]?\d[\d.,]*(e[+-]?\d+)?", re.IGNORECASE)
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What the first letter of a cell must not be, unless the cell is a number."""
QUOTE = "'"
Made = Callable[[], bytes]


@contextmanager
def offered() -> Iterator[dict[str, Made]]:
    """The files that download buttons offer while the block runs, by name."""
    found: dict[str, Made] = {}
    real = st.download_button

    def button(label: str, data: Any, file: str, *more: Any, **named: Any) -> bool:
        found[file] = data if callable(data) else lambda: data
        return bool(real(label, data, file, *more, **named))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "download_button", button)
        yield found


def attack(company: Company, pages: Iterable[str] = ()) -> list[Tally]:
    """The files of these pages (keys; all without one)."""
    cells = Tally("CSV: a cell that a spreadsheet runs", "cells")
    books = Tally("XLSX: a formula or a foreign link", "cells")
    back = Tally("CSV and XLSX: a text that does not come back as it was written", "texts")
    names = Tally("a file's name that leaves its folder", "files")
    wanted = [page for page in router.PAGES if not pages or page.key in pages]
    with at(company.home):
        for page in wanted:
            params = {"account": company.poison.of("customer_id", "C0000002")} if page.key == "account" else {}
            with offered() as files:
                start("en", params).switch_page(page.file).run(timeout=120)
                for name, made in files.items():
                    names.hold(bool(re.fullmatch(r"[\w.\-]+", name)) and ".." not in name, f"{page.key}: {name}")
                    _file(f"{page.key}: {name}", name, made(), company, (cells, books, back))
    return [cells, books, back, names]


def _file(where: str, name: str, content: bytes, company: Company, into: tuple[Tally, Tally, Tally]) -> None:
    cells, books, back = into
    if name.endswith(".csv"):
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            for cell in row:
                fine = not cell.lstrip().startswith(RUNS) or bool(NUMERIC.fullmatch(cell))
                cells.hold(fine, f"{where}: {cell[:80]}")
                _back(where, given(cell), company, back)
    elif name.endswith(".xlsx"):
        _book(where, content, company, books, back)


def _book(where: str, content: bytes, company: Company, books: Tally, back: Tally) -> None:
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    books.hold(cell.data_type != "f", f"{where}: {cell.coordinate} {cell.value!r:.80}")
                    _back(where, str(cell.value), company, back)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            said = parts.read(part)
            linked = part.endswith(".rels") and (EVIL.encode() in said or b"javascript" in said)
            books.hold(not linked and b"<f>" not in said, f"{where}: {part}")


def given(cell: str) -> str:
    """The text of a cell of CSV, without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith(QUOTE) and runs(cell) else cell


def _back(where: str, cell: str, company: Company, into: Tally) -> None:
    """A cell that holds one text is that text; one that says more (a reason, a filter) is left out."""
    ends = NUMBER.findall(cell)
    if len(ends) != 1 or not cell.endswith(ends[0]):
        return
    known = [text for text in company.made if text.endswith(ends[0])]
    if known and cell.lstrip(QUOTE).startswith(known[0].lstrip(QUOTE)[:3]):
        into.hold(plain(cell) == plain(known[0]), f"{where}: {cell!r:.100}, written {known[0]!r:.100}")
