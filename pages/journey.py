"""Journey: where customers stand, how long, who owns each stage, where they leak."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.journey import sections
from components.journey.behind import StageUnits
from components.journey.questions import Questions
from components.journey.view import read
from components.url import current
from components.views import opened

frame = router.guard()
opened.hold(frame)
ask = Questions(frame, read(current()))
STAGES, ALONE = About(behind=StageUnits(ask)), About(accounts="none")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "journey.head", ("journey_leak", "journey_stage", "journey_days"), STAGES):
    stands = ask.stands
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame, ask)

if stands:
    with figure(frame, "journey.stages", ("journey_stage", "journey_days"), STAGES):
        sections.stages(frame, ask)

    with st.container(key="journey-second"):
        left, right = st.columns([7.6, 5.6], gap="medium")
    with left, figure(frame, "journey.flow", ("journey_flow",), ALONE):
        sections.flow(frame, ask)
    with right, figure(frame, "journey.dwell", ("journey_days",), ALONE):
        sections.dwell(frame, ask)

    with st.container(key="journey-third"):
        left, right = st.columns([7.6, 5.6], gap="medium")
    with left, figure(frame, "journey.leaks", ("journey_leak",), ALONE):
        sections.leaks(frame, ask)
    with right, figure(frame, "journey.trend", ("journey_stage",), ALONE):
        sections.trend(frame, ask)

    with figure(frame, "journey.accounts", ("journey_stage", "journey_days"), ALONE):
        sections.accounts(frame, ask)
