"""The page's rows: the claim, the queue, the reasons with number and ARR, what was done."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, deciding, lines, states, theme, unfolded
from components import format as fmt
from components.i18n import language, t
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import joined, narrowed, plain
from components.tables import Cell, Column, Row, table
from components.url import change
from components.views import asked, menu, tools
from components.week import controls, files, handling, rows, words
from components.week.questions import Questions
from queries.shelves import WEEK
from queries.week_lists import REASONS

SHOWN, MOST = 12, 100


def named(frame: Frame) -> bool:
    """Whether who asks may see a queue of accounts by name; said where they may not, and nothing is asked."""
    if not frame.scope.viewer.names:
        theme.block(cards.finding(t("nav.page.week"), t("week.nameless")))
    return frame.scope.viewer.names


def head(frame: Frame, ask: Questions) -> None:
    """Who has a deadline this week, over whom, and whose queue it is."""
    found, currency = ask.shown, frame.build.currency
    title, said = words.title(found, currency), words.base(found, len(ask.settled), currency, frame.scope.as_of)
    if ask.lacks():
        title, said = t("week.title_lacks"), ""
    elif not ask.narrow.empty:
        said = words.base_narrowed(found, ask.queue, currency, frame.scope.as_of)
    with beside("week", cards.finding(title, said)):
        controls.whose(frame)


def queue(frame: Frame, ask: Questions) -> None:
    """The queue: by deadline and reason, further filtered, each account once; what can be done with the ticked ones."""
    handling.begin()
    controls.due(ask)
    controls.reasons(ask)
    if _refused(frame, ask):
        return
    found = ask.shown
    shown = found.head(MOST if unfolded.is_open("week.every") else SHOWN)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="week-tools"):
        owners: list[str | None] = ask.queue.owner.tolist()
        asked.popover(frame, WEEK, ask.narrow, owners, {})
        menu.draw(frame, WEEK, ask.narrow)
        if len(found):
            handling.bar(frame, ask, shown)
    tools.state(frame, ask.narrow)
    _rows(frame, ask, found, shown)
    for line in words.missing(ask.queue):
        theme.block(f'<p class="t-sub">{escape(line)}</p>')
    files.offer(frame, found, ask)


def _rows(frame: Frame, ask: Questions, found: pd.DataFrame, shown: pd.DataFrame) -> None:
    if not len(found):
        where = joined(narrowed(frame.scope, frame.dimensions), asked.said(ask.narrow, frame.build.currency))
        theme.block(states.notice(t("week.nobody"), [where]))
        return
    rows.head()
    rows.draw(shown, {**ask.answers, "action": ask.actions}, frame.build.currency)
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), MOST)), "week.every")
    if len(found) > MOST and unfolded.is_open("week.every"):
        theme.block(f'<p class="t-sub">{escape(t("week.most", n=MOST, all=f"{len(found):,}"))}</p>')


def _refused(frame: Frame, ask: Questions) -> bool:
    """Where the link asks for a reason or a feature that there is not, that is said and nothing is shown."""
    for name, value in ask.lacks():
        label = t("lists.column.reason" if name == "reason" else "evidence.column.feature")
        theme.block(states.unknown_filter(label, value))
        st.button(plain(t("filter.remove", value=value)), key=f"week.clear.{name}.{value}", on_click=change,
                  args=(name, [each for each in ask.narrow.reasons if each != value] if name == "reason" else []))
    return bool(ask.lacks())


def by_reason(frame: Frame, ask: Questions) -> None:
    """Every reason with its accounts, their ARR and its rule; an account stands under each of its reasons."""
    counts = ask.shown.attrs["counts"]
    if not counts:
        return
    theme.block(cards.section(t("week.by.title", n=len(counts)), t("week.by.sub")))
    columns = [Column("reason", t("lists.column.reason")), Column("n", t("week.column.n"), "number"),
               Column("arr", t("table.arr"), "number"), Column("rule", t("lists.evidence.rule"), drop=True, quiet=True)]
    theme.block(table(columns, [_reason(key, counts, frame.build.currency) for key in REASONS if key in counts],
                      caption=t("week.by.caption")))


def _reason(key: str, counts: dict[str, Any], currency: str) -> Row:
    n, arr = counts[key]
    return {"reason": Cell(words.name(key), bold=True), "n": f"{n:,}",
            "arr": fmt.money(arr, currency, language(), "table"), "rule": t(f"week.rule.{key}")}


def settled(frame: Frame, ask: Questions) -> None:
    """What was marked: by whom, until when, and the way back."""
    found = ask.settled
    theme.block(cards.section(t("week.settled.title", n=f"{len(found):,}"), t("week.settled.sub")))
    if not len(found):
        theme.block(states.notice(t("week.settled.none"), []))
        return
    for row in found.head(MOST).itertuples():
        who = str(row.account_id)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"week-settled-{who}"):
            theme.block(_settled(row, frame.build.currency))
            if not ask.back() and st.button(t("week.settled.back"), key=f"week.back.{who}", type="tertiary") and \
                    deciding.remove("mark", who, deciding.opened("mark", who)):
                st.rerun()


def _settled(row: Any, currency: str) -> str:
    """One marked account as HTML."""
    until = fmt.full_day(row.mark_until, language())
    said = t(f"week.settled.{row.mark}", day=until, author=row.mark_by)
    cells = [rows.account(row), escape(t("week.and").join(words.reasons(row.reasons))), escape(said),
             escape(fmt.money(float(row.arr), currency, language(), "table"))]
    labels = [t("week.column.account"), t("week.column.why"), "", t("week.column.arr")]
    return lines.line("settled", labels, cells)
