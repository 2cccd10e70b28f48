"""What a conversation told, entered in place: how far a goal is, or a new goal. Kept in the store; counts from the next
build on.
"""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, deciding, loaders, states, theme
from components import format as fmt
from components.i18n import language, t
from components.outcomes.questions import Questions
from data.store import Record
from data.store.kinds import today

NEW = ""
STATES = ("open", "reached", "missed")
LISTED = 200
YEAR = timedelta(days=365)


def draw(ask: Questions) -> None:
    """The form for one of the accounts that something is missing of, for whoever may enter it."""
    found = ask.prompts()
    if not deciding.may("outcome") or "account_id" not in found.columns:
        return
    names = {str(row.account_id): str(row.account) for row in found.head(LISTED).itertuples()
             if isinstance(row.account_id, str)}
    theme.block(cards.section(t("outcomes.form.title"), t("outcomes.form.subtitle")))
    entered = {record.key: record for record in loaders.decided("outcome")}
    new = sum(record.at.replace(tzinfo=None) > ask.frame.build.built_at.replace(tzinfo=None)
              for record in entered.values())
    if new:
        theme.block(f'<p class="t-sub">{escape(t("outcomes.form.waiting", n=f"{new:,}"))}</p>')
    if not names:
        theme.block(states.notice(t("outcomes.prompts.nobody"), []))
        return
    chosen = st.selectbox(t("table.account"), list(names), key="outcomes.form.account", format_func=names.__getitem__)
    goals = ask.goals(chosen)
    said = {str(row.id): f"{row.goal} ({fmt.full_day(row.agreed_on, language())})" for row in goals.itertuples()}
    choices = {**said, NEW: t("outcomes.form.new")}
    goal = st.selectbox(t("outcomes.form.goal"), list(choices), key=f"outcomes.form.goal.{chosen}",
                        format_func=choices.__getitem__)
    if goal == NEW:
        _new(chosen)
    else:
        _known(chosen, next(row for row in goals.itertuples() if str(row.id) == goal), entered.get(goal))


def _known(account: str, row: Any, entered: Record | None) -> None:
    """How far a goal that was agreed is; what was entered already stands in the fields."""
    now, stands = (entered.get("actual"), str(entered.get("status", row.status))) if entered else (
        row.actual, str(row.status))
    version = deciding.opened("outcome", str(row.id))
    place = f"outcomes.form.{row.id}.{version}"
    with st.form(place, border=False, enter_to_submit=False):
        theme.block(f'<p class="t-sub">{escape(_agreed(row))}</p>')
        left, right = st.columns(2, gap="small")
        actual = left.number_input(t("outcomes.form.actual"), value=_number(now), key=f"{place}.actual")
        names = {each: t(f"outcomes.state.{each}") for each in STATES}
        status = right.selectbox(t("outcomes.form.status"), STATES, STATES.index(stands), key=f"{place}.status",
                                 format_func=names.__getitem__)
        on = st.date_input(t("outcomes.form.reviewed_on"), today(), max_value=today(), key=f"{place}.on")
        note = st.text_input(t("outcomes.form.note"), key=f"{place}.note")
        deciding.author_field("outcomes")
        sent = st.form_submit_button(t("outcomes.form.save"), type="primary")
    body = {"outcome_id": str(row.id), "customer_id": account, "actual": actual, "status": status,
            "reviewed_on": _iso(on), "note": note or None}
    if sent and deciding.save("outcome", str(row.id), body, version):
        st.rerun()


def _new(account: str) -> None:
    """A goal that has just been agreed."""
    key = str(st.session_state.setdefault(f"outcomes.form.key.{account}", deciding.new_key()))
    place = f"outcomes.form.new.{key}"
    with st.form(place, border=False, enter_to_submit=False):
        goal = st.text_input(t("outcomes.form.new.goal"), key=f"{place}.goal")
        measure = st.text_input(t("outcomes.form.new.measure"), key=f"{place}.measure")
        left, right = st.columns(2, gap="small")
        baseline = left.number_input(t("outcomes.form.new.baseline"), value=None, key=f"{place}.baseline")
        target = right.number_input(t("outcomes.form.new.target"), value=None, key=f"{place}.target")
        left, right = st.columns(2, gap="small")
        agreed = left.date_input(t("outcomes.form.new.agreed_on"), today(), max_value=today(), key=f"{place}.agreed")
        due = right.date_input(t("outcomes.form.new.due_on"), today() + YEAR, key=f"{place}.due")
        deciding.author_field("outcomes.new")
        sent = st.form_submit_button(t("outcomes.form.new.save"), type="primary")
    body = {"outcome_id": key, "customer_id": account, "goal": goal.strip() or None, "measure": measure.strip() or None,
            "baseline": baseline, "target": target, "agreed_on": _iso(agreed), "due_on": _iso(due), "status": "open"}
    if not sent:
        return
    absent = [name for name in ("goal", "measure", "target", "agreed_on") if body[name] is None]
    if absent:
        said = t("list.comma").join(t(f"outcomes.form.new.{name}") for name in absent)
        theme.block(states.notice(t("deciding.problems.title", n=len(absent)), [t("outcomes.form.absent", names=said)],
                                  "bad"))
        return
    if deciding.save("outcome", key, body, 0):
        st.session_state.pop(f"outcomes.form.key.{account}", None)
        st.rerun()


def _agreed(row: Any) -> str:
    """What was agreed: from where to where, by when."""
    open_ended = row.due_on is None or pd.isna(row.due_on)
    due = t("outcomes.form.no_due") if open_ended else fmt.full_day(row.due_on, language())
    start = fmt.UNKNOWN if not fmt.known(row.baseline) else f"{float(row.baseline):,g}"
    return t("outcomes.form.agreed", measure=str(row.measure), baseline=start, due=due,
             target=f"{float(row.target):,g}")


def _number(value: Any) -> float | None:
    return float(value) if fmt.known(value) else None


def _iso(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
