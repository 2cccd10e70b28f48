"""One team: which one, and its rates beside what was to be expected of its customers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import cards, sentence, states, theme, url
from components import format as fmt
from components.i18n import language, t
from components.router import Frame
from components.teams import words
from components.teams.questions import TEAM, Questions
from components.teams.view import TEAM as PARAMETER
from queries.teams_chance import CHANCE

CHOICE = "teams.choice"


def chosen(frame: Frame, ask: Questions) -> str:
    """The team that is looked into: the one asked for, else the one of the title, else that with the largest base."""
    if ask.view.team:
        return ask.view.team
    off = words.beyond(ask.teams())
    return str(off.iloc[0][TEAM]) if len(off) else ask.known[0]


def choice(frame: Frame, ask: Questions, team: str) -> None:
    """The choice of a team; where the link asks for one that there is not, that it is not there."""
    if ask.view.unknown is not None:
        theme.block(states.unknown_filter(sentence.dimension_name(TEAM), ask.view.unknown))
        st.button(sentence.plain(t("filter.remove", value=ask.view.unknown)), key="clear.teams.team",
                  on_click=url.change, args=(PARAMETER, []))
    if ask.alone:
        return
    names = {each: words.name(frame.dimensions, each) for each in ask.known}
    st.session_state[CHOICE] = team
    st.selectbox(t("teams.choice"), list(names), key=CHOICE, format_func=names.__getitem__, on_change=_write, width=320)


def _write() -> None:
    url.change(PARAMETER, [st.session_state[CHOICE]])


def head(frame: Frame, ask: Questions, team: str) -> None:
    """The team's rates beside what was to be expected of its customers."""
    found = ask.teams()
    row = found[found[TEAM] == team].iloc[0].to_dict()
    name = words.name(frame.dimensions, team)
    theme.block(cards.section(_title(name, row), t("teams.detail.sub", name=name)))
    choice(frame, ask, team)
    theme.block(cards.kpi_strip([_amount(row, frame.build.currency), *(
        _rate(row, metric) for metric in ("grr", "nrr")), _logos(row)]))


def _title(name: str, row: dict[Any, Any]) -> str:
    gap = row["grr_difference"]
    if not fmt.known(gap):
        return t("teams.detail.title.new", team=name, n=words.count(row['logos']))
    if row["ranked"] is not True:
        return t("teams.detail.title.few", team=name, n=words.count(row['logos_base']))
    sure = fmt.known(row["grr_p_adjusted"]) and row["grr_p_adjusted"] < CHANCE  # as the page's title judges
    word = "chance" if not sure else "below" if gap < 0 else "above"
    return t(f"teams.detail.title.{word}", team=name, gap=words.size(gap))


def _amount(row: dict[Any, Any], currency: str) -> cards.Card:
    number, unit = _split(fmt.money_parts(float(row["arr"]), currency, language()))
    return cards.Card(t("metric.arr.name"), number, unit, definition=t("metric.arr.definition"),
                      note=fmt.count(int(row["logos"]), "customer", language()))


def _split(amount: fmt.Amount) -> tuple[str, str]:
    return amount.number, amount.unit


def _rate(row: dict[Any, Any], metric: str) -> cards.Card:
    """A rate, its interval, and its difference from the expected rate with its own."""
    value = row[metric]
    if not fmt.known(value):
        return cards.Card(t(f"metric.{metric}.name"), fmt.UNKNOWN, reason=t("teams.detail.no_base"))
    low, high = (row[f"{metric}_difference_{end}"] for end in ("low", "high"))
    said = t("teams.detail.expected", rate=fmt.rate(row[f"{metric}_expected"]))
    if fmt.known(row[f"{metric}_difference"]):
        said = t("teams.detail.against", expected=fmt.rate(row[f"{metric}_expected"]),
                 gap=fmt.points(row[f"{metric}_difference"]), span=t("drivers.span", low=fmt.points(
                     low, unit=False), high=fmt.points(high, unit=False)))
    few = row["ranked"] is not True
    note = t("teams.detail.interval", n=words.count(row['logos_base']), interval=fmt.interval(
        row[f"{metric}_low"], row[f"{metric}_high"]))
    return cards.Card(t(f"metric.{metric}.name"), fmt.rate(value).removesuffix("%"), "%", note=note, below=said,
                      definition=t(f"metric.{metric}.definition"), few=few)


def _logos(row: dict[Any, Any]) -> cards.Card:
    if not fmt.known(row["logo_retention"]):
        return cards.Card(t("metric.logo_retention.name"), fmt.UNKNOWN, reason=t("teams.detail.no_base"))
    note = t("teams.detail.interval", n=words.count(row['logos_base']), interval=fmt.interval(
        row["logo_low"], row["logo_high"]))
    return cards.Card(t("metric.logo_retention.name"), fmt.rate(row["logo_retention"]).removesuffix("%"), "%",
                      note=note, definition=t("metric.logo_retention.definition"), few=row["ranked"] is not True)
