"""The forecast of people beside the model's, and what became of what was said before. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import t
from components.renewals import words
from components.sentence import joined
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW
from queries.renewal_forecast import AHEAD, CATEGORIES

MOSTLY = 0.9
"""From this share on, most of them came."""


def title(model: pd.DataFrame, currency: str) -> str:
    """People's sum beside the model's."""
    whole = _whole(model)
    if whole is None:
        return t("renewals.forecast.none")
    if not fmt.known(whole.arr_model):
        return t("renewals.forecast.few", n=int(whole.trained_on))
    said = {"model": words.money(float(whole.arr_model), currency)}
    if not fmt.known(whole.arr_expected):
        return t("renewals.forecast.unsaid", **said)
    return t("renewals.forecast.title", human=words.money(float(whole.arr_expected), currency), **said)


def _whole(model: pd.DataFrame) -> pd.Series | None:
    rows = model[(model.what == "all") & (model.renewals > 0)]
    return rows.iloc[0] if len(rows) else None


def tried(past: pd.DataFrame) -> str:
    """How the model would have done: in how many past quarters the outcome lay in its interval, and whether too few."""
    judged = past[past.covered.notna()]
    if not len(judged):
        return ""
    n, hit = len(judged), int(judged.covered.astype(bool).sum())
    # Of 8 intervals at 95 %, 7 or 8 hold: with fewer the intervals are too narrow.
    key = "renewals.forecast.narrow" if hit < n - 1 else "renewals.forecast.tried"
    return t(key, n=n, hit=hit, least=n - 1)


def drawn(current: pd.DataFrame, model: pd.DataFrame, currency: str) -> str:
    """A row a category and the whole: due, what people expect, what the model does, with its interval."""
    columns = [Column("category", t("renewals.column.category")),
               Column("due", t("renewals.column.arr_due"), "number", fold=True),
               Column("human", t("renewals.column.human"), "number",
                      definition=t("metric.renewal_forecast.definition")),
               Column("model", t("renewals.column.model"), "number", definition=t("metric.renewal_model.definition")),
               Column("range", t("plan.column.range"), "number", fold=True, quiet=True)]
    by_model = model.set_index("what")
    rows: list[Row] = [_row(words.category(row.category), row.renewals, row.arr_due, row.arr_expected, by_model,
                            row.category, currency)
                       for row in current[current.renewals > 0].itertuples()]
    human = current.arr_expected.sum() if current.arr_expected.notna().any() else None
    total = _row(t("table.total"), current.renewals.sum(), current.arr_due.sum(), human, by_model, "all", currency)
    return table(columns, rows, total=total, caption=t("renewals.forecast.caption"))


def _row(name: str, n: int, due: float, human: float | None, model: pd.DataFrame, key: str, currency: str) -> Row:
    known = key in model.index and fmt.known(model.arr_model[key])
    low, high = (words.money(float(model[end][key]), currency) if known else "" for end in ("model_low", "model_high"))
    return {"category": name, "due": t("renewals.of", n=words.many(int(n)), arr=words.money(float(due), currency)),
            "human": words.money(human, currency),
            "model": words.money(float(model.arr_model[key]), currency) if known else fmt.UNKNOWN,
            "range": t("renewals.between", low=low, high=high) if known else ""}


def told(history: pd.DataFrame) -> str:
    """The claim over the history: what became of those called at risk early, and of those called so late."""
    known = history[history.share.notna()]
    for category in ("at_risk", "best_case", "commit"):
        rows = known[known.category == category].sort_values("weeks")
        if len(rows) > 1:
            late, early = rows.iloc[0], rows.iloc[-1]
            return t("renewals.history.title", category=words.category(category), early=int(early.weeks),
                     first=fmt.rate(float(early.share), 0), late=int(late.weeks), last=fmt.rate(float(late.share), 0))
        if len(rows):
            return t("renewals.history.title_one", category=words.category(category), weeks=int(rows.weeks.iloc[0]),
                     share=fmt.rate(float(rows.share.iloc[0]), 0))
    return t("renewals.history.none")


def under(history: pd.DataFrame) -> str:
    """Which renewals count, and that those left undecided to the last mostly come, where they do."""
    last = history[history.weeks == min(AHEAD)]
    n, came = int(last.renewals.sum()), int(last.came.sum())
    late = n >= FEW and came >= MOSTLY * n
    return joined(t("renewals.history.sub"), t("renewals.history.late", weeks=min(AHEAD)) if late else "")


def outcomes(history: pd.DataFrame) -> str:
    """A row a category, a column for 13, 8 and 4 weeks before: the share that renewed, its interval and n beneath."""
    columns = [Column("category", t("renewals.column.called")),
               *(Column(f"w{weeks}", t("renewals.column.weeks", n=weeks), "number") for weeks in AHEAD)]
    cells = history.set_index(["weeks", "category"])
    said = [category for category in CATEGORIES if cells.xs(category, level="category").renewals.sum()]
    rows: list[Row] = [{"category": words.category(category),
                        **{f"w{weeks}": _cell(cells.loc[(weeks, category)]) for weeks in AHEAD}} for category in said]
    return table(columns, rows, caption=t("renewals.history.caption"))


def _cell(row: pd.Series) -> Cell:
    n = int(row.renewals)
    if not n:
        return Cell(fmt.UNKNOWN)
    low, high = (fmt.rate(float(row[end]), 0) for end in ("low", "high"))
    below = t("renewals.history.n", low=low.removesuffix("%"), high=high, n=f"{n:,}")
    return Cell(f"{'○ ' * (n < FEW)}{fmt.rate(float(row.share))}", below=below)
