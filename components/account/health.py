"""The health score over time with what it is made of, and the use of each feature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from components import cards, loaders, states, theme
from components.account import files, words
from components.account.questions import Questions
from components.charts.account_score import account_score
from components.charts.account_usage import account_usage
from components.charts.sparkline import sparkline
from components.health import measures
from components.health.why import score as shown_score
from components.health.why import signed
from components.i18n import t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from data.health.model import KEYS
from queries import health_behind
from queries.health_rows import sunday

WEEKS, BACK, RECENT = 104, 13, 8
FEATURES, COLUMNS = 12, 4
BORDERS = {"yellow": 40.0, "green": 70.0}


def score(frame: Frame, ask: Questions) -> None:
    """The score a week over two years."""
    found = ask.scores().tail(WEEKS)
    known = found[found.score.notna()]
    title = _as_of(_title(known), known, ask)
    theme.block(cards.section(title, t("account.score.subtitle")))
    if len(known) < 2:
        theme.block(states.notice(t("account.score.short"), [t("account.score.short_why")]))
        return
    model = loaders.load(health_behind.model, sunday(ask.day))
    borders = dict(model.borders) if model else BORDERS
    names = [t(f"lists.band.{band}") for band in found.band]
    drawing = account_score(found.as_of.tolist(), found.score.tolist(), names, borders, mode=theme.mode(),
                            language=frame.language, height=360)
    theme.chart(drawing, title, "account-score")
    files.offer(frame, "scores", ask.id, ask.scores())


def _past(found: pd.DataFrame, ask: Questions) -> Any:
    """The last scored Sunday, where it is not that of the day: of who left; else null."""
    last = found.as_of.iloc[-1] if len(found) else None
    return last if last is not None and last < sunday(ask.day) else None


def _as_of(title: str, found: pd.DataFrame, ask: Questions) -> str:
    """A claim with its day, where that is in the past."""
    past = _past(found, ask)
    return t("account.score.then", day=words.day(past), said=title) if past else title


def _title(known: pd.DataFrame) -> str:
    if not len(known):
        return t("account.score.none")
    now = known.iloc[-1]
    back = known[known.as_of <= now.as_of - timedelta(days=7 * BACK)]
    band = t(f"lists.band.{now.band}")
    if not len(back):
        return t("account.score.now", score=shown_score(now.score), band=band)
    change = float(now.score) - float(back.iloc[-1].score)
    return t("account.score.title", score=shown_score(now.score), band=band, change=signed(change))


def components(frame: Frame, ask: Questions) -> None:
    """Each component's points now, thirteen weeks ago and over time, the lowest first; what it looked at."""
    found = ask.scores()
    if not len(found):
        theme.block(cards.section(t("account.components.none")))
        return
    states_then = {row["at"]: row for row in loaders.load(
        health_behind.measures, ask.scope, ask.id, BACK).to_dict("records")}
    model = loaders.load(health_behind.model, sunday(ask.day))
    rhythm = dict(model.rhythm) if model else {}
    now, before = found.iloc[-1], found[found.as_of <= found.as_of.iloc[-1] - timedelta(days=7 * BACK)]
    known = sorted((key for key in KEYS if not pd.isna(now[key])), key=lambda key: float(now[key]))
    title = t("account.components.title", name=measures.component(known[0]), score=shown_score(
        now[known[0]])) if known else t("account.components.none")
    past = _past(found, ask)
    title = _as_of(title, found, ask)
    theme.block(cards.section(title, t("account.components.then", day=words.day(past), weeks=BACK) if past else t(
        "account.components.subtitle", weeks=BACK)))
    columns = [Column("name", t("health.why.component")), *_saw(past),
               Column("line", t("account.column.year"), "bar"), Column("old", _head("old", past), "number", drop=True),
               Column("new", _head("new", past), "number")]
    rows: list[Row] = [
        {"name": measures.component(key), "saw": measures.measured(key, states_then.get("new"), rhythm),
         "line": Cell(bar=_line(found, key)), "old": shown_score(before.iloc[-1][key] if len(before) else None),
         "new": Cell(shown_score(now[key]), bold=True)} for key in known]
    theme.block(f'<div class="t-account-components">{table(columns, rows, caption=title)}</div>')


def _saw(past: Any) -> list[Column]:
    """What the score looks at now; nothing of who is no longer scored."""
    return [] if past else [Column("saw", t("health.why.now"), drop=True)]


def _head(side: str, past: Any) -> str:
    """Then and now, or the two days where now is past."""
    if not past:
        return t(f"health.why.{side}")
    return words.day(past if side == "new" else past - timedelta(days=7 * BACK))


def _line(found: pd.DataFrame, key: str) -> str:
    values: list[Any] = [None if pd.isna(value) else float(value) for value in found[key].tail(52)]
    return sparkline(values, mode=theme.mode(), alt=t("account.components.alt", name=measures.component(key)))


def usage(frame: Frame, ask: Questions) -> None:
    """Events a week of each feature, the most used first."""
    found = ask.usage()
    if not len(found):
        theme.block(cards.section(t("account.usage.none")))
        theme.block(states.missing_table("usage_week", t("account.usage.shows"), (
            "customer_id", "week_on", "feature", "active_users", "events")))
        return
    last, first = sunday(ask.day), min(found.as_of)
    days = [first + timedelta(days=7 * at) for at in range((last - first).days // 7 + 1)]
    held = found.pivot_table(index="as_of", columns="feature", values="events", aggfunc="sum").reindex(days).fillna(0)
    order = held.sum().sort_values(ascending=False, kind="stable").index[:FEATURES]
    whole = held.sum(axis=1)
    title = _used(whole)
    theme.block(cards.section(title, t("account.usage.subtitle", n=len(held.columns))))
    rows = -(-len(order) // COLUMNS)
    drawing = account_usage(days, {str(name): held[name].tolist() for name in order}, mode=theme.mode(),
                            language=frame.language, columns=COLUMNS, height=60 + 130 * rows)
    theme.chart_or_list(drawing, _listed(held, order), title, "account-usage")
    files.offer(frame, "usage", ask.id, found)


def _used(whole: pd.Series) -> str:
    recent, before = float(whole.tail(RECENT).sum()), float(whole.iloc[-2 * RECENT:-RECENT].sum())
    if len(whole) < 2 * RECENT or not before:
        return t("account.usage.now", n=f"{float(whole.tail(4).mean()):,.0f}")
    return t("account.usage.title", change=measures.change(recent / before - 1))


def _listed(held: pd.DataFrame, order: pd.Index) -> str:
    """The same where the screen is narrow: a sparkline a feature."""
    columns = [Column("name", t("health.features.feature")), Column("line", "", "bar"),
               Column("now", t("account.column.recent"), "number")]
    rows: list[Row] = [
        {"name": str(name), "line": Cell(bar=sparkline(held[name].tolist(), mode=theme.mode(), alt=str(name))),
         "now": f"{held[name].tail(4).mean():,.0f}"} for name in order]
    return f'<div class="t-narrow">{table(columns, rows, caption=t("account.usage.caption"))}</div>'


