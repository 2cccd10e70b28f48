"""One account on one screen, opened from a list by a letter: who it is, its figures, why it is on a list, its ARR."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from components import format as fmt
from components import happened, theme
from components.account import head, link, money, timeline, why, words
from components.account.questions import Questions
from components.account.sections import own
from components.account.view import View
from components.cards import SHAPES, Card, Delta
from components.charts import marks
from components.charts.larger import larger
from components.i18n import language, t
from components.meeting import html, room
from components.meeting.keys import screen
from components.meeting.plot import GROWTH
from components.router import Frame
from components.tables import Cell, Row

FIGURES = 5
LINES, LONGEST = 7, 4
"""Lines of type beside the chart, and of them at most for the reasons."""
CHART = 292
"""What the chart and the events beneath it take."""


def draw(frame: Frame, account: str) -> None:
    """The account, or that there is none that may be seen; with the way to its own page."""
    ask = Questions(frame, View(account=account))
    who = ask.profile() if frame.scope.viewer.names else None
    if who is None:
        theme.block(html.heading(t("account.nowhere.title")))
        return
    with own(frame, ask, "head", "arr", "health_score", "journey_stage"):
        theme.block(_head(frame, ask, who))
    left, right = st.columns(2, gap="medium")
    with left:
        reasons, used = _reasons(frame, ask)
        theme.block(reasons + _events(frame, ask, LINES - used))
    with right:
        _arr(frame, ask)


def _head(frame: Frame, ask: Questions, who: Any) -> str:
    claim = words.claim(who, ask.history(), ask.next_due(), ask.day, frame.build.currency)
    way = f'<a class="t-m-way" href="{escape(link.address(str(who.account_id)))}">{escape(t("meeting.account"))}</a>'
    title = f'<h1 class="t-m-title">{escape(str(who.account))} {way}</h1><p class="t-m-claim">{escape(claim)}</p>'
    cards = head.figures(frame, ask, who)[:FIGURES]
    return title + f'<div class="t-m-kpis" style="--t-n:{len(cards)}">{"".join(map(_card, cards))}</div>'


def _card(card: Card) -> str:
    lines = [_delta(each) for each in card.deltas if each.amount != fmt.UNKNOWN]
    lines = lines or [escape(card.below or card.note or card.reason)]
    small = "".join(f'<div class="t-m-small">{line}</div>' for line in lines[:1] if line)
    number = f'{escape(card.value)}<small>{escape(card.unit)}</small>'
    return (f'<div class="t-m-kpi"><div class="t-m-label">{escape(card.label)}</div>'
            f'<div class="t-m-number t-m-less">{number}</div>{small}</div>')


def _delta(each: Delta) -> str:
    arrow = {"up": "↑", "down": "↓", "flat": "→"}[each.direction]
    shape = f"{SHAPES[each.status]} " if each.status else ""
    return f'<b class="t-{each.status or "ink2"}">{shape}{arrow} {escape(each.amount)}</b> {escape(each.against)}'


def _reasons(frame: Frame, ask: Questions) -> tuple[str, int]:
    """Why it is on a list, as far as there is room: the first whole, of the others those that fit; the lines taken."""
    said = [(_words(row, "list"), _words(row, "why")) for row in why.reasons(frame, ask, ask.lists())]
    if not said:
        return html.caption(t("account.lists.none")), 0
    items, used = "", 0
    for name, reason in said:
        lines = min(room.lines(f"{name} {reason}", 18, room.WIDTH / 2 - 40), LONGEST)
        if used and used + lines > LONGEST:
            break
        items, used = items + f"<li><b>{escape(name)}</b> {escape(reason)}</li>", used + lines
    return html.caption(t("account.lists.subtitle")) + f'<ul class="t-m-says t-m-tight">{items}</ul>', used


def _words(row: Row, key: str) -> str:
    cell = row[key]
    return cell.words if isinstance(cell, Cell) else cell


def _events(frame: Frame, ask: Questions, most: int) -> str:
    found = ask.timeline().head(most)
    items = "".join(
        f"<li><time>{escape(words.day(row.on))}</time> <b>{escape(t(f'account.kind.{row.kind}'))}</b> "
        f"{escape(timeline.happened(row, frame.build.currency))}</li>" for row in found.itertuples())
    return html.caption(t("meeting.latest")) + f'<ul class="t-m-events">{items}</ul>' if items else ""


def _arr(frame: Frame, ask: Questions) -> None:
    found = ask.history()
    if not len(found):
        theme.block(html.caption(t("account.arr.none")))
        return
    told = [marks.words(mark, language()) for _, mark in
            marks.lettered(money.line(frame, ask, found, CHART)[0], happened.noted())]
    tall = CHART - room.events(room.WIDTH // 2 - room.GAP, told)
    figure, title = money.line(frame, ask, found, round(tall / GROWTH))
    theme.block(html.caption(title))
    theme.chart(larger(figure, GROWTH * screen().factor), title, "meeting.account_arr")
