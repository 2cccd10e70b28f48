"""Teams: each with its book, its retention under the labels of twelve months ago, and what may be chance."""

import streamlit as st

from components import router
from components.figure import About, figure
from components.teams import detail, files, hands, moves, people, sections, today
from components.teams.questions import Questions

frame = router.guard()
ask = Questions(frame)
ALONE = About(accounts="none", counted="teams.counted")
RATES = ("grr", "nrr", "team_expected", "team_difference")

# A head that fails leaves the rest of the page standing.
stands = False
with figure(frame, "teams.head", RATES, ALONE):
    stands = not ask.missing() and bool(ask.known)
    if stands:
        sections.head(frame, ask)
    elif ask.missing():
        sections.absent(ask)
    else:
        sections.nothing(frame)

if stands and not ask.alone:  # one team has none to be seen beside
    with figure(frame, "teams.forest", (*RATES, "team_shrunk"), ALONE):
        sections.ranking(frame, ask)

    with st.container(key="teams-second"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "teams.maturity", ("grr", "maturity_evidenced"), ALONE):
        sections.maturity(frame, ask)
    with right, figure(frame, "teams.spread", ("coverage", "csm_spread"), ALONE):
        sections.spread(frame, ask)

    with figure(frame, "teams.today", ("coverage", "onboarding_on_time", "renewal_at_risk", "red_share"), ALONE):
        today.draw(frame, ask)

if stands:
    team = detail.chosen(frame, ask)
    with figure(frame, "teams.detail", (*RATES, "logo_retention", "arr"), ALONE):
        detail.head(frame, ask, team)
    with st.container(key="teams-detail"):
        book, health, duties = st.columns([5, 5, 4], gap="medium")
    with book, figure(frame, "teams.book", ("coverage",), ALONE):
        hands.book(frame, ask, team)
    with health, figure(frame, "teams.health", ("health_band",), ALONE):
        hands.bands(frame, ask, team)
    with duties, figure(frame, "teams.duties", ("onboarding_on_time", "renewal_at_risk"), ALONE):
        hands.duties(frame, ask, team)
    with figure(frame, "teams.csms", (*RATES, "team_touches"), ALONE):
        people.csms(frame, ask, team)
    if ask.alone:
        with figure(frame, "teams.spread", ("coverage", "csm_spread"), ALONE):
            sections.spread(frame, ask)

    with st.container(key="teams-last"):
        left, right = st.columns(2, gap="medium")
    with left, figure(frame, "teams.handed", ("team_handed", "grr"), ALONE):
        moves.handed(frame, ask)
    with right, figure(frame, "teams.accounts", ("team_handed",), ALONE):
        moves.accounts(frame, ask)
    with right, figure(frame, "teams.changed", ("logo_retention", "grr", "after_csm_change"), ALONE):
        moves.changed(frame, ask)
    with figure(frame, "teams.file"):
        files.book(ask)
