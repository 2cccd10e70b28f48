"""What is done with the accounts that are ticked: done, put off until a day, or made into actions."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from components import deciding, loaders, theme
from components.charter.words import dated
from components.i18n import t
from components.router import Frame
from components.views import acting
from components.week import rows
from components.week.questions import Questions
from data.store.kinds import today
from queries.week_marks import body

AHEAD = 7
SENT = "week.sent"


def bar(frame: Frame, ask: Questions, shown: pd.DataFrame) -> None:
    """The tools over the rows: tick all, mark, make actions. Not where the page looks back."""
    if ask.back():
        return
    chosen = rows.picked(shown)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="week-bar"):
        every = tuple(str(each) for each in shown.account_id)
        if chosen:
            st.button(t("week.pick.none"), key="week.unpick", type="tertiary", on_click=rows.unpick)
        else:
            st.button(t("week.pick.all"), key="week.pickall", type="tertiary", on_click=rows.pick, args=(every,))
        theme.block(f'<span class="t-quiet">{rows.counted(len(chosen))}</span>')
        with st.popover(t("week.mark"), key="popover.week.mark", disabled=not chosen):
            theme.block(theme.dialog_mode())
            _mark(ask, shown, chosen)
        with st.popover(t("views.act"), key="popover.act.week"):
            theme.block(theme.dialog_mode())
            acting.form(frame, "week", acting.names(shown), chosen)


def _mark(ask: Questions, shown: pd.DataFrame, chosen: tuple[str, ...]) -> None:
    """The form: done, or put off until a day."""
    place = f"week.mark.{st.session_state.get(SENT, 0)}"
    with st.form(place, border=False):
        names = {"done": t("week.mark.done"), "snoozed": t("week.mark.snoozed")}
        status = st.radio(t("deciding.field.status"), list(names), key=f"{place}.status",
                          format_func=names.__getitem__)
        until = st.date_input(dated(t("deciding.field.until")), today() + timedelta(days=AHEAD), key=f"{place}.until")
        deciding.author_field("week.mark")
        sent = st.form_submit_button(t("week.mark.save"), type="primary")
    if not sent:
        return
    day = until if status == "snoozed" and isinstance(until, date) else None
    held = {str(row.account_id): row.reasons for row in shown.itertuples()}
    if all(marked(who, held[who], day) for who in chosen):
        st.session_state[SENT] = st.session_state.get(SENT, 0) + 1
        st.session_state["week.done"] = True
        st.rerun()


def marked(account_id: str, reasons: tuple[str, ...], until: date | None) -> bool:
    """Writes one mark on top of the one that stands. Whether it is written; what is wrong is drawn."""
    base = loaders.standing("mark", account_id)
    return deciding.save("mark", account_id, body(account_id, reasons, today(), until), base)


def back(account_id: str, version: int) -> None:
    """Takes a mark away: the account is in the queue again."""
    deciding.remove("mark", account_id, version)


def begin() -> None:
    """At the page's start: ticks of what was marked in the run before are taken away."""
    if st.session_state.pop("week.done", False):
        rows.unpick()
    acting.told()
