"""economics: LTV, CAC, payback and renewals until profit, with their intervals."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace

from data.economics import reading
from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries import economics, economics_cohorts, economics_increment
from queries.commands.common import Answer, Command, as_of, scope_of


def _arguments(parser: argparse.ArgumentParser) -> None:
    as_of(parser)
    parser.add_argument("--view", choices=("figures", "cohorts", "increment"), default="figures",
                        help="figures; what each cohort has brought so far; what new, kept and added revenue leave")
    parser.add_argument("--gross-margin", type=float, metavar="FRACTION", help="instead of the file's or the costs'")
    parser.add_argument("--cac", type=float, metavar="AMOUNT", help="of one new customer, instead of the costs'")
    parser.add_argument("--renewal-months", type=int, metavar="MONTHS", help="from one renewal to the next")


def assumed(arguments: argparse.Namespace) -> Assumptions:
    """The file's assumptions with those of the command line. Errors: ValueError for a fault in either."""
    found = reading.read()
    if found.faults:
        raise ValueError("\n".join(map(str, found.faults)))
    asked = {key: getattr(arguments, key) for key in reading.BOUNDS if getattr(arguments, key, None) is not None}
    for key, value in asked.items():
        rule = reading.problem(key, value)
        if rule:
            low, high = reading.BOUNDS[key]
            raise ValueError(f"--{key.replace('_', '-')} {value}: must lie within {low:g} and {high:g} [{rule}]")
    return replace(found.assumptions, **asked)


def _economics(warehouse: Warehouse, arguments: argparse.Namespace) -> Answer:
    if arguments.unit != "customer":
        raise ValueError("economics are of customers: they have no --unit but customer")
    scope, taken = scope_of(warehouse, arguments), assumed(arguments)
    if arguments.by and arguments.view != "figures":
        raise ValueError("--by splits the figures alone: filter with --where")
    if arguments.view == "cohorts":
        found = economics_cohorts.curves(warehouse, scope, taken)
    elif arguments.view == "increment":
        found = economics_increment.increment(warehouse, scope, taken)
    else:
        found = economics.economics(warehouse, scope, taken, arguments.by)
    return Answer(scope, found, {"view": arguments.view, **found.attrs, "assumptions": asdict(taken)})


ECONOMICS = Command("economics", "LTV, CAC, payback, renewals until profit; --by a customer's label, or source",
                    _economics, _arguments)
