"""This week's meeting: hold it, freeze what it sees; and what later data changed of a week that is frozen."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, deciding, loaders, states, theme, url
from components import format as fmt
from components.charter import differences, words
from components.charter.questions import Questions
from components.deciding import shown
from components.i18n import language, t
from components.router import Frame
from data.store import Record
from data.store.kinds import today
from queries.charter_past import WEEKS_OPEN
from queries.frozen import changed
from queries.measures.model import FUNCTIONS

PAST = "past"
PRESENT = ("ceo", "customer_success", *FUNCTIONS)


def draw(frame: Frame, ask: Questions) -> None:
    """The week's meeting, held or to be held."""
    week = ask.week.isoformat()
    review, snapshot = ask.record("review", week), ask.seen(week)
    theme.block(cards.section(_title(snapshot, ask), t("charter.meeting.sub", day=fmt.full_day(ask.week, language()))))
    if snapshot is not None:
        theme.block(held(frame, ask, review, snapshot))
    if not frame.scope.viewer.whole:  # what is frozen is the whole company's
        theme.block(f'<p class="t-note">{escape(t("charter.meeting.whole_only"))}</p>')
    elif not ask.may_meet:
        theme.block(f'<p class="t-note">{escape(t("charter.meeting.past", n=WEEKS_OPEN))}</p>')
    elif deciding.may("snapshot"):
        with st.expander(t("charter.meeting.again" if snapshot else "charter.meeting.hold"), expanded=not snapshot):
            _form(frame, ask, review)


def _title(snapshot: Record | None, ask: Questions) -> str:
    if snapshot is None:
        return t("charter.meeting.title_open" if ask.may_meet else "charter.meeting.title_never")
    moved = len(changed(ask.compared(snapshot)))
    return t("charter.meeting.title_changed", n=moved) if moved else t("charter.meeting.title_frozen")


def held(frame: Frame, ask: Questions, review: Record | None, snapshot: Record) -> str:
    """Who froze the week and when, who was there, and its figures beside those of now, as HTML."""
    lines = [t("charter.meeting.frozen_by", author=snapshot.author, moment=shown.moment(snapshot),
               version=snapshot.version)]
    if review is not None:
        lines.append(t("charter.meeting.present", day=shown.value(review.get("held_on"), "held_on"),
                       who=words.present(review.get("present") or ())))
        if review.get("note"):
            lines.append(str(review.get("note")))
    compared = ask.compared(snapshot)
    main = compared[compared.figure.isin(differences.MAIN)]
    told = "".join(f'<p class="t-note">{escape(line)}</p>' for line in lines)
    return told + f'<div class="t-weekly">{differences.table_of(main, frame.build.currency)}</div>'


def _form(frame: Frame, ask: Questions, review: Record | None) -> None:
    week, was = ask.week.isoformat(), review.body if review else {}
    with st.form("charter.meeting", border=False):
        there = st.multiselect(t("charter.meeting.who"), PRESENT, [each for each in was.get("present", ())
                                                                     if each in PRESENT],
                               format_func=lambda each: t(f"charter.function.{each}"), key=f"charter.present.{week}",
                               placeholder=t("charter.meeting.choose"))
        on = st.date_input(words.dated(t("deciding.field.held_on")), _day(was.get("held_on")) or today(),
                           key=f"charter.held.{week}")
        note = st.text_area(t("deciding.field.note"), was.get("note", ""), key=f"charter.note.{week}", height=80)
        deciding.author_field("meeting")
        sent = st.form_submit_button(t("charter.meeting.freeze"), type="primary")
        noted = review is not None and st.form_submit_button(t("charter.meeting.note_only"))
    if (sent or noted) and not there:
        theme.block(states.notice(t("deciding.problems.title", n=1), [t("charter.meeting.nobody")], "bad"))
        return
    body = {"held_on": on.isoformat() if on else None, "present": list(there), "note": note or None}
    if noted and review is not None:
        if deciding.save("review", week, {**body, "snapshot": was.get("snapshot")}, review.version):
            st.rerun()
    elif sent:
        _hold(frame, ask, body)


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def _hold(frame: Frame, ask: Questions, body: dict[str, Any]) -> None:
    """Freezes the week, then keeps the meeting with the number of the version that it saw."""
    week = ask.week.isoformat()
    if not deciding.save("snapshot", week, ask.picture(), loaders.standing("snapshot", week)):
        return
    held_ = {**body, "snapshot": loaders.standing("snapshot", week)}
    if deciding.save("review", week, held_, loaders.standing("review", week)):
        st.rerun()


def past(frame: Frame, ask: Questions) -> None:
    """The meetings so far, the newest first; the one that is chosen with everything that changed since."""
    found = ask.meetings()
    theme.block(cards.section(_past_title(found), t("charter.past.sub")))
    if found.empty:
        return
    drawn = differences.meetings(found, ask, frame.build.currency)
    theme.block(f'<div class="t-weekly t-after t-meetings">{drawn}</div>')
    weeks = [each.isoformat() for each, version in zip(found.week_on, found.snapshot, strict=True)
             if not pd.isna(version)]
    if not weeks:
        return
    asked = url.current().get(PAST, [])[-1:]
    st.session_state["charter.week"] = asked[0] if asked and asked[0] in weeks else weeks[0]
    chosen = st.selectbox(t("charter.past.choose"), weeks, key="charter.week", on_change=_write_past,
                          format_func=lambda each: differences.week_name(each))
    snapshot = ask.seen(chosen)
    if snapshot is not None:
        differences.draw(frame, ask, snapshot)


def _write_past() -> None:
    url.change(PAST, [st.session_state["charter.week"]])


def _past_title(found: pd.DataFrame) -> str:
    if found.empty:
        return t("charter.past.title_none")
    return t("charter.past.title", n=len(found), frozen=int(found.snapshot.notna().sum()))
