"""Health: how the customers are, by count and by ARR, who got worse, why, and whom to call."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.health import absent, details, proof, sections
from components.health.behind import BandUnits, CellUnits, JudgedUnits, LowUnits
from components.health.questions import Questions
from components.health.view import read
from components.lists import sections as lists
from components.url import current
from components.views import opened

frame = router.guard()
opened.hold(frame)
ask = Questions(frame, read(current(), frame.dimensions, frame.scope.where))
BANDS = About(behind=BandUnits(ask))
CELL = About(behind=CellUnits(ask, ask.view.cell)) if ask.view.cell else About(accounts="none")
FEATURE = About(behind=LowUnits(ask, ask.view.feature)) if ask.view.feature else About(accounts="none")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "health.head", ("red_share", "health_band", "health_migration", "health_score"), BANDS):
    stands = ask.sources() and not ask.nothing()
    if stands:
        sections.head(frame, ask)
    elif ask.sources():
        sections.nothing(frame)
    else:
        absent.page()

if stands:
    with st.container(key="health-first"):
        left, right = st.columns([8, 5.2], gap="medium")
    with left, figure(frame, "health.bars", ("health_band", "health_score"), BANDS):
        sections.bars(frame, ask)
    with right, figure(frame, "health.trend", ("red_share",), BANDS):
        sections.trend(frame, ask)

    with st.container(key="health-second"):
        left, right = st.columns([5.6, 7.6], gap="medium")
    with left, figure(frame, "health.migration", ("health_migration", "health_band"), BANDS):
        sections.migration(frame, ask)
    with right, figure(frame, "health.quadrant", ("judgement", "health_score"), About(behind=JudgedUnits(ask))):
        sections.quadrant(frame, ask)

    with st.container(key="health-third"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "health.accounts", ("health_migration", "health_score"), CELL):
        details.accounts(frame, ask)
    with right, figure(frame, "health.why", ("health_points", "health_score"), About(accounts="none")):
        details.explained(frame, ask)

    with st.container(key="health-fourth"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "health.by", ("health_band", "red_share"), BANDS):
        details.by(frame, ask)
    with right, figure(frame, "health.features", ("feature_score",), FEATURE):
        details.features(frame, ask)

    lists.draw(frame)
    proof.draw(frame)
