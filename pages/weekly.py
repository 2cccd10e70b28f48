"""Weekly review: the CEO's first screen. What happened to retention this week, why, and which accounts moved it."""

import streamlit as st

from components import router
from components.figure import figure
from components.weekly import questions, sections

frame = router.guard()

with figure(frame, "kpis"):
    sections.head(frame)

with figure(frame, "why"):
    if questions.has_base(frame):
        with st.container(key="weekly-why"):
            lines, causes, accounts = st.columns([5, 4.1, 4.1], gap="medium")
        with lines, figure(frame, "lines"):
            sections.lines(frame)
        with causes, figure(frame, "causes"):
            sections.causes(frame)
        with causes, figure(frame, "segments"):
            sections.segments(frame)
        with accounts, figure(frame, "accounts"):
            sections.accounts(frame)
    else:
        sections.young(frame)

with figure(frame, "movements"):
    sections.movements(frame)
with figure(frame, "export"):
    sections.export(frame)
