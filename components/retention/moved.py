"""What explains a change on the retention page: the claims, the line of event and roll, the accounts by name. Pure."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components import unnamed
from components.account import link
from components.charts.bars import Scale, diverging
from components.i18n import language, plural, t
from components.mix import total
from components.rounding import adding_up
from components.sentence import joined, metric_word
from components.tables import Cell, Column, Row, table
from queries.cells import dominant
from queries.chance import Reach
from queries.findings import enough

DIGITS = 4  # of a fraction: two digits of a percentage point


def mix_title(shares: pd.DataFrame, metric: str, unit: str) -> str:
    """The claim: how much of the change is rate and how much mix."""
    name = metric_word(metric, "short", unit)
    mix, rate = total(shares)
    if max(abs(mix), abs(rate)) < 10**-DIGITS / 2:
        return t("retention.mix.still", metric=name)
    return t("retention.mix.title", metric=name, change=fmt.points(mix + rate, 2), mix=fmt.points(mix, 2),
             rate=fmt.points(rate, 2))


def mix_subtitle(shares: pd.DataFrame, days: tuple[date, date], week: bool) -> str:
    """The days, both rates and, for more than a week, whether mix or rate is more than chance."""
    told = shares.attrs
    said = t("retention.mix.subtitle", start=_day(days[0]), end=_day(days[1]), r0=fmt.rate(told["start"]),
             r1=fmt.rate(told["end"]))
    still = max(map(abs, total(shares))) < 10**-DIGITS / 2
    if week or still or not math.isfinite(told["rate_reach"]):
        return said
    effect = dominant(told["mix"], told["rate"], Reach(told["mix_reach"], told["rate_reach"]))
    certain = abs(told["rate"]) > told["rate_reach"] or abs(told["mix"]) > told["mix_reach"]
    return joined(said, t(f"retention.mix.{effect or ('neither' if certain else 'chance')}"))


def _day(day: date) -> str:
    return fmt.full_day(day, language())


def event_line(events: pd.DataFrame, metric: str) -> str:
    """Event and roll of the same change, adding up as shown; empty where it is unknown."""
    row = events[events.metric == metric].iloc[0]
    if not fmt.known(float(row.change)):
        return ""
    event, roll = adding_up([float(row.event), float(row.roll)], DIGITS)
    return t("retention.mix.events", event=fmt.points(event, 2), roll=fmt.points(roll, 2),
             change=fmt.points(event + roll, 2))


def nobody(found: pd.DataFrame) -> bool:
    """Whether no account moved the rate by anything that shows."""
    return not len(found) or float(found.contribution.abs().max()) < 10**-DIGITS / 2


def accounts_title(found: pd.DataFrame, metric: str, unit: str) -> str:
    """The claim: how few accounts are most of the change, or the largest single part where they are not."""
    whole, name = float(found.attrs["total"]), metric_word(metric, "short", unit)
    if nobody(found):
        return t("retention.moved.nobody", metric=name)
    if abs(whole) < 10**-DIGITS / 2:
        return t("retention.moved.still", metric=name)
    few = enough(found.contribution.astype(float).tolist(), whole)
    change = fmt.points(whole, 2)
    if few:
        return plural(language(), f"retention.moved.few_{'unit' if unit != 'customer' else 'customer'}", few,
                      metric=name, change=change)
    return t("retention.moved.spread", metric=name, change=change, sum=fmt.points(float(found.contribution.iloc[0]), 2))


def account(row: Any) -> str:
    """An account's name, its id where it has none."""
    return str(row.account if isinstance(row.account, str) and row.account else row.account_id)


def accounts_table(found: pd.DataFrame, listed: int, currency: str) -> str:
    """The accounts with the largest contributions, the others in one row, the total: pt that add up, ARR then to now.

    Source: queries.explain.accounts.
    """
    shown = found.head(listed)
    others = float(found.attrs["total"]) - float(shown.contribution.sum())
    shares = adding_up([*shown.contribution.astype(float), others], DIGITS)
    scale = Scale.over(shares[:len(shown)])
    columns = [
        Column("account", t("table.account")),
        Column("movement", t("table.movement"), fold=True, quiet=True),
        Column("bar", "", "bar"),
        Column("share", t("weekly.column.share"), "number", definition=t("metric.contribution.definition")),
        Column("arr", t("retention.moved.arr"), "number", drop=True),
    ]
    rows: list[Row] = [_account(row, share, scale, currency) for row, share in
                       zip(shown.itertuples(), shares, strict=False)]
    rest, change = int(found.attrs["units"]) - len(shown), float(found.attrs["change"])
    if rest:
        left = _amounts(shares[-1], change - float(shown.change.sum()), scale, currency)
        rows.append({"account": unnamed.others(found, rest), **left, "bar": ""})
    foot = {**_amounts(sum(shares), change, scale, currency), "account": t("table.total"), "bar": ""}
    return table(columns, rows, total=foot, caption=t("retention.moved.caption"))


def _account(row: Any, share: float, scale: Scale, currency: str) -> Row:
    return {"account": link.named(row), "movement": link.movement(row),
            **_amounts(share, float(row.change), scale, currency)}


def _amounts(share: float, change: float, scale: Scale, currency: str) -> dict[str, str | Cell]:
    return {"bar": Cell(bar=diverging(round(share, DIGITS) or None, scale)), "share": fmt.points(share, 2, unit=False),
            "arr": fmt.signed_money(change, currency, language(), "table")}
