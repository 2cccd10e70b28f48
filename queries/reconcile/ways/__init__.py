"""The checks, one module a family, in the order in which they run."""

from queries.reconcile.asked import Way
from queries.reconcile.ways import (
    account_told,
    alerts,
    bridge,
    charter,
    cohorts,
    data,
    drivers,
    economics,
    expansion,
    explain,
    forecasts,
    functions,
    health,
    health_moved,
    journey,
    lists,
    maturity,
    measures,
    methods,
    outcomes,
    plan,
    principles,
    projection,
    proof,
    renewals,
    retention,
    risks,
    teams,
    week,
    whatif,
)

WAYS: dict[str, Way] = {way.key: way for way in (
    retention.WAY, bridge.WAY, explain.WAY, methods.WAY, cohorts.COHORTS, cohorts.SURVIVAL, renewals.WAY, teams.WAY,
    outcomes.WAY, health.WAY, measures.WAY, journey.WAY, economics.WAY, lists.WAY, account_told.WAY, functions.WAY,
    drivers.WAY, week.WAY, whatif.WAY, maturity.WAY, principles.WAY, health_moved.WAY, proof.WAY, expansion.WAY,
    data.WAY, risks.WAY, plan.WAY, charter.WAY, projection.WAY, forecasts.WAY, alerts.WAY)}
