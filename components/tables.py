"""Tables as escaped HTML: theme.block() draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from components.cards import Status, defined, mark
from components.i18n import t


@dataclass(frozen=True)
class Column:
    """A column: `key` names the cell of a row, `kind` its look.

    text: left; number: right, figures of equal width; bar: ready-made bars of components.charts.bars, without words;
    status: shape, colour and word. A `fold` column becomes part of the second line under the row's name on narrow
    screens, a `drop` one disappears there. `quiet` is secondary text. A `definition` opens from the head in one click.
    """

    key: str
    label: str
    kind: Literal["text", "number", "bar", "status"] = "text"
    fold: bool = False
    drop: bool = False
    quiet: bool = False
    definition: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell with more than words: a second line beneath, a status, a link, or a ready-made bar. `crm`: the address of
    the account's page in the CRM, behind a mark of its own.
    """

    words: str = ""
    below: str = ""
    status: Status | None = None
    href: str = ""
    crm: str = ""
    bar: str = ""
    bold: bool = False


SEPARATOR = "・"
Row = Mapping[str, str | Cell]


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    total: Row | None = None,
    few: Sequence[bool] = (),
    caption: str = "",
) -> str:
    """A table of already formatted cells; the first column names the row. Missing cells are empty.

    `few[i]` greys row i, whose figures are over fewer than 10 units, and marks its name with ○. `caption` is read by
    screen readers.
    """
    head = "".join(f'<th scope="col" class="{_classes(column)}">{_head(column)}</th>' for column in columns)
    grey = [*few, *[False] * (len(rows) - len(few))]
    body = "".join(_row(columns, row, small) for row, small in zip(rows, grey, strict=True))
    foot = f"<tfoot>{_row(columns, total, False)}</tfoot>" if total else ""
    said = f'<caption class="t-hidden">{escape(caption)}</caption>' if caption else ""
    drawn = f'<table class="t-table">{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>'
    return f'<div class="t-fit">{drawn}</div>'


def _head(column: Column) -> str:
    if column.kind == "bar" and not column.label:  # a head without words is none to a screen reader
        return f'<span class="t-hidden">{escape(t("table.bar"))}</span>'
    return defined(column.label, column.definition) if column.definition else escape(column.label)


def _row(columns: Sequence[Column], row: Row, few: bool) -> str:
    folded = [_cell(row, column).words for column in columns[1:] if column.fold]
    cells = _name(columns[0], _cell(row, columns[0]), [words for words in folded if words], few)
    cells += "".join(
        f'<td class="{_classes(column)}">{_inside(column, _cell(row, column))}</td>' for column in columns[1:]
    )
    return f'<tr class="t-few">{cells}</tr>' if few else f"<tr>{cells}</tr>"


def _cell(row: Row, column: Column) -> Cell:
    cell = row.get(column.key, "")
    return cell if isinstance(cell, Cell) else Cell(cell)


def _name(column: Column, cell: Cell, folded: Sequence[str], few: bool) -> str:
    words = link(cell.href, cell.words) + crm_mark(cell.crm)
    second = f'<span class="t-folded">{escape(SEPARATOR.join(folded))} </span>' if folded else ""
    second += escape(cell.below)
    below = f'<small class="t-below{"" if cell.below else " t-folded"}">{second}</small>' if second else ""
    return f'<th scope="row" class="{_classes(column)}">{"○ " * few}{words}{below}</th>'


def link(href: str, words: str) -> str:
    """A link in the same tab; an address that is neither of this board nor of the web stays plain words."""
    if not href.startswith(("/", "?", "https://", "http://")):
        return escape(words)
    return f'<a href="{escape(href)}" target="_self">{escape(words)}</a>'


def crm_mark(address: str) -> str:
    """A small link to the account's page in the CRM; nothing without an address on the web."""
    if not address.startswith(("https://", "http://")):
        return ""
    said = escape(t("table.crm"))
    return f' <a class="t-crm" href="{escape(address)}" target="_blank" rel="noopener" title="{said}">CRM</a>'


def _inside(column: Column, cell: Cell) -> str:
    below = f'<small class="t-below">{escape(cell.below)}</small>' if cell.below else ""
    if cell.status:
        return mark(cell.status, cell.words) + below
    words = f"<b>{escape(cell.words)}</b>" if cell.bold else escape(cell.words)
    return cell.bar + words + below


def _classes(column: Column) -> str:
    marks = {"t-fold": column.fold, "t-drop": column.drop or column.kind == "bar", "t-quiet": column.quiet}
    return " ".join([f"t-{column.kind}", *(name for name, on in marks.items() if on)])
