"""Renewals: what falls due, what is decided, which are at risk, by when to act, and what people and a model expect."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.renewals import sections
from components.renewals.behind import AtRisk
from components.renewals.questions import Questions
from components.renewals.view import read
from components.url import current
from components.views import opened

frame = router.guard()
opened.hold(frame)
ask = Questions(frame, read(current()))
RATES = ("renewal_gross", "renewal_net", "renewal_on_time")
COUNTED = "renewals.evidence.unit"
NONE, RISK = About(accounts="none", counted=COUNTED), About(counted=COUNTED, behind=AtRisk())

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "renewals.empty"):
    stands = sections.stands(frame, ask)

if stands:
    with figure(frame, "renewals.head", ("renewal_at_risk", "renewal_near", *RATES, "renewal_overdue"), RISK):
        sections.head(frame, ask)

    with st.container(key="renewals-first"):
        left, right = st.columns([8.2, 5], gap="medium")
    with left, figure(frame, "renewals.periods", RATES, NONE):
        sections.chart(frame, ask)
    with right, figure(frame, "renewals.coming", ("renewal_near", "health_band"), NONE):
        sections.coming(frame, ask)

    with st.container(key="renewals-second"):
        left, right = st.columns([6.7, 6.5], gap="medium")
    with left, figure(frame, "renewals.list", ("renewal_at_risk", "notice_deadline"), RISK):
        sections.actions(frame, ask)
    with right, figure(frame, "renewals.forecast", ("renewal_forecast", "renewal_model"), NONE):
        sections.forecast(frame, ask)
    with right, figure(frame, "renewals.history", ("renewal_outcome",), NONE):
        sections.history(frame, ask)
