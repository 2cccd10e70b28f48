"""Economics: what a customer brings, what winning one costs, and when it has paid for itself."""

import streamlit as st

from components import router
from components.economics import assume, cohorts, increments, sections, split
from components.economics.questions import Questions
from components.figure import About, figure
from components.url import current

frame = router.guard()
ask = Questions.of(frame, current())
ALONE = About(accounts="none", counted="functions.counted.customers")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "economics.head", ("ltv", "cac", "payback_months"), ALONE):
    stands = sections.stands(ask)
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with figure(frame, "economics.kpis", sections.KPIS, ALONE):
        sections.kpis(frame, ask)
    with st.container(key="economics-first"):
        left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "economics.formula", ("ltv", "month_ltv", "arpa", "gross_margin", "logo_churn"), ALONE):
        sections.formula(frame, ask)
    with right, figure(frame, "economics.assume"):
        assume.draw(frame, ask)
    with figure(frame, "economics.cohorts", ("cohort_profit", "cac", "gross_margin"), ALONE):
        cohorts.draw(frame, ask)
    with figure(frame, "economics.increment", ("increment_profit", "gross_margin"), ALONE):
        increments.draw(frame, ask)
    with figure(frame, "economics.split", ("ltv", "cac", "payback_months", "ltv_to_cac", "arpa", "logo_churn"), ALONE):
        split.draw(frame, ask)
