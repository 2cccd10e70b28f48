"""A list as a table: who, why, how healthy, when the next renewal falls due, whose account it is, how much. HTML."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components import unnamed
from components.account import link
from components.cards import Status
from components.i18n import language, t
from components.lists.reasons import reason, when
from components.tables import Cell, Column, Row, table

SHOWN = 8
STATUS: dict[str, Status] = {"green": "good", "yellow": "warn", "red": "bad", "unknown": "unknown"}


def drawn(key: str, found: pd.DataFrame, shown: int, currency: str, start: int) -> str:
    """The first rows, those that are not shown together, and the total of the whole list. `start`: the fiscal year's
    first month.
    """
    rows: list[Row] = [_row(key, row, currency, start) for row in found.head(shown).itertuples()]
    rest = int(found.attrs["total"]) - len(rows)
    whole = {name: float(found.attrs[name]) for name in ("arr", "unused_arr") if name in found.attrs}
    if rest > 0:
        left = {name: amount - float(found.head(shown)[name].sum()) for name, amount in whole.items()}
        rows.append({"account": unnamed.others(found, rest), **_amounts(left, currency)})
    total: Row = {"account": t("table.total"), **_amounts(whole, currency)}
    return table(_columns(key), rows, total=total, caption=t(f"lists.name.{key}"))


def _columns(key: str) -> list[Column]:
    own = {"ready": Column("when", t("lists.column.when"), fold=True),
           "shelfware": Column("unused_arr", t("lists.column.unused_arr"), "number")}
    return [
        Column("account", t("table.account")), Column("reason", t("lists.column.reason"), fold=True),
        *([own[key]] if key in own else []),
        Column("health", t("lists.column.health"), "status", fold=True),
        Column("renewal", t("lists.column.renewal"), drop=True),
        Column("owner", t("lists.column.owner"), fold=True),
        Column("arr", t("table.arr"), "number", drop=key == "shelfware"),
    ]


def _row(key: str, row: Any, currency: str, start: int) -> Row:
    made: dict[str, str | Cell] = {
        "account": account(row), "reason": reason(key, row), "health": health(row), "renewal": _renewal(row, currency),
        "owner": _text(row.owner) or fmt.UNKNOWN, "arr": _money(float(row.arr), currency)}
    if key == "shelfware":
        made["unused_arr"] = _money(float(row.unused_arr), currency)
    if key == "ready":
        said, why = when(row, start)
        made["when"] = Cell(said, below=why)
    return made


def account(row: Any) -> Cell:
    """The account, with the way to its page; beneath it what tells its units apart."""
    return link.named(row)


def health(row: Any) -> Cell:
    """The band's shape, colour and word, with the score: ● 緑 78.4."""
    score = f" {fmt.score(float(row.score))}" if fmt.known(row.score) else ""
    return Cell(f"{t(f'lists.band.{row.band}')}{score}", status=STATUS[str(row.band)])


def _amounts(values: dict[str, float], currency: str) -> dict[str, str]:
    return {name: _money(value, currency) for name, value in values.items()}


def _renewal(row: Any, currency: str) -> Cell:
    if row.renewal_due is None or pd.isna(row.renewal_due):
        return Cell(fmt.UNKNOWN)
    return Cell(fmt.full_day(row.renewal_due, language()), below=_money(float(row.renewal_arr), currency))


def _money(value: float, currency: str) -> str:
    return fmt.money(value, currency, language(), "table")


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
