"""What if: what another retention, growth or cost would do to the years to come, and how others fare."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.whatif import choices, compared, published, sections
from components.whatif.questions import Questions
from components.whatif.view import read

frame = router.guard()
ask = Questions(frame)
view = read(ask.names())
ALONE = About(accounts="none")

# A head that fails leaves the rest of the page standing.
stands = False
with figure(frame, "whatif.head", ("run_arr", "run_nrr", "operating_margin", "grr_point"), ALONE):
    stands = ask.start() is not None
    if stands:
        sections.head(frame, ask, view)
    else:
        sections.nothing(frame, ask)

if stands:
    with st.container(key="whatif-first"):
        left, right = st.columns([5, 8], gap="medium")
    with left, figure(frame, "whatif.levers"):
        choices.draw(frame, ask, view)
    with right, figure(frame, "whatif.run", ("run_arr", "run_nrr", "operating_margin"), ALONE):
        sections.run(frame, ask, view)
    with st.container(key="whatif-second"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "whatif.worth", ("grr_point",), ALONE):
        sections.worth(frame, ask, view)
    with right, figure(frame, "whatif.shift", ("shifted",), ALONE):
        sections.shift(frame, ask, view)
    with figure(frame, "whatif.nrr", ("run_nrr", "run_growth"), ALONE):
        sections.compounding(frame, ask, view)
    with figure(frame, "whatif.scenarios", ("run_arr", "operating_margin"), ALONE):
        compared.draw(frame, ask, view)
with figure(frame, "whatif.history", ("nrr", "grr", "growth"), ALONE):
    published.history(frame, ask)
with figure(frame, "whatif.published", ("nrr", "grr", "published"), ALONE):
    published.beside(frame, ask)
