"""The page's sections on small starts, trials and whom to call."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, sentence, states, theme, url
from components import format as fmt
from components.charts.paid import Paid
from components.charts.paid import paid as draw_paid
from components.expansion import files, shown, titles
from components.expansion.questions import AGES, Questions
from components.expansion.sections import NEEDED, table
from components.expansion.view import START, STARTS
from components.functions.shown import Spec
from components.i18n import language, t
from components.money import money
from components.router import Frame
from components.tables import Cell, Column, Row, link
from components.tables import table as drawn_table
from queries.metrics import FEW

COHORTS = Spec("cohorts", ())


def cohorts(frame: Frame, ask: Questions) -> None:
    """Seats now against seats at the start, by cohort and age."""
    if ask.view.unknown is not None:
        theme.block(cards.section(t("expansion.cohorts.caption")))
        theme.block(states.unknown_filter(t("expansion.parameter.start"), ask.view.unknown))
        st.button(sentence.plain(t("filter.remove", value=ask.view.unknown)), key="clear.expansion.start",
                  on_click=url.change, args=(START, []))
        return
    found = {age: ask.cohorts(age) for age in AGES}
    whole = _all(found[12])
    theme.block(cards.section(titles.cohorts(whole, ask.view.start), t("expansion.cohorts.rule")))
    missing = found[12].attrs["missing"]
    if missing:
        theme.block("".join(states.missing_table("subscription", t("expansion.cohorts.caption"), NEEDED[name])
                            for name in missing))
        return
    _start(ask)
    if not any(len(each) for each in found.values()):
        theme.block(states.notice(t("expansion.empty"), [t("expansion.cohorts.empty")]))
        return
    with st.container(key="expansion-cohorts"):
        theme.block(_matrix(found))
    left = int(found[12].attrs["left_out"])
    theme.block(f'<p class="t-sub">{escape(t("expansion.cohorts.left_out", n=f"{left:,}"))}</p>' if left else "")
    files.listed(frame, COHORTS, pd.concat(list(found.values()), ignore_index=True))


def _all(found: pd.DataFrame) -> Any:
    return next((row for row in found.itertuples() if row.of == "all"), None)


def _start(ask: Questions) -> None:
    """The choice of how many seats the customers began with."""
    st.session_state["expansion.start"] = ask.view.start
    st.segmented_control(
        t("expansion.parameter.start"), list(STARTS), key="expansion.start", required=True, on_change=_changed,
        format_func=lambda each: t(f"expansion.start.{each}"), label_visibility="collapsed")


def _changed() -> None:
    url.change(START, [st.session_state["expansion.start"]])


def _matrix(found: dict[int, pd.DataFrame]) -> str:
    """A row a cohort, newest last, then all: the growth at each age, the share that grew beneath."""
    cells = {(str(row.of), age): row for age, each in found.items() for row in each.itertuples()}
    names = sorted({of for of, _ in cells if of != "all"})
    columns = [Column("of", t("expansion.column.cohort")),
               *(Column(str(age), t("expansion.column.months", n=age), "number", drop=age == AGES[0]) for age in AGES)]
    rows: list[Row] = [{"of": fmt.quarter(of) if "-Q" in of else of,
                        **{str(age): _grown(cells.get((of, age))) for age in AGES}} for of in names]
    few = [all(_is_few(cells.get((of, age))) for age in AGES) for of in names]
    total: Row = {"of": t("expansion.start.all"), **{str(age): _grown(cells.get(("all", age))) for age in AGES}}
    return drawn_table(columns, rows, total=total, few=few, caption=t("expansion.cohorts.caption"))


def _is_few(row: Any) -> bool:
    """Whether a cell says little: fewer than ten customers, none, or not told how many."""
    return row is None or not fmt.known(row.customers) or bool(row.customers < FEW)


def _grown(row: Any) -> Cell:
    if row is None:
        return Cell("")
    if not fmt.known(row.growth):
        return Cell(fmt.UNKNOWN)
    return Cell(fmt.rate(row.growth, 0), below=t("expansion.cohorts.cell", share=fmt.rate(row.grew_share, 0),
                                                 n=f"{int(row.customers):,}"))


def starts(frame: Frame, ask: Questions) -> None:
    """By seats at the start, twelve months later."""
    table(frame, shown.STARTS, ask.starts(), lambda found: t("expansion.starts.title"))


def trials(frame: Frame, ask: Questions) -> None:
    """By way: how many come to be paid, and how long that takes."""
    table(frame, shown.TRIALS, ask.trials(), titles.trials)


def curve(frame: Frame, ask: Questions) -> None:
    """The share paid by days since the try began."""
    found = ask.paid()
    theme.block(cards.section(t("expansion.curve.title"), t("expansion.curve.rule")))
    if found.attrs["missing"]:
        theme.block(states.missing_table("subscription", t("expansion.curve.title"), NEEDED["subscription.kind"]))
        return
    told = found[found.paid_share.notna() & found.at_risk.notna()]
    curves = [Paid(t(f"expansion.way.{way}"), int(part.at_risk.iloc[0]), [float(each) for each in part.age],
                   [float(each) for each in part.paid_share], int(part.at_risk.iloc[0]) < FEW)
              for way, part in told.groupby("way", sort=False)]
    if not curves:
        theme.block(states.notice(t("expansion.empty"), [t("expansion.trials.empty")]))
        return
    said = t("list.comma").join(f"{each.name} {fmt.rate(each.shares[-1])}" for each in curves)
    with st.container(key="paid", gap=None):
        theme.block(_lines(curves))
        with st.container(key="paid-chart"):
            theme.chart(draw_paid(curves, mode=theme.mode(), language=language()), said, "expansion.paid")


def _lines(curves: list[Paid]) -> str:
    rows = "".join(f"<li>{escape(each.name)} <b>{fmt.rate(each.shares[-1])}</b></li>" for each in curves)
    return f'<ul class="t-paid">{rows}</ul>'


def whom(frame: Frame, ask: Questions) -> None:
    """Whom to call: the lists of the health page, with how many are on them."""
    theme.block(cards.section(t("expansion.whom.title"), t("expansion.whom.rule")))
    lines = []
    for key, found in (("ready", ask.ready()), ("shelfware", ask.shelfware())):
        missing = found.attrs.get("missing") or ()
        if missing:
            lines.append(states.missing_table(str(missing[0]).partition(".")[0], t(f"lists.name.{key}"),
                                              NEEDED.get(str(missing[0]), ())))
            continue
        amount = money(float(found.attrs["arr"]), frame.build.currency, language())
        n = fmt.count(int(found.attrs["total"]), frame.scope.unit, language())
        lines.append(f'<p class="t-line">{link(f"/health?list={key}", t(f"lists.name.{key}"))} '
                     f'{escape(t("expansion.whom.said", n=n, arr=amount))}</p>')
    theme.block("".join(lines))
