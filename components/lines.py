"""Rows that hold Streamlit's own controls beside their cells, and so cannot be one HTML table.

Each row is a list whose items say their column's name to a screen reader; the heads above are for the eyes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from components.i18n import t


def head(kind: str, labels: Sequence[str]) -> str:
    """The heads of the columns as HTML. `kind` names the widths of the columns in the style sheet."""
    cells = "".join(f'<span class="t-cell t-cell-{at}">{escape(label)}</span>' for at, label in enumerate(labels))
    return f'<div class="t-lines t-lines-{kind} t-lines-head" aria-hidden="true">{cells}</div>'


def line(kind: str, labels: Sequence[str], cells: Sequence[str]) -> str:
    """One row as HTML: cells that are ready-made and escaped, each behind its column's name where it has one."""
    drawn = "".join(f'<span class="t-cell t-cell-{at}" role="listitem">{_named(label)}{cell}</span>'
                    for at, (label, cell) in enumerate(zip(labels, cells, strict=True)))
    return f'<div class="t-lines t-lines-{kind}" role="list">{drawn}</div>'


def _named(label: str) -> str:
    return f'<span class="t-hidden">{escape(t("table.named", column=label))} </span>' if label else ""
