"""What is to be done with the account and what was noted of it: from the store, with a form for each."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from components import cards, deciding, loaders, states, tables, theme
from components.account import words
from components.account.questions import Questions
from components.cards import Status
from components.deciding import shown
from components.i18n import language, plural, t
from components.router import Frame
from components.tables import Cell, Column, Row
from data.store import Record
from data.store.kinds import today

DUE_DAYS = 14
NEW = "account.new."
STATES: dict[str, Status] = {"open": "warn", "done": "good", "dropped": "unknown"}
SHOWN = 8


def draw(frame: Frame, ask: Questions, account_id: str) -> None:
    """The actions on this account, open ones first; the notes, the newest first; a form for either."""
    actions = sorted(_of("action", account_id), key=lambda each: (each.get("status") != "open", each.get("due_on")))
    notes = sorted(_of("note", account_id), key=lambda each: each.at, reverse=True)
    still = sum(each.get("status") == "open" for each in actions)
    theme.block(cards.section(plural(language(), "account.todo.title", still, notes=f"{len(notes):,}"),
                              t("account.todo.subtitle")))
    theme.block(_actions(actions) if actions else states.notice(t("account.todo.no_actions"), []))
    with st.container(horizontal=True, key="account-forms"):
        with st.popover(t("account.todo.add_action"), key="popover.account.action"):
            _action(frame, ask, account_id)
        with st.popover(t("account.todo.add_note"), key="popover.account.note"):
            _note(frame, ask, account_id)
    if notes:
        theme.block(_notes(notes))


def _of(kind: str, account_id: str) -> list[Record]:
    return [each for each in loaders.decided(kind) if each.get("account_id") == account_id]


def _actions(found: list[Record]) -> str:
    columns = [Column("text", t("deciding.field.text")), Column("owner", t("deciding.field.owner"), fold=True),
               Column("due", t("deciding.field.due_on"), fold=True),
               Column("status", t("deciding.field.status"), "status")]
    rows: list[Row] = [
        {"text": Cell(shown.cut(str(each.get("text"))), href="/charter"),
         "owner": str(each.get("owner")), "due": words.day(date.fromisoformat(str(each.get("due_on")))),
         "status": Cell(t(f"charter.state.{each.get('status')}"), status=STATES[str(each.get("status"))])}
        for each in found[:SHOWN]]
    if len(found) > SHOWN:
        rows.append({"text": plural(language(), "table.others", len(found) - SHOWN)})
    return tables.table(columns, rows, caption=t("account.todo.actions"))


def _notes(found: list[Record]) -> str:
    items = "".join(f'<li><p>{escape(shown.cut(str(each.get("text")), 1000))}</p>'
                    f"<small>{escape(each.author)} {escape(shown.moment(each))}</small></li>" for each in found[:SHOWN])
    more = len(found) - SHOWN
    rest = f'<p class="t-quiet">{escape(t("account.timeline.more", n=f"{more:,}"))}</p>' if more > 0 else ""
    return f'<ul class="t-account-notes">{items}</ul>{rest}'


def _key(kind: str, account_id: str) -> str:
    """The key of the next record of a kind: another one once this is written."""
    named = f"{NEW}{kind}.{account_id}"
    return str(st.session_state.setdefault(named, deciding.new_key()))


def _written(kind: str, account_id: str) -> None:
    st.session_state.pop(f"{NEW}{kind}.{account_id}", None)
    st.rerun()


def _action(frame: Frame, ask: Questions, account_id: str) -> None:
    key = _key("action", account_id)
    st.html(theme.dialog_mode())
    with st.form(f"account.action.{key}", border=False):
        text = st.text_area(t("deciding.field.text"), key=f"account.action.text.{key}", height=90)
        owner = st.text_input(t("deciding.field.owner"), key=f"account.action.owner.{key}", max_chars=200)
        due = st.date_input(t("deciding.field.due_on"), max(today(), ask.day) + timedelta(days=DUE_DAYS),
                            key=f"account.action.due.{key}")
        deciding.author_field(f"account.action.{key}")
        if not st.form_submit_button(t("charter.save"), type="primary"):
            return
    body: dict[str, Any] = {"text": text, "owner": owner.strip(), "status": "open", "account_id": account_id,
                            "due_on": due.isoformat() if due else None, "week_on": ask.day.isoformat()}
    if deciding.save("action", key, body, 0):
        _written("action", account_id)


def _note(frame: Frame, ask: Questions, account_id: str) -> None:
    key = _key("note", account_id)
    st.html(theme.dialog_mode())
    with st.form(f"account.note.{key}", border=False):
        text = st.text_area(t("account.todo.note"), key=f"account.note.text.{key}", height=120)
        deciding.author_field(f"account.note.{key}")
        if not st.form_submit_button(t("charter.save"), type="primary"):
            return
    if deciding.save("note", key, {"account_id": account_id, "text": text, "week_on": ask.day.isoformat()}, 0):
        _written("note", account_id)
