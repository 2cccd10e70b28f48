"""The commands of `python -m queries`, one module a subject."""

from __future__ import annotations

from queries.commands import (
    account,
    alerts,
    backtest,
    charter,
    cohorts,
    drivers,
    economics,
    expansion,
    explain,
    functions,
    happened,
    health,
    journey,
    lists,
    maturity,
    methods,
    outcomes,
    plan,
    principles,
    renewals,
    retention,
    sources,
    teams,
    week,
    whatif,
)
from queries.commands.common import Command

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        retention.KPIS,
        retention.BRIDGE,
        cohorts.COHORTS,
        cohorts.SURVIVAL,
        explain.EXPLAIN,
        methods.METHODS,
        sources.SOURCES,
        plan.PLAN,
        health.HEALTH,
        health.MIGRATION,
        backtest.BACKTEST,
        renewals.RENEWALS,
        *lists.COMMANDS,
        drivers.DRIVERS,
        maturity.MATURITY,
        journey.JOURNEY,
        charter.CHARTER,
        charter.FREEZE,
        happened.ANNOTATIONS,
        principles.PRINCIPLES,
        functions.FUNCTIONS_COMMAND,
        outcomes.OUTCOMES,
        outcomes.TTV,
        *week.COMMANDS,
        expansion.EXPANSION,
        teams.TEAMS,
        economics.ECONOMICS,
        *account.COMMANDS,
        whatif.WHATIF,
        alerts.ALERTS,
    )
}
