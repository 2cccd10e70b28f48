"""The page's head, its figures, and what stands in the place of all of it where nobody is active."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import cards, states, theme
from components import format as fmt
from components.address import Address
from components.cards import Card
from components.filters import clear
from components.i18n import t
from components.outcomes import files, words
from components.outcomes.questions import Questions
from components.router import Frame
from components.sentence import narrowed
from queries.metrics import FEW


def nothing(frame: Frame) -> None:
    """That nobody is active in the scope, and the way back."""
    theme.block(states.no_rows(t("outcomes.nobody"), narrowed(frame.scope, frame.dimensions)))
    if frame.scope.where:
        st.button(t("filter.clear_all"), key="outcomes.clear", on_click=clear,
                  args=(Address(where=frame.scope.where),))


def head(frame: Frame, ask: Questions) -> None:
    """How many nobody knows of; what is known of the others; the five figures."""
    row = ask.summary()
    theme.block(cards.finding(words.title(row), words.base(row, frame.build.currency)))
    if frame.scope.unit != "customer":
        unit = t(f"unit.{frame.scope.unit}")
        theme.block(states.notice(t("outcomes.unit.title", unit=unit),
                                  [t("outcomes.unit.body", page=t("nav.page.retention"))]))
    theme.block(cards.kpi_strip([_unknown(row), _reached(row), _nps(ask), _first_value(ask), _kept(ask)]))
    files.button(frame, "summary", ask.by_segment())


def missing(name: str) -> None:
    """A table that is not there, and what it would show."""
    theme.block(states.missing_table(*words.missing(name)))


def _unknown(row: Any) -> Card:
    label, said = t("outcomes.card.unknown"), t("metric.outcome_known.definition")
    if row.reason is not None or not fmt.known(row.unknown):
        return Card(label, fmt.UNKNOWN, definition=said, reason=words.reason(row.reason or "few"))
    return Card(label, f"{row.unknown / row.customers * 100:.1f}", "%", definition=said,
                below=t("outcomes.card.unknown.below", unknown=words.customers(row.unknown),
                        none=words.customers(row.no_outcome)),
                note=words.ends(1 - row.known_high, 1 - row.known_low, row.customers), few=row.customers < FEW)


def _reached(row: Any) -> Card:
    label, said = t("outcomes.card.reached"), t("metric.outcome_got.definition")
    if row.reason is not None or not fmt.known(row.known) or not row.known:
        return Card(label, fmt.UNKNOWN, definition=said, reason=words.reason(row.reason or "none_known"))
    return Card(label, f"{row.reached / row.known * 100:.1f}", "%", definition=said, few=row.known < FEW,
                below=t("outcomes.card.reached.below", reached=words.customers(row.reached),
                        known=words.customers(row.known)), note=t("outcomes.n", n=f"{int(row.known):,}"))


def _nps(ask: Questions) -> Card:
    row = next(ask.experience().itertuples())
    label, said = t("outcomes.card.nps"), t("metric.nps.definition")
    if not fmt.known(row.score):
        return Card(label, fmt.UNKNOWN, definition=said, reason=words.reason(row.reason or "few"))
    return Card(label, words.number("nps", float(row.score)), definition=said, few=int(row.n) < FEW,
                below=t("outcomes.card.nps.below", rate=words.share(row.response)),
                note=_said(words.span("nps", row.score_low, row.score_high), row.n))


def _first_value(ask: Questions) -> Card:
    row = ask.first_value()
    label, said = t("outcomes.card.ttv"), t("metric.ttv_median.definition")
    if not fmt.known(row.median_days):
        return Card(label, fmt.UNKNOWN, definition=said, reason=words.reason(row.reason or "not_half"))
    return Card(label, f"{int(row.median_days):,}", t("outcomes.card.days"), definition=said,
                few=int(row.customers) < FEW,
                below=t("outcomes.card.ttv.below", waiting=words.customers(row.waiting)),
                note=_said(words.between(row.median_low, row.median_high), row.customers))


def _kept(ask: Questions) -> Card:
    rows = {str(row.known_then): row for row in ask.kept().itertuples()}
    row, other = rows["reached"], rows["none"]
    label, said = t("outcomes.card.kept"), t("metric.outcome_kept.definition")
    if not fmt.known(row.retention):
        return Card(label, fmt.UNKNOWN, definition=said, reason=words.reason(row.reason or "few"))
    return Card(label, f"{row.retention * 100:.1f}", "%", definition=said, few=int(row.customers) < FEW,
                below=t("outcomes.card.kept.below", rate=words.share(other.retention)),
                note=words.ends(row.low, row.high, row.customers))


def _said(span: str, n: Any) -> str:
    number = t("outcomes.n", n=f"{int(n):,}")
    return t("outcomes.interval", ends=span, n=number) if span else number
