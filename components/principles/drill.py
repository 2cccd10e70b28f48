"""The open principle: each measure by quarter, by segment or team, and the accounts that fall short by name."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from components import cards, states, theme, url
from components import format as fmt
from components.charts.goal import goal
from components.charts.marks import timed
from components.i18n import language, t
from components.principles import editing, files, listed, standing, words
from components.principles.questions import Questions
from components.principles.view import BY, MEASURE, PRINCIPLE
from components.retention.controls import head as beside
from components.router import Frame
from components.sentence import dimension_name, joined, plain
from data.contract import TABLES
from queries import principle_accounts
from queries.measures.calendar import quarter_name
from queries.principle_splits import COMPANY
from queries.principles import decided

SHOWN, CHURN, PROCESS = 10, "churn_units", 9


def head(ask: Questions) -> None:
    """The open principle's claim, and where the link asks for what there is not, that."""
    for name, value in ask.view.unknown:
        theme.block(states.unknown_filter(t(f"principles.parameter.{name}"), value))
        st.button(plain(t("filter.remove", value=value)), key=f"clear.principles.{name}", on_click=url.change,
                  args=(name, []))
    own = ask.own()
    said, met = str(own.principle_verdict.iloc[0]), len(decided(own, "met"))
    title = t(f"principles.drill.{said}", number=ask.number, name=words.principle(ask.number), met=met, all=len(own))
    process = words.process(ask.maturity()) if ask.number == PROCESS else ""
    theme.block(cards.section(title, joined(t(f"principles.about.{ask.number}"), process)))


def trends(frame: Frame, ask: Questions) -> None:
    """Each measure over 8 quarters with its target, its basis, its owner, and the way to change both."""
    own = ask.own()
    with st.container(key=f"principles-trends-{len(own)}"):
        places = st.columns(len(own), gap="medium")
    for place, row in zip(places, own.itertuples(), strict=True):
        with place:
            theme.block(_above(row))
            if row.verdict == "unknown":
                theme.block(_unknown(row))
            else:
                _chart(row)
            editing.button(str(row.measure))
    editing.draw(frame, own)
    files.trend(frame, ask)


def _above(row: Any) -> str:
    verdict = cards.mark(*standing.measure(row))
    target = words.target(row.measure, row.target)
    owner = t(f"principles.drill.{words.owned(row.owner)}", owner=words.person(row.owner), target=target)
    label = cards.defined(words.name(row.measure, "name"), words.name(row.measure, "definition"))
    basis = "" if row.verdict == "unknown" else words.basis(row)
    return (f'<div class="t-pr-head"><h3>{label}</h3><p>{verdict} <b>{escape(words.figure(row.measure, row.value))}</b>'
            f'</p><p class="t-quiet">{escape(owner)}</p><p class="t-quiet">{escape(basis)}</p></div>')


def _chart(row: Any) -> None:
    values, days = list(row.trend), list(row.days)
    labels = [f"{fmt.quarter(quarter_name(day), short=True)}<br>{fmt.short_year(day, language())}"
              if number % 3 == 1 else "" for number, day in enumerate(days)]
    said = [f"{fmt.full_day(day, language())}<br><b>{escape(words.figure(row.measure, value))}</b>"
            for day, value in zip(days, values, strict=True)]
    target = row.target if fmt.known(row.target) else None
    drawn = goal(
        values, labels, said, mode=theme.mode(), end=words.figure(row.measure, row.value), target=target,
        target_name=t("chart.target", value=words.target(row.measure, target)) if target is not None else "",
        missed=row.verdict == "not_met", near=bool(row.within_chance), few=words.few(row),
        low=list(row.trend_low), high=list(row.trend_high))
    alt = t("principles.spark", name=words.name(row.measure), n=len(days))
    theme.chart(timed(drawn, days), alt, f"principles-{row.measure}")


def _unknown(row: Any) -> str:
    """Which table would answer, what it would show here, and the columns it needs; else why nobody can tell."""
    shows = words.name(row.measure, "definition")
    tables = [need for need in row.missing if need.partition(".")[0] in TABLES]
    if row.reason == "missing_table" and tables:
        others = t("principles.unknown.others", tables=words.tables(tuple(tables[1:]))) if len(tables) > 1 else ""
        return states.missing_table(tables[0].partition(".")[0], f"{shows}{others}", words.columns(tables[0]))
    return states.notice(words.reason(row.measure, row.reason, row.missing), [shows])


def controls(frame: Frame, ask: Questions) -> None:
    """Which measure is split and listed, and by what."""
    keys, by = list(ask.own().measure), ask.by()
    whole, name = ask.measure in COMPANY, words.name(ask.measure, "name")
    title = t("principles.split.title_whole" if whole else "principles.split.title", name=name)
    with beside("principles-split", cards.section(title, t("principles.split.whole_sub") if whole else "")):
        _choice(MEASURE, keys, ask.measure, words.name)
        known = [key for key in ("segment", "team_id", "touch_model", "plan", "industry", "region", "csm_id")
                 if key in frame.dimensions]
        if by is not None and len(known) > 1 and not whole:
            _choice(BY, list(dict.fromkeys((*known, by))), by, dimension_name)


def _choice(name: str, options: list[str], value: str, words_of: Any) -> None:
    key, names = f"principles.choose.{name}", {option: words_of(option) for option in options}
    st.session_state[key] = value
    st.selectbox(t(f"principles.parameter.{name}"), options, key=key, format_func=names.__getitem__,
                 label_visibility="collapsed", on_change=_write, args=(key, name))


def _write(key: str, name: str) -> None:
    if name == MEASURE:
        url.change(PRINCIPLE, [])
    url.change(name, [st.session_state[key]])


def split(frame: Frame, ask: Questions) -> None:
    """The chosen measure by the values of a label, against its target; churn by unit for that measure."""
    if ask.measure in COMPANY:
        return
    if ask.measure == CHURN:
        theme.block(f'<p class="t-sub">{escape(t("principles.units.sub"))}</p>' + listed.units(ask.units()))
        return
    by = ask.by()
    if by is None:
        theme.block(states.notice(t("principles.split.nothing"), []))
        return
    row = next(each for each in ask.own().itertuples() if each.measure == ask.measure)
    found, other = ask.split(ask.measure, by), ask.beside(ask.measure)
    said = t("principles.split.sub", by=dimension_name(by), target=words.target(ask.measure, row.target))
    if row.verdict == "unknown" or found.empty:
        theme.block(f'<p class="t-sub">{escape(said)}</p>' + states.notice(
            words.reason(row.measure, row.reason, row.missing), []))
        return
    theme.block(f'<p class="t-sub">{escape(said)}</p>' + listed.split(found, other, row, frame.dimensions[by]))
    files.split(frame, found, ask.measure, by)


def accounts(frame: Frame, ask: Questions) -> None:
    """Who falls short, the largest ARR first."""
    key = ask.measure
    if key in COMPANY:
        return
    if key not in principle_accounts.LISTED:
        theme.block(cards.section(t("principles.accounts.none"), t("principles.accounts.none_sub")))
        return
    found = ask.short(key, SHOWN)
    if found.attrs["missing"]:
        said = words.reason(key, "missing_table", found.attrs["missing"])
        theme.block(cards.section(t("principles.accounts.unknown")) + states.notice(said, []))
        return
    theme.block(listed.heading(found, key, frame.build.currency))
    if len(found):
        theme.block(listed.accounts(found, frame.build.currency))
    files.accounts(frame, key)


