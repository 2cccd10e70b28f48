"""The page's sections: each asks, decides what may be said, and draws."""

from __future__ import annotations

from html import escape
from typing import get_args

import pandas as pd
import streamlit as st

from components import cards, small, states, theme, unfolded
from components.address import parameter
from components.charts.dues import View, dues, scale
from components.charts.marks import timed
from components.i18n import language, t
from components.renewals import coming as coming_bars
from components.renewals import controls, files, forecasts, listed, periods, strip, words
from components.renewals.questions import LISTED, Questions
from components.renewals.view import PERIOD, TAB
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import dimension_name, joined, plain
from components.url import change
from components.views import asked, tools
from queries.narrowing import narrowed
from queries.renewal_lists import REASONS as RISKS
from queries.renewal_rows import NEAR_DAYS

COLUMNS = ("renewal_id", "contract_id", "customer_id", "due_on", "decided_on", "status", "arr_due", "arr_renewed",
           "currency")
CHART, SHOWN = 204, 5


def stands(frame: Frame, ask: Questions) -> bool:
    """Whether there is anything to show; where not, why not, and the way back."""
    if not ask.given():
        theme.block(cards.finding(t("renewals.missing.title"), t("renewals.missing.base"))
                    + states.missing_table("renewal", t("renewals.missing.shows"), COLUMNS))
        return False
    lines = [key for key, _ in frame.scope.line_filters]
    if lines:
        names = t("list.comma").join(dimension_name(key) for key in lines)
        theme.block(states.notice(t("renewals.refused.title", names=names), [t("renewals.refused.body")], "warn"))
        for key in lines:
            st.button(plain(t("filter.remove", value=dimension_name(key))), key=f"renewals.clear.{key}",
                      on_click=change, args=(parameter(key), []))
    return not lines


def head(frame: Frame, ask: Questions) -> None:
    """What is at risk, what became of what fell due, the KPIs, and what is late."""
    currency, year = frame.build.currency, ask.year().iloc[0]
    risk = ask.risk()
    passed = int(ask.listed("at_risk").attrs["passed"]) if frame.scope.viewer.names else 0
    chance = ask.chance()
    said = joined(words.base(year, currency), _fallen(frame, ask, chance[1]),
                  words.uncounted(frame.scope.unit))
    finding = cards.finding(words.headline(risk, passed, currency), said)
    made = strip.cards(year, ask.year_before().iloc[0], risk, chance, currency, theme.mode())
    theme.block(finding + cards.kpi_strip(made) + _late(year, currency))


def _fallen(frame: Frame, ask: Questions, before: pd.Series) -> str:
    """Since when the months fall short; empty where the months are not shown to whoever asks."""
    months = small.told(ask.months)
    return "" if months is None else words.fallen(months, before, frame.scope.as_of)


def _late(year: object, currency: str) -> str:
    """The quiet line of what is past due; empty where nothing is."""
    overdue, paper = int(getattr(year, "overdue", 0)), int(getattr(year, "paperwork", 0))
    if not overdue:
        return ""
    name = cards.defined(t("metric.renewal_overdue.name"), t("metric.renewal_overdue.definition"))
    key = "renewals.late_line" if paper < overdue else "renewals.late_line_all"
    said = t(key, n=words.many(overdue), arr=words.amount(year.arr_overdue, currency),  # type: ignore[attr-defined]
             paper=words.many(paper), paper_arr=words.amount(year.arr_paperwork, currency))  # type: ignore[attr-defined]
    return f'<div class="t-paper">{name}<span>{escape(said)}</span></div>'


def _refused(ask: Questions, name: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back."""
    value = ask.view.lacks(name)
    if value is None:
        return False
    theme.block(states.unknown_filter(t(f"renewals.parameter.{name}"), value))
    st.button(plain(t("filter.remove", value=value)), key=f"clear.renewals.{name}", on_click=change, args=(name, []))
    return True


def chart(frame: Frame, ask: Questions) -> None:
    """By the day they fell due and by the day they were decided, over the same periods."""
    due, decided, day, period = ask.due(), ask.decided(), frame.scope.as_of, ask.view.period
    with beside("renewals-periods", cards.section(periods.title(due, decided, day, period))):
        controls.period(ask.view)
    if _refused(ask, PERIOD):
        return
    mode, currency = theme.mode(), frame.build.currency
    theme.block(f'<p class="t-sub">{escape(t("renewals.chart.sub"))} {periods.key(mode)}</p>')
    drawn = [periods.columns(found, period, currency, day) for found in (due, decided)]
    with st.container(key=f"dues-{periods.thinned(drawn[0])}"):
        places = st.columns(2, gap="medium")
    for place, columns, name in zip(places, drawn, get_args(View), strict=True):
        figure = dues(columns, name, scale(*drawn), mode=mode, language=language(), today=periods.today(due, day),
                      height=CHART)
        with place:
            theme.chart(timed(figure, periods.bounds(due), -0.5), periods.title(due, decided, day, period),
                        f"renewals-periods-{name}")
    files.offer(frame, "due", due, period)
    files.offer(frame, "decision", decided, period)


def coming(frame: Frame, ask: Questions) -> None:
    """What comes due, by quarter and health."""
    found, currency = ask.coming(), frame.build.currency
    theme.block(cards.section(coming_bars.title(found, currency), t("renewals.coming.sub"))
                + coming_bars.drawn(found, currency))
    files.offer(frame, "coming", found)


def actions(frame: Frame, ask: Questions) -> None:
    """The list to act on, by notice deadline."""
    view = ask.view
    key = f"renewals.{view.tab}"
    whole = ask.owned()
    found = narrowed(whole, asked.narrow(key))
    with beside("renewals-list", cards.section(listed.title(found, view.tab, frame.build.currency))):
        controls.tab(view)
    if _refused(ask, TAB):
        return
    shown = LISTED if unfolded.is_open("renewals.rows") else SHOWN
    theme.block(f'<p class="t-sub">{escape(t(f"renewals.list.{view.tab}.sub", days=NEAR_DAYS))}</p>')
    if len(whole):
        tools.draw(frame, key, whole, {each: t(f"views.risk.{each}") for each in RISKS})
    if len(found):
        table = listed.drawn(found, shown, view.tab, frame.build.currency)
        theme.block(f'<div class="t-weekly t-renewing">{table}</div>')
    if len(found) > SHOWN:
        every, most = int(found.attrs["renewals"]), min(len(found), LISTED)
        name = t("renewals.rows_most", n=most, all=every) if most < every else t("renewals.rows", n=most)
        unfolded.toggle(name, "renewals.rows")
    files.everyone(frame, view.tab, asked.narrow(key))


def forecast(frame: Frame, ask: Questions) -> None:
    """People's forecast beside the model's."""
    current, model, currency = ask.current(), ask.model(), frame.build.currency
    said = joined(t("renewals.forecast.sub", days=NEAR_DAYS), forecasts.tried(ask.backtest()))
    theme.block(cards.section(forecasts.title(model, currency), said))
    if int(current.renewals.sum()):
        theme.block(f'<div class="t-weekly t-plan">{forecasts.drawn(current, model, currency)}</div>')
    files.offer(frame, "forecast", model)


def history(frame: Frame, ask: Questions) -> None:
    """What was said, and what came."""
    found = ask.history()
    theme.block(cards.section(forecasts.told(found), forecasts.under(found)))
    if found.renewals.sum():
        theme.block(f'<div class="t-weekly t-plan t-inline">{forecasts.outcomes(found)}</div>')
    files.offer(frame, "history", found)
