"""Maturity: what is claimed beside what the data show, what the next level needs, and whether it pays."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.maturity import controls, drill, form, sections, start

frame = router.guard()
ask = start.begin(frame)
ALONE = About(accounts="none", counted="maturity.counted")
LEVELS = ("maturity_claimed", "maturity_evidenced", "maturity_contradicted")

if ask:
    controls.refused(ask.view)
    with st.container(key="maturity-head"):
        with figure(frame, "maturity.head", LEVELS, ALONE):
            sections.head(ask)
        controls.draw(ask)

    with st.container(key="maturity-first"):
        left, right = st.columns([8.2, 5], gap="medium")
    with left, figure(frame, "maturity.grid", LEVELS, ALONE):
        sections.heat(ask)
    with right, figure(frame, "maturity.todo", ("maturity_gap", "maturity_evidenced"), ALONE):
        sections.next_steps(ask)

    if ask.view.cell:
        with st.container(key="maturity-drill"):
            left, entry = st.columns([8.2, 5], gap="medium")
        with left, figure(frame, "maturity.drill", ("maturity_evidenced",), ALONE):
            drill.draw(ask)

    with st.container(key="maturity-second"):
        left, right = st.columns([6.2, 7], gap="medium")
    with left, figure(frame, "maturity.trend", LEVELS[:2], ALONE):
        sections.trend(ask)
    with right, figure(frame, "maturity.stages", ("maturity_stage", "grr"), ALONE):
        sections.stages(ask)

    with st.container(key="maturity-third"):
        left, right = st.columns([8.2, 5], gap="medium")
    with left, figure(frame, "maturity.ladder", ("maturity_stage",), ALONE):
        sections.ladder(ask)
    with left, figure(frame, "maturity.history", (*LEVELS, "maturity_stage", "grr"), ALONE):
        sections.history(ask)
    # An opened cell has the form beside what is behind it.
    with entry if ask.view.cell else right, figure(frame, "maturity.form"):
        form.draw(ask)
    with figure(frame, "maturity.teams", ("maturity_stage", "grr", "nrr"), ALONE):
        sections.teams(ask)
