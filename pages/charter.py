"""Charter: targets with owners, decisions and what became of them, the frozen weekly figures."""

import streamlit as st

from components import router
from components.charter import decisions, events, meeting, outcomes, sections, targets
from components.charter.questions import Questions
from components.figure import About, figure

frame = router.guard()
ask = Questions(frame)
ALONE = About(accounts="none")
FROZEN = ("frozen_difference", "arr", "nrr", "grr", "logo_retention")

with figure(frame, "charter.head", ("charter_status",), ALONE):
    sections.head(frame, ask)

with st.container(key="charter-first"):
    left, right = st.columns([8.4, 4.2], gap="medium")
with left, figure(frame, "charter.kpis", ("charter_status",), ALONE):
    targets.draw(frame, ask)
with right, figure(frame, "charter.meeting", FROZEN, ALONE):
    meeting.draw(frame, ask)
with figure(frame, "charter.decisions"):
    decisions.draw(frame, ask)
with figure(frame, "charter.events"):
    events.draw(frame)
with figure(frame, "charter.outcomes", ("charter_after",), ALONE):
    outcomes.draw(frame, ask)
with figure(frame, "charter.past", FROZEN, ALONE):
    meeting.past(frame, ask)
