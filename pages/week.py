"""My week: one queue over all lists, each account once, with its reasons, its deadline and what was done."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.views import opened
from components.week import sections
from components.week.behind import Queued
from components.week.questions import Questions

frame = router.guard()
ask = Questions(frame)
METRICS = ("week_queue", "week_deadline", "arr")

# A view that is not there any more shows nothing: never a wider list.
if sections.named(frame) and opened.stands(frame):
    with figure(frame, "week.queue", METRICS, About(behind=Queued(ask))):
        sections.head(frame, ask)
        sections.queue(frame, ask)

    with st.container(key="week-second"):
        left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "week.reasons"):
        sections.by_reason(frame, ask)
    with right, figure(frame, "week.settled"):
        sections.settled(frame, ask)
