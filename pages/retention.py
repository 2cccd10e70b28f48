"""Retention: how it moved, what it is made of, and which accounts moved it."""

import streamlit as st

from components import router, theme
from components.figure import figure
from components.retention import sections, words
from components.retention.kpis import strip
from components.retention.questions import Questions
from components.retention.view import read
from components.url import current

frame = router.guard()
view = read(current(), frame.dimensions, frame.scope.where)
ask = Questions(frame, view)

with figure(frame, "kpis"):
    trend, masking = ask.trend(), ask.masking()
    now, falling = trend.iloc[-1], words.falling(masking)
    theme.block(words.finding(now, masking, frame.scope.unit, frame.build.currency))
    theme.block(strip(trend, frame.scope.unit, frame.build.currency, theme.mode(), falling))

left, right = st.columns([8.2, 5], gap="medium")
with left, figure(frame, "bridge"):
    sections.bridge(frame, view, ask)
with right, figure(frame, "panels"):
    sections.panels(frame, view, ask)

left, right = st.columns(2, gap="medium")
with left, figure(frame, "table"):
    sections.tabs(frame, view, ask)
with right, figure(frame, "drill"):
    sections.drill(frame, view, ask)
