"""The ten principles, each with its measures, their targets and verdict; one of them opened."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.principles import drill, sections
from components.principles.behind import Short
from components.principles.questions import Questions
from components.principles.view import read
from components.url import current

frame = router.guard()
ask = Questions(frame, read(current(), frame.dimensions))
COUNTED = "principles.evidence.unit"
ALONE = About(accounts="none", counted=COUNTED)

# Without the scorecard there is nothing to open.
stands = False
with figure(frame, "principles.head", ("principle_verdict",), ALONE):
    sections.head(frame, ask)
    stands = True
if stands:
    SHORT = About(counted=COUNTED, behind=Short(ask, ask.measure)) if ask.names_accounts() else ALONE
    with figure(frame, "principles.card", ("principle_verdict", "principle_target"), ALONE):
        sections.card(frame, ask)
    with figure(frame, "principles.opened", tuple(ask.own().measure), SHORT):
        sections.opened(frame, ask)
    with figure(frame, "principles.controls"):
        drill.controls(frame, ask)
    with st.container(key="principles-details"):
        left, right = st.columns([6, 7], gap="medium")
    with left, figure(frame, "principles.split", (ask.measure, "principle_target"), SHORT):
        drill.split(frame, ask)
    with right, figure(frame, "principles.accounts", ("principle_short", ask.measure), SHORT):
        drill.accounts(frame, ask)
