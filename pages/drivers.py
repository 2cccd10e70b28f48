"""Drivers: what, as known twelve months before, goes together with staying. Associations, never more."""

import streamlit as st

from components import router
from components.drivers import sections
from components.drivers.questions import Questions
from components.figure import About, figure

frame = router.guard()
ask = Questions(frame)
ALONE = About(accounts="none")
DIFFERENCES = ("driver_adjusted", "driver_difference", "driver_p")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "drivers.head", DIFFERENCES, ALONE):
    stands = ask.drivers().attrs["base"] > 0
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with st.container(key="drivers-first"):
        left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "drivers.forest", DIFFERENCES, ALONE):
        sections.forest(frame, ask)
    with right, figure(frame, "drivers.onboarding", ("onboarding_reached", "driver_difference"), ALONE):
        sections.onboarding(frame, ask)
    with figure(frame, "drivers.map", ("driver_path", "driver_adjusted"), ALONE):
        sections.chain(frame, ask)
    with figure(frame, "drivers.table", DIFFERENCES, ALONE):
        sections.table(frame, ask)
    with figure(frame, "drivers.missing"):
        sections.missing(ask)
