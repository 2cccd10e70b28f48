"""What happened on a day and explains a figure: noted here, shown on every time axis of the board."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, deciding, export, loaders, theme, unfolded
from components.charter import history, rows, state, words
from components.charter.state import Editor
from components.deciding import shown
from components.i18n import t
from components.router import Frame
from data.store import Record
from data.store.kinds import today
from queries.happened import KIND, Annotation, happened, listed

FIELDS = ("happened_on", "text")
HEADS = ("happened_on", "text", "author")
RECENT = timedelta(days=366)


def draw(frame: Frame) -> None:
    """The last year's events, older ones on demand, the newest first; each with its editor in its row. Looking back
    there is none after the date.
    """
    back = frame.scope.as_of < frame.build.default_as_of
    found = happened(loaders.decided(KIND), last=frame.scope.as_of if back else None)[::-1]
    theme.block(cards.section(_heading(found), t("events.sub")))
    with st.container(horizontal=True, gap="small", key="events-adding"):
        if deciding.may(KIND):
            st.button(t("events.add"), key="events.add", on_click=_new)
    editor = state.opened()
    if editor is not None and editor.kind == KIND and all(each.key != editor.key for each in found):
        _edit(editor, None)
    shown_ = _recent(found, frame.scope.as_of)
    if shown_:
        rows.head("event", HEADS)
    for each in shown_:
        _row(each, editor)
    if len(_recent(found, frame.scope.as_of, every=False)) < len(found):
        unfolded.toggle(t("events.all", n=len(found)), "events.every")
    names = {key: t(f"charter.column.{key}") for key in HEADS}
    export.button(frame.export, t("events.export"), "tenure-events.csv", partial(_file, listed(found), names),
                  "events.export")


def _heading(found: tuple[Annotation, ...]) -> str:
    if not found:
        return t("events.title_none")
    return t("events.title", n=len(found), last=found[0].text, day=words.day(found[0].day))


def _recent(found: tuple[Annotation, ...], as_of: date, every: bool | None = None) -> tuple[Annotation, ...]:
    """Those of the year before the date and after it; all of them where that is asked."""
    wanted = unfolded.is_open("events.every") if every is None else every
    return found if wanted else tuple(each for each in found if each.day > as_of - RECENT)


def _row(each: Annotation, editor: Editor | None) -> None:
    cells = [rows.text(words.day(each.day)), rows.text(each.text), rows.text(words.person(each.author))]
    rows.row("event", KIND, each.key, each.version, HEADS, cells, closed=not deciding.may(KIND))
    if editor is not None and (editor.kind, editor.key) == (KIND, each.key):
        _edit(editor, next(record for record in loaders.decided(KIND) if record.key == each.key))


def _edit(editor: Editor, record: Record | None) -> None:
    """The form of one, and what becomes of it, beside its history."""
    with st.container(key="charter-editor"):
        form, past = st.columns([3, 2], gap="medium")
        with form:
            body = _form(editor, record)
            if body is not None and deciding.save(KIND, editor.key, body, editor.version):
                _done()
            if record is not None and st.button(t("charter.remove"), key=editor.named("remove")) and deciding.remove(
                    KIND, editor.key, editor.version):
                _done()
        with past:
            history.draw(KIND, editor.key, FIELDS, lambda name, value: shown.value(value, name))


def _form(editor: Editor, record: Record | None) -> dict[str, Any] | None:
    """What was typed, where the form was just sent."""
    was = record.body if record else {}
    with st.form(editor.named("form"), border=False):
        on = st.date_input(words.dated(t("deciding.field.happened_on")),
                           date.fromisoformat(was["happened_on"]) if was else today(), key=editor.named("on"))
        text = st.text_input(t("charter.column.text"), was.get("text", ""), key=editor.named("text"),
                             help=t("events.short"))
        deciding.author_field(editor.named("author"))
        if not st.form_submit_button(t("charter.save"), type="primary"):
            return None
    return {"happened_on": on.isoformat() if isinstance(on, date) else None, "text": text.strip()}


def _new() -> None:
    editor = state.opened()
    if editor is not None and editor.kind == KIND and editor.version == 0:
        state.close()
    else:
        state.toggle(KIND, deciding.new_key())


def _done() -> None:
    state.close()
    st.rerun()


def _file(found: pd.DataFrame, names: dict[str, str]) -> bytes:
    return export.csv(found, names)
