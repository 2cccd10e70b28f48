"""The page's sections: each asks, decides what may be said, and draws."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.address import Address
from components.charts.base import clean
from components.charts.future import Line, Scale, future
from components.filters import clear
from components.i18n import t
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import joined, narrowed
from components.tables import Column, Row, table
from components.whatif import choices, files, words
from components.whatif.questions import STEPS, Questions
from components.whatif.questions import compounding as compounded
from components.whatif.view import View
from queries import whatif_worth
from queries.whatif_run import Base, Levers

TALL, LOW = 360, 300


def nothing(frame: Frame, ask: Questions) -> None:
    """Where there is no year to start from: that it has not been, or that nothing was there."""
    year = ask.year()
    theme.block(cards.finding(t("whatif.nothing.title"), ""))
    if not len(year):
        theme.block(states.notice(t("whatif.nothing.short"), [t("whatif.nothing.short_why")]))
    elif year.drop(columns=[ask.by] if ask.by else []).isna().any().any():
        theme.block(states.notice(t("whatif.nothing.hidden"), [t("whatif.nothing.hidden_why")]))
    else:
        theme.block(states.no_rows(t("whatif.nothing.base"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="whatif.clear", on_click=clear, args=(Address(where=frame.scope.where),))


def _start(ask: Questions) -> Base:
    start = ask.start()
    if start is None:
        raise AssertionError("the page draws its sections only where there is a year to start from")
    return start


def head(frame: Frame, ask: Questions, view: View) -> None:
    """What the years come to, and the strip of the last year's figures against no change."""
    start = _start(ask)
    plain, run = ask.run(start, Levers(), view.years), ask.run(start, view.levers, view.years)
    gained = whatif_worth.worth(start, view.levers, view.years).iloc[-1]
    with st.container(key="whatif-kpis"):
        theme.block(words.finding(frame, view, plain, run, start)
                    + words.strip(frame, view, plain, run, _known(gained["arr"]), start))


def _known(value: float) -> float | None:
    return float(value) if fmt.known(value) else None


def run(frame: Frame, ask: Questions, view: View) -> None:
    """ARR year by year with its band, no change beside it, and every figure of each year beneath."""
    start = _start(ask)
    plain, found = ask.run(start, Levers(), view.years), ask.run(start, view.levers, view.years)
    with beside("whatif-run", cards.section(t("whatif.run.title", years=view.years), t("whatif.run.subtitle"))):
        choices.years(view)
    labels = [t("whatif.today"), *(t("whatif.years", n=year) for year in found.year[1:])]
    lines = [_line(frame, t("whatif.line.plain"), plain, "mute", band=False)] if view.changed else []
    lines.append(_line(frame, words.money(frame, found["arr"].iloc[-1]), found, "accent", band=True))
    figure = future(labels, lines, Scale(frame.build.currency), mode=theme.mode(), language=frame.language, height=TALL)
    theme.chart(figure, t("whatif.run.title", years=view.years), "whatif-run-chart")
    theme.block(_years(frame, found))
    if not start.costs.known:
        theme.block(f'<p class="t-quiet">{escape(words.reason(start.costs.reason))}</p>')
    files.run(frame, found)


def _line(frame: Frame, name: str, found: pd.DataFrame, role: str, band: bool) -> Line:
    says = [t("whatif.says", year=int(row.year), arr=words.money(frame, row.arr)) for row in found.itertuples()]
    low, high = (clean(found[f"arr_{end}"].tolist()) if band else [] for end in ("low", "high"))
    return Line(name, clean(found["arr"].tolist()), "mute" if role == "mute" else "accent", says, low, high)


def _years(frame: Frame, found: pd.DataFrame) -> str:
    columns = [Column("year", t("whatif.column.year")), Column("arr", t("metric.run_arr.short"), "number"),
               Column("band", t("whatif.column.band"), "number", drop=True, quiet=True),
               Column("installed", t("whatif.column.installed"), "number", drop=True),
               Column("nrr", "NRR", "number"), Column("grr", "GRR", "number", drop=True),
               Column("margin", t("whatif.column.margin"), "number",
                      definition=t("metric.operating_margin.definition"))]
    rows: list[Row] = [{
        "year": t("whatif.years", n=row.year), "arr": words.money(frame, row.arr),
        "band": f"{words.money(frame, row.arr_low)}–{words.money(frame, row.arr_high)}" if fmt.known(row.arr_low) else
        fmt.UNKNOWN, "installed": words.money(frame, row.installed), "nrr": fmt.rate(row.nrr),
        "grr": fmt.rate(row.grr), "margin": fmt.rate(row.margin)} for row in found.iloc[1:].itertuples()]
    return table(columns, rows, caption=t("whatif.run.caption"))


def worth(frame: Frame, ask: Questions, view: View) -> None:
    """One point of GRR: more ARR, revenue and profit, year by year."""
    found = whatif_worth.worth(_start(ask), view.levers, view.years)
    last = found.iloc[-1]
    if not fmt.known(last["arr"]):
        theme.block(cards.section(t("whatif.worth.none_head")))
        theme.block(states.notice(t("whatif.point.none"), [t("whatif.worth.none")]))
        return
    theme.block(cards.section(t("whatif.worth.title", years=view.years, arr=words.money(frame, last["arr"])),
                              t("whatif.worth.subtitle")))
    columns = [Column("year", t("whatif.column.year")), Column("arr", t("whatif.column.more_arr"), "number"),
               Column("revenue", t("whatif.column.more_revenue"), "number", drop=True),
               Column("profit", t("whatif.column.more_profit"), "number")]
    rows: list[Row] = [{"year": t("whatif.years", n=row.year), "arr": words.signed(frame, row.arr),
                        "revenue": words.signed(frame, row.revenue), "profit": words.signed(frame, row.profit)}
                       for row in found.itertuples()]
    theme.block(table(columns, rows, caption=t("whatif.worth.subtitle")))


def shift(frame: Frame, ask: Questions, view: View) -> None:
    """Two quarters without new customers: what the installed base must bring instead, and what it brought last year."""
    start = _start(ask)
    ratio, given_up = whatif_worth.break_even(start, view.levers, view.years)
    if ratio is None:
        theme.block(cards.section(t("whatif.shift.none_head")))
        theme.block(states.notice(t("whatif.shift.none_title"), [t("whatif.shift.none")]))
        return
    must = given_up * ratio
    points = fmt.rate(must / start.arr) if start.arr > 0 else fmt.UNKNOWN
    theme.block(cards.section(t("whatif.shift.title", arr=words.money(frame, must)),
                              t("whatif.shift.subtitle", given_up=words.money(frame, given_up), years=view.years,
                                ratio=fmt.rate(ratio, 0), points=points)))
    usual = whatif_worth.average(start)
    key = "whatif.shift.average" if usual is not None else "whatif.shift.no_average"
    theme.block(f'<p class="t-sub">{escape(t(key, ratio=fmt.rate(usual, 0)))}</p>')
    choices.shifting(view, ratio)
    if view.levers.shift:
        theme.block(_shifted(frame, ask, start, view))


def _shifted(frame: Frame, ask: Questions, start: Base, view: View) -> str:
    without = ask.run(start, Levers(view.levers.changes), view.years, band=False).iloc[-1]
    moved = ask.run(start, view.levers, view.years, band=False).iloc[-1]
    said = joined(t("whatif.shift.result", years=view.years, gap=words.signed(frame, moved["arr"] - without["arr"]),
                    won=fmt.rate(view.levers.won, 0)),
                  t("whatif.shift.profit", gap=words.signed(frame, moved.profit - without.profit), years=view.years)
                  if fmt.known(moved.profit) else "")
    return f"<p>{escape(said)}</p>"


def compounding(frame: Frame, ask: Questions, view: View) -> None:
    """Retention against growth: what another NRR does to ARR over five years, new ARR as it is."""
    found = compounded(_start(ask), view)
    own, ends = found[found.step == 0], found[found.year == found.year.max()].set_index("step")
    theme.block(cards.section(
        t("whatif.nrr.title", gap=words.money(frame, float(ends["arr"].loc[STEPS[-1]] - ends["arr"].loc[0.0])),
          points=f"{STEPS[-1] * 100:g}"), t("whatif.nrr.subtitle")))
    left, right = st.columns([7, 6], gap="medium")
    with left:
        labels = [t("whatif.today"), *(t("whatif.years", n=year) for year in own.year[1:])]
        lines = [_path(frame, rows, step) for step, rows in found.groupby("step", sort=True)]
        figure = future(labels, lines, Scale(frame.build.currency), mode=theme.mode(), language=frame.language,
                        height=LOW)
        theme.chart(figure, t("whatif.nrr.subtitle"), "whatif-nrr-chart")
    with right:
        theme.block(_steps(frame, found))


def _path(frame: Frame, rows: pd.DataFrame, step: float) -> Line:
    nrr = fmt.rate(rows.nrr.iloc[1])
    says = [t("whatif.says", year=int(row.year), arr=words.money(frame, row.arr)) for row in rows.itertuples()]
    return Line(t("whatif.nrr.line", nrr=nrr), clean(rows["arr"].tolist()), "mute" if step else "accent", says)


def _steps(frame: Frame, found: pd.DataFrame) -> str:
    columns = [Column("nrr", t("whatif.column.nrr")), Column("arr", t("whatif.column.arr5"), "number"),
               Column("growth", t("whatif.column.growth"), "number"),
               Column("installed", t("whatif.column.installed5"), "number", fold=True)]
    rows: list[Row] = []
    for step, lines in found.groupby("step", sort=True):
        last = lines.iloc[-1]
        name = fmt.rate(lines.nrr.iloc[1])
        rows.append({"nrr": t("whatif.nrr.own", nrr=name) if not step else name,
                     "arr": words.money(frame, last["arr"]), "growth": fmt.rate(last.growth),
                     "installed": fmt.rate(last.installed / last["arr"] if last["arr"] else None)})
    return table(columns, rows, caption=t("whatif.nrr.subtitle"))
