"""The page's rows, in their order: `draw(frame, ask, who)` is one account, `find(frame, ask)` the way to one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from components import theme
from components.account import facts, finding, head, health, money, timeline, todo, why
from components.account.behind import Own
from components.account.questions import Questions
from components.account.specs import PAIRS
from components.figure import About, figure
from components.i18n import t
from components.router import Frame
from queries.account_facts import FACTS

MOVES = ("arr", "expansion", "contraction", "churn")
SEATS = ("expansion_seats", "expansion_price")
NAMES = {"score": "metric.health_score.short", "usage": "metric.feature_use.short"}
"""Words of what is no kind of events."""


def own(frame: Frame, ask: Questions, key: str, *metrics: str) -> AbstractContextManager[None]:
    """A figure of the account alone: its panel tells the account's own values, and defines what stands in it."""
    about = About(ask.scope, counted="account.counted", behind=Own(ask, ask.profile(), metrics))
    return figure(frame, f"account.{key}", metrics, about)


def find(frame: Frame, ask: Questions) -> None:
    """What the search finds; without a search the largest accounts."""
    if ask.view.text:
        finding.results(frame, ask)
    else:
        finding.largest(frame, ask)


def draw(frame: Frame, ask: Questions, who: Any) -> None:
    """Everything of one account."""
    finding.results(frame, ask)
    with own(frame, ask, "head", "arr", "health_score", "journey_stage"):
        head.draw(frame, ask, who)
        head.strip(frame, ask, who)
    with st.container(key="account-row-todo"):
        left, right = st.columns([6, 5], gap="medium")
    with left, own(frame, ask, "lists", "account_lists", "feature_score"):
        why.draw(frame, ask)
    with right, figure(frame, "account.todo"):
        todo.draw(frame, ask, str(who.account_id))
    _money(frame, ask)
    _health(frame, ask)
    nothing = empty(ask)
    held = [kind for pair in PAIRS for kind in pair if kind not in nothing]
    for at in range(0, len(held), 2):
        _pair(frame, ask, held[at:at + 2])
    if nothing:
        names = t("list.comma").join(t(NAMES.get(key, f"account.kind.{key}")) for key in nothing)
        theme.block(finding.said(t("account.empty", names=names)))
    with own(frame, ask, "timeline", "account_timeline"):
        timeline.draw(frame, ask)


def _money(frame: Frame, ask: Questions) -> None:
    with st.container(key="account-row-arr"):
        left, right = st.columns([6, 6], gap="medium")
    with left, own(frame, ask, "arr", *MOVES):
        money.arr(frame, ask)
    with right, own(frame, ask, "movements", *MOVES[1:], *SEATS):
        money.movements(frame, ask)
    with st.container(key="account-row-contracts"):
        left, right = st.columns(2, gap="medium")
    with left, own(frame, ask, "contracts", "arr", "notice_deadline"):
        money.contracts(frame, ask)
    with right, own(frame, ask, "renewals", "account_renewals"):
        money.renewals(frame, ask)


def empty(ask: Questions) -> list[str]:
    """What of an account has no record although its table is given: told in one line, not in a section each."""
    lacking = ask.lacking()
    found = [] if ask.scores().score.notna().any() else ["score"]
    if not len(ask.usage()) and "usage_week" not in lacking:
        found.append("usage")
    return found + [kind for pair in PAIRS for kind in pair
                    if not len(ask.events(kind)) and FACTS[kind].table not in lacking]


def _health(frame: Frame, ask: Questions) -> None:
    nothing = empty(ask)
    if "score" not in nothing:
        _score(frame, ask)
    if "usage" not in nothing:
        with own(frame, ask, "usage", "account_usage"):
            health.usage(frame, ask)


def _score(frame: Frame, ask: Questions) -> None:
    with st.container(key="account-row-health"):
        left, right = st.columns([6, 6], gap="medium")
    with left, own(frame, ask, "score", "health_score"):
        health.score(frame, ask)
    with right, own(frame, ask, "components", "account_components"):
        health.components(frame, ask)


def _pair(frame: Frame, ask: Questions, pair: list[str]) -> None:
    with st.container(key=f"account-row-{pair[0]}"):
        places = st.columns(2, gap="medium")
    for place, kind in zip(places, pair, strict=False):
        with place, own(frame, ask, kind, f"account_{kind}"):
            facts.draw(frame, ask, kind)
