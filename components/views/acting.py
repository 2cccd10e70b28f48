"""Accounts of a list made into actions: chosen together, with one text, owner and due day; one action an account.

They stand on the charter page with the account's name for whoever may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd
import streamlit as st

from components import deciding, theme
from components.charter.words import dated
from components.i18n import language, plural, t
from components.router import Frame
from data.store.kinds import today
from queries.charter_decisions import sunday

DUE_DAYS, MOST = 14, 100


def names(found: pd.DataFrame) -> dict[str, str]:
    """The accounts of a list by id, each once, as they are chosen: two of one name are told apart by their ids."""
    rows = found[found.account_id.notna()].drop_duplicates("account_id")
    by = {str(row.account_id): str(row.account or row.account_id) for row in rows.itertuples()}
    often = pd.Series(list(by.values())).value_counts()
    return {key: f"{name} {key}" if often[name] > 1 else name for key, name in by.items()}


def popover(frame: Frame, key: str, found: pd.DataFrame) -> None:
    """The form, beside a list. `found`: its rows as they are filtered now."""
    with st.popover(t("views.act"), key=f"popover.act.{key}"):
        theme.block(theme.dialog_mode())
        form(frame, key, names(found))


def form(frame: Frame, key: str, able: Mapping[str, str], chosen: tuple[str, ...] = ()) -> None:
    """Asks for the accounts (those `chosen` first), the text, the owner and the due day; writes one action each."""
    place = f"act.{key}.{st.session_state.get(f'act.{key}.sent', 0)}"
    with st.form(place, border=False):
        who = st.multiselect(t("views.act.who"), list(able), [each for each in chosen if each in able],
                             key=f"{place}.who.{hash(chosen)}", format_func=able.__getitem__, max_selections=MOST,
                             placeholder=t("views.act.choose"), select_all=True)
        text = st.text_area(t("deciding.field.text"), key=f"{place}.text", height=68)
        left, right = st.columns(2, gap="small")
        owner = left.text_input(t("deciding.field.owner"), frame.scope.viewer.name, key=f"{place}.owner", max_chars=200)
        due = right.date_input(dated(t("deciding.field.due_on")), today() + timedelta(days=DUE_DAYS),
                               key=f"{place}.due")
        deciding.author_field(f"act.{key}")
        sent = st.form_submit_button(t("views.act.make"), type="primary")
    if not sent:
        return
    if not who:
        st.caption(t("views.act.nobody"))
        return
    body = {"text": text, "owner": owner.strip(), "due_on": due.isoformat() if due else None, "status": "open",
            "week_on": sunday(frame.scope.as_of).isoformat()}
    if written(body, tuple(each for each in who if each in able)):
        st.session_state[f"act.{key}.sent"] = st.session_state.get(f"act.{key}.sent", 0) + 1
        st.session_state["act.told"] = len(who)
        st.rerun()


def written(body: Mapping[str, object], accounts: tuple[str, ...]) -> bool:
    """One action an account; what is wrong is wrong with all, and is said once. Whether all are written."""
    return all(deciding.save("action", deciding.new_key(), {**body, "account_id": each}, 0) for each in accounts)


def told() -> None:
    """At the page's start: how many actions the run before made."""
    number = st.session_state.pop("act.told", 0)
    if number:
        st.toast(plural(language(), "views.act.made", number))
