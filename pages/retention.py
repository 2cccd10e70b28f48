"""Retention: how it moved, what it is made of, and which accounts moved it."""

import streamlit as st

from components import router
from components.evidence.change import ChangeAccounts
from components.figure import About, figure
from components.retention import explained, sections
from components.retention.questions import Questions
from components.retention.view import EXPLAIN, read
from components.url import current

frame = router.guard()
view = read(current(), frame.dimensions, frame.scope.where, frame.build.weeks, frame.scope.as_of)
ask = Questions(frame, view)
MOVES = ("opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer_in", "transfer_out",
         "closing")
RATES = ("nrr", "grr", "logo_retention")
whole = About(period=view.period, accounts="movements")
part = About(view.narrowed(frame.scope), view.period, "movements")

# A strip that fails leaves the rest of the page standing.
stands, based = True, True
with figure(frame, "kpis", (*RATES, "net_churn", "quick_ratio")):
    stands, based = not ask.nothing(), ask.based()
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    left, right = st.columns([8.2, 5], gap="medium") if based else (st.container(), None)
    with left, figure(frame, "bridge", (*MOVES, "nrr", "grr"), whole):
        sections.bridge(frame, view, ask)
    if right is not None:
        with right, figure(frame, "panels", ("grr",)):
            sections.panels(frame, view, ask)

    if based:
        explained.choices(frame, view, ask)
    left, right = st.columns(2, gap="medium")
    if based and view.tab == EXPLAIN:
        change = About(behind=ChangeAccounts(ask.metric(), ask.earlier()))
        effects = figure(frame, "mix", ("mix_effect", "rate_effect", ask.metric()), change)
        with left, effects, st.container(key="explained"):
            explained.effects(frame, view, ask)
        with right, figure(frame, "moved", ("contribution", ask.metric()), change):
            explained.contributions(frame, view, ask)
    else:
        with left, figure(frame, "table", RATES), st.container(key="breakdown"):
            sections.breakdown(frame, view, ask)
        with right, figure(frame, "drill", MOVES, part):
            sections.drill(frame, view, ask)
