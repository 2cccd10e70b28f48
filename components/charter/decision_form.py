"""The form of a decision or an action, beside its history: written, edited, closed, dropped, removed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from components import deciding
from components.charter import history, state, words
from components.charter.questions import Questions
from components.charter.state import Editor
from components.deciding import shown
from components.i18n import t
from components.router import Frame
from data.store import Record
from data.store.kinds import today
from data.targets import KPIS
from queries.measures import MEASURES

STATES = ("open", "done", "dropped")
FIELDS = {"decision": ("text", "why", "owner", "due_on", "status", "done_on", "measure", "playbook_id"),
          "action": ("text", "owner", "due_on", "status", "done_on", "decision", "account_id")}
DUE_DAYS = 14


def draw(frame: Frame, ask: Questions, editor: Editor, record: Record | None) -> None:
    """The form, and what becomes of it; the history of one that exists."""
    with st.container(key="charter-editor"):
        form, past = st.columns([3, 2], gap="medium")
        with form:
            body = _form(ask, editor, record)
            if body is not None and deciding.save(editor.kind, editor.key, whole(frame, ask, record, body),
                                                  editor.version):
                _done()
            if record is not None and st.button(t("charter.remove"), key=editor.named("remove")) and deciding.remove(
                    editor.kind, editor.key, editor.version):
                _done()
        with past:
            history.draw(editor.kind, editor.key, FIELDS[editor.kind], _said)


def _form(ask: Questions, editor: Editor, record: Record | None) -> dict[str, Any] | None:
    """What was typed, where the form was just sent."""
    was = record.body if record else {}
    with st.form(editor.named("form"), border=False):
        text = st.text_area(t("deciding.field.text"), was.get("text", ""), key=editor.named("text"), height=90)
        more = _decision(ask, editor, was) if editor.kind == "decision" else _action(ask, editor, was)
        who, when = st.columns(2, gap="small")
        owner = who.text_input(t("deciding.field.owner"), was.get("owner", ""), key=editor.named("owner"))
        due = when.date_input(words.dated(t("deciding.field.due_on")), _day(was.get("due_on")) or soon(ask),
                              key=editor.named("due"))
        status, done = _status(editor, was) if record else ("open", None)
        deciding.author_field(editor.named("author"))
        if not st.form_submit_button(t("charter.save"), type="primary"):
            return None
    ended = (done or today()) if status != "open" else None
    return {**more, "text": text, "owner": owner.strip(), "due_on": due.isoformat() if due else None,
            "status": status, "done_on": ended.isoformat() if ended else None}


def _decision(ask: Questions, editor: Editor, was: dict[str, Any]) -> dict[str, Any]:
    why = st.text_area(t("deciding.field.why"), was.get("why", ""), key=editor.named("why"), height=68)
    keys = [None, *KPIS, *MEASURES]
    names = ask.playbooks()
    books = [None, *names, *([was["playbook_id"]] if was.get("playbook_id", "") not in ("", *names) else [])]
    left, right = st.columns(2, gap="small")
    measure = left.selectbox(t("charter.field.measure"), keys, keys.index(was.get("measure")) if was.get("measure")
                             in keys else 0, format_func=measure_name, key=editor.named("measure"))
    book = right.selectbox(t("charter.field.playbook"), books, books.index(was.get("playbook_id")),
                           format_func=lambda each: names.get(each, each) if each else t("charter.none"),
                           key=editor.named("playbook"))
    return {"why": why or None, "measure": measure, "playbook_id": book}


def measure_name(key: str | None) -> str:
    """The name of a measure that a decision is about; that it is about none."""
    return words.name(key) if key else t("charter.none")


def _action(ask: Questions, editor: Editor, was: dict[str, Any]) -> dict[str, Any]:
    texts = {each.key: str(each.get("text")) for each in ask.decided("decision")}
    keys = [None, *texts]
    given = was.get("decision")
    at = keys.index(given) if given in keys else 0
    left, right = st.columns(2, gap="small")
    decision = left.selectbox(t("charter.field.decision"), keys, at, key=editor.named("decision"),
                              format_func=lambda key: texts[key][:60] if key else t("charter.none"))
    account = right.text_input(t("charter.field.account"), was.get("account_id") or "", key=editor.named("account"))
    return {"decision": decision, "account_id": account.strip() or None}


def _status(editor: Editor, was: dict[str, Any]) -> tuple[str, date | None]:
    left, right = st.columns(2, gap="small")
    status = left.selectbox(t("deciding.field.status"), STATES, STATES.index(was.get("status", "open")),
                            format_func=lambda each: t(f"charter.state.{each}"), key=editor.named("status"))
    done = right.date_input(words.dated(t("charter.field.done_on")), _day(was.get("done_on")), key=editor.named("done"))
    return status, done


def whole(frame: Frame, ask: Questions, record: Record | None, body: dict[str, Any]) -> dict[str, Any]:
    """The body with what the form does not ask for: the meeting's week, the day of the decision."""
    kept = record.body if record else {"week_on": ask.week.isoformat()}
    if record is None and "why" in body:
        latest = frame.scope.as_of >= frame.build.default_as_of
        kept["decided_on"] = (today() if latest else frame.scope.as_of).isoformat()
    return {**kept, **body}


def soon(ask: Questions) -> date:
    """When a new decision or action is due, if nobody says otherwise."""
    return max(today(), ask.week) + timedelta(days=DUE_DAYS)


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def _said(name: str, value: Any) -> str:
    if name == "status":
        return t(f"charter.state.{value}")
    return words.name(str(value)) if name == "measure" else shown.value(value, name)


def _done() -> None:
    state.close()
    st.rerun()
