"""teams: per team or CSM the rates of who it owned twelve months before, beside what their profiles let expect."""

from __future__ import annotations

import argparse

from data.warehouse import Warehouse
from queries import teams
from queries.commands.common import Answer, Command, as_of, scope_of

OWNER = {"team": teams.TEAM, "csm": teams.CSM, teams.TEAM: teams.TEAM, teams.CSM: teams.CSM}


def _teams(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope, by = scope_of(warehouse, arguments), arguments.by or "team"
    if by not in OWNER:
        raise ValueError(f"teams are by team or by csm, not by {by!r}")
    found = teams.teams(warehouse, scope, OWNER[by])
    return Answer(scope, found, {name: list(value) if isinstance(value, tuple) else value
                                 for name, value in found.attrs.items()})


TEAMS = Command("teams", "rates of each team (or --by csm) beside those expected from its customers' profiles", _teams,
                as_of)
