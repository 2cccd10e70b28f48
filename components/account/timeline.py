"""Everything that happened with the account in one order, the newest first."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded, url
from components import format as fmt
from components.account import files, link, words
from components.account.questions import Questions
from components.account.view import KINDS
from components.i18n import catalogue, language, plural, t
from components.router import Frame

SHOWN, LISTED = 25, 500
PILLS = "account.timeline"
MONEY = ("arr", "contracts", "renewals", "invoices", "deals")


def draw(frame: Frame, ask: Questions) -> None:
    """The kinds to choose from, the first rows, and how many more there are."""
    whole = ask.timeline()
    counts = whole.kind.value_counts()
    kind = ask.view.kind
    found = whole[whole.kind == kind] if kind else whole
    title = plural(language(), "account.timeline.title", len(found))
    theme.block(cards.section(title, t("account.timeline.subtitle")))
    _choice(kind, {key: int(counts.get(key, 0)) for key in KINDS})
    if not len(found):
        theme.block(states.notice(t("account.timeline.nothing"), []))
        return
    every = unfolded.is_open("account.all.timeline")
    shown = found.head(LISTED if every else SHOWN)
    theme.block(drawn(shown, frame.build.currency))
    if len(found) > len(shown):
        theme.block(f'<p class="t-quiet">{escape(t("account.timeline.more", n=f"{len(found) - len(shown):,}"))}</p>')
    if len(found) > SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), LISTED)), "account.all.timeline")
    files.offer(frame, "timeline", ask.id, _in_words(found))


def _in_words(found: pd.DataFrame) -> pd.DataFrame:
    """The same rows for a file: kind, event and subject as the page writes them."""
    rows = list(found.itertuples())
    return found.assign(kind=[t(f"account.kind.{row.kind}") for row in rows], event=[_event(row) for row in rows],
                        subject=[_subject(row) or None for row in rows])


def _event(row: Any) -> str:
    own = f"account.event.{row.kind}.{row.event}"
    return t(own) if own in catalogue(language()) else str(row.event)


def _choice(kind: str | None, counts: dict[str, int]) -> None:
    names = {"": t("account.timeline.every")} | {
        key: t("account.timeline.kind", name=t(f"account.kind.{key}"), n=f"{n:,}") for key, n in counts.items() if n}
    if kind and kind not in names:
        names[kind] = t(f"account.kind.{kind}")
    st.session_state[PILLS] = kind or ""
    st.pills(t("account.timeline.parameter"), list(names), key=PILLS, format_func=names.__getitem__, required=True,
             on_change=_write, label_visibility="collapsed", wrap=True)


def _write() -> None:
    chosen = st.session_state[PILLS]
    url.change(link.KIND, [chosen] if chosen else [])


def drawn(found: pd.DataFrame, currency: str) -> str:
    """The rows as a list: day, kind, what happened, and a person's words beneath. HTML."""
    items = "".join(_item(row, currency) for row in found.itertuples())
    return f'<ol class="t-timeline">{items}</ol>'


def _item(row: Any, currency: str) -> str:
    said = f"<q>{escape(str(row.words))}</q>" if row.words and row.kind in ("surveys", "pulse") else ""
    return (f"<li><time>{escape(words.day(row.on))}</time><b>{escape(t(f'account.kind.{row.kind}'))}</b>"
            f"<span>{escape(happened(row, currency))}{said}</span></li>")


def happened(row: Any, currency: str) -> str:
    """What happened, in words: the event, what it was about, its value, and whom it was with."""
    named = str(row.words) if row.words and row.kind not in ("surveys", "pulse") else ""
    parts = [_event(row), _subject(row), _value(row, currency), _named(row, named)]
    return t("account.event.and").join(part for part in parts if part)


def _subject(row: Any) -> str:
    prefix = {"touches": words.FUNCTION, "deals": "account.deal", "people": "account.role"}.get(row.kind, "")
    if row.subject is None:
        return ""
    return words.word(prefix, row.subject) if prefix else str(row.subject)


def _named(row: Any, named: str) -> str:
    return words.word("account.reason", named) if named and row.kind == "contracts" else named


def _value(row: Any, currency: str) -> str:
    if row.value is None:
        return ""
    value = float(row.value)
    if row.kind == "arr":
        return fmt.signed_money(value, currency, language())
    if row.kind in MONEY:
        return fmt.money(value, str(row.currency or currency), language(), "table")
    if row.kind == "health":
        return fmt.score(value)
    if row.kind == "tickets":
        return t(f"account.event.tickets.value_{row.event}", value=f"{value:g}")
    return f"{value:,g}"
