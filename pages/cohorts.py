"""Cohorts and survival: are newer customers better or worse than older ones?"""

import streamlit as st

from components import router
from components.cohorts import projected, sections
from components.cohorts.behind import CohortMembers, CurveUnits
from components.cohorts.questions import Questions
from components.cohorts.view import read
from components.figure import About, figure
from components.url import current

frame = router.guard()
view = read(current(), frame.dimensions, frame.build, frame.scope)
ask = Questions(frame, view)
COHORTS, CURVE = About(behind=CohortMembers(view.period)), About(behind=CurveUnits())

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "cohorts.head", ("survival", "logrank", "survival_difference", "left_out"), CURVE):
    stands = not ask.nothing()
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with st.container(key="cohorts-first"):
        left, right = st.columns([9, 5], gap="medium")
    with left, figure(frame, "cohorts.heatmap", ("cohort_nrr", "cohort_grr", "cohort_logo", "left_out"), COHORTS):
        sections.heatmap(frame, view, ask)
    with right, figure(frame, "cohorts.survival", ("survival", "survival_difference", "logrank"), CURVE):
        sections.sides(frame, view, ask)

    with st.container(key="cohorts-second"):
        left, right = st.columns([1, 2], gap="medium")
    with left, figure(frame, "cohorts.curves", ("cohort_nrr", "cohort_grr", "cohort_logo"), COHORTS):
        sections.multiples(frame, view, ask)
    with right, figure(frame, "cohorts.by", ("survival",), CURVE):
        sections.by(frame, view, ask)

    with figure(frame, "cohorts.projection", ("projected_share", "cohort_logo"), About(accounts="none")):
        projected.section(frame, view, ask)
