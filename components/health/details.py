"""The page's lower rows: accounts, why a score moved, the bands by a dimension, features."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from components import cards, states, theme, unfolded
from components import format as fmt
from components.health import absent, controls, files, listed, modelled, split, why, words
from components.health.questions import Questions
from components.health.view import ACCOUNT, BY, CELL, FEATURE
from components.i18n import language, t
from components.retention.controls import head as beside
from components.router import Frame
from queries.metrics import FEW


def accounts(frame: Frame, ask: Questions) -> None:
    """The accounts of the chosen cell, adding up to it; without one those whose score moved most."""
    cell, unit, currency = ask.view.cell, frame.scope.unit, frame.build.currency
    if controls.refused(ask.view, "accounts", CELL):
        return
    found = ask.listed()
    whole = ask.held(cell) if cell else None
    if cell and whole is not None:
        title = t("health.accounts.cell", cell=words.cell(*cell), n=words.many(whole[0], unit),
                  arr=fmt.money(whole[1], currency, language(), "table"))
    else:
        title = _moved_title(found, ask.view.weeks)
    with beside("health-accounts", cards.section(title)):
        if cell:
            controls.every_cell()
    said = t("health.accounts.subtitle_cell" if cell else "health.accounts.subtitle",
             then=fmt.full_day(ask.then, language()), now=fmt.full_day(ask.week, language()))
    theme.block(f'<p class="t-sub">{escape(said)}</p>')
    if not len(found):
        theme.block(states.notice(t("health.accounts.nobody"), []))
        return
    every = unfolded.is_open("health.rows")
    theme.block(listed.movers(found, listed.LISTED if every else listed.SHOWN, currency, whole))
    if len(found) > listed.SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), listed.LISTED)), "health.rows")
    files.accounts(frame, found, cell)


def _moved_title(found: pd.DataFrame, weeks: int) -> str:
    """The largest change of a score."""
    known = found[found.score_from.notna() & found.score.notna()] if len(found) else found
    if not len(known):
        return t("health.accounts.none_moved", weeks=weeks)
    first = known.iloc[0]
    return t("health.accounts.moved", weeks=weeks, name=str(first.account),
             change=why.signed(float(first.score) - float(first.score_from)))


def explained(frame: Frame, ask: Questions) -> None:
    """One account's score then and now, component by component; the model in one click."""
    found = ask.listed()
    chosen = ask.view.account or (str(found.account_id.iloc[0]) if len(found) else None)
    if chosen is None:
        theme.block(cards.section(t("health.why.none"), t("health.why.none_why")))
        _model(ask)
        return
    states_then_now = ask.measures(chosen)
    names = listed.options(found, listed.LISTED, {chosen: chosen})
    rows = ask.why(chosen) if states_then_now else pd.DataFrame()
    title = why.title(names[chosen], states_then_now, rows, ask.view.weeks) if states_then_now else t("health.why.none")
    with beside("health-why", cards.section(title)):
        controls.account(names, chosen)
        _model(ask)
    if not states_then_now:
        controls.refuse("why", ACCOUNT, chosen)
        return
    said = t("health.why.subtitle", then=fmt.full_day(ask.then, language()), now=fmt.full_day(ask.week, language()))
    theme.block(f'<p class="t-sub">{escape(said)} {escape(why.given(states_then_now))}</p>')
    theme.block(why.drawn(rows, states_then_now, ask.model))
    files.why(frame, rows, chosen)


def _model(ask: Questions) -> None:
    if ask.model is None:
        return
    with st.popover(t("health.model.button", version=ask.model.version), key="popover.model"):
        st.html(theme.dialog_mode())
        theme.block(modelled.drawn(ask.model, ask.restated()))


def by(frame: Frame, ask: Questions) -> None:
    """The bands by a dimension of the customers or of their lines."""
    dimension = ask.view.by
    if dimension is None:
        theme.block(cards.section(t("retention.table.none"), t("retention.table.none_why")))
        return
    found = split.rows(ask.bands(dimension.key), dimension)
    with beside("health-by", cards.section(split.title(found, dimension))):
        controls.by(ask.view, frame.dimensions)
    if controls.refused(ask.view, "by", BY):
        return
    every = unfolded.is_open("health.values")
    shown = min(len(found), split.LISTED) if every or len(found) <= split.SHOWN else split.SHOWN
    theme.block(f'<p class="t-sub">{escape(split.subtitle(dimension, frame.scope.unit))}</p>' + split.drawn(
        found, ask.bands(), dimension, frame.scope.unit, frame.build.currency, shown))
    if len(found) > split.SHOWN:
        unfolded.toggle(t("retention.table.rows", n=min(len(found), split.LISTED)), "health.values")
    files.split(frame, ask.bands(dimension.key), dimension)


def features(frame: Frame, ask: Questions) -> None:
    """How well each feature is used; of a chosen one, who is low in it."""
    found = ask.features()
    if found.attrs.get("missing") or not len(found):
        theme.block(cards.section(t("health.features.none")))
        theme.block(absent.box("usage_week"))
        return
    names, chosen = [str(name) for name in found.feature], ask.view.feature
    if chosen is not None and chosen not in names:
        theme.block(cards.section(t("health.features.none")))
        controls.refuse("features", FEATURE, chosen)
        return
    with beside("health-features", cards.section(_features_title(frame, ask, found))):
        controls.feature(names, chosen)
    if chosen is None:
        theme.block(f'<p class="t-sub">{escape(t("health.features.subtitle"))}</p>' + listed.features(
            found, frame.scope.unit, frame.build.currency))
        files.features(frame, found)
        return
    low = ask.low(chosen)
    theme.block(f'<p class="t-sub">{escape(t("health.features.low_subtitle"))}</p>')
    theme.block(listed.low(low, listed.SHOWN, frame.build.currency) if len(low) else states.notice(
        t("health.accounts.nobody"), []))
    files.low(frame, low, chosen)


def _features_title(frame: Frame, ask: Questions, found: pd.DataFrame) -> str:
    unit = frame.scope.unit
    if ask.view.feature is not None:
        held = ask.low(ask.view.feature).attrs
        return t("health.features.low_title", name=ask.view.feature, n=words.many(int(held["total"]), unit),
                 arr=fmt.money(float(held["arr"]), frame.build.currency, language(), "table"))
    known = found[found["mean"].notna() & (found.customers >= FEW)]
    if not len(known):
        return t("health.features.few")
    least = known.loc[known["mean"].idxmin()]
    return t("health.features.title", name=str(least.feature), mean=fmt.decimal(float(least["mean"])),
             n=words.many(int(least.low_units), unit))
