"""The accounts behind a figure: what they add up to beside the figure's own numbers, and the largest of them by name.

Names of customers are personal data: `may_name` alone decides who sees them, on the panel and in its files.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from components import cards, loaders, tables, theme
from components import format as fmt
from components.account import link as link_to
from components.evidence import metrics
from components.evidence.about import Check, Figure
from components.evidence.link import retention
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row
from data.warehouse import Warehouse
from queries import accounts as queried
from queries.scope import Scope

NAMING = ("account", "account_id")
LISTED = 8
MOVES = ("churn", "contraction", "expansion", "reactivation", "new")


def may_name(frame: Frame) -> bool:
    """Whether who asks may see customers by name."""
    return frame.scope.viewer.names


def without_names(frame: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, without the names of customers for those who may not see them."""
    hidden = [] if may_name(frame) else [name for name in NAMING if name in rows.columns]
    return rows.drop(columns=hidden)


def checks(frame: Frame, figure: Figure) -> list[Check]:
    """Every number that the accounts must add up to; empty where the figure has no such list.

    Source: queries.accounts.sums against queries.retention.kpis or queries.bridge.bridge, over the same scope and days.
    """
    if figure.about.behind is not None:
        return figure.about.behind.checks(frame)
    if figure.accounts == "none":
        return []
    rates = figure.accounts == "rates"
    start = figure.days(frame)[0]
    found = loaders.load(queried.sums, _scope(frame, figure), start, not rates)
    sums = found.set_index("movement").T.to_dict()
    row = metrics.now(frame, figure) if rates else metrics.span(frame, figure)
    opening = _check("arr_base" if rates else "opening", found.units[found.arr0 > 0].sum(), found.arr0.sum(), row)
    none = {"units": 0, "change": 0}
    moves = [_check(key, sums.get(key, none)["units"], abs(sums.get(key, none)["change"]), row) for key in MOVES]
    return [opening, *moves, *(_rates(found, row) if rates else [])]


def _check(key: str, units: int, amount: float, row: Mapping[str, Any]) -> Check:
    return Check(key, t(f"metric.{key}.name"), int(units), float(amount), float(row[key]))


def _rates(found: pd.DataFrame, row: Mapping[str, Any]) -> list[Check]:
    """NRR, GRR and logo retention once more, from the accounts."""
    base = found[~found.movement.isin(("new", "reactivation", "transfer_in"))]
    opening, units = float(base.arr0.sum()), int(base.units.sum())
    left = int(base.units[base.movement != "churn"].sum())
    tops = {"nrr": (float(base["arr"].sum()), opening), "grr": (float(base.kept.sum()), opening),
            "logo_retention": (float(left), float(units))}
    return [Check(key, t(f"metric.{key}.short"), units, top / bottom if bottom else float("nan"), float(row[key]), True)
            for key, (top, bottom) in tops.items()]


def _scope(frame: Frame, figure: Figure) -> Scope:
    return figure.scope(frame).at(figure.days(frame)[1])


def named(frame: Frame, figure: Figure, limit: int, house: Warehouse | None = None) -> pd.DataFrame:
    """The accounts by name, largest change first, as queries.accounts gives them; empty for who may not see them.

    With `house` they are asked of it directly, on whatever thread; without, through the cache.
    """
    if not may_name(frame) or figure.accounts == "none":
        return pd.DataFrame()
    if figure.about.behind is not None:
        return figure.about.behind.named(frame, limit, house)
    scope, (start, _) = _scope(frame, figure), figure.days(frame)
    if figure.accounts == "rates":
        rates = (scope, None, limit)
        return queried.accounts(house, *rates) if house else loaders.load(queried.accounts, *rates)
    moved = (scope, start, None, limit)
    return queried.movements(house, *moved) if house else loaders.load(queried.movements, *moved)


def link(frame: Frame, figure: Figure) -> str:
    """The address of the Retention page's drill in this state."""
    period = figure.about.period if figure.accounts == "movements" else "year"
    return retention(frame, figure.scope(frame), {} if period == "year" else {"period": period})


def draw(frame: Frame, figure: Figure) -> None:
    """Both numbers side by side, the largest accounts, and the way to all of them."""
    made = checks(frame, figure)
    if not made:
        theme.block(f'<p class="t-quiet">{escape(t("evidence.accounts.none"))}</p>')
        return
    listed, currency = named(frame, figure, LISTED), frame.build.currency
    both = compared(made, currency, frame.build.minor_digits)
    if figure.about.behind is not None:
        table = figure.about.behind.table(listed, currency) if len(listed) else ""
        theme.block(verdict(made) + both + table + _way(figure.about.behind.link(frame)))
        return
    way = _way(link(frame, figure))
    theme.block(verdict(made) + both + largest(listed, currency) + way)


def _way(address: str) -> str:
    return f'<p class="t-evidence-link">{tables.link(address, t("evidence.accounts.link"))}</p>' if address else ""


def verdict(made: list[Check]) -> str:
    """Whether every number agrees, as HTML."""
    agree = all(check.agrees for check in made)
    words = t("evidence.accounts.agrees" if agree else "evidence.accounts.differs")
    return f"<p>{cards.mark('good' if agree else 'bad', words)}</p>"


def compared(made: list[Check], currency: str, digits: int) -> str:
    """A row a number: how many accounts, their sum, the figure, whether both agree. Amounts to the minor unit."""
    columns = [Column("part", f"{t('evidence.accounts.part')} ({currency})"),
               Column("units", t("evidence.accounts.units"), "number", fold=True),
               Column("sum", t("evidence.accounts.sum"), "number", fold=True),
               Column("figure", t("evidence.accounts.figure"), "number"),
               Column("check", t("evidence.accounts.check"), "status")]
    rows: list[Row] = [{"part": check.name, "units": f"{check.units:,}", "sum": _exact(check, check.accounts, digits),
                        "figure": _exact(check, check.figure, digits), "check": _mark(check)} for check in made]
    return tables.table(columns, rows)


def _exact(check: Check, value: float, digits: int) -> str:
    if check.key == "contribution":
        return fmt.points(value, 2)
    return fmt.rate(value) if check.is_rate else fmt.decimal(value, digits)


def _mark(check: Check) -> Cell:
    return Cell(t("evidence.accounts.same"), status="good") if check.agrees else Cell(
        t("evidence.accounts.other"), status="bad")


def largest(found: pd.DataFrame, currency: str) -> str:
    """The accounts with the largest change, by name; empty without any."""
    if not len(found):
        return ""
    columns = [Column("account", t("table.account")), Column("movement", t("table.movement"), fold=True, quiet=True),
               Column("arr0", t("table.base_arr"), "number", drop=True),
               Column("change", t("retention.drill.change"), "number")]
    rows: list[Row] = [{"account": link_to.named(row), "movement": link_to.movement(row),
             "arr0": fmt.money(float(row.arr0), currency, language(), "table"),
             "change": fmt.signed_money(float(row.change), currency, language())}
            for row in found.head(LISTED).itertuples()]
    return f'<p class="t-quiet">{escape(t("evidence.accounts.largest"))}</p>{tables.table(columns, rows)}'
