"""The page's rows, in their order: `draw(frame, ask, who)` is one account, `find(frame, ask)` the way to one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import theme
from components.account import facts, finding, head, health, money, timeline, todo, why
from components.account.questions import Questions
from components.account.specs import METRICS, PAIRS
from components.figure import About, figure
from components.i18n import t
from components.router import Frame
from queries.account_facts import FACTS

ALONE = About(accounts="none", counted="account.counted")
MOVES = ("arr", "expansion", "contraction", "churn")
NAMES = {"score": "metric.health_score.short", "usage": "metric.feature_use.short"}
"""Words of what is no kind of events."""


def find(frame: Frame, ask: Questions) -> None:
    """What the search finds; without a search the largest accounts."""
    if ask.view.text:
        finding.results(frame, ask)
    else:
        finding.largest(frame, ask)


def draw(frame: Frame, ask: Questions, who: Any) -> None:
    """Everything of one account."""
    finding.results(frame, ask)
    with figure(frame, "account.head", ("arr", "health_score", "journey_stage"), ALONE):
        head.draw(frame, ask, who)
        head.strip(frame, ask, who)
    with st.container(key="account-row-todo"):
        left, right = st.columns([6, 5], gap="medium")
    with left, figure(frame, "account.lists", ("health_band", "feature_score"), ALONE):
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
    with figure(frame, "account.timeline", MOVES, ALONE):
        timeline.draw(frame, ask)


def _money(frame: Frame, ask: Questions) -> None:
    with st.container(key="account-row-arr"):
        left, right = st.columns([6, 6], gap="medium")
    with left, figure(frame, "account.arr", MOVES, ALONE):
        money.arr(frame, ask)
    with right, figure(frame, "account.movements", ("expansion_seats", "expansion_price"), ALONE):
        money.movements(frame, ask)
    with st.container(key="account-row-contracts"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "account.contracts", ("notice_deadline",), ALONE):
        money.contracts(frame, ask)
    with right, figure(frame, "account.renewals", ("renewal_outcome", "renewal_forecast"), ALONE):
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
        with figure(frame, "account.usage", ("feature_use",), ALONE):
            health.usage(frame, ask)


def _score(frame: Frame, ask: Questions) -> None:
    with st.container(key="account-row-health"):
        left, right = st.columns([6, 6], gap="medium")
    with left, figure(frame, "account.score", ("health_score",), ALONE):
        health.score(frame, ask)
    with right, figure(frame, "account.components", ("health_points",), ALONE):
        health.components(frame, ask)


def _pair(frame: Frame, ask: Questions, pair: list[str]) -> None:
    with st.container(key=f"account-row-{pair[0]}"):
        places = st.columns(2, gap="medium")
    for place, kind in zip(places, pair, strict=False):
        with place, figure(frame, f"account.{kind}", METRICS[kind], ALONE):
            facts.draw(frame, ask, kind)
