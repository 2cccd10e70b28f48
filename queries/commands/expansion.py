"""expansion: who found and sold it, how it came about, by size, after a small start, from trials and free plans."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import pandas as pd

from data.selling import reading
from data.warehouse import Warehouse
from queries import (
    expansion_credit,
    expansion_landing,
    expansion_sizes,
    expansion_trials,
    expansion_wins,
    prices,
    tables,
)
from queries.commands.common import Answer, Command, as_of, scope_of
from queries.scope import Scope

Asked = Callable[[Warehouse, Scope, argparse.Namespace], pd.DataFrame]


def _credit(by: expansion_credit.By) -> Asked:
    return lambda warehouse, scope, asked: expansion_credit.credit(
        warehouse, scope, tables.year_before(scope.as_of), scope.as_of, by)


def _wins(by: expansion_wins.By) -> Asked:
    return lambda warehouse, scope, asked: expansion_wins.wins(warehouse, scope, by)


def _prices(warehouse: Warehouse, scope: Scope, asked: argparse.Namespace) -> pd.DataFrame:
    return prices.split(warehouse, scope, tables.year_before(scope.as_of), scope.as_of)


def _sizes(warehouse: Warehouse, scope: Scope, asked: argparse.Namespace) -> pd.DataFrame:
    rules = reading.read()
    if rules.faults:
        raise ValueError("\n".join(rules.faults))
    return expansion_sizes.sizes(warehouse, scope, rules.sizes)


def _landed(by: expansion_landing.By) -> Asked:
    return lambda warehouse, scope, asked: expansion_landing.landings(warehouse, scope, by, asked.months, asked.start)


VIEWS: dict[str, Asked] = {
    "sources": _credit("source"), "sellers": _credit("seller"), "price": _prices, "wins": _wins("source"),
    "wins-by-seller": _wins("seller"), "wins-all": _wins("all"),
    "handoffs": lambda warehouse, scope, asked: expansion_wins.handoffs(warehouse, scope), "sizes": _sizes,
    "cohorts": _landed("cohort"), "starts": _landed("start"),
    "trials": lambda warehouse, scope, asked: expansion_trials.trials(warehouse, scope),
    "trial-curve": lambda warehouse, scope, asked: expansion_trials.paid_over_time(warehouse, scope),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=tuple(VIEWS), default="sources",
                        help="twelve months' expansion by who found it (default) or sold it, or what led to it")
    parser.add_argument("--months", type=int, default=12, help="cohorts and starts: at which age (default 12)")
    parser.add_argument("--start", choices=expansion_landing.STARTS,
                        help="cohorts: those that began with so many seats")


def _expansion(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("expansion is not split by a key: filter with --where, or ask for a --view")
    if arguments.unit != "customer":
        raise ValueError("expansion is sold to customers: it has no --unit but customer")
    scope = scope_of(warehouse, arguments)
    found = VIEWS[arguments.view](warehouse, scope, arguments)
    missing = found.attrs.get("missing") or ()
    beside: dict[str, Any] = {"view": arguments.view} | {
        key: value for key, value in found.attrs.items() if key != "missing"}
    if missing:
        beside["missing"] = ", ".join(missing)
    if missing and not len(found):
        found = pd.DataFrame([dict.fromkeys(map(str, found.columns)) | {"reason": "missing_table"}])
    return Answer(scope, found, beside)


EXPANSION = Command("expansion", "expansion by who found and sold it, by size, after a small start, from trials",
                    _expansion, _arguments)
