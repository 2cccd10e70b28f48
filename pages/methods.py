"""Methods: why two tools give two figures for the same company."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.methods import sections

frame = router.guard()
RATES = ("nrr", "grr")
PUBLISHED = ("nrr_paper", "grr_paper", "nrr_summed", "grr_summed", "nrr_compounded", "grr_compounded",
             "nrr_all_customer", "grr_all_customer")
PARTS = ("expansion_seats", "expansion_price", "expansion_products", "expansion_unknown")
year = About(period="year", accounts="movements")

# A section that fails leaves the rest of the page standing.
stands = True
with figure(frame, "methods.empty"):
    stands = not sections.nothing(frame)

if stands:
    with figure(frame, "methods.table", (*RATES, *PUBLISHED)):
        sections.head(frame)

    left, right = st.columns([7, 6], gap="medium")
    with left, figure(frame, "methods.lines", (*RATES, *PUBLISHED)):
        sections.lines(frame)
    with right, figure(frame, "methods.bridge", ("opening", "churn", "contraction", "expansion", "closing"), year):
        sections.bridge(frame)
    with right, figure(frame, "methods.prices", ("expansion", "contraction", *PARTS), year):
        sections.price(frame)

    with figure(frame, "methods.units", (*RATES, "logo_retention")):
        sections.units(frame)
