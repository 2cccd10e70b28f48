"""What one team has on its hands: book and contact, health, onboarding, renewals, actions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components import sentence, states, tables, theme
from components.charts.bands import BANDS
from components.charts.distribution import Bar, Part, distribution
from components.health import words as health_words
from components.i18n import language, t
from components.router import Frame
from components.teams import words
from components.teams.questions import TEAM, Questions

OF = ("touch_model", "segment")


def book(frame: Frame, ask: Questions, team: str) -> None:
    """Customers and ARR by touch model and segment, with coverage of each touch model."""
    theme.block(f'<p class="t-sub"><b>{t("teams.book.title")}</b></p>')
    cover = {row.value: row for row in ask.coverage(TEAM, team).itertuples()}
    for of in OF:
        if of not in frame.dimensions:
            theme.block(f'<p class="t-quiet">{words.missing((f"customer.{of}",))}</p>')
            continue
        found, touch = ask.book(TEAM, of, team), of == OF[0]
        columns = [tables.Column("name", sentence.dimension_name(of)),
                   tables.Column("customers", t("teams.column.customers"), "number", fold=touch),
                   tables.Column("arr", t("table.arr"), "number"),
                   *([tables.Column("coverage", t("teams.column.coverage"), "number")] if touch else [])]
        rows: list[tables.Row] = [{
            "name": sentence.value_name(frame.dimensions[of], row.value), "customers": words.count(row.customers),
            "arr": words.amount(row.arr, frame.build.currency),
            "coverage": _coverage(cover.get(row.value))} for row in found.itertuples()]
        theme.block(tables.table(columns, rows, caption=t("teams.book.title")))


def _coverage(row: Any) -> tables.Cell:
    if row is None or not fmt.known(row.share):
        return tables.Cell(fmt.UNKNOWN)
    return tables.Cell(fmt.rate(float(row.share)), below=fmt.interval(float(row.low), float(row.high)))


def bands(frame: Frame, ask: Questions, team: str) -> None:
    """Health by count and by ARR."""
    found = ask.bands(team)
    theme.block(f'<p class="t-sub"><b>{t("teams.health.title")}</b></p>')
    total = int(found.customers.sum())
    if not total:
        theme.block(states.notice(t("teams.health.none"), [t("teams.health.none_why")]))
        return
    held = health_words.shares(found)
    currency, unit = frame.build.currency, frame.scope.unit
    bars = [_bar(found, held, 0, health_words.by_count(unit), f"{total:,}", currency),
            _bar(found, held, 1, t("table.arr"), fmt.money(float(found["arr"].sum()), currency, language()), currency)]
    theme.block(distribution(bars, {band: health_words.band(band) for band in BANDS}, t("teams.health.title")))


def _bar(found: pd.DataFrame, held: Any, side: int, name: str, total: str, currency: str) -> Bar:
    parts = []
    for row in found.itertuples():
        share = held[row.band][side]
        amount = fmt.money(float(row.arr), currency, language(), "table") if side else f"{int(row.customers):,}"
        large = health_words.share(share)
        parts.append(Part(str(row.band), share if fmt.known(share) else 0.0, large, amount,
                          f"{health_words.band(str(row.band))} {large} {amount}"))
    return Bar(name, total, parts)


def duties(frame: Frame, ask: Questions, team: str) -> None:
    """Onboarding, renewals and actions as a short list."""
    theme.block(f'<p class="t-sub"><b>{t("teams.duties.title")}</b></p>')
    way, due = ask.onboarding(TEAM, team), ask.renewals(TEAM, team)
    acts = ask.actions()
    lines = [*_way(way), *_due(due, frame.build.currency), *_acts(acts[acts[TEAM] == team], ask)]
    drawn = "".join(f"<dt>{name}{f'<small>{below}</small>' if below else ''}</dt><dd>{value}</dd>"
                    for name, value, below in lines)
    theme.block(f'<dl class="t-tm-facts">{drawn}</dl>')


def _way(found: pd.DataFrame) -> list[tuple[str, str, str]]:
    if found.attrs["missing"]:
        return [(t("teams.duties.on_time"), fmt.UNKNOWN, words.missing(found.attrs["missing"]))]
    if found.empty:
        return [(t("teams.duties.under_way"), "0", "")]
    row = found.iloc[0]
    dated = fmt.known(row.due) and row.due > 0
    share = t("teams.duties.of", done=words.count(row.on_time), of=words.count(row.due)) if dated else ""
    return [(t("teams.duties.on_time"), fmt.rate(row.share), f"{share} {fmt.interval(row.low, row.high)}".strip()
             if dated else t("teams.duties.none_due")),
            (t("teams.duties.under_way"), words.count(row.under_way), t("teams.duties.late", n=words.count(row.late)))]


def _due(found: pd.DataFrame, currency: str) -> list[tuple[str, str, str]]:
    if found.attrs["missing"]:
        return [(t("teams.duties.due"), fmt.UNKNOWN, words.missing(found.attrs["missing"]))]
    if found.empty:
        return [(t("teams.duties.due"), "0", "")]
    row = found.iloc[0]
    due, risk = (words.amount(each, currency) for each in (row.arr_due, row.arr_at_risk))
    return [(t("teams.duties.due"), due, t("teams.duties.renewals", n=words.count(row.due))),
            (t("teams.duties.at_risk"), risk, t("teams.duties.renewals", n=words.count(row.at_risk))),
            (t("teams.duties.passed"), words.count(row.passed), "")]


def _acts(found: pd.DataFrame, ask: Questions) -> list[tuple[str, str, str]]:
    """Open actions on the team's customers; those that name no customer belong to no team, which is said."""
    loose = sum(not each.get("account_id") for each in ask.open_actions)
    said = t("teams.duties.loose", n=loose) if loose else ""
    if found.empty:
        return [(t("teams.duties.actions"), "0", said)]
    row = found.iloc[0]
    late = t("teams.duties.late", n=words.count(row.late))
    return [(t("teams.duties.actions"), words.count(row.actions), f"{late} {said}".strip())]
