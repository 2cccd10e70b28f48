"""Weekly review: the CEO's first screen. What happened to retention this week, why, and which accounts moved it."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.plan import section as plan
from components.weekly import questions, sections

frame = router.guard()
MOVES = ("new", "reactivation", "expansion", "contraction", "churn", "net_new_arr")
week = About(period="week", accounts="movements")

with figure(frame, "kpis", ("nrr", "grr", "logo_retention", "arr", "net_new_arr", "paperwork")):
    sections.head(frame)

with figure(frame, "why"):
    if questions.has_base(frame):
        with st.container(key="weekly-why"):
            lines, causes, accounts = st.columns([5, 4.1, 4.1], gap="medium")
        with lines, figure(frame, "lines", ("nrr", "grr")):
            sections.lines(frame)
        with causes, figure(frame, "causes", ("event", "roll", "nrr", "grr", "logo_retention")):
            sections.causes(frame)
        with causes, figure(frame, "segments", ("mix_effect", "rate_effect", "grr")):
            sections.segments(frame)
        with accounts, figure(frame, "accounts", ("nrr", "grr", "contribution")):
            sections.accounts(frame)
    else:
        with figure(frame, "young", MOVES, week):
            sections.young(frame)

with st.container(key="weekly-end"):
    moved, planned = st.columns([6, 7.3], gap="medium")
with moved, figure(frame, "movements", MOVES, week):
    sections.movements(frame)
with planned, figure(frame, "plan", ("target", "landing", "decided", "usual_pace"), About(accounts="none")):
    plan.draw(frame)
with figure(frame, "export"):
    sections.export(frame)
