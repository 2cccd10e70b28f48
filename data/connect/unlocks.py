"""What each table of the contract makes visible on the board: the same words as on the page Data status."""

from __future__ import annotations

from collections.abc import Mapping

UNLOCKS: Mapping[str, str] = {
    "assessment": "the five-level self-assessment beside the evidence computed from data",
    "assignment": "retention by the owner on each date, so that a handover cannot flatter a figure",
    "attribute_history": "retention by the segment or plan on each date, so that a reclassification cannot flatter it",
    "contact": "the share of customers with a champion or sponsor known, and those who left",
    "contract": "retention per contract chain, notice deadlines, the share that renews automatically",
    "cost_month": "acquisition cost, payback in months and renewals, LTV",
    "csm": "filters by CSM name and the spread between CSMs",
    "customer": "the customers that every rate is counted over",
    "feedback": "how often a request was shipped and the customer was told",
    "fx_rate": "ARR over several currencies at constant rates",
    "health_score": "customers and ARR by health band, and how well the score predicts",
    "invoice": "late payment, and how it goes with later churn",
    "onboarding": "time to first value, and completion at the basic and the deep endpoint",
    "opportunity": "who sells expansion, handoffs done or dropped, win rates",
    "outcome": "the share of customers with an agreed outcome, and how many reached it",
    "partner": "filters by partner name and retention per partner",
    "playbook": "the share of processes with a measure and a target, as evidence of maturity",
    "pulse": "the two lists where the score and the CSM's judgement disagree",
    "renewal": "renewal rates by due date and by decision date, and the share decided on time",
    "renewal_forecast": "how earlier renewal forecasts turned out",
    "subscription": "ARR, NRR, GRR, logo retention and every movement",
    "survey": "NPS and other answers, and how they go with later retention",
    "team": "filters by team name and retention per team against what is expected of it",
    "ticket": "support's queue ordered by ARR, and silent leavers",
    "touch": "the share of customers contacted within the promised rhythm, and which activities go with retention",
    "usage_week": "falling usage, unused seats, health per feature",
}
