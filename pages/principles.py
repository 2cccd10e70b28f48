"""The ten principles, each with its measures and verdict."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.principles import drill, sections
from components.principles.behind import Short
from components.principles.questions import Questions
from components.principles.view import read
from components.url import current
from queries.principle_accounts import LISTED

frame = router.guard()
ask = Questions(frame, read(current(), frame.dimensions))
ALONE = About(accounts="none", counted="principles.evidence.unit")

with figure(frame, "principles.head", ("principle_verdict",), ALONE):
    sections.head(frame, ask)
with figure(frame, "principles.card", ("principle_verdict", "principle_target"), ALONE):
    sections.card(frame, ask)

# A scorecard that fails leaves nothing to open: each of these then says so for itself.
with figure(frame, "principles.opened", ("principle_target",), ALONE):
    sections.opened(frame, ask)
with figure(frame, "principles.controls"):
    drill.controls(frame, ask)
    with st.container(key="principles-details"):
        left, right = st.columns([6, 7], gap="medium")
    with left, figure(frame, "principles.split", ("principle_target",), ALONE):
        drill.split(frame, ask)
    with right, figure(frame, "principles.accounts", ("principle_short",), About(
            counted="principles.evidence.unit", behind=Short(ask, ask.measure)) if ask.measure in LISTED else ALONE):
        drill.accounts(frame, ask)
