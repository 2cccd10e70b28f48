"""Land and expand: who found and sold it, at which price, by size, after a small start, from trials and free plans."""

import streamlit as st

from components import router
from components.expansion import growth, sections, shown, titles
from components.expansion.questions import Questions
from components.expansion.view import read
from components.figure import About, figure
from components.url import current

frame = router.guard()
ask = Questions(frame, read(current()))
ALONE = About(accounts="none", counted="functions.counted.customers")
PARTS = ("expansion_seats", "expansion_price", "expansion_products", "expansion_unknown")

# A head that fails leaves the rest of the page standing.
stands = True
with figure(frame, "expansion.head", ("expansion", "expansion_credit", "win_rate", "deal_cycle", "seat_growth"), ALONE):
    stands = ask.active() > 0
    if stands:
        sections.head(frame, ask)
    else:
        sections.nothing(frame)

if stands:
    with st.container(key="expansion-first"):
        left, right = st.columns([1, 1], gap="medium")
    with left, figure(frame, "expansion.sources", ("expansion", "expansion_credit"), ALONE):
        sections.credit(frame, ask, "source")
    with left, figure(frame, "expansion.parts", ("expansion", *PARTS), ALONE):
        sections.parts(frame, ask)
    with right, figure(frame, "expansion.sellers", ("expansion", "expansion_credit"), ALONE):
        sections.credit(frame, ask, "seller")

    with st.container(key="expansion-second"):
        left, right = st.columns([1, 1], gap="medium")
    with left, figure(frame, "expansion.wins", ("win_rate", "deal_cycle"), ALONE):
        sections.table(frame, shown.WINS, ask.wins("source"), titles.wins)
    with right, figure(frame, "expansion.sizes", ("expansion", "win_rate", "size_rule"), ALONE):
        sections.sizes(frame, ask)

    with st.container(key="expansion-third"):
        left, right = st.columns([1, 1], gap="medium")
    with left, figure(frame, "expansion.cohorts", ("seat_growth",), ALONE):
        growth.cohorts(frame, ask)
    with right, figure(frame, "expansion.starts", ("seat_growth",), ALONE):
        growth.starts(frame, ask)
    with right, figure(frame, "expansion.trials", ("trial_paid",), ALONE):
        growth.trials(frame, ask)

    with st.container(key="expansion-fourth"):
        left, right = st.columns([7.4, 6], gap="medium")
    with left, figure(frame, "expansion.curve", ("trial_paid",), ALONE):
        growth.curve(frame, ask)
    with right, figure(frame, "expansion.handoffs", ("handoff_done",), ALONE):
        sections.table(frame, shown.HANDOFFS, ask.handoffs(), titles.handoffs)
    with left, figure(frame, "expansion.whom", ("list_ready", "list_shelfware"), ALONE):
        growth.whom(frame, ask)
