"""Outcomes: what customers got and how they feel, how long they took, who stays; and of how many nobody knows."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.outcomes import arrival, chain, felt, form, kept, listed, matrix, sections
from components.outcomes.questions import Questions
from components.outcomes.view import read
from components.url import current

frame = router.guard()
ask = Questions(frame, read(current(), frame.dimensions))
ALONE = About(accounts="none", counted="functions.counted.customers")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "outcomes.head", ("outcome_known", "outcome_got", "nps", "ttv_median", "outcome_kept"), ALONE):
    stands = ask.active() > 0
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with st.container(key="outcomes-first"):
        left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "outcomes.matrix", ("outcome_side", "felt_side"), ALONE):
        matrix.draw(frame, ask)
    with right, figure(frame, "outcomes.experience", ("nps", "csat_survey", "ces"), ALONE):
        felt.draw(frame, ask)
    with st.container(key="outcomes-lists"):
        left, right = st.columns([9, 4], gap="medium")
    with left, figure(frame, "outcomes.members", ("outcome_side", "felt_side"), ALONE):
        listed.members(frame, ask)
    with right, figure(frame, "outcomes.segments", ("outcome_known",), ALONE):
        listed.segments(frame, ask)

    with figure(frame, "outcomes.chain", ("outcome_known", "outcome_got", "nps", "grr", "nrr"), ALONE):
        chain.draw(frame, ask)

    with st.container(key="outcomes-second"):
        left, right = st.columns([6, 7], gap="medium")
    with left, figure(frame, "outcomes.curve", ("ttv_curve", "ttv_median"), ALONE):
        arrival.curve(frame, ask)
    with right, figure(frame, "outcomes.split", ("ttv_median", "ttv_share"), ALONE):
        arrival.split(frame, ask)

    with st.container(key="outcomes-third"):
        left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "outcomes.kept", ("outcome_kept", "grr", "nrr"), ALONE):
        kept.draw(frame, ask)
    with right, figure(frame, "outcomes.endpoints", ("onboarding_reached", "driver_difference"), ALONE):
        arrival.endpoints(ask)

    with st.container(key="outcomes-fourth"):
        left, right = st.columns([9, 4], gap="medium")
    with left, figure(frame, "outcomes.prompts", ("outcome_prompt",), ALONE):
        listed.prompts(frame, ask)
    with right, figure(frame, "outcomes.form"):
        form.draw(ask)
