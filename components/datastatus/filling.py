"""How far the optional columns are filled. Pure apart from the run's language."""

from __future__ import annotations

import pandas as pd

from components import cards, tables
from components.datastatus.head import share_parts
from components.i18n import t
from components.tables import Cell, Column

LISTED = 12


def parts(found: pd.DataFrame) -> tuple[pd.DataFrame, int, int]:
    """Given columns with unknown cells, the emptiest first; how many are full; in how many empty is an answer."""
    given = found[found.given.astype(bool) & found.share.notna()]
    answers = given.none_is_answer.astype(bool)
    asked = given[~answers]
    partly = asked[asked.share.astype(float) < 1].assign(at=lambda frame: frame.share.astype(float))
    return partly.sort_values("at", kind="stable"), len(asked) - len(partly), int(answers.sum())


def drawn(found: pd.DataFrame) -> str:
    """The section: a row a column that is not full."""
    partly, full, answers = parts(found)
    sub = t("datastatus.coverage.sub", full=full, answers=answers)
    if not len(partly):
        name = "full" if full else "none"
        return cards.section(t(f"datastatus.coverage.title.{name}", **({"n": full} if full else {})), sub)
    least = partly.iloc[0]
    head = cards.section(t("datastatus.coverage.title", column=f"{least.table}.{least.column}",
                           share=share_parts(float(least.share))), sub)
    more = len(partly) - LISTED
    rest = f'<p class="t-sub">{t("datastatus.coverage.more", n=more)}</p>' if more > 0 else ""
    return head + _table(partly.head(LISTED)) + rest


def _table(partly: pd.DataFrame) -> str:
    columns = [
        Column("column", t("datastatus.coverage.column")), Column("use", t("datastatus.coverage.for"), fold=True),
        Column("share", t("datastatus.coverage.share"), "number", definition=t("metric.columns_filled.definition")),
    ]
    rows: list[dict[str, str | Cell]] = [{
        "column": Cell(str(row.column), below=str(row.table)),
        "use": use(str(row.table), str(row.column), bool(row.own)),
        "share": Cell(share_parts(float(str(row.share))), below=t(
            "datastatus.coverage.of", filled=f"{int(str(row.filled)):,}", rows=f"{int(str(row.rows)):,}")),
    } for row in partly.itertuples()]
    return tables.table(columns, rows, caption=t("datastatus.coverage.caption"))


def use(table: str, column: str, own: bool) -> str:
    """What a column is for; a company's own is a filter."""
    return t("datastatus.coverage.own") if own else t(f"datastatus.unlock.{table}.{column}")
