"""KPIs and targets: the weekly review's section on the running fiscal quarter."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme
from components.i18n import t
from components.plan import questions, tables, words
from components.router import Frame
from data.targets import EXAMPLE, Targets

ALWAYS = ("nrr", "grr", "logo_retention", "arr")


def draw(frame: Frame) -> None:
    """The table of the running quarter, what stands in the way of targets, and what lies behind it in a popover."""
    landed, found = questions.landing(frame), questions.targets(frame)
    if not landed.set_index("kpi").actual["arr"] and landed.actual.isna().any():
        return
    rows = questions.against(frame, found)
    shown = _shown(rows)
    unit, currency = frame.scope.unit, frame.build.currency
    given = bool(shown.target.notna().any())
    days = landed.attrs["days_left"]
    quarter = words.quarter(landed.attrs["quarter"], frame.build.fiscal_year_start)
    under = t("plan.sub", quarter=quarter, days=days) if days else t("plan.sub_ended", quarter=quarter)
    theme.block(cards.section(tables.heading(shown, currency)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="planned"):
        theme.block(f'<p class="t-sub">{escape(under)}</p>')
        with st.popover(t("plan.more"), key="plan.more"):
            _behind(frame, landed, rows)
    table = f'<div class="t-weekly t-plan">{tables.drawn(shown, unit, currency, given)}</div>'
    theme.block(table + _without(frame, found, given))


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The running quarter's rows; net new ARR only where it has a target."""
    now = rows[rows.running.astype(bool)]
    return now[now.kpi.isin(ALWAYS) | now.target.notna()]


def _without(frame: Frame, found: Targets, given: bool) -> str:
    """Why there are no targets here: none made, a file at fault, or none for these filters or this quarter."""
    if found.faults:
        more = [t("plan.bad.more", count=len(found.faults) - 1)] if len(found.faults) > 1 else []
        return states.notice(t("plan.bad.title"), [str(found.faults[0]), *more, t("plan.bad.way")], "warn")
    if given:
        return ""
    if not found.given:
        return states.notice(t("plan.none.title"), [t("plan.none.way", file=str(found.path.name))])
    key = "unit" if frame.scope.unit != "customer" else "filter" if frame.scope.where else "quarter"
    return states.notice(t(f"plan.none.{key}"), [t(f"plan.none.{key}_way")])


def _behind(frame: Frame, landed: pd.DataFrame, rows: pd.DataFrame) -> None:
    """The landing's parts, why something of it is unknown, the quarters before, and how a target is written."""
    unit, currency = frame.scope.unit, frame.build.currency
    lines = "".join(f"<p>{escape(line)}</p>" for line in (t("plan.rule"), *tables.reasons(landed, unit)))
    past = tables.history(rows, unit, currency)
    none = "" if past else f"<p>{escape(t('plan.no_history'))}</p>"
    # A popover stands where `light-dark()` knows no mode.
    scheme = f'style="color-scheme:{theme.mode()}"'
    theme.block(f'<div class="t-weekly t-behind" {scheme}><h3>{escape(t("plan.parts"))}</h3>'
                f"{tables.parts(landed, unit, currency)}{lines}{past or none}"
                f"<p>{escape(t('plan.write'))}</p><pre>{escape(EXAMPLE)}</pre></div>")
