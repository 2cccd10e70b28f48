"""Weekly review: the CEO's first screen. What happened to retention this week, why, and which accounts moved it."""

import streamlit as st

from components import router
from components.alerts import section as alerts
from components.evidence.change import ChangeAccounts
from components.figure import About, figure
from components.plan import section as plan
from components.renewals.behind import AtRisk
from components.weekly import decided, questions, renewing, sections

frame = router.guard()
MOVES = ("new", "reactivation", "expansion", "contraction", "churn", "net_new_arr")
week = About(period="week", accounts="movements")
moved_in = {metric: About(behind=ChangeAccounts(metric, questions.week_before(frame))) for metric in ("nrr", "grr")}

asked = sections.metric_asked() or "grr"

with figure(frame, "kpis", ("nrr", "grr", "logo_retention", "arr", "net_new_arr", "renewal_at_risk", "paperwork")):
    sections.head(frame)
with figure(frame, "alerts.line"):
    alerts.line(frame)
with figure(frame, "carried"):
    decided.line(frame)

based = True
with figure(frame, "why"):
    based = questions.has_base(frame)
    if based:
        with st.container(key="weekly-why"):
            lines, accounts, saves = sections.why_columns(frame)
        with lines, figure(frame, "lines", ("nrr", "grr")):
            sections.lines(frame)
        with accounts, figure(frame, "accounts", ("contribution", asked), moved_in[asked]):
            sections.accounts(frame)
    else:
        with figure(frame, "young", MOVES, week):
            sections.young(frame)
        saves = st.container()
    with saves, figure(frame, "renewals", renewing.metrics(frame), About(behind=AtRisk())):
        renewing.section(frame)

with st.container(key="weekly-decided"):
    decisions, charter = st.columns([7.3, 6], gap="medium")
with decisions, figure(frame, "decided"):
    decided.open_ones(frame)
with charter, figure(frame, "charter", ("charter_status",), About(accounts="none")):
    decided.kpis(frame)

with st.container(key="weekly-end"):
    moved, planned = st.columns([6, 7.3], gap="medium")
with moved, figure(frame, "movements", MOVES, week):
    sections.movements(frame)
with planned, figure(frame, "plan", ("target", "landing", "decided", "usual_pace"), About(accounts="none")):
    plan.draw(frame)

if based:
    with st.container(key="weekly-made"):
        causes, segments = st.columns([6, 7.3], gap="medium")
    with causes, figure(frame, "causes", ("event", "roll", "grr"), moved_in["grr"]):
        sections.causes(frame)
    since = About(behind=questions.since_then(frame))
    with segments, figure(frame, "segments", ("mix_effect", "rate_effect", "grr"), since):
        sections.segments(frame)
with figure(frame, "export"):
    sections.export(frame)
    decided.export(frame)
