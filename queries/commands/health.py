"""health and migration: the bands on a date, how customers moved between them, and why one score moved."""

from __future__ import annotations

import argparse

from data.warehouse import Warehouse
from queries import health
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.dimensions import build_info

NO_SOURCE = "no table that a health score is made from: " + ", ".join(
    ("usage_week", "pulse", "ticket", "touch", "survey", "onboarding", "outcome", "invoice"))


def _health(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    if arguments.account:
        rows = health.why(warehouse, scope, arguments.account, arguments.weeks)
        if not len(rows):
            raise ValueError(f"no customer {arguments.account!r} with a score on {scope.as_of} or {arguments.weeks} "
                             "weeks before")
        return Answer(scope, rows, {"account": arguments.account, "weeks": arguments.weeks, **rows.attrs})
    rows = health.bands(warehouse, scope, arguments.by)
    changed = health.restated(warehouse, scope)
    return Answer(scope, rows, {"week": health.sunday(scope.as_of), "restated_weeks": changed.week.nunique(),
                                **_reason(warehouse)})


def _migration(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    scope = scope_of(warehouse, arguments)
    if arguments.by:
        raise ValueError("migration has no --by: use --where")
    rows = health.migration(warehouse, scope, arguments.weeks)
    return Answer(scope, rows, {"weeks": arguments.weeks, **_reason(warehouse)})


def _reason(warehouse: Warehouse) -> dict[str, object]:
    build_info(warehouse)
    return {} if health.known_weeks(warehouse) else {"reason": NO_SOURCE}


def _positive(text: str) -> int:
    """A whole number of weeks, at least one."""
    if not text.isdecimal() or not 0 < int(text) < 5_000:
        raise argparse.ArgumentTypeError(f"not a number of weeks from 1 on: {text!r}")
    return int(text)


def _weeks(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--weeks", type=_positive, default=4, metavar="N", help="how far back (default 4 weeks)")


def _arguments(parser: argparse.ArgumentParser) -> None:
    _weeks(parser)
    parser.add_argument("--account", metavar="ID", help="why this customer's score moved, component by component")


HEALTH = Command("health", "customers and ARR by health band; why a customer's score moved", _health, _arguments)
MIGRATION = Command("migration", "how customers moved between the health bands over some weeks", _migration, _weeks)
