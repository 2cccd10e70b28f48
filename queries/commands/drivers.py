"""drivers: which conditions, as known twelve months before, go together with staying."""

from __future__ import annotations

import argparse
from dataclasses import replace

from data.warehouse import Warehouse
from queries import drivers, onboarding
from queries.commands.common import Answer, Command, as_of, scope_of

VIEWS = ("conditions", "onboarding")


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0],
                        help="a row a condition; or the basic and the deep end of onboarding compared")


def _drivers(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.by:
        raise ValueError("drivers are not split by a key: filter with --where")
    if arguments.unit != "customer":
        raise ValueError("conditions belong to customers: drivers have no --unit but customer")
    scope = replace(scope_of(warehouse, arguments), unit="customer")
    if arguments.view == "onboarding":
        return Answer(scope, onboarding.endpoints(warehouse, scope), {"view": arguments.view})
    found = drivers.drivers(warehouse, scope)
    return Answer(scope, found, {"view": arguments.view, **found.attrs})


DRIVERS = Command("drivers", "logo retention with and without each condition known twelve months before", _drivers,
                  _arguments)
