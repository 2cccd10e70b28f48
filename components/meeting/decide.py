"""What the meeting decides, on its own screens: last week's actions are closed, new decisions are typed in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from components import cards, deciding, theme
from components.charter import decision_form, words
from components.charter.questions import Questions
from components.charter.state import Editor
from components.i18n import t
from components.meeting import html, room
from components.report.model import Section
from components.router import Frame
from components.weekly import decided
from data.store.kinds import today
from data.targets import KPIS
from queries.measures import MEASURES

TOLD, LINE, AUTHOR, FORM = 2, 48, 56, 356
LONGEST = 64
ENTRY, CLOSING = "meeting.entry", "meeting.closing"


def actions(frame: Frame, section: Section) -> None:
    """What earlier meetings left, overdue first, each with a button that closes it."""
    ask = Questions(frame)
    found = decided.left(ask)
    told = room.of(replace(section, charts=(), tables=()))
    theme.block(html.title(section) + html.sentences(section.says[:min(told.says, TOLD)]))
    if found.empty:
        return
    open_ones = found[found.state.isin(("open", "overdue"))]
    asks = _may(ask) and len(open_ones) > 0
    if asks:
        with st.container(key="meeting-author"):
            deciding.author_field("meeting")
    fits = room.fit(told.body - sum(room.height(each.text) for each in section.says[:TOLD]) - asks * AUTHOR, LINE)
    with st.container(gap=None, key="meeting-actions"):
        for row in found.head(fits).itertuples():
            _action(ask, row)
    if len(found) > fits:
        theme.block(f'<p class="t-m-note">{escape(t("meeting.more", n=len(found) - fits))}</p>')


def _may(ask: Questions) -> bool:
    """Whether whoever looks may close an action: their role writes, and the screen shows the newest week."""
    return deciding.may("action") and not ask.back


def _action(ask: Questions, row: Any) -> None:
    key = f"{row.kind}-{row.key}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"meeting-line-{key}"):
        theme.block(_line(row, ask.scope.as_of))
        if row.state not in ("open", "overdue") or not _may(ask):
            return
        base = deciding.opened(row.kind, row.key)
        st.button(t("meeting.done"), key=f"meeting-done-{key}", on_click=_closing, args=(key,))
    if st.session_state.get(CLOSING) == key:
        del st.session_state[CLOSING]
        if _close(ask, row, base):
            st.rerun()


def _closing(key: str) -> None:
    """A callback, so that the click outlives a run that must start again through the router."""
    st.session_state[CLOSING] = key


def _close(ask: Questions, row: Any, base: int) -> bool:
    record = ask.record(row.kind, row.key)
    if record is None:
        return False
    body = {**record.body, "status": "done", "done_on": today().isoformat()}
    return deciding.save(row.kind, row.key, body, base)


def _line(row: Any, as_of: date) -> str:
    text = row.text if len(row.text) <= LONGEST else row.text[: LONGEST - 1] + "…"
    state, owner = cards.mark(words.STATES[row.state], words.state(row)), words.short_person(words.person(row.owner))
    return (f'<div class="t-m-line"><b>{escape(text)}</b><span>{escape(owner)}</span>'
            f"<span>{escape(words.day(row.due_on, as_of))}</span>{state}</div>")


def decisions(frame: Frame, section: Section) -> None:
    """What this meeting decided so far, and the form for the next decision."""
    ask = Questions(frame)
    theme.block(html.title(section) + _written(ask, room.fit(room.of(section).whole - FORM, LINE)))
    if ask.back or not deciding.may("decision"):
        theme.block(f'<p class="t-m-note">{escape(t("meeting.not_here"))}</p>')
        return
    held = st.session_state.get(ENTRY)
    editor = held if isinstance(held, Editor) else Editor("decision", deciding.new_key())
    st.session_state[ENTRY] = editor
    with st.container(key="meeting-form"):
        body = _form(ask, editor)
        if body is not None and deciding.save("decision", editor.key, decision_form.whole(frame, ask, None, body), 0):
            st.session_state[ENTRY] = None
            st.rerun()


def _written(ask: Questions, fits: int) -> str:
    listed = ask.listed()
    found = listed[[row.week_on == ask.week for row in listed.itertuples()]] if len(listed) else listed
    if found.empty:
        return f'<p class="t-m-claim">{escape(t("meeting.none_yet"))}</p>'
    newest = found.sort_values("at", ascending=False)
    rows = "".join(_line(row, ask.scope.as_of) for row in newest.head(fits).itertuples())
    return rows + _left(len(newest) - fits)


def _left(more: int) -> str:
    return f'<p class="t-m-note">{escape(t("meeting.more", n=more))}</p>' if more > 0 else ""


def _form(ask: Questions, editor: Editor) -> dict[str, Any] | None:
    """What was typed, where the form was just sent."""
    with st.form(editor.named("form"), border=False):
        text = st.text_area(t("deciding.field.text"), key=editor.named("text"), height=72)
        why = st.text_input(t("deciding.field.why"), key=editor.named("why"))
        left, middle, right = st.columns(3, gap="small")
        owner = left.text_input(t("deciding.field.owner"), key=editor.named("owner"))
        due = middle.date_input(words.dated(t("deciding.field.due_on")), decision_form.soon(ask),
                                key=editor.named("due"))
        measure = right.selectbox(t("charter.field.measure"), [None, *KPIS, *MEASURES], key=editor.named("measure"),
                                  format_func=decision_form.measure_name)
        who, send = st.columns([2, 1], gap="small", vertical_alignment="bottom")
        with who:
            deciding.author_field("meeting")
        if not send.form_submit_button(t("charter.save"), type="primary", width="stretch"):
            return None
    return {"text": text, "why": why or None, "owner": owner.strip(), "measure": measure, "status": "open",
            "due_on": due.isoformat() if due else None, "done_on": None, "playbook_id": None}
