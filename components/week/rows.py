"""The queue's rows: a box to tick, who, why, by when, how healthy, whose, how much. On phones two lines each."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import format as fmt
from components import lines, theme
from components.account.link import address
from components.cards import mark
from components.i18n import language, plural, t
from components.lists.drawn import health
from components.sentence import plain
from components.tables import crm_mark, link
from components.week import words
from queries.week_lists import REASONS

HEADS = ("account", "why", "deadline", "health", "owner", "arr")
PICK = "week.pick."


def head() -> None:
    """The heads of the columns."""
    theme.block(lines.head("week", _labels()))


def _labels() -> list[str]:
    return [t(f"week.column.{name}") for name in HEADS]


def draw(found: pd.DataFrame, lists: Mapping[str, pd.DataFrame], currency: str) -> None:
    """A row an account."""
    seen = {key: _by_account(lists[REASONS[key].source], found) for key in REASONS if REASONS[key].source in lists}
    with st.container(gap=None, key="week-rows"):
        for row in found.itertuples():
            who = str(row.account_id)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"week-line-{who}"):
                st.checkbox(plain(str(row.account or who)), key=f"{PICK}{who}", label_visibility="collapsed")
                theme.block(line(row, seen, currency))


def _by_account(found: pd.DataFrame, shown: pd.DataFrame) -> dict[str, Any]:
    """The first row of each shown account on a list: a list's order is by urgency."""
    if not len(found):
        return {}
    rows = found[found.account_id.isin(set(shown.account_id))].drop_duplicates("account_id")
    return {str(row.account_id): row for row in rows.itertuples()}


def line(row: Any, seen: Mapping[str, Mapping[str, Any]], currency: str) -> str:
    """One account as HTML; everything that people wrote is escaped."""
    cells = [account(row), _why(row, seen), _deadline(row), _health(row), escape(str(row.owner or fmt.UNKNOWN)),
             escape(fmt.money(float(row.arr), currency, language(), "table"))]
    return lines.line("week", _labels(), cells)


def account(row: Any) -> str:
    """The account, linked to its page here; behind it the way to its page in the CRM."""
    who = str(row.account_id)
    return f"<b>{link(address(who), str(row.account or who))}</b>{crm_mark(str(row.url or ''))}"


def _why(row: Any, seen: Mapping[str, Mapping[str, Any]]) -> str:
    names = words.reasons(row.reasons)
    first = row.reasons[0]
    held = seen.get(first, {}).get(str(row.account_id))
    below = words.why(first, held) if held is not None else ""
    if row.left and first == "overdue":
        below = t("week.why.left", why=below)
    return escape(t("week.and").join(names)) + (f'<small class="t-below">{escape(below)}</small>' if below else "")


def _deadline(row: Any) -> str:
    shape, word, below = words.deadline(row)
    if row.urgency in ("quarter", "later", "none"):
        said = f'<span class="t-ink2">{escape(word)}</span>'
    else:
        said = mark(shape, word)
    return said + (f'<small class="t-below">{escape(below)}</small>' if below else "")


def _health(row: Any) -> str:
    cell = health(row)
    return mark(cell.status or "unknown", cell.words)


def picked(found: pd.DataFrame) -> tuple[str, ...]:
    """The accounts that are ticked, of those shown."""
    return tuple(str(who) for who in found.account_id if st.session_state.get(f"{PICK}{who}"))


def unpick() -> None:
    """Take every tick away."""
    for key in [str(each) for each in st.session_state if str(each).startswith(PICK)]:
        del st.session_state[key]


def pick(found: tuple[str, ...]) -> None:
    """Tick these."""
    for who in found:
        st.session_state[f"{PICK}{who}"] = True


def counted(number: int) -> str:
    """How many are ticked."""
    return plural(language(), "week.picked", number) if number else t("week.picked_none")
