"""Data status: what is loaded, how fresh it is, what is missing and what that would unlock, how it was built."""

import streamlit as st

from components import router
from components.datastatus import sections
from components.datastatus.behind import Everything
from components.figure import About, figure

frame = router.guard()
ALL = About(behind=Everything())

with figure(frame, "data.head", ("freshness", "joinable", "columns_filled", "profiles"), ALL):
    sections.head(frame)

left, right = st.columns([8.2, 5], gap="medium")
with left, figure(frame, "data.sources", ("freshness", "usual_rhythm"), ALL):
    sections.sources(frame)
with left, figure(frame, "data.faults", ("joinable",), ALL):
    sections.found(frame)
with left, figure(frame, "data.coverage", ("columns_filled",), ALL):
    sections.coverage()
with right, figure(frame, "data.build", ("profiles", "cells"), ALL):
    sections.build(frame)
with right, figure(frame, "data.place"):
    sections.place(frame)

with figure(frame, "data.deliveries"):
    sections.deliveries(frame)
with figure(frame, "data.missing"):
    sections.unlock(frame)
with figure(frame, "data.export"):
    sections.export(frame)
