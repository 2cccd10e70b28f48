"""Decisions and actions: what is open, overdue, done, dropped, each with its editor and its history in its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, deciding, loaders, states, theme, unfolded
from components.account.link import address
from components.charter import decision_form, files, rows, state, words
from components.charter.questions import Questions
from components.i18n import t
from components.router import Frame
from components.tables import link

HEADS = ("text", "kind", "owner", "due", "state", "measure")
RECENT = timedelta(days=28)
NOBODY: Mapping[str, str] = {}


def draw(frame: Frame, ask: Questions) -> None:
    """Everything open, and what was settled in the last four weeks; older ones on demand."""
    found = ask.listed()
    theme.block(cards.section(heading(found), t("charter.decisions.sub")))
    with st.container(horizontal=True, gap="small", key="charter-adding"):
        for kind in ("decision", "action") if frame.scope.viewer.names else ():
            st.button(t(f"charter.{kind}.add"), key=f"charter.add.{kind}", on_click=_new, args=(kind,))
    _added(frame, ask)
    shown_ = found if unfolded.is_open("charter.settled") else recent(found, frame.scope.as_of)
    if found.empty and not frame.scope.viewer.whole:
        theme.block(states.notice(t("charter.title.hidden"), []))
    elif found.empty:
        none = "charter.decisions.none_back" if ask.back else "charter.decisions.none"
        theme.block(states.notice(t(none), [t("charter.decisions.none_way")]))
    elif len(shown_):
        rows.head("decision", HEADS)
    names = ask.accounts(shown_)
    with st.container(gap=None, key="charter-decision-rows"):
        for row in shown_.itertuples():
            _row(frame, ask, row, names)
    if len(recent(found, frame.scope.as_of)) < len(found):
        unfolded.toggle(t("charter.decisions.settled", n=len(found)), "charter.settled")
    files.decisions(frame, found)


def heading(found: pd.DataFrame) -> str:
    """The claim: how many are open, how many of them overdue."""
    late, left = int((found.state == "overdue").sum()), int(found.state.isin(("open", "overdue")).sum())
    if found.empty:
        return t("charter.decisions.title_none")
    return t("charter.decisions.title_late" if late else "charter.decisions.title_open", n=left, late=late)


def recent(found: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Without what was settled, or was due and dropped, more than four weeks ago."""
    keep = [row.state in ("open", "overdue") or max(filter(_is_day, (row.done_on, row.week_on)), default=as_of)
            > as_of - RECENT for row in found.itertuples()]
    return found.loc[keep]


def _is_day(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def _added(frame: Frame, ask: Questions) -> None:
    """The form of a new one, where it is open."""
    editor = state.opened()
    if editor is not None and editor.kind in ("decision", "action") and ask.record(editor.kind, editor.key) is None:
        decision_form.draw(frame, ask, editor, None)


def _new(kind: str) -> None:
    editor = state.opened()
    if editor is not None and editor.kind == kind and editor.version == 0:
        state.close()
    else:
        state.toggle(kind, deciding.new_key())


def _row(frame: Frame, ask: Questions, row: Any, names: Mapping[str, str]) -> None:
    rows.row("decision", row.kind, row.key, loaders.standing(row.kind, row.key), HEADS,
             cells(row, frame.scope.as_of, names))
    editor = state.opened()
    if editor is not None and (editor.kind, editor.key) == (row.kind, row.key):
        decision_form.draw(frame, ask, editor, ask.record(row.kind, row.key))


def cells(row: Any, as_of: date, names: Mapping[str, str] = NOBODY) -> list[str]:
    """A decision's cells, escaped: text with its reason, and of an action the account, where its name may be seen (in
    `names`, by id), kind, owner, due, state, measure.
    """
    account = names.get(row.account_id or "", "")
    said = f'<small class="t-below">{link(address(row.account_id), account)}</small>' if account else ""
    return [
        rows.text(row.text, row.why or "") + said, rows.text(t(f"charter.kind.{row.kind}")),
        rows.text(words.person(row.owner)), rows.text(words.day(row.due_on, as_of)),
        rows.status(words.STATES[row.state], words.state(row)),
        rows.text(words.name(row.measure) if row.measure else ""),
    ]
