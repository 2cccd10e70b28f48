"""The page's sections: each asks its question and draws its answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from components import cards, loaders, states, theme
from components.address import Address
from components.filters import clear
from components.i18n import t
from components.methods import lines as line_tables
from components.methods import methods_table, words
from components.methods import prices as price_table
from components.methods import units as unit_table
from components.router import Frame
from components.sentence import narrowed
from queries import methods, methods_bridge, methods_paths, methods_units, prices
from queries.prices import MISSING


def nothing(frame: Frame) -> bool:
    """Whether the scope holds no ARR on either day; if so that is said, with the way back."""
    steps = loaders.load(methods_bridge.reconciliation, frame.scope).set_index("line")
    if steps.amount["opening"] or steps.amount["closing"]:
        return False
    theme.block(states.no_rows(t("weekly.empty"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="methods.clear", on_click=clear, args=(Address(where=frame.scope.where),))
    return True


def head(frame: Frame) -> None:
    """The finding and the methods beside each other."""
    found, unit, currency = loaders.load(methods.methods, frame.scope), frame.scope.unit, frame.build.currency
    days = (found.attrs["start"], found.attrs["end"])
    theme.block(cards.finding(words.finding(found), words.base(found, unit, currency, days)))
    section = cards.section(words.table_title(found), t("methods.table.sub"))
    theme.block(f'<div class="t-methods">{section}{methods_table.drawn(found, unit, currency)}</div>')


def lines(frame: Frame) -> None:
    """From one method to the next, in amounts and points."""
    steps, currency = loaders.load(methods_bridge.reconciliation, frame.scope), frame.build.currency
    section = cards.section(words.lines_title(steps), t("methods.lines.sub"))
    theme.block(f'<div class="t-methods t-steps">{section}{line_tables.rates(steps, currency)}</div>')


def bridge(frame: Frame) -> None:
    """The same lines as amounts: from opening to closing ARR."""
    steps, currency = loaders.load(methods_bridge.reconciliation, frame.scope), frame.build.currency
    section = cards.section(words.bridge_title(steps, currency), t("methods.bridge.sub"))
    theme.block(f'<div class="t-methods">{section}{line_tables.bridge(steps, currency)}</div>')


def units(frame: Frame) -> None:
    """The five units side by side, and why they differ."""
    found, currency = loaders.load(methods_units.units, frame.scope), frame.build.currency
    section = cards.section(words.units_title(found), words.joined(words.units_why(found, currency)))
    drawn = unit_table.drawn(found, frame.scope.unit, currency)
    theme.block(f'<div class="t-methods t-units">{section}{drawn}</div>')


def price(frame: Frame) -> None:
    """Expansion and contraction in seats, price and the rest; without seats, what is missing."""
    scope = frame.scope
    days = methods_paths.anniversaries(scope.as_of)
    found = loaders.load(prices.split, scope, days[0], days[-1])
    section = cards.section(words.prices_title(found), t("methods.prices.sub"))
    if found.attrs["seats"] == MISSING:
        missing = [t("state.missing.shows", what=t("methods.prices.shows"))]
        theme.block(section + states.notice(t("methods.prices.missing_title"), missing))
    elif not found.amount.sum():
        theme.block(section + f'<p class="t-line">{escape(t("methods.prices.none_why"))}</p>')
    else:
        theme.block(f'<div class="t-methods">{section}{price_table.drawn(found, frame.build.currency)}</div>')
