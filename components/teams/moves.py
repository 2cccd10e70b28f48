"""Changes of hands: accounts handed over between teams, and what followed a change of CSM."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, states, theme
from components import format as fmt
from components.i18n import language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from components.teams import files, words
from components.teams.questions import Questions
from queries.metrics import FEW
from queries.small_shown import NotShown

PAIRS, ACCOUNTS = 8, 6


def handed(frame: Frame, ask: Questions) -> None:
    """Giving and receiving team with what happened: all of it is in the giving team's rates. In one sentence for who
    may not see names: between two teams they are nearly always too few to be told.
    """
    if not frame.scope.viewer.names:
        _in_one(frame, ask)
        return
    found = ask.handed()
    if found.empty:
        theme.block(cards.section(t("teams.handed.none"), t("teams.handed.sub")))
        return
    currency = frame.build.currency
    total = found[["units", "arr0"]].astype(float).sum()
    title = t("teams.handed.title", n=fmt.count(int(total.units), frame.scope.unit, language()),
              arr=fmt.money(total.arr0, currency, language()))
    theme.block(cards.section(title, t("teams.handed.sub")))
    columns = [Column("pair", t("teams.column.handed")), Column("units", t("table.n"), "number", fold=True),
               Column("arr0", t("table.base_arr"), "number"), Column("lost", t("teams.column.lost"), "number"),
               Column("grr", t("metric.grr.short"), "number", drop=True)]
    rows: list[Row] = [_pair(row, frame, ask) for row in found.head(PAIRS).to_dict("records")]
    few = [words.is_few(row) for row in found.units.head(PAIRS)]
    rest = found[PAIRS:]
    if len(rest):
        rows.append(_summed(rest, t("teams.handed.others", n=len(rest)), currency))
        few.append(words.is_few(rest.units.astype(float).sum()))
    theme.block(table(columns, rows, total=_summed(found, t("table.total"), currency), few=few, caption=title))
    files.offer(ask, "handed", found)


def _in_one(frame: Frame, ask: Questions) -> None:
    """How many changed team; nothing by team or by name."""
    try:
        found = ask.handed_accounts()
        number = found.attrs.get("unnamed") or 0
    except NotShown as error:
        number = error.number
    title = t("teams.handed.title.hidden") if number is None else t("teams.handed.none") if not number else t(
        "teams.handed.title.number", n=fmt.count(int(number), frame.scope.unit, language()))
    theme.block(cards.section(title, t("teams.handed.sub_hidden")))


def _summed(found: pd.DataFrame, name: str, currency: str) -> Row:
    """Several pairs as one row: what is not shown of them, or all, so that the table adds up."""
    total = found[["units", "arr0", "kept", "lost_units", "lost_arr"]].astype(float).sum()
    rate = total.kept / total.arr0 if total.arr0 else None
    return {"pair": name, **_amounts(total.to_dict() | {"grr": rate}, currency)}


def _pair(row: dict[Any, Any], frame: Frame, ask: Questions) -> Row:
    given, taken = (words.name(ask.names, row[name]) for name in ("team_from", "team_to"))
    return {"pair": t("teams.handed.pair", given=given, taken=taken), **_amounts(row, frame.build.currency)}


def _amounts(row: dict[Any, Any], currency: str) -> dict[str, str | Cell]:
    lost = Cell(words.amount(row["lost_arr"], currency), below=t("teams.handed.lost", n=words.count(row["lost_units"])))
    return {"units": words.count(row["units"]), "arr0": words.amount(row["arr0"], currency), "lost": lost,
            "grr": fmt.rate(row["grr"])}


def accounts(frame: Frame, ask: Questions) -> None:
    """The same accounts by name, the largest first; nothing for who may not see names, which `handed` says."""
    if not frame.scope.viewer.names:
        return
    found = ask.handed_accounts()
    if found.empty:
        return
    theme.block(f'<p class="t-sub"><b>{t("teams.handed.accounts")}</b></p>')
    columns = [Column("account", t("table.account")), Column("pair", t("teams.column.handed"), drop=True, quiet=True),
               Column("arr0", t("table.base_arr"), "number"), Column("change", t("table.arr_change"), "number")]
    theme.block(table(columns, [_account(row, frame, ask) for row in found.head(ACCOUNTS).to_dict("records")],
                      caption=t("teams.handed.accounts")))
    files.offer(ask, "handed_accounts", found.assign(account=found.account.where(
        found.account.notna(), t("teams.unnamed"))))


def _account(row: dict[Any, Any], frame: Frame, ask: Questions) -> Row:
    currency, known = frame.build.currency, row["account_id"] is not None and not pd.isna(row["account_id"])
    name = str(row["account"]) if known else t("teams.unnamed")
    if known and row.get("detail"):
        name = f"{name} / {row['detail']}"
    pair = t("teams.handed.pair", given=words.name(ask.names, row["team_from"]),
             taken=words.name(ask.names, row["team_to"])) if known else ""
    return {"account": Cell(name, href=f"/account?account={row['account_id']}" if known else ""), "pair": pair,
            "arr0": words.amount(row["arr0"], currency),
            "change": fmt.signed_money(float(row["change"]), currency, language()) if fmt.known(row["change"])
            else fmt.UNKNOWN}


def changed(frame: Frame, ask: Questions) -> None:
    """Customers whose CSM had changed before d0 beside the others: what followed in the year, with intervals."""
    found = ask.changed()
    if found.attrs["missing"]:
        theme.block(cards.section(t("teams.changed.none")))
        theme.block(states.notice(t("teams.unknown"), [words.missing(found.attrs["missing"])]))
        return
    if found.empty:
        theme.block(cards.section(t("teams.changed.none"), t("teams.changed.sub", n=FEW)))
        return
    gap = found.attrs["logo"]
    theme.block(cards.section(_changed_title(gap), t("teams.changed.sub", n=FEW)))
    columns = [Column("who", t("teams.column.csm_then")), Column("n", t("table.n"), "number"),
               *(Column(metric, t(f"metric.{metric}.short"), "number", drop=metric == "nrr")
                 for metric in ("logo_retention", "grr", "nrr"))]
    rows: list[Row] = [{
        "who": t(f"teams.changed.{row['csm']}"), "n": words.count(row["logos_base"]),
        "logo_retention": Cell(fmt.rate(row["logo_retention"]), below=fmt.interval(row["logo_low"], row["logo_high"])),
        **{metric: Cell(fmt.rate(row[metric]), below=fmt.interval(row[f"{metric}_low"], row[f"{metric}_high"]))
           for metric in ("grr", "nrr")}} for row in found.to_dict("records")]
    few = [words.is_few(n) for n in found.logos_base]
    theme.block(table(columns, rows, few=few, caption=t("teams.changed.caption")))
    unknown = found.attrs["unknown"]
    if unknown:
        theme.block(f'<p class="t-quiet">{t("teams.changed.unknown", n=f"{unknown:,}")}</p>')
    files.offer(ask, "changed", found)


def _changed_title(gap: dict[str, float | None]) -> str:
    value, low, high = (gap[name] for name in ("difference", "low", "high"))
    if value is None or low is None or high is None:
        return t("teams.changed.title.few", n=FEW)
    span = t("drivers.span", low=fmt.points(low, unit=False), high=fmt.points(high, unit=False))
    if low <= 0 <= high:
        return t("teams.changed.title.chance", gap=fmt.points(value), span=span)
    return t(f"teams.changed.title.{'less' if value < 0 else 'more'}", gap=words.size(value), span=span)
