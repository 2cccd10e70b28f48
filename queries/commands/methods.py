"""methods: why two tools disagree about one year."""

from __future__ import annotations

import argparse

from data.warehouse import Warehouse
from queries import tables
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.methods import EMPTY_BASE, EMPTY_MONTH, methods
from queries.methods_bridge import reconciliation
from queries.methods_units import units
from queries.prices import MISSING, split

REASONS = {
    EMPTY_BASE: "no unit was active twelve months earlier",
    EMPTY_MONTH: "a month opened with no active unit",
}
VIEWS = ("methods", "reconciliation", "units", "prices")


def _methods(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    if arguments.by is not None and arguments.view != "prices":
        raise ValueError("--by goes with --view prices only")
    if arguments.view == "prices":
        return _prices(warehouse, arguments)
    if arguments.view == "methods":
        rows = methods(warehouse, scope)
        return Answer(scope, rows.assign(reason=[REASONS.get(reason) for reason in rows.reason]))
    return Answer(scope, reconciliation(warehouse, scope) if arguments.view == "reconciliation"
                  else units(warehouse, scope))


def _prices(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    rows = split(warehouse, scope, tables.year_before(scope.as_of), scope.as_of, arguments.by)
    why = {"reason": "subscription has no column seats"} if rows.attrs["seats"] == MISSING else {}
    return Answer(scope, rows, why)


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0],
                        help="the methods, their reconciliation, the units of measure, or price against seats")


METHODS = Command("methods", "ways to count the same twelve months, reconciled; units; price against seats", _methods,
                  _arguments)
