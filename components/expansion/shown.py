"""The columns of every table of the page, and the function that draws them. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd

from components import format as fmt
from components.charts.bars import floating
from components.functions.shown import Shown, Spec, cell
from components.i18n import catalogue, language, t
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW

BAR = "bar"
SOURCE = Shown("of", "word", words="functions.source")
CREDIT = (Shown("amount", "money"), Shown("share", "rate"), Shown("customers", "count", drop=True),
          Shown("deals", "count", drop=True))
SOURCES = Spec("sources", (SOURCE, *CREDIT))
SELLERS = Spec("sellers", (Shown("of"), *CREDIT))
PARTS = Spec("parts", (Shown("part", "word", words="expansion.part"), Shown("amount", "money"),
                       Shown("share", "rate")))
WINS = Spec("wins", (SOURCE, Shown("win_rate", "rate", ("win_low", "win_high"), "closed"),
                     Shown("median_days", "days", ("days_low", "days_high"), "begun"),
                     Shown("open", "count", drop=True), Shown("open_arr", "money", drop=True)), "closed")
HANDOFFS = Spec("handoffs", (SOURCE, Shown("done_share", "rate", ("done_low", "done_high")),
                             Shown("done", "count", drop=True), Shown("dropped", "count"),
                             Shown("unrecorded", "count", drop=True)))
SIZES = Spec("sizes", (Shown("size"), Shown("growth", "rate", ("growth_low", "growth_high"), "customers"),
                       Shown("amount", "money", drop=True),
                       Shown("win_rate", "rate", ("win_low", "win_high"), drop=True),
                       Shown("kept_share", "rate", ("kept_low", "kept_high"), "judged"),
                       Shown("broken_by", "word", words="functions.source", drop=True)), "customers")
STARTS = Spec("starts", (Shown("of", "word", words="expansion.start"),
                         Shown("growth", "rate", ("growth_low", "growth_high"), "customers"),
                         Shown("grew_share", "rate", ("grew_low", "grew_high"), drop=True),
                         Shown("more_share", "rate", drop=True), Shown("arr_growth", "rate")), "customers")
TRIALS = Spec("trials", (Shown("way", "word", words="expansion.way"), Shown("tries", "count"),
                         Shown("share", "rate", ("low", "high"), "ripe"),
                         Shown("reached", "rate", ("reached_low", "reached_high"), drop=True),
                         Shown("median_days", "days", drop=True), Shown("going_on", "count", drop=True)), "ripe")


def head(key: str, of: str = "") -> str:
    """A column's head: the table's own word, else the page's."""
    own = f"expansion.column.{of}.{key}"
    return t(own if own in catalogue(language()) else f"expansion.column.{key}")


def drawn(spec: Spec, found: pd.DataFrame, shown: int, currency: str, bars: Sequence[float | None] = (),
          total: Row | None = None) -> str:
    """The first rows as a table, with a bar beside the name where `bars` (0 to 1 each) are given."""
    first, *rest = [Column(each.key, head(each.key, spec.key), _look(each), each.fold, each.drop)
                    for each in spec.columns]
    columns = [first, *([Column(BAR, "", "bar")] if bars else []), *rest]
    rows: list[Row] = []
    for at, row in enumerate(found.head(shown).itertuples()):
        made: dict[str, str | Cell] = {each.key: _cell(each, row, currency) for each in spec.columns}
        rows.append(made | ({BAR: Cell(bar=_bar(bars[at]))} if bars else {}))
    few = [_few(spec, row) for row in found.head(shown).itertuples()]
    return table(columns, rows, total=total, few=few, caption=t(f"expansion.{spec.key}.caption"))


def _look(column: Shown) -> Literal["text", "number"]:
    return "text" if column.kind in ("text", "word") else "number"


def _cell(column: Shown, row: Any, currency: str) -> str | Cell:
    """As the functions page draws it; an interval of days in days."""
    if column.kind != "days" or not column.ends:
        return cell(column, row, currency)
    low, high = (getattr(row, name) for name in column.ends)
    ends = f"{fmt.decimal(low, 0)}–{fmt.decimal(high, 0)}" if fmt.known(low) and fmt.known(high) else ""
    over = getattr(row, column.n) if column.n else None
    n = t("functions.n", n=f"{int(over):,}") if over is not None and fmt.known(over) else ""
    plain = cell(Shown(column.key, "days"), row, currency)
    words = plain.words if isinstance(plain, Cell) else plain
    return Cell(words, below=t("list.comma").join(each for each in (ends, n) if each))


def _bar(share: float | None) -> str:
    return floating(0, 100 * min(max(share, 0), 1), "accent") if share is not None and fmt.known(share) else ""


def _few(spec: Spec, row: Any) -> bool:
    number = getattr(row, spec.few) if spec.few else None
    return number is not None and fmt.known(number) and number < FEW
