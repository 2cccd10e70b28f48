"""Time to value: the share that has got there by days, its middle by group, and both ends of onboarding."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.charts.arrival import arrival, arrived
from components.drivers import tables as ends
from components.i18n import language, t
from components.outcomes import controls, files, words
from components.outcomes.questions import Questions
from components.outcomes.sections import missing
from components.outcomes.view import CLOCK, SPLIT, splits
from components.router import Frame
from components.sentence import dimension_name, value_name
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW
from queries.ttv_rows import CLOCKS, COHORT, SERVICE

SHOWN = 8
WITHIN = {"first_value": 90, "onboarding_basic": 90, "onboarding_deep": 180, "outcome_reached": 365}
"""By which day the groups are compared, by clock."""


def curve(frame: Frame, ask: Questions) -> None:
    """The choice of a clock, and its curve."""
    if controls.refused(ask.view, CLOCK):
        return
    row: Any = next(ask.times().itertuples())
    theme.block(cards.section(_title(ask.view.clock, row), t("outcomes.ttv.subtitle")))
    controls.clock(ask.view)
    if row.reason is not None:
        _unknown(ask.view.clock, row.reason)
        return
    found = ask.curve()
    drawn = arrived(found, int(row.customers))
    middle = int(row.median_days) if fmt.known(row.median_days) else None
    theme.chart(arrival(drawn, middle, mode=theme.mode(), language=language()), _title(ask.view.clock, row),
                key="outcomes-arrival")
    files.button(frame, "curve", found, ask.view.clock)


def split(frame: Frame, ask: Questions) -> None:
    """The middle and the share within 90 days by segment, partner, quarter of the start, service."""
    if controls.refused(ask.view, SPLIT):
        return
    if ask.view.lacks(CLOCK):
        return
    by = ask.view.split
    found = ask.times(by)
    title = t("outcomes.split.title", by=t(f"outcomes.split.{by}").lower())
    theme.block(cards.section(title, t(f"outcomes.split.{by}.rule")))
    controls.split(ask.view, splits(frame.dimensions))
    if not len(found) or found.reason.iloc[0] is not None:
        _unknown(ask.view.clock, "missing_table" if found.attrs["missing"] else "nobody")
        return
    shown = found.tail(SHOWN).iloc[::-1] if by == COHORT else found.head(SHOWN)
    theme.block(_table(frame, ask.view.clock, by, shown))
    if len(found) > len(shown):
        theme.block(f'<p class="t-sub">{escape(t("outcomes.split.more", n=len(found) - len(shown)))}</p>')
    files.button(frame, "times", found, f"{ask.view.clock}-{by}")


def _table(frame: Frame, clock: str, by: str, found: pd.DataFrame) -> str:
    within = WITHIN[clock]
    columns = [Column("name", t(f"outcomes.split.{by}")),
               Column("median", t("outcomes.column.median"), "number"),
               Column("within", t("outcomes.column.within", n=within), "number"),
               Column("waiting", t("outcomes.column.waiting"), "number", drop=True),
               Column("customers", t("outcomes.column.customers"), "number", drop=True)]
    rows: list[Row] = [{
        "name": _label(frame, by, getattr(row, by)), "customers": _count(row.customers), "waiting": _count(row.waiting),
        "median": Cell(words.days(row.median_days) if fmt.known(row.median_days) else t("outcomes.not_half"),
                       below=words.between(row.median_low, row.median_high)),
        "within": Cell(words.share(getattr(row, f"by_{within}")),
                       below=_ends(getattr(row, f"by_{within}_low"), getattr(row, f"by_{within}_high")))}
        for row in found.itertuples()]
    few = [fmt.known(row.customers) and row.customers < FEW for row in found.itertuples()]
    return table(columns, rows, few=few, caption=t("outcomes.split.title", by=t(f"outcomes.split.{by}").lower()))


def _count(value: Any) -> str:
    return f"{int(value):,}" if fmt.known(value) else fmt.HELD


def _ends(low: Any, high: Any) -> str:
    said = fmt.interval(low, high)
    return "" if said == fmt.UNKNOWN else said


def _label(frame: Frame, by: str, value: Any) -> str:
    label = None if value is None or pd.isna(value) else str(value)
    if by == COHORT:
        return fmt.quarter(label) if label else fmt.UNKNOWN
    if by == SERVICE:
        return t(f"outcomes.service.{label}")
    if label is None and by == "partner_id":
        return t("functions.partner.none")
    return value_name(frame.dimensions[by], label) if by in frame.dimensions else dimension_name(by)


def endpoints(ask: Questions) -> None:
    """The basic and the deep end of onboarding: how many get there, when, and who stays."""
    found = ask.endpoints()
    theme.block(cards.section(t("outcomes.endpoints.title"), t("outcomes.endpoints.subtitle")))
    if found.empty:
        missing("onboarding")
        return
    with st.container(key="outcomes-endpoints"):
        theme.block(ends.endpoints(found))


def _title(clock: str, row: Any) -> str:
    name = t(f"outcomes.clock.{clock}")
    if row.reason is not None or not fmt.known(row.customers):
        return t("outcomes.ttv.title.none", clock=name)
    if not fmt.known(row.median_days):
        return t("outcomes.ttv.title.not_half", clock=name, waiting=words.customers(row.waiting))
    return t("outcomes.ttv.title", clock=name, days=words.days(row.median_days), waiting=words.customers(row.waiting))


def _unknown(clock: str, reason: str) -> None:
    if reason == "missing_table":
        missing(CLOCKS[clock])
        return
    theme.block(states.notice(t("outcomes.ttv.nobody"), []))

