"""The page's sections: each asks, decides what may be said, and draws."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import cards, narrative, states, theme, unfolded
from components import format as fmt
from components.address import Address
from components.charts import bridge as waterfall
from components.charts.line import Fall, rates, small_multiples
from components.charts.steps import steps
from components.filters import clear
from components.i18n import t
from components.retention import controls, files, kpis, rows, words
from components.retention import drill as drilled
from components.retention import panels as panel
from components.retention.periods import WEEK
from components.retention.questions import Questions
from components.retention.refusal import refused
from components.retention.view import BY, CELL, MOVEMENT, PERIOD, TAB, TREND, View
from components.router import Frame
from components.sentence import dimension_inside, joined, metric_word, narrowed, value_name
from components.weekly import questions
from components.weekly.claims import Claim, claim

HEIGHT = 228


def nothing(frame: Frame) -> None:
    """In the place of the whole page where the scope holds nothing: that it does, and the way back."""
    theme.block(states.no_rows(t("weekly.empty"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        filtered = Address(where=frame.scope.where)
        st.button(t("filter.clear_all"), key="retention.clear", on_click=clear, args=(filtered,))


def head(frame: Frame, ask: Questions) -> None:
    """The finding, its base, and the KPI strip, judged as the weekly review judges."""
    trend, masking, weeks = ask.trend(), ask.masking(), ask.weeks()
    unit, currency = frame.scope.unit, frame.build.currency
    said = claim(weeks, masking, unit, currency)
    finding = words.finding(trend.iloc[-1], masking, unit, currency, *_told(frame, said))
    judged = kpis.judged(weeks, said)
    strip = kpis.strip(trend, unit, currency, theme.mode(), words.falling(masking), judged)
    with st.container(key="retention-kpis"):
        theme.block(finding + strip)


def _told(frame: Frame, said: Claim) -> tuple[str, str]:
    """The claim that the weekly review makes, too, and the sentence with the change's parts; empty without a change."""
    if said.change is None:
        return "", ""
    why, dimension = questions.why(frame, said.change), questions.breakdown(frame)
    return narrative.title(said.change, why, frame.scope.unit), narrative.parts(why, dimension, said.change.span)


def bridge(frame: Frame, view: View, ask: Questions) -> None:
    """The bridge of the chosen period; a click on a bar chooses its movement."""
    row, (start, end) = ask.bridge(frame.scope), ask.days()
    currency, unit = frame.build.currency, frame.scope.unit
    now = ask.trend().iloc[-1]
    same = view.period == "year" and not frame.scope.line_filters
    said = {"nrr": float(now.nrr), "grr": float(now.grr)} if same else {}
    past = view.period in ("month", "quarter")
    drawn = waterfall.waterfall(row, mode=theme.mode(), language=frame.language, currency=currency, start=start,
                                end=end, past=past, height=HEIGHT, **said)
    subtitle = words.bridge_subtitle(start, end, unit, drawn.subtitle, _transfers(frame, row), view.period)
    with controls.head("bridge", cards.section(words.bridge_title(row, currency), subtitle)):
        controls.period(view)
    if refused(view, "bridge", PERIOD):
        return
    narrow = waterfall.narrow(row, language=frame.language, currency=currency, past=past, **said)
    keys = [step.key for step in waterfall.changes(steps(row, frame.language))]
    theme.chart_or_list(drawn.figure, narrow, subtitle, controls.WATERFALL, controls.clicked(keys))


def _transfers(frame: Frame, row: pd.Series) -> str:
    """What the bridge's transfers are between; empty where there are none."""
    return ("lines" if frame.scope.line_filters else "labels") if row.transfer_in or row.transfer_out else ""


def panels(frame: Frame, view: View, ask: Questions) -> None:
    """GRR of the largest labels, and of the one that is lower, against the company's."""
    if refused(view, "panels", BY):
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
    subtitle = panel.subtitle(view.by, len(chosen.names), based, len(company) - 1, chosen.doubt)
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


def breakdown(frame: Frame, view: View, ask: Questions) -> None:
    """The table by a dimension, or the three rates over time: only the one that is open is asked for and drawn."""
    if view.tab != TREND or not ask.based():
        _table(frame, view, ask)
    else:
        _rates(frame, ask, ("nrr", "grr", "logo_retention"), HEIGHT + 84, "trend")


def _table(frame: Frame, view: View, ask: Questions) -> None:
    if view.by is None:
        theme.block(cards.section(t("retention.table.none"), t("retention.table.none_why")))
        return
    shown = ask.by(view.by)
    if len(shown) < 2 and not view.lacks(BY, TAB):
        name = dimension_inside(view.by.key)
        theme.block(cards.section(t("retention.table.single", name=name), t("retention.table.single_why")))
        return
    subtitle = t(f"retention.table.{'subtitle' if ask.based() else 'no_base'}", unit=words.per(frame.scope.unit))
    title = t("retention.table.caption") if view.lacks(BY, TAB) else rows.title(shown, view.by)
    theme.block(cards.section(title, subtitle))
    if refused(view, "table", BY, TAB):
        return
    sought = controls.search(len(shown))
    listed = rows.found(shown, sought)
    every = len(listed) <= rows.SHOWN or unfolded.is_open("retention.rows")
    listed_now = listed if every else listed.head(rows.SHOWN)
    total, more = ask.trend().iloc[-1], len(shown) - len(listed_now)
    theme.block(rows.table(listed_now, total, view.by, frame.scope.unit, frame.build.currency, more))
    if len(listed) > rows.SHOWN:
        unfolded.toggle(t("retention.table.rows", n=len(listed)), "retention.rows")
    files.table(frame, shown, view.by)


def _rates(
    frame: Frame, ask: Questions, metrics: tuple[str, ...], height: int, key: str
) -> None:
    """Rates with their intervals, the stretch that the title warns of in the bad colour."""
    trend, falling = ask.trend(), words.falling(ask.masking())
    fall = Fall("grr", trend.as_of.iloc[-1] - falling * WEEK) if falling else None
    unit = frame.scope.unit
    title = words.trend_title(trend, unit)
    theme.block(cards.section(title, words.trend_subtitle(trend, unit)))
    names = {metric: metric_word(metric, "short", unit) for metric in metrics}
    made = rates(trend, mode=theme.mode(), language=frame.language, metrics=metrics, fall=fall, names=names,
                 height=height)
    theme.chart(made, title, key)


def drill(frame: Frame, view: View, ask: Questions) -> None:
    """The accounts behind a movement or a row, adding up to its figure."""
    if view.lacks(CELL, MOVEMENT, PERIOD):
        theme.block(cards.section(t("retention.drill.caption")))
        refused(view, "drill", CELL, MOVEMENT, PERIOD)
        return
    scope, currency, unit = view.narrowed(frame.scope), frame.build.currency, frame.scope.unit
    found, row = ask.accounts(scope, drilled.MOST), ask.bridge(scope)
    title = drilled.title(found, view.movement, unit, currency)
    subtitle = joined(_chosen(view), drilled.subtitle(found, row, view.movement, ask.days(), unit, currency))
    with controls.head("drill", cards.section(title, subtitle)):
        if view.by is not None:
            names = rows.found(ask.by(view.by), "")
            controls.cell(view, dict(zip(names.value, names["name"], strict=True)))
    controls.movement(view)
    more = unfolded.is_open("retention.more")
    if len(found):
        theme.block(drilled.table(found, view.movement, drilled.MOST if more else drilled.SHOWN, currency))
    if len(found) > drilled.SHOWN:
        every = int(found.attrs["units"]) <= len(found)
        unfolded.toggle(t(f"retention.drill.more{'_all' * every}", n=len(found)), "retention.more")
    files.accounts_of(frame, scope.at(ask.days()[1]), ask.days()[0], view.movement)


def _chosen(view: View) -> str:
    """The row that the accounts are narrowed to."""
    names = [value_name(view.by, value) for value in view.cell] if view.by else []
    return t("retention.drill.of", name=names[0]) if names else ""
