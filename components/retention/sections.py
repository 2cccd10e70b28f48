"""The page's sections: each asks, decides what may be said, and draws."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.charts import bridge as waterfall
from components.charts.line import Fall, rates, small_multiples
from components.charts.steps import steps
from components.i18n import t
from components.retention import controls, files, rows, words
from components.retention import drill as drilled
from components.retention import panels as panel
from components.retention.periods import WEEK
from components.retention.questions import Questions
from components.retention.view import BY, CELL, MOVEMENT, PERIOD, TAB, View
from components.router import Frame
from components.sentence import plain, value_name
from components.url import change

HEIGHT = 300


def bridge(frame: Frame, view: View, ask: Questions) -> None:
    """The bridge of the chosen period; a click on a bar chooses its movement."""
    row, (start, end) = ask.bridge(frame.scope), ask.days()
    currency, unit = frame.build.currency, frame.scope.unit
    now = ask.trend().iloc[-1]
    same = view.period == "year" and not frame.scope.line_filters
    said = {"nrr": float(now.nrr), "grr": float(now.grr)} if same else {}
    drawn = waterfall.waterfall(row, mode=theme.mode(), language=frame.language, currency=currency, start=start,
                                end=end, height=HEIGHT, **said)
    subtitle = words.bridge_subtitle(start, end, unit, drawn.subtitle, _transfers(frame, row))
    with controls.head("bridge", cards.section(words.bridge_title(row, currency), subtitle)):
        controls.period(view)
    if _refused(view, "bridge", PERIOD):
        return
    narrow = waterfall.narrow(row, language=frame.language, currency=currency, **said)
    keys = [step.key for step in steps(row, frame.language)]
    theme.chart_or_list(drawn.figure, narrow, subtitle, controls.WATERFALL, controls.clicked(keys))


def _transfers(frame: Frame, row: pd.Series) -> str:
    """What the bridge's transfers are between; empty where there are none."""
    return ("lines" if frame.scope.line_filters else "labels") if row.transfer_in or row.transfer_out else ""


def _refused(view: View, section: str, *parameters: str) -> bool:
    """Where the link asks for what does not exist, that is said with a way back, and nothing else is drawn."""
    asked = view.lacks(*parameters)
    if asked:
        name, value = asked
        theme.block(states.unknown_filter(t(f"retention.parameter.{name}"), value))
        label = t("filter.remove", value=value or t("filter.unknown"))
        st.button(plain(label), key=f"clear.{section}.{name}", on_click=change, args=(name, []))
    return asked is not None


def panels(frame: Frame, view: View, ask: Questions) -> None:
    """GRR of the largest labels, and of the one that is lower, against the company's."""
    if _refused(view, "panels", BY):
        return
    if view.by is None:
        _alone(frame, ask)
        return
    shown, company = ask.by(view.by), ask.company()
    whole = float(company.grr.iloc[-1])
    chosen = panel.choose(shown, whole, view.by) if fmt.known(whole) else None
    if chosen is None:
        _alone(frame, ask)
        return
    trend = panel.series(ask.trend_by(view.by, tuple(chosen.names)), view.by, chosen.names)
    based = int((shown.logos_base > 0).sum())
    subtitle = panel.subtitle(view.by, len(chosen.names), based, len(company) - 1)
    theme.block(cards.section(chosen.title, subtitle))
    made = small_multiples(trend, company, mode=theme.mode(), language=frame.language, counts=chosen.counts,
                           warned=[chosen.warned] if chosen.warned else [], height=HEIGHT)
    theme.chart(made, f"{chosen.title} {subtitle}", "panels")


def _alone(frame: Frame, ask: Questions) -> None:
    """Where there is nothing to compare: the scope's own rates, if it has any."""
    trend = ask.trend()
    if trend.grr.notna().sum() < 2:
        theme.block(cards.section(t("retention.panels.none"), t("retention.panels.none_why")))
        return
    _rates(frame, ask, ("nrr", "grr"), HEIGHT, "alone")


def tabs(frame: Frame, view: View, ask: Questions) -> None:
    """The table by a dimension, or the three rates over time: only the one that is open is asked for and drawn."""
    table, trend = controls.tabs(view)
    with table:
        if table.open:
            _table(frame, view, ask)
    with trend:
        if trend.open:
            _trend(frame, ask)


def _table(frame: Frame, view: View, ask: Questions) -> None:
    if view.by is None:
        theme.block(states.notice(t("retention.table.none"), [t("retention.table.none_why")]))
        return
    shown = ask.by(view.by)
    based = bool(ask.trend().logos_base.iloc[-1])
    subtitle = t(f"retention.table.{'subtitle' if based else 'no_base'}", unit=words.per(frame.scope.unit))
    title = t("retention.table.caption") if view.lacks(BY, TAB) else rows.title(shown, view.by)
    with controls.head("table", cards.section(title, subtitle)):
        controls.by(view, frame.dimensions)
    if _refused(view, "table", BY, TAB):
        return
    sought = controls.search(len(shown))
    listed = rows.found(shown, sought)
    every = len(listed) <= rows.SHOWN or st.session_state.get("retention.rows", False)
    listed_now = listed if every else listed.head(rows.SHOWN)
    total = ask.trend().iloc[-1]
    theme.block(rows.table(listed_now, total, view.by, frame.build.currency, len(shown) - len(listed_now)))
    if len(listed) > rows.SHOWN:
        st.toggle(t("retention.table.rows", n=len(listed)), key="retention.rows")
    files.table(frame, shown, view.by)


def _trend(frame: Frame, ask: Questions) -> None:
    _rates(frame, ask, ("nrr", "grr", "logo_retention"), HEIGHT + 40, "trend")


def _rates(frame: Frame, ask: Questions, metrics: tuple[str, ...], height: int, key: str) -> None:
    """Rates with their intervals, the stretch that the title warns of in the bad colour."""
    trend, falling = ask.trend(), words.falling(ask.masking())
    fall = Fall("grr", trend.as_of.iloc[-1] - falling * WEEK) if falling else None
    title = words.trend_title(trend)
    theme.block(cards.section(title, words.trend_subtitle(trend, frame.scope.unit)))
    made = rates(trend, mode=theme.mode(), language=frame.language, metrics=metrics, fall=fall, height=height)
    theme.chart(made, title, key)


def drill(frame: Frame, view: View, ask: Questions) -> None:
    """The accounts behind a movement or a row, adding up to its figure."""
    if view.lacks(CELL, MOVEMENT, PERIOD):
        theme.block(cards.section(t("retention.drill.caption")))
        _refused(view, "drill", CELL, MOVEMENT, PERIOD)
        return
    scope, currency, unit = view.narrowed(frame.scope), frame.build.currency, frame.scope.unit
    found, row = ask.accounts(scope, drilled.MOST), ask.bridge(scope)
    title = drilled.title(found, view.movement, unit, currency)
    subtitle = words.joined(_chosen(view), drilled.subtitle(found, row, view.movement, ask.days(), unit, currency))
    with controls.head("drill", cards.section(title, subtitle)):
        if view.by is not None:
            names = rows.found(ask.by(view.by), "")
            controls.cell(view, dict(zip(names.value, names["name"], strict=True)))
    controls.movement(view)
    more = st.session_state.get("retention.more", False)
    if len(found):
        theme.block(drilled.table(found, view.movement, drilled.MOST if more else drilled.SHOWN, currency))
    if len(found) > drilled.SHOWN:
        st.toggle(t("retention.drill.more", n=len(found)), key="retention.more")
    files.accounts_of(frame, scope.at(ask.days()[1]), ask.days()[0], view.movement)


def _chosen(view: View) -> str:
    """The row that the accounts are narrowed to."""
    names = [value_name(view.by, value) for value in view.cell] if view.by else []
    return t("retention.drill.of", name=names[0]) if names else ""
