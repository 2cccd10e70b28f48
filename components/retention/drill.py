"""The drill: the accounts behind a movement or a row, adding up to it. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components import tables, unnamed
from components.account import link
from components.i18n import language, t
from components.tables import Cell, Column
from queries.accounts import MOVEMENTS

SHOWN = 5
MOST = 100
LOSSES = ("churn", "contraction")
CENT = 0.005


def figure_of(row: Mapping[str, Any], movement: str | None) -> float:
    """The bridge's figure that the list must add up to, signed: the movement's, or the sum of all movements."""
    wanted = [key for key in MOVEMENTS if key != "unchanged" and movement in (None, key)]
    return sum(float(row[key]) * (-1 if key in LOSSES else 1) for key in wanted)


def agrees(found: pd.DataFrame, row: Mapping[str, Any], movement: str | None) -> bool:
    """Whether the list adds up to the figure, to the minor unit."""
    return abs(float(found.attrs["change"]) - figure_of(row, movement)) < CENT


def title(found: pd.DataFrame, movement: str | None, unit: str, currency: str) -> str:
    """The claim: how much of a movement the largest accounts are; without one, which moved most."""
    units, total = int(found.attrs["units"]), abs(float(found.attrs["change"]))
    if not units:
        return t("retention.drill.nobody", movement=_within(movement))
    if movement == "unchanged":
        return t("retention.drill.unchanged", n=fmt.count(units, unit, language()))
    if movement is None:
        first = found.iloc[0]
        change = fmt.signed_money(float(first.change), currency, language(), "compact")
        return t("retention.drill.largest", name=first.account, change=change)
    amount = fmt.money(total, currency, language())
    if units <= SHOWN:
        return t("retention.drill.all", n=fmt.count(units, unit, language()), amount=amount,
                 movement=_within(movement))
    share = _part(abs(float(found.change.head(SHOWN).sum())) / total) if total else fmt.UNKNOWN
    return t("retention.drill.title", shown=fmt.count(SHOWN, unit, language()), share=share, amount=amount,
             movement=_within(movement))


def _part(share: float) -> str:
    """A part of a whole, which is never said to be all of it."""
    shown = fmt.rate(share, 0)
    return fmt.rate(share, 1) if shown == "100%" else shown


def _movement(key: str | None) -> str:
    return t(f"retention.movement.{key or 'all'}")


def _within(key: str | None) -> str:
    """The movement inside a sentence."""
    return _movement(key).lower()


def subtitle(
    found: pd.DataFrame, row: Mapping[str, Any], movement: str | None, days: tuple[date, date], unit: str,
    currency: str,
) -> str:
    """The days, and both numbers: what the accounts add up to and the figure of the bridge."""
    start, end = (fmt.full_day(day, language()) for day in days)
    key = "agrees" if agrees(found, row, movement) else "differs"
    said = {
        "n": fmt.count(int(found.attrs["units"]), unit, language()), "movement": _within(movement or "net"),
        "sum": _exact(float(found.attrs["change"]), currency), "start": start, "end": end,
        "figure": _exact(figure_of(row, movement), currency),
    }
    return t(f"retention.drill.{'no_change' if movement == 'unchanged' else key}", **said)


def _exact(value: float, currency: str) -> str:
    """A signed amount that no line break parts from its sign."""
    return fmt.signed_money(value, currency, language()).replace(fmt.MINUS, f"{fmt.MINUS}\u2060")


def table(found: pd.DataFrame, movement: str | None, shown: int, currency: str) -> str:
    """The accounts, those not listed in one row, and the total: base, now, change."""
    columns = [
        Column("account", t("table.account")),
        *([] if movement else [Column("movement", t("table.movement"), fold=True, quiet=True)]),
        Column("arr0", t("table.base_arr"), "number", drop=True),
        Column("arr", t("retention.drill.now"), "number", drop=True),
        Column("change", t("retention.drill.change"), "number"),
    ]
    listed = found.head(shown)
    rows = [_row(row, currency) for row in listed.itertuples()]
    others = int(found.attrs["units"]) - len(listed)
    if others > 0:
        name = {"account": unnamed.others(found, others), "movement": ""}
        rows.append({**name, **_amounts(_rest(found, listed), currency)})
    total = {"account": t("table.total"), "movement": "", **_amounts(found.attrs, currency)}
    return tables.table(columns, rows, total=total, caption=t("retention.drill.caption"))


def _rest(found: pd.DataFrame, listed: pd.DataFrame) -> dict[str, float]:
    return {key: float(found.attrs[key]) - float(listed[key].sum()) for key in ("arr0", "arr", "change")}


def _amounts(values: Mapping[str, Any], currency: str) -> dict[str, str]:
    plain = {key: fmt.money(float(values[key]), currency, language(), "table") for key in ("arr0", "arr")}
    return {**plain, "change": fmt.signed_money(float(values["change"]), currency, language())}


def _row(row: Any, currency: str) -> dict[str, str | Cell]:
    amounts = _amounts({"arr0": row.arr0, "arr": row.arr, "change": row.change}, currency)
    return {"account": link.named(row), "movement": _movement(row.movement), **amounts}


def options() -> dict[str, str]:
    """The movements to choose from, with what they are called; "" is all of them."""
    return {"": _movement(None), **{key: _movement(key) for key in MOVEMENTS}}
