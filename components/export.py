"""What a page hands out as a file: CSV that a spreadsheet opens as it was meant. `csv` is pure; `button` draws.

Rates are fractions and amounts whole figures of the reporting currency, so that a spreadsheet can go on calculating.
"""

from __future__ import annotations

import csv as writer
import io
import math
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import audit, identity, router, unnamed
from components.i18n import t

BOM = b"\xef\xbb\xbf"
"""Without it Excel reads Japanese as Windows-31J."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may run: text that begins so is given an apostrophe. Full-width forms too, after any space."""


def csv(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> bytes:
    """A frame as CSV: UTF-8 with a byte-order mark, CR LF, one row a row; unknown (None, NaN) is an empty cell.

    `names` are the columns to write, in their order, with their heads; without it all columns under their own names.
    Text that begins like a formula is quoted with an apostrophe, heads too; numbers stay numbers.
    Errors: KeyError for a column that the frame does not have.
    """
    frame = unnamed.in_file(frame)
    chosen = dict(names) if names is not None else {str(column): str(column) for column in frame.columns}
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
    return f"'{said}" if isinstance(value, str) and _may_run(said) else said


def _may_run(said: str) -> bool:
    return said.startswith(FORMULA) or said.lstrip().startswith(FORMULA)


def button(
    place: DeltaGenerator | None, label: str, file: str, made: Callable[[], bytes], key: str, kind: str = "text/csv"
) -> None:
    """A download button in the header's export popover, or where the block stands if there is none. `kind`: MIME type.

    `made` is called when the button is clicked, on a thread of its own, so it must not use the run's language. Who
    takes the file out is logged before it is handed out; where that cannot be, the button says so and gives nothing.
    """
    frame = router.current()
    made = identity.while_signed_in(made)
    given = made if frame is None else audit.logged(made, file, frame.page.key, frame.scope, frame.build.version)
    refused = given is not made and not audit.in_order()
    with place or nullcontext():
        width: Literal["stretch", "content"] = "stretch" if place else "content"
        st.download_button(label, given, file, kind, key=key, on_click="ignore", width=width, disabled=refused,
                           help=t("audit.refused") if refused else None)
