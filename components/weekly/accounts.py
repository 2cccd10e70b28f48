"""The accounts that moved a rate this week: by name, by how much, what happened, and all the others. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.bars import Scale, diverging
from components.i18n import language, plural, t
from components.tables import Cell, Column, Row, table
from components.weekly.rounding import adding_up

METRICS = ("grr", "nrr")
DIGITS = 4
MOST = 0.8  # from this share of the change on, the accounts "explain most of it"


def heading(found: pd.DataFrame, metric: str) -> str:
    """The claim: how few accounts explain the week's change, or which one moved it most."""
    name, total = t(f"metric.{metric}.short"), float(found.attrs.get("total", float("nan")))
    if not fmt.known(total):
        return t("weekly.accounts.unknown", metric=name)
    if not len(found):
        return t("weekly.accounts.none", metric=name)
    if abs(total) < 10**-DIGITS / 2:
        return t("weekly.accounts.still", metric=name)
    change, enough = fmt.points(total, 2), _enough(found, total)
    if enough:
        return plural(language(), "weekly.accounts.explained", enough, metric=name, change=change)
    return t("weekly.accounts.led", metric=name, change=change, account=str(found.account.iloc[0]))


def _enough(found: pd.DataFrame, total: float) -> int:
    """How many of the largest suffice for most of the change without overshooting it; 0: not those that are listed."""
    running = 0.0
    for number, share in enumerate(found.contribution.astype(float), start=1):
        running += share
        if MOST <= running / total <= 2 - MOST:
            return number
    return 0


def drawn(found: pd.DataFrame, currency: str) -> str:
    """The table: contributions in points that add up, as shown, to the change; ARR gained or lost in the week."""
    others = float(found.attrs["others"])
    shares = adding_up([*found.contribution.astype(float), others], DIGITS)
    scale = Scale.over(shares)
    columns = [
        Column("account", t("weekly.account.column")),
        Column("bar", "", "bar"),
        Column("share", t("weekly.column.share"), "number"),
        Column("arr", t("weekly.accounts.arr"), "number"),
    ]
    rows = [_row(row, share, scale, currency) for row, share in zip(found.itertuples(), shares, strict=False)]
    rest = int(found.attrs["changed"]) - len(found)
    week = float(found.attrs["week_change"])
    left = week - float(found.week_change.sum())
    rows.append(_line(plural(language(), "weekly.accounts.others", rest), shares[-1], left, currency, scale))
    total = _line(t("table.total"), sum(shares), week, currency)
    return table(columns, rows, total=total, caption=t("weekly.accounts.switch"))


def _row(row: object, share: float, scale: Scale, currency: str) -> Row:
    detail, movement = getattr(row, "detail", None), str(getattr(row, "movement", "other"))
    name = str(getattr(row, "account", "") or getattr(row, "account_id", ""))
    below = t(f"movement.{movement}") + (f" · {detail}" if isinstance(detail, str) and detail else "")
    week = float(getattr(row, "week_change", 0.0))
    return {**_line("", share, week, currency, scale), "account": Cell(name, below=below)}


def _line(name: str, share: float, week: float, currency: str, scale: Scale | None = None) -> dict[str, str | Cell]:
    return {
        "account": name,
        "bar": Cell(bar=diverging(share, scale)) if scale else Cell(),
        "share": fmt.points(share, 2, unit=False),
        "arr": fmt.signed_money(week, currency, language()),
    }
