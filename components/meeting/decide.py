"""What the meeting decides, on its own screens: last week's actions are closed, new decisions are typed in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import cards, deciding, theme
from components.cards import SHAPES
from components.charter import decision_form, words
from components.charter.questions import Questions
from components.charter.state import Editor
from components.i18n import t
from components.meeting import html, room
from components.report.model import Section, Table
from components.router import Frame
from components.weekly import decided
from data.store.kinds import today
from data.targets import KPIS
from queries.measures import MEASURES

TOLD, LINE, AUTHOR, FORM, REFUSED = 2, 48, 56, 356, 170
LONGEST = 64
COLUMNS = ("value", "target", "status", "owner", "due_on")
NARROW = ("value", "target", "status")
"""What is told of the charter's KPIs, over the whole width and beside the form."""
ENTRY, CLOSING = "meeting.entry", "meeting.closing"


def actions(frame: Frame, section: Section) -> None:
    """What earlier meetings left, overdue first, each with a button that closes it."""
    ask = Questions(frame)
    found = decided.left(ask)
    told = room.of(replace(section, charts=(), tables=()))
    theme.block(html.title(section) + html.sentences(section.says[:min(told.says, TOLD)]))
    if found.empty:
        theme.block(f'<p class="t-m-claim">{escape(t("meeting.nothing_left"))}</p>')
        return
    open_ones = found[found.state.isin(("open", "overdue"))]
    asks = _may(ask) and len(open_ones) > 0
    if asks:
        _author()
    fits = room.fit(told.body - sum(room.height(each.text) for each in section.says[:TOLD]) - asks * AUTHOR, LINE)
    with st.container(gap=None, key="meeting-actions"):
        for row in found.head(fits).itertuples():
            _action(ask, row)
    if len(found) > fits:
        theme.block(f'<p class="t-m-note">{escape(t("meeting.more", n=len(found) - fits))}</p>')


def _author() -> None:
    """Who closes an action; where a click came before the name, what is missing stands beside the box."""
    with st.container(horizontal=True, vertical_alignment="center", key="meeting-author"):
        if not deciding.author_field("meeting") and st.session_state.pop(CLOSING, None):
            said = f"{SHAPES['bad']} {t('meeting.name_first')}"
            theme.block(f'<p class="t-m-fault" role="alert"><b class="t-bad">{escape(said)}</b></p>')


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
    """What this meeting decided so far, the charter's KPIs, and beside them the form for the next decision."""
    ask = Questions(frame)
    theme.block(html.title(section))
    whole = room.of(replace(section, charts=(), tables=(), says=())).whole
    kpis = next((each for each in section.tables if each.key == "charter"), None)
    if ask.back or not deciding.may("decision"):
        theme.block(f'<p class="t-m-note">{escape(t("meeting.not_here"))}</p>')
        _kpis(frame, kpis, whole - room.NOTE, COLUMNS)
        return
    above = st.container()
    beside, place = st.columns(2, gap="medium") if kpis is not None else (st.container(), st.container())
    with place, st.container(key="meeting-form"):
        refused = _entry(frame, ask, beside)
    written, taken = _written(ask, 1 if refused else room.fit(whole - FORM, LINE))
    with above:
        theme.block(written)
    with beside:
        _kpis(frame, kpis, whole - taken - refused * REFUSED, NARROW)


def _entry(frame: Frame, ask: Questions, beside: DeltaGenerator) -> bool:
    """The form; whether what was sent is refused, with the reasons beside it. What is saved is listed at once."""
    held = st.session_state.get(ENTRY)
    editor = held if isinstance(held, Editor) else Editor("decision", deciding.new_key())
    st.session_state[ENTRY] = editor
    body = _form(ask, editor)
    if body is None:
        return False
    with beside:
        saved = deciding.save("decision", editor.key, decision_form.whole(frame, ask, None, body), 0)
    if saved:
        st.session_state[ENTRY] = None
        st.rerun()
    return True


def _kpis(frame: Frame, found: Table | None, tall: int, columns: tuple[str, ...]) -> None:
    """The charter's KPIs, those that miss their target first, as many as there is room for."""
    if found is not None:
        theme.block(html.table(found, room.rows(tall), frame.build.currency, "", columns)[0])


def _written(ask: Questions, fits: int) -> tuple[str, int]:
    """What is decided so far, the newest first, and the pixels that it takes."""
    listed = ask.listed()
    found = listed[[row.week_on == ask.week for row in listed.itertuples()]] if len(listed) else listed
    if found.empty:
        return f'<p class="t-m-claim">{escape(t("meeting.none_yet"))}</p>', LINE
    newest = found.sort_values("at", ascending=False)
    shown = newest.head(fits)
    rows = "".join(_line(row, ask.scope.as_of) for row in shown.itertuples())
    more = len(newest) - len(shown)
    return rows + _left(more), len(shown) * LINE + (room.NOTE if more else 0) + room.GAP


def _left(more: int) -> str:
    return f'<p class="t-m-note">{escape(t("meeting.more", n=more))}</p>' if more > 0 else ""


def _form(ask: Questions, editor: Editor) -> dict[str, Any] | None:
    """What was typed, where the form was just sent."""
    with st.form(editor.named("form"), border=False):
        text = st.text_area(t("deciding.field.text"), key=editor.named("text"), height=72)
        why = st.text_input(t("deciding.field.why"), key=editor.named("why"))
        left, middle, right = st.columns([1, 1.3, 1.2], gap="small")
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
