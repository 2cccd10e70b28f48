"""The accounts that moved a rate this week: by name, by how much, what happened, and all the others. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components import unnamed
from components.account import link
from components.charts.bars import Scale, diverging
from components.i18n import language, plural, t
from components.rounding import adding_up
from components.tables import Cell, Column, Row, table
from components.weekly.amounts import signed
from queries.unnamed import UNNAMED

METRICS = ("grr", "nrr")
DIGITS = 4
MOST = 0.8  # from this share of the change on, the accounts "explain most of it"


def heading(found: pd.DataFrame, metric: str) -> str:
    """The claim: how few accounts explain the week's change, or which one moved it most."""
    name, total = t(f"metric.{metric}.short"), float(found.attrs.get("total", float("nan")))
    if not fmt.known(total):
        return t("weekly.accounts.unknown", metric=name)
    if not len(found):
        return t("weekly.accounts.unnamed" if found.attrs.get(UNNAMED) else "weekly.accounts.none", metric=name)
    if abs(total) < 10**-DIGITS / 2:
        return t("weekly.accounts.still", metric=name)
    change, enough = fmt.points(total, 2), _enough(found, total)
    if enough:
        return plural(language(), "weekly.accounts.explained", enough, metric=name, change=change)
    return t("weekly.accounts.led", metric=name, change=change, account=str(found.account.iloc[0]))


def moved(found: pd.DataFrame) -> bool:
    """Whether any account moved the rate, also where none of them may be named."""
    return bool(len(found) or found.attrs.get(UNNAMED))


def _enough(found: pd.DataFrame, total: float) -> int:
    """How many of the largest suffice for most of the change without overshooting it; 0: not those that are listed."""
    running = 0.0
    for number, share in enumerate(found.contribution.astype(float), start=1):
        running += share
        if MOST <= running / total <= 2 - MOST:
            return number
    return 0


def in_paper(found: pd.DataFrame, paper: frozenset[int]) -> pd.Series:
    """Which of the accounts left only as far as the lines go: churn whose renewal is still being worked on."""
    return (found.movement == "churn") & found.unit_key.isin(paper)


def drawn(found: pd.DataFrame, currency: str, metric: str, paper: frozenset[int] = frozenset()) -> str:
    """The table: contributions in points that add up, as shown, to the change; ARR gained or lost in the week.

    `paper`: the keys of the units in renewal paperwork, whose churn is said to be so.
    """
    others = float(found.attrs["others"])
    shares = adding_up([*found.contribution.astype(float), others], DIGITS)
    scale = Scale.over(shares)
    columns = [
        Column("account", t("weekly.account.column")),
        Column("bar", "", "bar"),
        Column("share", t("weekly.column.share"), "number",
               definition=t(f"weekly.accounts.share_{metric}")),
        Column("arr", t("weekly.accounts.arr"), "number", definition=t("weekly.accounts.arr_definition")),
    ]
    waiting = in_paper(found, paper)
    rows = [_row(row, share, scale, currency, late)
            for row, share, late in zip(found.itertuples(), shares, waiting, strict=False)]
    rest = int(found.attrs["changed"]) - len(found)
    week = float(found.attrs["week_change"])
    left = week - float(found.week_change.sum())
    rows.append(_line(others_name(found, rest), shares[-1], left, currency, scale))
    total = _line(t("table.total"), sum(shares), week, currency)
    return table(columns, rows, total=total, caption=t("weekly.accounts.switch"))


def others_name(found: pd.DataFrame, number: int) -> str:
    """What the row of all others is called: `number` accounts that are not listed, and who came into or left the base;
    these alone where all accounts are listed.
    """
    return unnamed.others(found, number, "weekly.accounts.others") if number else t("weekly.accounts.base_only")


def _row(row: object, share: float, scale: Scale, currency: str, waiting: bool) -> Row:
    detail = getattr(row, "detail", None)
    below = t("weekly.accounts.churn_paper") if waiting else link.movement(row)
    below += f" · {detail}" if isinstance(detail, str) and detail else ""
    week = float(getattr(row, "week_change", 0.0))
    return {**_line("", share, week, currency, scale), "account": link.named(row, below)}


def _line(name: str, share: float, week: float, currency: str, scale: Scale | None = None) -> dict[str, str | Cell]:
    return {
        "account": name,
        "bar": Cell(bar=diverging(share or None, scale)) if scale else Cell(),
        "share": fmt.points(share, 2, unit=False),
        "arr": signed(week, currency),
    }


def losses(found: pd.DataFrame, base: float, currency: str) -> str:
    """For a week in which nothing moved: the largest churn of the twelve months, in points of the base and ARR then.

    Source: the accounts frame of movement churn; `base` is the opening ARR.
    """
    lost, listed = float(found.attrs["arr0"]), float(found.arr0.sum())
    shares = adding_up([*(-found.arr0.astype(float) / base), (listed - lost) / base], DIGITS)
    scale = Scale.over(shares)
    columns = [
        Column("account", t("weekly.account.column")),
        Column("bar", "", "bar"),
        Column("share", t("weekly.column.share"), "number"),
        Column("arr", t("table.arr"), "number"),
    ]
    rows: list[Row] = [{**_line("", share, -float(row.arr0), currency, scale), "account": link.named(row)}
                       for row, share in zip(found.itertuples(), shares, strict=False)]
    rest = int(found.attrs["units"]) - len(found)
    if rest:
        rows.append(_line(unnamed.others(found, rest), shares[-1], listed - lost, currency, scale))
    return table(columns, rows, total=_line(t("table.total"), sum(shares), -lost, currency))


def week(found: pd.DataFrame, currency: str) -> str:
    """Without a base to share in: the accounts whose ARR changed most this week, and what happened."""
    columns = [
        Column("account", t("weekly.account.column")),
        Column("movement", t("table.movement"), fold=True),
        Column("arr", t("weekly.accounts.arr"), "number"),
    ]
    rows: list[Row] = [
        {"account": link.named(row), "movement": link.movement(row),
         "arr": signed(float(row.change), currency)}
        for row in found.itertuples()
    ]
    return table(columns, rows)
