"""What a page hands out as a file: CSV that a spreadsheet opens as it was meant, and the same rows as a workbook.

Rates are fractions and amounts whole figures of the reporting currency, so that a spreadsheet can go on calculating.
"""

from __future__ import annotations

import csv as writer
import io
import math
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import PurePath
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import audit, identity, router, typed, unnamed, workbook
from components.i18n import t

CSV = "text/csv"
FORM = re.compile(r"\s*[（(]CSV[)）]")
BOM = b"\xef\xbb\xbf"
"""Without it Excel reads Japanese as Windows-31J."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may run: text that begins so is given an apostrophe. Full-width forms too, after any space."""
APOSTROPHE = "'"
UNFIT = re.compile(r"(?:[^\w.]|\.{2,})+")
LONGEST_FILE = 150


def csv(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> bytes:
    """A frame as CSV: UTF-8 with a byte-order mark, CR LF, one row a row; unknown (None, NaN) is an empty cell.

    `names` are the columns to write, in their order, with their heads; without it all columns under their own names.
    Text that begins like a formula is quoted with an apostrophe, heads too; numbers stay numbers. Text that begins so
    behind apostrophes of its own gets one more: without the first one every quoted text is again what it was.
    Where `typed` asks for a workbook, the same rows as one. Errors: KeyError for a column that the frame has not.
    """
    frame = unnamed.in_file(frame)
    chosen = dict(names) if names is not None else {str(column): str(column) for column in frame.columns}
    if (told := typed.asked()) is not None:
        return typed.written(frame, chosen, told)
    out = io.StringIO(newline="")
    rows = writer.writer(out, lineterminator="\r\n")
    rows.writerow([_cell(head) for head in chosen.values()])
    rows.writerows(zip(*([_cell(value) for value in frame[column].tolist()] for column in chosen), strict=True))
    return BOM + out.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else repr(value)
    said = str(value)
    return f"{APOSTROPHE}{said}" if isinstance(value, str) and runs(said) else said


def runs(said: str) -> bool:
    """Whether a spreadsheet may run a text, or would without the apostrophes before it."""
    said = said.lstrip(APOSTROPHE)
    return said.startswith(FORMULA) or said.lstrip().startswith(FORMULA)


def file_name(said: str) -> str:
    """A file's name with letters, digits, points, hyphens and underscores alone: an id of the data may be a part of it,
    and may hold a path, a line's end or a mark that turns the direction of writing.
    """
    fit = PurePath(UNFIT.sub("-", said).lstrip(".-"))
    return fit.stem[:LONGEST_FILE] + fit.suffix or "tenure"


def button(
    place: DeltaGenerator | None, label: str, file: str, made: Callable[[], bytes], key: str, kind: str = CSV,
    title: str = "", paired: bool = True,
) -> None:
    """A download button in the header's export popover, or where the block stands if there is none. `kind`: MIME type.

    A CSV file has its workbook beside it, so `made` must end in `csv`; not `paired` where a page makes one of its own.
    `title`: what is in it, where `label` does not say so. `made` is called when the button
    is clicked, on a thread of its own, so it must not use the run's language. Who takes the file out is logged before
    it is handed out; where that cannot be, the button says so and gives nothing.
    """
    file = file_name(file)
    with place or nullcontext():
        if kind != CSV or not paired:
            _button(label, file, made, key, kind, stretched=place is not None)
            return
        with st.container(horizontal=True, gap="xsmall", key=f"files-{key}", width="stretch" if place else "content"):
            _button(label, file, made, key, kind, stretched=place is not None)
            book = typed.book_of(made, typed.about(router.current(), title or FORM.sub("", label)))
            _button("XLSX", f"{file.removesuffix('.csv')}.xlsx", book, f"{key}.xlsx", workbook.TYPE, of=label)


def _button(
    label: str, file: str, made: Callable[[], bytes], key: str, kind: str, stretched: bool = False, of: str = ""
) -> None:
    frame = router.current()
    made = identity.while_signed_in(made)
    given = made if frame is None else audit.logged(made, file, frame.page.key, frame.scope, frame.build.version)
    refused = given is not made and not audit.in_order()
    width: Literal["stretch", "content"] = "stretch" if stretched else "content"
    st.download_button(label, given, file, kind, key=key, on_click="ignore", width=width, disabled=refused,
                       help=t("audit.refused") if refused else of or None)
